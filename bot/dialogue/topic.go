package dialogue

import (
	"slices"
	"strconv"
	"strings"

	"loaxom/internal/audience"
	"loaxom/internal/vi"
)

// askTopics shows the topics, those that are asked for with a mark; each choice turns one on or off.
func askTopics(t *Turn) {
	if len(t.Topics) == 0 {
		t.topicsDone()
		return
	}
	w := t.wish()
	on := w.Topics
	choices := make([]Choice, 0, len(t.Topics)+2)
	for _, c := range t.Topics {
		label := c.Label
		if slices.Contains(on, audience.Topic(c.Data)) {
			label = "✅ " + label
		}
		choices = append(choices, Choice{Label: label, Data: c.Data, Also: []string{c.Label}})
	}
	if len(on) < len(t.Topics) {
		choices = append(choices, Choice{Label: t.Say("news.all_topics"), Data: all, Also: strings.Split(t.Say("news.all_words"), ", "), Every: true})
	}
	text, label := t.Say("news.more_topics"), t.Say("news.topics_done")
	if len(on) == 0 {
		text, label = t.Say("news.topics"), t.Say("news.no_topics")
		if len(w.Hamlets) > 0 { // a link or a word has chosen it
			text = t.Say("news.chosen", "Hamlets", t.hamletNames(w.Hamlets)) + " " + text
		}
	}
	choices = append(choices, Choice{Label: label, Data: yes, Also: strings.Split(t.Say("news.done_words"), ", "), Every: true})
	t.Question(text, choices...)
}

func takeTopics(t *Turn) {
	on := t.wish().Topics
	switch t.Chosen {
	case yes:
		t.topicsDone()
	case all:
		for _, c := range t.Topics {
			on = append(on, audience.Topic(c.Data))
		}
		t.setTopics(on)
		t.topicsDone()
	default:
		one := audience.Topic(t.Chosen)
		if i := slices.Index(on, one); i >= 0 {
			on = slices.Delete(on, i, i+1)
		} else {
			on = append(on, one)
		}
		t.setTopics(on)
	}
}

// topicsDone goes on with what was chosen.
func (t *Turn) topicsDone() {
	s := t.subscription()
	switch w := s.Wish; {
	case t.Err != nil:
	case s.Active() && t.Get(changing) == topics:
		w.Topics = t.wish().Topics
		t.change(w)
	case s.Active(): // by another device in the meantime
		t.Go(First)
	default:
		t.Go("agree")
	}
}

// otherTopics reads several topics at once, by number or by name: "1, 3 và 5", "trợ cấp, học hành". Those
// are turned on; where a part names none, nothing is.
func otherTopics(t *Turn) {
	on := t.wish().Topics
	for _, part := range parts(t.Text) {
		id, ok := t.topicOf(part)
		if !ok {
			t.Miss(t.Say("news.no_such_topic"))
			return
		}
		if one := audience.Topic(id); !slices.Contains(on, one) {
			on = append(on, one)
		}
	}
	t.setTopics(on)
}

// topicOf is the topic that a part of a message names.
func (t *Turn) topicOf(part string) (string, bool) {
	if n, err := strconv.Atoi(part); err == nil {
		if n < 1 || n > len(t.Topics) {
			return "", false
		}
		return t.Topics[n-1].Data, true // the list shows them first, in this order
	}
	found := meant(t.Topics, part)
	if len(found) != 1 {
		return "", false
	}
	return found[0].Data, true
}

// parts are the pieces of a list that somebody typed.
func parts(text string) (list []string) {
	cut := func(r rune) bool { return strings.ContainsRune(",;.+&/\n", r) }
	for _, piece := range strings.FieldsFunc(vi.Normal(strings.ReplaceAll(text, "\n", ",")), cut) {
		var words []string
		flush := func() {
			if len(words) > 0 {
				list = append(list, strings.Join(words, " "))
			}
			words = nil
		}
		for _, w := range strings.Fields(piece) {
			switch _, err := strconv.Atoi(w); {
			case err == nil:
				flush()
				list = append(list, w)
			case w == "và" || w == "va" || w == "với":
				flush()
			default:
				words = append(words, w)
			}
		}
		flush()
	}
	return list
}
