package export

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// read opens a workbook with a library that knows the form.
func read(t interface{ Fatal(...any) }, raw []byte) *excelize.File {
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// What is written into a workbook is what a reader finds there: two sheets of as many columns as may be, any
// text that XML can hold, as text.
func TestABookHoldsWhatWasWritten(t *testing.T) {
	pieces := rapid.SampledFrom([]string{"", " ", "  hai dấu cách ", "=1+1", "+84", "-3", "@a", "_x000A_", "_x005F_", "a_xZZZZ_", "dòng\nhai", "<b>&\"'", "👍", "Nguyễn", "ế", "]]>", "\t"})
	texts := rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(pieces, 0, 4).Draw(t, "pieces"), "") })
	rapid.Check(t, func(t *rapid.T) {
		columns := rapid.SampledFrom([]int{1, 3, 27, 703}).Draw(t, "columns")
		var out bytes.Buffer
		b, err := newBook(&out)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string][]string{}
		for _, name := range []string{"một", "<hai> & 2"} {
			if err := b.open(name, columns); err != nil {
				t.Fatal(err)
			}
			if err := b.next(); err != nil {
				t.Fatal(err)
			}
			for range columns {
				s := texts.Draw(t, "text")
				b.text(s, plainCell)
				want[name] = append(want[name], s)
			}
		}
		if err := b.end(); err != nil {
			t.Fatal(err)
		}
		f := read(t, out.Bytes())
		defer f.Close()
		for name, cells := range want {
			for i, s := range cells {
				at, _ := excelize.CoordinatesToCellName(i+1, 1)
				got, err := f.GetCellValue(name, at)
				if err != nil || got != s {
					t.Fatalf("%s of %s: %q, not %q (%v)", at, name, got, s, err)
				}
				if formula, _ := f.GetCellFormula(name, at); formula != "" {
					t.Fatalf("%q is a formula", s)
				}
			}
		}
	})
}

// Headings are bold and stay in sight, times are those of their zone's clock, numbers are numbers.
func TestABookLooksAsItShould(t *testing.T) {
	var out bytes.Buffer
	b, _ := newBook(&out)
	_ = b.open("s", 2)
	_ = b.next()
	b.text("Lúc", headCell)
	_ = b.next()
	b.moment(time.Date(2026, 11, 24, 0, 30, 1, 500, time.FixedZone("", 7*3600)))
	b.number("216.5", plainCell)
	if err := b.end(); err != nil {
		t.Fatal(err)
	}
	f := read(t, out.Bytes())
	defer f.Close()
	style := func(at string) *excelize.Style {
		id, err := f.GetCellStyle("s", at)
		if err != nil {
			t.Fatal(err)
		}
		s, err := f.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if s := style("A1"); s.Font == nil || !s.Font.Bold {
		t.Errorf("the heading is %+v", s.Font)
	}
	if got, err := f.GetCellValue("s", "A2"); got != "2026-11-24 00:30:01" {
		t.Errorf("%q, %v", got, err)
	}
	if kind, err := f.GetCellType("s", "B2"); kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
		t.Errorf("%v, %v", kind, err)
	}
	if p, err := f.GetPanes("s"); !p.Freeze || p.YSplit != 1 || err != nil {
		t.Errorf("%+v, %v", p, err)
	}
}

// What no cell can hold is cut, and what no workbook can hold is replaced.
func TestTextsThatABookCannotHold(t *testing.T) {
	var out bytes.Buffer
	b, _ := newBook(&out)
	_ = b.open("s", 3)
	_ = b.next()
	b.text(strings.Repeat("ế", 40_000), plainCell)
	b.text(strings.Repeat("👍", 20_000), plainCell)
	b.text("a\x00\x1b\xffb", plainCell)
	if err := b.end(); err != nil {
		t.Fatal(err)
	}
	f := read(t, out.Bytes())
	defer f.Close()
	for at, want := range map[string]int{"A1": 32_767, "B1": 16_383} {
		if got, err := f.GetCellValue("s", at); utf8.RuneCountInString(got) != want || err != nil {
			t.Errorf("%s has %d letters, not %d: %v", at, utf8.RuneCountInString(got), want, err)
		}
	}
	if got, err := f.GetCellValue("s", "C1"); got != "a\uFFFD\uFFFD\uFFFDb" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

type full struct{ room int }

var errFull = errors.New("no space left on device")

func (f *full) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

// A disk that is full is told of soon, not after the last of a million rows.
func TestABookOnAFullDisk(t *testing.T) {
	b, err := newBook(&full{room: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.open("s", 1); err != nil {
		t.Fatal(err)
	}
	for i := range 2_000_000 {
		if err := b.next(); err != nil {
			if !errors.Is(err, errFull) {
				t.Error(err)
			}
			return
		}
		b.text(strings.Repeat(string(rune('a'+i%26)), i%50+1), plainCell)
	}
	t.Error("no error")
}

func TestLettersOfColumns(t *testing.T) {
	for i := range 16_384 { // as many as a sheet takes
		if want, _ := excelize.ColumnNumberToName(i + 1); letters(i) != want {
			t.Fatalf("%d: %s, not %s", i, letters(i), want)
		}
	}
}
