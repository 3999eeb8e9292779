package export

import (
	"strings"
	"time"

	"loaxom/internal/fault"
)

// Sheet is a table on its way into a file: Begin once, then Row for each row, then End.
type Sheet interface {
	Begin([]Column) error
	Row(Row) error
	End() error
}

// Style says how a Sheet is written.
type Style struct {
	Zone *time.Location                      // in which times are shown: the commune's
	Say  func(id string) (s string, ok bool) // content's line of that id
	Name func(column, id string) string      // of an office, a hamlet, a category; empty: none. nil: there are no names
}

// heading is what stands above a column.
func (s Style) heading(c Column) string {
	if text, ok := s.Say("export." + c.Key); ok {
		return text
	}
	return c.Key
}

func (s Style) name(column, id string) string {
	if s.Name == nil {
		return ""
	}
	return s.Name(column, id)
}

// words are the names of words, each looked up once.
type words map[[2]string]string

// of is a word's name, or an id's.
func (m words) of(s Style, c Column, w string) string {
	if w == "" {
		return ""
	}
	key := [2]string{c.Key, w}
	name, known := m[key]
	if !known {
		name = w
		if c.Kind == Name {
			if n := s.name(c.Key, w); n != "" {
				name = n
			}
		} else if text, ok := s.Say("export." + c.Key + "." + strings.ReplaceAll(w, "-", "_")); ok {
			name = text
		}
		m[key] = name
	}
	return name
}

// moment is a time in the commune's zone; the zero time where there is none.
func (s Style) moment(field string) (time.Time, error) {
	if field == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, field)
	if err != nil {
		return t, fault.New(fault.Internal, "export: %q is no time", field)
	}
	return t.In(s.Zone), nil
}
