package bot

import (
	"slices"

	"loaxom/content"
	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/review"
)

// do has a room act with the turn. A bot without rooms, as `ask` has it, acts nowhere.
func (t *turn) do(act Act) {
	if t.m.Read != nil && t.m.Actor.Address != "" {
		t.Acts = append(t.Acts, act)
	}
}

// note counts the last question as one that was not answered well: by entry, or by nothing.
func (t *turn) note(reason, entry string) {
	if w := t.wording(reason, entry); w.Text != "" || w.Entry != "" {
		t.Opens = append(t.Opens, w)
	}
}

// wording is the last question as staff will read it, where the entry was shown for it.
func (t *turn) wording(reason, entry string) review.Wording {
	w := review.Wording{Entry: entry, Reason: reason, Office: content.OneStop}
	if entry == "" || slices.Contains(t.State.Shown, entry) {
		w.Text = t.State.Question
		w.Like = t.words.address.strip(readText(w.Text)).whole()
	}
	if e, ok := t.lib.Entry(entry); ok && e.Office != "" {
		w.Office = commune.OfficeID(e.Office)
	}
	return w
}

// toStaff puts the last question before staff; the conversation waits for their answer from then on.
// Where nobody is there to answer, the resident is told where to ask, so that nobody waits for what does
// not come.
func (t *turn) toStaff(entry string) {
	w := t.wording(review.Asked, entry)
	if w.Text == "" {
		t.line("bot.ask_first")
		return
	}
	who := address.ID(t.m.Actor.Address)
	waits, staffed := 0, false
	if t.m.Read != nil && t.cfg.Review != nil {
		var err error
		if staffed, err = review.Staffed(t.m.Read); err == nil {
			waits, err = review.Waits(t.m.Read, who)
		}
		staffed = staffed && err == nil
	}
	switch {
	case !staffed:
		now := t.m.Now
		t.do(func(tx kv.Tx) error { return review.Explain(tx, w, now) }) // it was counted when it was asked
		t.line("bot.with_nobody")
	case waits >= review.MostWaiting:
		t.line("bot.too_many_questions", "Most", review.MostWaiting)
	default:
		lang, now := t.lang(), t.m.Now
		t.do(func(tx kv.Tx) error { return review.Ask(tx, w, who, lang, now) })
		t.withStaff()
	}
}

// withStaff says by when staff answer: the day where the holidays of the time are known, else the number
// of working days; and that it is only expected where the commune has not confirmed its own deadline.
func (t *turn) withStaff() {
	on := t.m.Now.In(t.zone())
	p, known := t.lib.Param(review.AnswerTime)
	if !known {
		t.line("bot.with_staff_soon")
		return
	}
	v, known := p.On(on)
	verdict := t.lib.Ruling().Figures[review.AnswerTime]
	if !known || verdict == content.Withdrawn || *v.Amount != float64(int(*v.Amount)) {
		t.line("bot.with_staff_soon")
		return
	}
	id := "bot.with_staff"
	if v.Uncertain() && verdict != content.Confirmed {
		id = "bot.with_staff_expected"
	}
	by := t.lib.AddWorkingDays(on, int(*v.Amount))
	when := t.say("bot.by_day", "Day", content.DateOf(by).Vietnamese())
	if !t.lib.KnowsYear(on.Year()) || !t.lib.KnowsYear(by.Year()) {
		when = t.say("bot.within", "Time", p.Text(v))
	}
	t.line(id, "When", when)
}
