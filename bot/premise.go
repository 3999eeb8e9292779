package bot

import (
	"slices"
	"strings"

	"loaxom/content"
	"loaxom/internal/channel"
)

// premise is something that people still take for granted and that is no longer so ("lên huyện").
type premise struct {
	id      string
	phrases phrases // with those that only look like one passed over
	said    phrases
	entries []string
}

func newPremise(p content.Premise) premise {
	n := premise{id: p.ID, entries: p.Entries}
	n.phrases.add(p.ID, p.Phrases)
	n.phrases.pass(p.Harmless)
	n.said.add(p.ID, p.Said)
	return n
}

// putRight are the lines that an answer needs beside its text: what the question takes for granted, what
// is no longer so, and what the text does not put right by itself.
func (t *turn) putRight(e *content.Entry, text string) string {
	asked := t.said
	if t.m.Kind == channel.Press {
		if !slices.Contains(t.State.Shown, e.ID) { // a press that came from no question
			return ""
		}
		asked = readText(t.State.Question)
	}
	var lines []string
	for i := range t.words.premises {
		p := &t.words.premises[i]
		if p.phrases.find(asked) == "" || slices.Contains(p.entries, e.ID) || p.said.find(readText(text)) != "" {
			continue
		}
		lines = append(lines, t.say("premise."+p.id))
	}
	return strings.Join(lines, "\n")
}
