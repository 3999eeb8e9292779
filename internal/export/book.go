package export

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// book writes a workbook of Excel (ECMA-376, SpreadsheetML) as it comes, row by row, and keeps nothing of it: one
// sheet after the other, headings bold and kept in sight, times as real ones. It writes no formula and no shared
// strings. A library that can do everything with workbooks takes a sixth of the program's size, of which there is
// a bound; the tests read by such a library what this writes.
type book struct {
	zip    *zip.Writer
	sheets []string      // their names
	sheet  *bufio.Writer // the last, while it is open
	row    int           // the last one begun, from 1
	column int           // the next one of that row, from 0
}

// The styles of cells, by their place in stylesPart.
const (
	plainCell = iota
	headCell
	timeCell
)

// Bounds of a sheet (Microsoft, "Excel specifications and limits").
const (
	mostRows  = 1_048_576
	mostUnits = 32_767 // of UTF-16 in a cell
)

const (
	main      = `http://schemas.openxmlformats.org/spreadsheetml/2006/main`
	relations = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	packaged  = `http://schemas.openxmlformats.org/package/2006/relationships`
	kinds     = `application/vnd.openxmlformats-officedocument.spreadsheetml.`

	// All parts are sheets unless they are named here, so that this part, which readers want first, need not know
	// how many sheets there will be.
	typesPart = xml.Header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="` + kinds + `worksheet+xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + kinds + `sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="` + kinds + `styles+xml"/></Types>`
	rootPart = xml.Header + `<Relationships xmlns="` + packaged + `">` +
		`<Relationship Id="rId1" Type="` + relations + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	stylesPart = xml.Header + `<styleSheet xmlns="` + main + `">` +
		`<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/></numFmts>` +
		`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>` +
		`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
)

// newBook begins a workbook.
func newBook(w io.Writer) (*book, error) {
	b := &book{zip: zip.NewWriter(w)}
	for _, p := range []struct{ name, text string }{{"[Content_Types].xml", typesPart}, {"_rels/.rels", rootPart}, {"xl/styles.xml", stylesPart}} {
		if err := b.part(p.name, p.text); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// create begins a file of the package. All bear the day on which the times of such files begin, so that a table that
// has not changed is the same file.
func (b *book) create(name string) (io.Writer, error) {
	return b.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
}

func (b *book) part(name, text string) error {
	w, err := b.create(name)
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	return err
}

// open begins a sheet of so many columns after the one before. Its name has at most 31 letters, and none of []:*?/\.
func (b *book) open(name string, columns int) error {
	if err := b.shut(); err != nil {
		return err
	}
	b.sheets = append(b.sheets, name)
	w, err := b.create(fmt.Sprintf("xl/worksheets/sheet%d.xml", len(b.sheets)))
	if err != nil {
		return err
	}
	b.sheet, b.row = bufio.NewWriter(w), 0
	_, err = fmt.Fprintf(b.sheet, xml.Header+`<worksheet xmlns="%s"><sheetViews><sheetView workbookViewId="0">`+
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`+
		`<cols><col min="1" max="%d" width="20" customWidth="1"/></cols><sheetData>`, main, columns)
	return err
}

// shut ends the sheet that is open.
func (b *book) shut() error {
	if b.sheet == nil {
		return nil
	}
	if b.row > 0 {
		b.put("</row>")
	}
	b.put("</sheetData></worksheet>")
	return b.sheet.Flush()
}

// put writes s. A bufio.Writer keeps its first error, so that the next Flush gives it.
func (b *book) put(s string) { _, _ = b.sheet.WriteString(s) }

// next begins a row. It gives the error of what was written before, if there was one.
func (b *book) next() error {
	if b.row > 0 {
		b.put("</row>")
	}
	b.row, b.column = b.row+1, 0
	_, err := b.sheet.WriteString(`<row r="` + strconv.Itoa(b.row) + `">`)
	return err
}

// cell begins a cell of the row; kind is the rest of its attributes.
func (b *book) cell(style int, kind string) {
	b.put(`<c r="` + letters(b.column) + strconv.Itoa(b.row) + `"`)
	if style != plainCell {
		b.put(` s="` + strconv.Itoa(style) + `"`)
	}
	b.put(kind + `>`)
	b.column++
}

// text writes a cell with a string; one without letters is left empty.
func (b *book) text(s string, style int) {
	if s == "" {
		b.column++
		return
	}
	b.cell(style, ` t="inlineStr"`)
	b.put(`<is><t xml:space="preserve">`)
	_ = xml.EscapeText(b.sheet, []byte(literal(within(s, mostUnits))))
	b.put(`</t></is></c>`)
}

// number writes a cell with a number as digits.
func (b *book) number(digits string, style int) {
	b.cell(style, "")
	b.put("<v>" + digits + "</v></c>")
}

// moment writes a cell with a time as its zone's clock shows it: the days since the end of 1899, as workbooks count.
func (b *book) moment(t time.Time) {
	wall := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
	days := float64(wall.Unix()-time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Unix()) / 86400
	b.number(strconv.FormatFloat(days, 'f', -1, 64), timeCell)
}

// end writes what holds the sheets together. The workbook is whole after it.
func (b *book) end() error {
	if err := b.shut(); err != nil {
		return err
	}
	var list, to strings.Builder
	for i, name := range b.sheets {
		list.WriteString(`<sheet name="`)
		_ = xml.EscapeText(&list, []byte(name))
		fmt.Fprintf(&list, `" sheetId="%d" r:id="rId%d"/>`, i+1, i+1)
		fmt.Fprintf(&to, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, relations, i+1)
	}
	fmt.Fprintf(&to, `<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/>`, len(b.sheets)+1, relations)
	err := b.part("xl/workbook.xml", xml.Header+`<workbook xmlns="`+main+`" xmlns:r="`+relations+`"><sheets>`+list.String()+`</sheets></workbook>`)
	if err == nil {
		err = b.part("xl/_rels/workbook.xml.rels", xml.Header+`<Relationships xmlns="`+packaged+`">`+to.String()+`</Relationships>`)
	}
	if err != nil {
		return err
	}
	return b.zip.Close()
}

// letters name a column, from 0: A to Z, AA and so on.
func letters(column int) string {
	if column < 26 {
		return string(rune('A' + column))
	}
	return letters(column/26-1) + letters(column%26)
}

// within is s cut to so many units of UTF-16.
func within(s string, most int) string {
	if len(s) <= most {
		return s
	}
	n := 0
	for i, r := range s {
		if n += utf16.RuneLen(r); n > most {
			return s[:i]
		}
	}
	return s
}

// literal keeps spreadsheets from reading an escape in s, as "_x000A_" is for a line feed (ECMA-376, ST_Xstring), and
// from refusing what is no text.
func literal(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	if !strings.Contains(s, "_x") {
		return s
	}
	return escapes.ReplaceAllString(s, "_x005F$0")
}

var escapes = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)
