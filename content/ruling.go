package content

import (
	"maps"
	"strings"
	"sync"
	"time"
)

// Verdict is what staff have decided about a figure, beyond what its file says.
type Verdict uint8

// Verdicts.
const (
	AsWritten Verdict = iota // nothing
	Confirmed                // two people stand by it: the remark that it is to be confirmed goes
	Disputed                 // shown, with the remark that the commune is looking at it again
	Withdrawn                // not shown: the one-stop desk confirms
)

// Ruling is what staff have decided above the files, by ids and keys. What stands in none of the maps
// is as its file says.
type Ruling struct {
	// States of entries, of bulletins and of quizzes: StateDraft, StateApproved or StateHidden.
	States, Bulletins, Quizzes map[string]string

	Doubted map[string]bool // entries of which some figure is disputed, and nobody has said which
	Figures map[string]Verdict
}

// Under is the library as the ruling has it. It shares all that the ruling leaves alone, so it is cheap
// to make, and l stays as it was.
func (l *Library) Under(r Ruling) *Library {
	c := *l
	c.mu, c.lines = &sync.Mutex{}, map[string]map[string]int{}
	c.ruling = r
	c.entries = maps.Clone(l.entries)
	c.ordered = make([]*Entry, len(l.ordered))
	for i, e := range l.ordered {
		if state, ok := r.States[e.ID]; ok && state != e.State {
			changed := *e
			changed.State = state
			e = &changed
			c.entries[e.ID] = e
		}
		c.ordered[i] = e
	}
	c.bulletins = maps.Clone(l.bulletins)
	for id, state := range r.Bulletins {
		if b, ok := l.bulletins[id]; ok {
			changed := *b
			changed.State = state
			c.bulletins[id] = &changed
		}
	}
	c.quizzes = maps.Clone(l.quizzes)
	for id, state := range r.Quizzes {
		if q, ok := l.quizzes[id]; ok {
			changed := *q
			changed.State = state
			c.quizzes[id] = &changed
		}
	}
	return &c
}

// Ruling is what the library was made Under. It is not to be changed.
func (l *Library) Ruling() Ruling { return l.ruling }

// Shown is Section as a resident reads it: with the remark that figures of it are being looked at
// again, where they are. One figure has it beside it, several together below.
func (l *Library) Shown(e *Entry, s SectionID, on time.Time) string {
	text := l.Section(e, s, on)
	if len(l.ruling.Doubted) == 0 && len(l.ruling.Figures) == 0 {
		return text
	}
	mark := " " + l.Say(Vietnamese, "content.disputed", nil)
	doubted := l.ruling.Doubted[e.ID] && len(e.Figures(s)) > 0
	if n := strings.Count(text, mark); n > 1 || n > 0 && doubted {
		text, doubted = strings.ReplaceAll(text, mark, ""), true
	}
	if doubted {
		text += "\n" + l.Say(Vietnamese, "content.disputed_all", nil)
	}
	return text
}

// EndedOn tells that the last day on which the entry is shown lies before that day.
func (e *Entry) EndedOn(on time.Time) bool {
	return !e.Expires.IsZero() && DateOf(on).After(e.Expires)
}

// Desk is where the one-stop desk is, as far as the commune has said: its name, its address (or whom to
// ask for it), its phone and hours.
func (l *Library) Desk() string {
	p, ok := l.places[desk]
	if !ok {
		return l.askDesk(desk, desk)
	}
	lines := []string{p.Name}
	for _, field := range placeFields() {
		text, _ := p.Field(field)
		switch {
		case text != "":
			lines = append(lines, l.fieldName(p, field)+": "+text)
		case field == "address":
			lines = append(lines, l.askDesk(l.fieldName(p, field), desk))
		}
	}
	return strings.Join(lines, "\n")
}

// Ends is the last day on which the figure has a value; zero where the last value does not end, or there
// is none.
func (p *Param) Ends() (last Date) {
	begins := Date{}
	for i := range p.Values {
		if v := &p.Values[i]; !v.ValidFrom.Before(begins) {
			begins, last = v.ValidFrom, v.ValidTo
		}
	}
	return last
}
