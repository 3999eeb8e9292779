package export

import (
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"loaxom/internal/fault"
)

// XLSX writes a Sheet as a workbook of Excel: times are real ones, all other fields but numbers are
// strings, which no spreadsheet takes for formulas.
type XLSX struct {
	w       io.Writer
	style   Style
	name    string
	columns []Column
	file    *excelize.File
	sheet   *excelize.StreamWriter
	sheets  int
	rows    int // of this sheet
	head    int // style of the headings
	time    int // style of times
	words   words
}

// NewXLSX writes to w; name is the first sheet's.
func NewXLSX(w io.Writer, name string, style Style) *XLSX {
	return &XLSX{w: w, style: style, name: name, words: words{}}
}

// mostRows is how many rows one sheet takes (Microsoft, "Excel specifications and limits": 1,048,576).
const mostRows = 1_048_576

// Begin implements Sheet.
func (x *XLSX) Begin(columns []Column) (err error) {
	x.columns, x.file = columns, excelize.NewFile()
	if x.head, err = x.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return failed(err)
	}
	format := "yyyy-mm-dd hh:mm:ss"
	if x.time, err = x.file.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
		return failed(err)
	}
	if err := x.file.SetSheetName("Sheet1", x.name); err != nil {
		return failed(err)
	}
	return x.begin(x.name)
}

// begin begins a sheet with its headings, which stay in sight.
func (x *XLSX) begin(name string) (err error) {
	if x.sheet, err = x.file.NewStreamWriter(name); err != nil {
		return failed(err)
	}
	x.sheets, x.rows = x.sheets+1, 1
	if err := x.sheet.SetColWidth(1, len(x.columns), 20); err != nil {
		return failed(err)
	}
	if err := x.sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return failed(err)
	}
	var head []any
	for _, c := range x.columns {
		head = append(head, excelize.Cell{StyleID: x.head, Value: x.style.heading(c)})
	}
	return failed(x.sheet.SetRow("A1", head))
}

// Row implements Sheet.
func (x *XLSX) Row(row Row) error {
	if x.rows == mostRows {
		if err := x.next(); err != nil {
			return err
		}
	}
	cells := make([]any, len(row))
	for i, c := range x.columns {
		switch cells[i] = row[i]; c.Kind {
		case Moment:
			t, err := x.style.moment(row[i])
			if err != nil {
				return err
			}
			if !t.IsZero() {
				cells[i] = excelize.Cell{StyleID: x.time, Value: t}
			}
		case Number:
			n, err := strconv.ParseInt(row[i], 10, 64)
			if err != nil {
				return fault.New(fault.Internal, "export: %q is no number", row[i])
			}
			cells[i] = n
		case Decimal:
			if row[i] == "" {
				break
			}
			f, err := strconv.ParseFloat(row[i], 64)
			if err != nil {
				return fault.New(fault.Internal, "export: %q is no number", row[i])
			}
			cells[i] = f
		case Word, Name:
			cells[i] = x.words.of(x.style, c, row[i])
		}
	}
	x.rows++
	return failed(x.sheet.SetRow("A"+strconv.Itoa(x.rows), cells))
}

// next goes on in another sheet when one is full.
func (x *XLSX) next() error {
	if err := x.sheet.Flush(); err != nil {
		return failed(err)
	}
	name := x.name + " " + strconv.Itoa(x.sheets+1)
	if _, err := x.file.NewSheet(name); err != nil {
		return failed(err)
	}
	return x.begin(name)
}

// End implements Sheet.
func (x *XLSX) End() error {
	if err := x.sheet.Flush(); err != nil {
		return failed(err)
	}
	if _, err := x.file.WriteTo(x.w); err != nil {
		return err // the disk's
	}
	return failed(x.file.Close())
}

func failed(err error) error {
	if err == nil {
		return nil
	}
	return fault.New(fault.Internal, "export: %w", err)
}
