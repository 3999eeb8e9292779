package bot

import (
	"strings"

	"loaxom/content"
	"loaxom/internal/channel"
	"loaxom/internal/review"
)

// question1 is the card of a question.
func (t *turn) question1(q review.Question) {
	day := func(q review.Question) (string, string) {
		return content.DateOf(q.First.In(t.zone())).Vietnamese(), content.DateOf(q.Last.In(t.zone())).Vietnamese()
	}
	first, last := day(q)
	lines := []string{
		"“" + t.asked(q) + "”",
		t.say("review.question_facts", "Count", q.Count, "First", first, "Last", last, "ID", string(q.ID)),
	}
	if q.Waiting > 0 {
		lines = append(lines, t.say("review.question_waits", "Count", q.Waiting, "Day", content.DateOf(q.Since.In(t.zone())).Vietnamese()))
	}
	if e, ok := t.files.Entry(q.Entry); ok {
		lines = append(lines, t.say("review.question_entry", "Title", e.Title))
	}
	var why []string
	for _, w := range []string{review.None, review.Wrong, review.Down, review.Number, review.Unclear, review.Missing} {
		if n := q.Why[w]; n > 0 {
			why = append(why, t.say("review.why_times", "Why", t.say("review.why_"+w), "Count", n))
		}
	}
	if len(why) > 0 {
		lines = append(lines, t.say("review.why", "What", strings.Join(why, ", ")))
	}
	if q.Into != "" {
		lines = append(lines, t.say("review.into", "ID", q.Into))
	}
	var list []Choice
	if q.State == review.Open {
		if q.Waiting > 0 {
			list = append(list, Choice{t.say("review.answer"), "oq:r:" + string(q.ID)})
		}
		if q.Text != "" {
			list = append(list, Choice{t.say("review.attach"), "oq:t:" + string(q.ID)})
		}
	} else {
		lines = append(lines, t.say("review.question_closed"))
	}
	if q.Into == "" && q.Text != "" && review.MayDecide(t.m.Actor) {
		list = append(list, Choice{t.say("review.draft"), "oq:d:" + string(q.ID)})
	}
	if q.State == review.Open {
		list = append(list, Choice{t.say("review.skip"), "oq:k:" + string(q.ID)})
	}
	list = append(list, Choice{t.say("review.to_questions"), "oq"})
	t.choices(plain(strings.Join(lines, "\n")), 2, list...)
}

// toAskers is what everybody who waits gets, in both languages: who answers, the question, the answer;
// and the first message of an entry, where one answers. There are no buttons, because a number that is
// typed means the list that the asker was shown last.
func (t *turn) toAskers(q review.Question, id, words string, with *content.Entry) review.Reply {
	r := review.Reply{Words: words, Messages: map[string][]channel.Outgoing{}}
	for _, lang := range []string{content.Vietnamese, content.English} {
		as := *t
		as.State.Lang = lang
		text := as.say(id, "Office", as.fromOffice(), "Question", cut(as.asked(q), 200), "Text", words)
		r.Messages[lang] = []channel.Outgoing{{Text: plain(text)}}
		if with != nil {
			r.Messages[lang] = append(r.Messages[lang], channel.Outgoing{Text: as.opening(with, "")})
		}
	}
	return r
}

// fromOffice is whose answer it is: the office that the person works in, or the commune.
func (t *turn) fromOffice() string {
	for _, o := range t.cfg.Offices {
		if o.ID == t.m.Actor.Office {
			return o.Name
		}
	}
	if p, ok := t.lib.Place(string(t.m.Actor.Office)); ok {
		return p.Name
	}
	return t.cfg.Commune.Name
}
