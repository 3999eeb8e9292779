package dialogue

import (
	"strings"
	"unicode/utf8"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/review"
	"loaxom/internal/vi"
)

// Questions is what talks about open questions need of the bot: the room, the entries that words may mean,
// and what askers would read.
type Questions struct {
	Desk    *review.Desk
	Entries func(words string) []Choice
	// Answer is what askers get of the words of one of the staff; Entry what they get of an entry, false
	// where it may not be shown.
	Answer func(q review.Question, words string) review.Reply
	Entry  func(q review.Question, entry string) (review.Reply, bool)
}

// MostAnswer is how many letters an answer may have: one message on every channel, with the question and
// the office around it.
const MostAnswer = 1500

// Field that names the question a talk is about.
const QuestionField = "question"

// Answer is the talk in which one of the staff answers a question: type, look, send.
func Answer() Script {
	return Script{
		Name: "dap", May: review.MayAnswer,
		Steps: map[string]Step{
			First:  {Ask: askAnswer, Take: takeAnswer, Text: true},
			"sure": {Ask: askAnswerSure, Take: takeAnswerSure},
		},
	}
}

func askAnswer(t *Turn) {
	if q, ok := t.question(); ok {
		t.Question(t.Say("review.answer_ask", "Question", clip(q.Text, 300), "Count", q.Waiting, "Most", MostAnswer))
	}
}

func takeAnswer(t *Turn) {
	words := vi.Clean(t.Text)
	n := utf8.RuneCountInString(words)
	switch {
	case len(vi.Words(words)) == 0:
		t.Tell(t.Say("review.answer_empty"))
	case n > MostAnswer:
		t.Tell(t.Say("review.answer_long", "Length", n, "Most", MostAnswer))
	default:
		t.Set("words", words)
		t.Go("sure")
	}
}

func askAnswerSure(t *Turn) {
	q, ok := t.question()
	if !ok {
		return
	}
	t.Question(t.Say("review.answer_sure", "Text", shown(t.Questions.Answer(q, t.Get("words"))), "Count", q.Waiting),
		Choice{Label: t.Say("review.send"), Data: yes}, Choice{Label: t.Say("review.answer_again"), Data: no})
}

func takeAnswerSure(t *Turn) {
	if t.Chosen == no {
		t.Go(First)
		return
	}
	q, ok := t.question()
	if !ok {
		return
	}
	by, now, desk, reply := t.Actor, t.Now, t.Questions.Desk, t.Questions.Answer(q, t.Get("words"))
	t.Do(func(tx kv.Tx) error { return desk.Answer(tx, by, q.ID, reply, now) })
	t.End(t.Say("review.answer_sent", "Count", q.Waiting))
}

// Attach is the talk in which one of the staff names the entry that answers a question.
func Attach() Script {
	return Script{
		Name: "gan", May: review.MayAnswer,
		Steps: map[string]Step{
			First:  {Ask: askEntry, Take: takeEntry, Text: true},
			"sure": {Ask: askEntrySure, Take: takeEntrySure},
		},
	}
}

func askEntry(t *Turn) {
	q, ok := t.question()
	if !ok {
		return
	}
	words := t.Get("find")
	if words == "" {
		words = q.Text
	}
	t.Question(t.Say("review.which_entry", "Text", clip(q.Text, 300)), t.Questions.Entries(words)...)
}

func takeEntry(t *Turn) {
	if t.Chosen == "" {
		if len(t.Questions.Entries(t.Text)) == 0 {
			t.Tell(t.Say("review.entry_none"))
			return
		}
		t.Set("find", clip(vi.Clean(t.Text), 200))
		return
	}
	t.Set("entry", t.Chosen)
	t.Go("sure")
}

func askEntrySure(t *Turn) {
	q, ok := t.question()
	if !ok {
		return
	}
	reply, ok := t.Questions.Entry(q, t.Get("entry"))
	if !ok {
		t.Tell(t.Say("review.entry_none"))
		t.Go(First)
		return
	}
	t.Question(t.Say("review.answer_sure", "Text", shown(reply), "Count", q.Waiting),
		Choice{Label: t.Say("review.send"), Data: yes}, Choice{Label: t.Say("review.other_entry"), Data: no})
}

func takeEntrySure(t *Turn) {
	if t.Chosen == no {
		t.Go(First)
		return
	}
	q, ok := t.question()
	if !ok {
		return
	}
	entry := t.Get("entry")
	reply, ok := t.Questions.Entry(q, entry)
	if !ok {
		t.Tell(t.Say("review.entry_none"))
		t.Go(First)
		return
	}
	by, now, desk := t.Actor, t.Now, t.Questions.Desk
	t.Do(func(tx kv.Tx) error { return desk.Attach(tx, by, q.ID, entry, reply, now) })
	id := "review.attached"
	if !desk.Writes() {
		id = "review.attached_noted"
	}
	t.End(t.Say(id, "Title", reply.Words, "Count", q.Waiting))
}

// question is the open question that the talk is about. Where it is gone, or somebody was quicker, the talk
// ends with that.
func (t *Turn) question() (review.Question, bool) {
	q, err := review.Get(t.Read, review.QuestionID(t.Get(QuestionField)))
	switch {
	case fault.Is(err, fault.NotFound):
		t.End(t.Say("bot.not_found"))
		return q, false
	case t.failed(err):
		return q, false
	case q.State != review.Open:
		t.End(t.Say("review.closed_already"))
		return q, false
	}
	return q, true
}

// shown is what askers read, as one text.
func shown(r review.Reply) string {
	var parts []string
	for _, m := range r.Messages["vi"] {
		parts = append(parts, m.Text.String())
	}
	return strings.Join(parts, "\n\n")
}

// clip is at most n letters of a text.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return strings.TrimSpace(string(r[:n-1])) + "…"
	}
	return s
}
