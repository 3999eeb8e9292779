package export

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"

	"loaxom/internal/fault"
)

// Sender writes a table as lines of JSON: its columns, then a row each. Flush must follow.
type Sender struct {
	to  *bufio.Writer
	enc *json.Encoder
}

// NewSender writes the columns.
func NewSender(w io.Writer, columns []Column) (*Sender, error) {
	to := bufio.NewWriterSize(w, 64<<10)
	s := &Sender{to: to, enc: json.NewEncoder(to)}
	s.enc.SetEscapeHTML(false)
	return s, s.enc.Encode(columns)
}

// Row writes a row.
func (s *Sender) Row(r Row) error { return s.enc.Encode(r) }

// Flush writes what is left.
func (s *Sender) Flush() error { return s.to.Flush() }

// Receive reads what a Sender wrote: begin is given the columns, then row each row. Whether the table is
// whole only whoever brought the bytes knows.
func Receive(r io.Reader, begin func([]Column) error, row func(Row) error) error {
	dec := json.NewDecoder(r)
	var columns []Column
	if err := decode(dec, &columns); err != nil {
		return err
	}
	if err := begin(columns); err != nil {
		return err
	}
	for {
		var one Row
		err := decode(dec, &one)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if len(one) != len(columns) {
			return fault.New(fault.Internal, "export: a row of %d fields under %d columns", len(one), len(columns))
		}
		if err := row(one); err != nil {
			return err
		}
	}
}

func decode(dec *json.Decoder, v any) error {
	err := dec.Decode(v)
	if err == nil || errors.Is(err, io.EOF) {
		return err
	}
	var known *fault.Error
	if errors.As(err, &known) {
		return err
	}
	return fault.New(fault.Internal, "export: what came does not read: %w", err)
}
