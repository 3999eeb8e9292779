package review

import (
	"strings"

	"loaxom/content"
)

// Kind says what a Subject is; the audit has the same words.
type Kind string

// Kinds of Subject.
const (
	Entry    Kind = "entry" // one person of the staff approves it
	Bulletin Kind = "bulletin"
	Quiz     Kind = "quiz"
	Figure   Kind = "param" // a number, with all its values: two people approve it
)

// Texts are the kinds that one person approves, in the order in which they are listed.
func Texts() []Kind { return []Kind{Entry, Bulletin, Quiz} }

// Subject is a piece of content that staff decide about.
type Subject struct {
	Kind Kind
	ID   string // of the entry, or key of the figure
}

func (s Subject) String() string { return string(s.Kind) + ":" + s.ID }

// ParseSubject reads what String made, or the id of an entry or the key of a figure as the command line
// has it: a key holds a dot and names a figure of lib.
func ParseSubject(lib *content.Library, text string) (Subject, bool) {
	if kind, id, ok := strings.Cut(text, ":"); ok {
		s := Subject{Kind(kind), id}
		_, known := s.In(lib)
		return s, known
	}
	for _, kind := range append(Texts(), Figure) {
		s := Subject{kind, text}
		if _, known := s.In(lib); known {
			return s, true
		}
	}
	return Subject{}, false
}

// In is the hash of what the subject says in lib; false: it is not there, or a figure without any value,
// of which there is nothing to approve.
func (s Subject) In(lib *content.Library) (hash string, known bool) {
	switch s.Kind {
	case Entry:
		if e, ok := lib.Entry(s.ID); ok {
			return e.Hash(), true
		}
	case Bulletin:
		if b, ok := lib.Bulletin(s.ID); ok {
			return b.Hash(), true
		}
	case Quiz:
		if q, ok := lib.Quiz(s.ID); ok {
			return q.Hash(), true
		}
	case Figure:
		if p, ok := lib.Param(s.ID); ok && len(p.Values) > 0 {
			return p.Hash(), true
		}
	}
	return "", false
}

// people is how many different people must approve a subject.
func (s Subject) people() int {
	if s.Kind == Figure {
		return 2
	}
	return 1
}

// text is what a text that one person approves says of itself in lib: its state in the file and the
// figures that it names.
func (s Subject) text(lib *content.Library) (state string, figures []string, ok bool) {
	switch s.Kind {
	case Entry:
		if e, ok := lib.Entry(s.ID); ok {
			return e.State, e.Figures(), true
		}
	case Bulletin:
		if b, ok := lib.Bulletin(s.ID); ok {
			return b.State, b.Figures(), true
		}
	case Quiz:
		if q, ok := lib.Quiz(s.ID); ok {
			return q.State, q.Figures(), true
		}
	}
	return "", nil, false
}
