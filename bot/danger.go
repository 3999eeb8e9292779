package bot

import (
	"strings"

	"loaxom/content"
	"loaxom/internal/vi"
)

// alarms finds words of danger. They count with marks or without, but for those that are other words
// without marks ("tự tử" and "từ từ"); and a weak one ("tai nạn") does not count where the message is
// plainly about papers ("trợ cấp").
type alarms struct {
	any    phrases // matched on folded words
	marked phrases // matched as they are written
	weak   map[string]bool
	unless map[string]*phrases // by kind
}

func newAlarms(dangers []content.Danger) alarms {
	a := alarms{weak: map[string]bool{}, unless: map[string]*phrases{}}
	for _, d := range dangers {
		a.any.add(d.ID, folded(d.Phrases))
		a.marked.add(d.ID, written(d.Marked))
		a.any.pass(folded(d.Harmless))
		a.marked.pass(written(d.Harmless))
		for _, w := range d.Weak {
			a.weak[d.ID+" "+words(w)] = true
		}
		u := &phrases{}
		u.add(d.ID, folded(d.Unless))
		a.unless[d.ID] = u
	}
	return a
}

// find is the kind of danger that text tells of; empty: none.
func (a alarms) find(text string) string {
	whole := words(text)
	counts := func(in string) func(id string, start, end int) bool {
		return func(id string, start, end int) bool {
			return !a.weak[id+" "+vi.Fold(in[start:end])] || a.unless[id].find(whole) == ""
		}
	}
	if id, ok := a.any.scan(whole, counts(whole)); ok {
		return id
	}
	typed := marks(text)
	id, _ := a.marked.scan(typed, counts(typed))
	return id
}

// words is a text's words folded, with single spaces and nothing else between them.
func words(text string) string { return join(vi.Fold(text)) }

// marks is a text's words as they are written, in lower case.
func marks(text string) string { return join(strings.ToLower(vi.NFC(text))) }

func join(text string) string {
	var b strings.Builder
	for _, w := range vi.Words(text) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.Text)
	}
	return b.String()
}

func folded(list []string) []string { return each(list, words) }

func written(list []string) []string { return each(list, marks) }

func each(list []string, form func(string) string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = form(s)
	}
	return out
}
