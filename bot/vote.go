package bot

import (
	"strconv"

	"loaxom/content"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/review"
)

// vote takes 👍 and 👎. A 👎 counts at once; what was wrong is asked afterwards, for whoever wants to say.
func (t *turn) vote(verb, entry string) {
	e, ok := t.lib.Entry(entry)
	if !ok {
		t.menu("bot.gone")
		return
	}
	if verb == "+" {
		t.line("bot.thanks_up")
		return
	}
	t.note(review.Down, entry)
	var list []Choice
	if len(t.numbers(e)) > 0 {
		list = append(list, Choice{t.say("fault.number"), "d:" + entry + ":" + review.Number})
	}
	for _, why := range []string{review.Wrong, review.Unclear, review.Missing} {
		list = append(list, Choice{t.say("fault." + why), "d:" + entry + ":" + why})
	}
	list = append(list, Choice{t.say("bot.to_staff"), "s:" + entry})
	t.choices(plain(t.say("bot.thanks_down")), 2, list...)
}

// fault takes what was wrong with an answer.
func (t *turn) fault(entry, why string) {
	e, ok := t.lib.Entry(entry)
	if !ok {
		t.menu("bot.gone")
		return
	}
	w, now := t.wording(why, entry), t.m.Now
	switch why {
	case review.Number, review.Wrong, review.Unclear, review.Missing:
		t.do(func(tx kv.Tx) error { return review.Explain(tx, w, now) })
	default:
		t.menu("bot.gone")
		return
	}
	switch why {
	case review.Number:
		t.dispute(e)
	case review.Wrong:
		t.notMeant()
	default:
		t.choices(plain(t.say("fault.noted")), 1, Choice{t.say("bot.to_staff"), "s:" + entry}, Choice{t.say("menu.ask"), "m:ask"})
	}
}

// numbers are the figures of an entry that are shown as numbers today.
func (t *turn) numbers(e *content.Entry) (list []*content.Param) {
	on := t.m.Now.In(t.zone())
	for _, key := range e.Figures() {
		p, ok := t.lib.Param(key)
		if !ok || t.lib.Ruling().Figures[key] == content.Withdrawn {
			continue
		}
		if _, ok := p.On(on); ok {
			list = append(list, p)
		}
	}
	return list
}

// mostNumbers is how many numbers are offered to choose from.
const mostNumbers = 8

// dispute puts the numbers of an entry before staff at once, and asks which of them is meant.
func (t *turn) dispute(e *content.Entry) {
	list := t.numbers(e)
	if len(list) == 0 {
		t.menu("bot.gone")
		return
	}
	t.report(review.Subject{Kind: review.Entry, ID: e.ID}, e.Hash(), e)
	if len(list) == 1 {
		t.narrow(e, list[0])
		t.line("fault.number_noted")
		return
	}
	var choices []Choice
	for i, p := range list[:min(len(list), mostNumbers)] {
		v, _ := p.On(t.m.Now.In(t.zone()))
		choices = append(choices, Choice{p.Name + ": " + p.Text(v), "n:" + e.ID + ":" + strconv.Itoa(i)})
	}
	choices = append(choices, Choice{t.say("fault.which_unknown"), "n:" + e.ID})
	t.choices(plain(t.say("fault.number_which")), 1, choices...)
}

// wrongNumber takes which of the numbers is meant.
func (t *turn) wrongNumber(entry, which string) {
	e, ok := t.lib.Entry(entry)
	if !ok {
		t.menu("bot.gone")
		return
	}
	list := t.numbers(e)
	if n, err := strconv.Atoi(which); err == nil && n >= 0 && n < len(list) {
		t.narrow(e, list[n])
	}
	t.line("fault.number_noted")
}

// narrow notes which number of the entry is meant.
func (t *turn) narrow(e *content.Entry, p *content.Param) {
	by, now, of := t.m.Actor, t.m.Now, review.Subject{Kind: review.Entry, ID: e.ID}
	t.do(func(tx kv.Tx) error { return review.Narrow(tx, by, of, now) })
	t.report(review.Subject{Kind: review.Figure, ID: p.Key}, p.Hash(), nil)
}

// report notes that a number of the subject is said to be wrong. Staff are told of an entry once a day.
func (t *turn) report(s review.Subject, hash string, tellOf *content.Entry) {
	by, now, day, desk := t.m.Actor, t.m.Now, content.DateOf(t.m.Now.In(t.zone())).String(), t.cfg.Review
	var notice channel.Outgoing
	if tellOf != nil {
		notice.Text = plain(t.lib.Say(content.Vietnamese, "review.disputed", map[string]any{"Title": tellOf.Title}))
	}
	t.do(func(tx kv.Tx) error {
		first, err := review.Dispute(tx, by, s, hash, day, now)
		if err != nil || !first || tellOf == nil || desk == nil {
			return err
		}
		return desk.TellStaff(tx, tellOf.ID, commune.OfficeID(tellOf.Office), notice, by, now)
	})
}
