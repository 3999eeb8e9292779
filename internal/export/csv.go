package export

import (
	"encoding/csv"
	"io"
	"strings"
	"time"
)

// CSV writes a Sheet as comma-separated values for a spreadsheet: UTF-8 with the mark that Excel wants,
// lines that end as in RFC 4180, times as 2006-01-02 15:04:05.
type CSV struct {
	w       io.Writer
	csv     *csv.Writer
	style   Style
	columns []Column
	fields  []string
	words   words
}

// NewCSV writes to w.
func NewCSV(w io.Writer, style Style) *CSV { return &CSV{w: w, style: style, words: words{}} }

// byteOrderMark tells Excel that UTF-8 follows.
const byteOrderMark = "\ufeff"

// Begin implements Sheet.
func (c *CSV) Begin(columns []Column) error {
	if _, err := io.WriteString(c.w, byteOrderMark); err != nil {
		return err
	}
	c.csv, c.columns = csv.NewWriter(c.w), columns
	c.csv.UseCRLF = true
	c.fields = make([]string, len(columns))
	for i, col := range columns {
		c.fields[i] = Safe(c.style.heading(col))
	}
	return c.csv.Write(c.fields)
}

// Row implements Sheet.
func (c *CSV) Row(row Row) error {
	for i, col := range c.columns {
		field := row[i]
		switch col.Kind {
		case Moment:
			t, err := c.style.moment(field)
			if err != nil {
				return err
			}
			if !t.IsZero() {
				field = t.Format(time.DateTime)
			}
		case Word, Name:
			field = c.words.of(c.style, col, field)
		}
		c.fields[i] = Safe(field)
	}
	return c.csv.Write(c.fields)
}

// End implements Sheet.
func (c *CSV) End() error {
	c.csv.Flush()
	return c.csv.Error()
}

// Safe is a field that no spreadsheet takes for a formula: one that begins with a sign which starts one
// gets an apostrophe before it (OWASP, CSV Injection).
func Safe(field string) string {
	if field != "" && strings.ContainsRune("=+-@\t\r", rune(field[0])) {
		return "'" + field
	}
	return field
}
