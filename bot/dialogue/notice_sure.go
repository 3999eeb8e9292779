package dialogue

import (
	"slices"
	"strings"
	"time"

	"loaxom/internal/broadcast"
	"loaxom/internal/kv"
	"loaxom/internal/vi"
)

// Data of what can be done with a notice that was looked at.
const (
	send   = "+send"
	later  = "+later"
	atOnce = "+now"
	edit   = "+edit"
	throw  = "+throw"
	urgent = "+urgent"
	ack    = "+ack"
	toward = "+to"
)

// preview shows the notice as it will arrive, and asks whether it is to be sent.
func (t *Turn) preview() {
	t.Show(t.Notices.Desk.Preview(t.draft()))
	t.Go("sure")
}

// askNoticeSure says what will become of the notice, and asks for the word.
func askNoticeSure(t *Turn) {
	d := t.draft()
	if d.Target.Check() != nil || !t.Notices.Desk.Known(d) {
		t.Tell(t.Say("notify.hamlet_gone"))
		t.Set(noticeTo, "")
		t.Set(noticeHamlets, "")
		t.Go("to")
		return
	}
	o, err := t.Notices.Outlook(d)
	if t.failed(err) {
		return
	}
	lines := []string{t.Say("notify.sure", "To", t.Notices.Desk.Describe(d), "Count", vi.Number(int64(o.To)), "Where", t.reach(o))}
	if o.Left > 0 {
		lines = append(lines, t.Say("notify.left", "Count", vi.Number(int64(o.Left))))
	}
	var choices []Choice
	switch {
	case o.To == 0 && len(d.Target.Roles) > 0:
		lines = append(lines, t.Say("notify.nobody_on_duty"))
	case o.To == 0:
		lines = append(lines, t.Say("notify.nobody"))
	case o.Second && o.Seconds == 0:
		lines = append(lines, t.Say("notify.no_second"))
		if d.Urgent {
			lines = append(lines, t.Say("notify.no_second_urgent"))
		}
	default:
		lines = append(lines, t.when(d, o)...)
		label := "notify.send"
		if o.Second {
			label = "notify.send_second"
		}
		choices = append(choices, Choice{Label: t.Say(label), Data: send, Also: strings.Split(t.Say("notify.send_words"), ", ")})
	}
	t.Question(strings.Join(lines, "\n"), append(choices, t.changes(d, o)...)...)
}

// when says how long it takes, when it goes out and who has to agree.
func (t *Turn) when(d broadcast.Draft, o broadcast.Outlook) (lines []string) {
	lines = append(lines, t.Say("notify.takes", "Time", vi.Duration(o.Takes)))
	switch {
	case !d.At.IsZero() && !d.At.After(t.Now):
		lines = append(lines, t.Say("notify.at_past", "When", t.moment(d.At)))
	case o.Quiet && d.At.IsZero():
		lines = append(lines, t.Say("notify.quiet_now", "When", t.moment(o.Begins)))
	case o.Quiet:
		lines = append(lines, t.Say("notify.quiet_then", "Time", t.moment(d.At), "When", t.moment(o.Begins)))
	case !d.At.IsZero():
		lines = append(lines, t.Say("notify.at", "When", t.moment(d.At)))
	}
	if d.Urgent {
		lines = append(lines, t.Say("notify.urgent"))
	}
	if o.Second {
		lines = append(lines, t.Say("notify.second", "Count", o.Seconds))
	}
	return lines
}

// changes are what can be done beside sending it.
func (t *Turn) changes(d broadcast.Draft, o broadcast.Outlook) (list []Choice) {
	add := func(id, data string) { list = append(list, Choice{Label: t.Say("notify." + id), Data: data}) }
	switch {
	case d.Urgent, o.To == 0 && d.At.IsZero(): // goes as soon as it may; or to nobody at any time
	case d.At.IsZero():
		add("later", later)
	default:
		add("other_time", later)
		add("at_once", atOnce)
	}
	add("edit", edit)
	add("throw", throw)
	if d.Urgent {
		add("not_urgent", urgent)
	} else {
		add("make_urgent", urgent)
	}
	if d.Ack {
		add("without_ack", ack)
	} else {
		add("with_ack", ack)
	}
	if t.only() == "" {
		add("other_to", toward)
	}
	return list
}

func takeNoticeSure(t *Turn) {
	switch t.Chosen {
	case send:
		t.sendNotice()
	case later:
		t.Go("when")
	case atOnce:
		t.Set(noticeAt, "")
	case edit:
		t.forgetContent()
		t.Go(First)
	case throw:
		t.End(t.Say("notify.thrown"))
	case urgent:
		t.Set(noticeAt, "")
		t.toggle(noticeUrgent)
	case ack:
		t.toggle(noticeAck)
	case toward:
		t.Set(noticeTo, "")
		t.Go("to")
	}
}

// toggle turns a field on or off, and shows what the notice looks like now.
func (t *Turn) toggle(field string) {
	value := "1"
	if t.Get(field) != "" {
		value = ""
	}
	t.Set(field, value)
	t.preview()
}

// otherNoticeSure takes a time that is typed there and then.
func otherNoticeSure(t *Turn) {
	o, err := t.Notices.Outlook(t.draft())
	if t.failed(err) {
		return
	}
	at, why := vi.When(t.Text, t.Now.In(t.Zone))
	switch {
	case o.To == 0 && (why == "" || slices.Contains(strings.Split(t.Say("notify.send_words"), ", "), strings.ToLower(t.Text))):
		t.Tell(t.Say("notify.nobody_yet"))
	case t.Number == 0 && why == "" && t.Get(noticeUrgent) == "" && t.setTime(at): // a number alone was to be a line
	default:
		t.Miss(t.Say("dialogue.choose"))
	}
}

// sendNotice lets the notice go.
func (t *Turn) sendNotice() {
	d, by, now, desk := t.draft(), t.Actor, t.Now, t.Notices.Desk
	o, err := t.Notices.Outlook(d)
	switch {
	case t.failed(err), o.To == 0, o.Second && o.Seconds == 0: // the question says why
		return
	case !d.At.IsZero() && !d.At.After(now):
		t.Go("when")
		t.Tell(t.Say("notify.unclear_past"))
		return
	}
	t.Do(func(tx kv.Tx) error {
		_, err := desk.Propose(tx, by, d, now)
		return err
	})
	count := vi.Number(int64(o.To))
	switch {
	case o.Second:
		t.End(t.Say("notify.sent_second", "Count", count))
	case !o.Begins.IsZero():
		t.End(t.Say("notify.sent_later", "Count", count, "When", t.moment(o.Begins)))
	default:
		t.End(t.Say("notify.sent", "Count", count))
	}
}

// reach is how many on each channel, in words; the groups beside them.
func (t *Turn) reach(o broadcast.Outlook) string {
	var list []string
	for _, c := range o.Reach {
		name := t.Say("channel." + c.Channel)
		switch {
		case c.People+c.Groups == 0:
		case c.Groups == 0:
			list = append(list, t.Say("notify.reach", "Channel", name, "People", vi.Number(int64(c.People))))
		default:
			list = append(list, t.Say("notify.reach_groups", "Channel", name, "People", vi.Number(int64(c.People)), "Groups", vi.Number(int64(c.Groups))))
		}
	}
	if len(list) == 0 {
		return ""
	}
	return " (" + strings.Join(list, "; ") + ")"
}

// moment is a time in words, in the commune's zone.
func (t *Turn) moment(at time.Time) string { return vi.Moment(at.In(t.Zone), t.Now.In(t.Zone)) }
