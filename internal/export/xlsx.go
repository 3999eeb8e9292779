package export

import (
	"io"
	"math"
	"strconv"

	"loaxom/internal/fault"
)

// XLSX writes a Sheet as a workbook of Excel: times are real ones, all other fields but numbers are
// strings, which no spreadsheet takes for formulas.
type XLSX struct {
	w       io.Writer
	style   Style
	name    string
	columns []Column
	book    *book
	words   words
}

// NewXLSX writes to w; name is the first sheet's.
func NewXLSX(w io.Writer, name string, style Style) *XLSX {
	return &XLSX{w: w, style: style, name: name, words: words{}}
}

// Begin implements Sheet.
func (x *XLSX) Begin(columns []Column) (err error) {
	x.columns = columns
	if x.book, err = newBook(x.w); err != nil {
		return err
	}
	return x.begin(x.name)
}

// begin begins a sheet with its headings.
func (x *XLSX) begin(name string) error {
	if err := x.book.open(name, len(x.columns)); err != nil {
		return err
	}
	if err := x.book.next(); err != nil {
		return err
	}
	for _, c := range x.columns {
		x.book.text(x.style.heading(c), headCell)
	}
	return nil
}

// Row implements Sheet. When a sheet is full it goes on in another.
func (x *XLSX) Row(row Row) error {
	if x.book.row == mostRows {
		if err := x.begin(x.name + " " + strconv.Itoa(len(x.book.sheets)+1)); err != nil {
			return err
		}
	}
	if err := x.book.next(); err != nil {
		return err
	}
	for i, c := range x.columns {
		field := row[i]
		switch {
		case c.Kind == Moment:
			t, err := x.style.moment(field)
			if err != nil {
				return err
			}
			if !t.IsZero() {
				x.book.moment(t)
				continue
			}
		case c.Kind == Number || c.Kind == Decimal && field != "":
			n, err := strconv.ParseFloat(field, 64)
			if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
				return fault.New(fault.Internal, "export: %q is no number", field)
			}
			x.book.number(strconv.FormatFloat(n, 'f', -1, 64), plainCell)
			continue
		case c.Kind == Word || c.Kind == Name:
			field = x.words.of(x.style, c, field)
		}
		x.book.text(field, plainCell)
	}
	return nil
}

// End implements Sheet.
func (x *XLSX) End() error { return x.book.end() }
