package tthc

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"loaxom/content"
)

// Bounds of a record. The longest field of the portal has 52,000 letters, the longest name 1,100; what is
// longer is a page that was taken for a field.
const (
	maxLine  = 4 << 20 // bytes of one line
	maxField = 1 << 18 // bytes of one field; a content file may have four times that
	maxName  = 1500    // letters of a name
	maxWord  = 300     // letters of a level, a field
)

var codePattern = regexp.MustCompile(`^\d\.\d{6}$`)

// reading is what a file holds.
type reading struct {
	records []*Record
	lines   int            // that hold something
	aside   map[string]int // key that we do not know: in how many records it says something
	left    []Left
}

// read takes up a file line by line. A line that is no record is left out with its number; only a file
// that cannot be read is an error.
func read(r io.Reader) (*reading, error) {
	in := bufio.NewReaderSize(r, 1<<16)
	f := &reading{aside: map[string]int{}}
	for n := 1; ; n++ {
		line, long, err := nextLine(in)
		if n == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		if long {
			f.lines++
			f.left = append(f.left, Left{Line: n, Why: fmt.Sprintf("the line has more than %d bytes", maxLine)})
		} else if len(bytes.TrimSpace(line)) > 0 {
			f.lines++
			f.take(n, line)
		}
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		if err != nil {
			return f, fmt.Errorf("line %d: %w", n, err)
		}
	}
}

// nextLine is the next line without its end; long: it was over the bound, and its text is not given.
func nextLine(in *bufio.Reader) (line []byte, long bool, err error) {
	for {
		part, err := in.ReadSlice('\n')
		if !long {
			line = append(line, part...)
		}
		if len(line) > maxLine {
			line, long = nil, true
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, long, err
		}
	}
}

// take reads one line as a record.
func (f *reading) take(n int, line []byte) {
	r := &Record{Line: n}
	left := func(format string, args ...any) {
		f.left = append(f.left, Left{Code: r.Code, Name: r.Name, Line: n, Why: fmt.Sprintf(format, args...)})
	}
	var object map[string]any
	if !utf8.Valid(line) {
		left("the line holds bytes that are no UTF-8")
		return
	}
	if err := json.Unmarshal(line, &object); err != nil {
		left("the line is no JSON object: %s", strings.TrimPrefix(err.Error(), "json: "))
		return
	}
	known := r.keys()
	var odd []string
	for _, key := range slices.Sorted(maps.Keys(object)) {
		text, isText := object[key].(string)
		field, isKnown := known[key]
		switch {
		case !isKnown:
			if object[key] != nil && text != "" {
				f.aside[key]++
			}
		case object[key] == nil:
		case !isText:
			odd = append(odd, key+" is not text")
		case len(text) > maxField:
			odd = append(odd, fmt.Sprintf("%s has %d bytes, at most %d are taken", key, len(text), maxField))
		default:
			*field = clean(text)
		}
	}
	r.Name = strings.Join(strings.Fields(r.Name), " ")
	if why := slices.Concat(odd, r.faults()); len(why) > 0 {
		left("%s", strings.Join(why, "; "))
		return
	}
	f.records = append(f.records, r)
}

// faults are what a record lacks to become an entry.
func (r *Record) faults() (why []string) {
	if !codePattern.MatchString(r.Code) {
		why = append(why, fmt.Sprintf("ma_thu_tuc %q is no code of the portal", short(r.Code, 20)))
	}
	switch {
	case none(r.Name):
		why = append(why, "ten_thu_tuc is empty")
	case utf8.RuneCountInString(r.Name) > maxName:
		why = append(why, fmt.Sprintf("ten_thu_tuc has %d letters, at most %d are taken", utf8.RuneCountInString(r.Name), maxName))
	}
	if !strings.ContainsAny(r.Decision, "0123456789") {
		why = append(why, fmt.Sprintf("so_quyet_dinh %q is no number of a decision", short(r.Decision, 30)))
	}
	if !strings.HasPrefix(r.Link, "https://") || strings.ContainsAny(r.Link, " \n\"<>") || len(r.Link) > content.MaxLink {
		why = append(why, fmt.Sprintf("detail_url %q is no address", short(r.Link, 40)))
	}
	for _, f := range []struct {
		key, text string
		most      int
	}{{"so_quyet_dinh", r.Decision, content.MaxDecision}, {"cap_thuc_hien", r.Level, maxWord}, {"linh_vuc", r.Field, maxWord}} {
		if n := utf8.RuneCountInString(f.text); n > f.most {
			why = append(why, fmt.Sprintf("%s has %d letters, at most %d are taken", f.key, n, f.most))
		}
	}
	return why
}

// short is the beginning of a text of at most most letters.
func short(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return strings.TrimSpace(string(runes[:most-1])) + "…"
}
