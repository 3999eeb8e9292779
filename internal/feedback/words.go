package feedback

import (
	"strings"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/vi"
)

// What this room says by itself, in Vietnamese: content/locale/feedback.vi.toml. Nobody of the staff is named to
// a resident, and no word of a resident stands in what staff are told unasked.

// Matter is a case in a few words: its category, and the hamlet if there is one.
func (d *Desk) Matter(c Case) string {
	name := d.category(c.Category).Name
	if h := d.cfg.Hamlet(c.Hamlet); c.Hamlet != "" && h != "" {
		name += ", " + h
	}
	return name
}

// Due is a deadline as people read it: the day, and that the commune has not confirmed how many days it gives
// itself, where it has not.
func (d *Desk) Due(c Case) string {
	if c.Set {
		return d.day(c.Deadline)
	}
	return d.say("feedback.unconfirmed", "Day", d.day(c.Deadline))
}

// DueFrom is the deadline, as people read it, of a case of that category which is reported now.
func (d *Desk) DueFrom(category string, now time.Time) string {
	c := d.category(category)
	return d.Due(Case{Deadline: d.deadline(now, c.Days), Set: c.Set})
}

// Keeper is who sees to a case, as people read it: an office, or the leadership.
func (d *Desk) Keeper(c Case) string {
	if o := d.office(c.Office); o != "" && !c.Official {
		return o
	}
	return d.say("feedback.leadership")
}

func (d *Desk) message(head, text string, buttons ...channel.Button) channel.Outgoing {
	m := channel.Outgoing{Text: channel.Text{{S: head, Bold: true}}}
	if text != "" {
		m.Text = append(m.Text, channel.Span{S: "\n" + text})
	}
	for _, b := range buttons {
		m.Buttons = append(m.Buttons, []channel.Button{b})
	}
	return m
}

func (d *Desk) button(label, act string, id CaseID) channel.Button {
	return channel.Button{Label: d.say("feedback.button_" + label), Data: Data(act, id)}
}

func (d *Desk) received(c Case, key string) channel.Outgoing {
	lines := []string{
		d.say("feedback.received_key", "Code", string(c.ID), "Key", key),
		d.say("feedback.received_matter", "Matter", d.Matter(c)),
		d.say("feedback.received_keeper", "Keeper", d.Keeper(c)),
		d.say("feedback.received_due", "Due", d.Due(c)),
	}
	if c.Anonymous {
		lines = append(lines, d.say("feedback.received_anonymous"))
	}
	lines = append(lines, d.say("feedback.received_keep"))
	return d.message(d.say("feedback.received"), strings.Join(lines, "\n"), d.button("own", "own", c.ID))
}

// about heads a message to the reporter.
func (d *Desk) about(c Case) string {
	return d.say("feedback.about", "Code", string(c.ID), "Matter", d.Matter(c))
}

func (d *Desk) underWay(c Case) channel.Outgoing {
	return d.message(d.about(c), d.say("feedback.under_way", "Keeper", d.Keeper(c), "Due", d.Due(c)), d.button("own", "own", c.ID))
}

func (d *Desk) moved(c Case) channel.Outgoing {
	return d.message(d.about(c), d.say("feedback.moved", "Keeper", d.Keeper(c), "Due", d.Due(c)), d.button("own", "own", c.ID))
}

func (d *Desk) question(c Case, text string) channel.Outgoing {
	return d.message(d.say("feedback.asks", "Code", string(c.ID), "Matter", d.Matter(c)), text+"\n\n"+d.say("feedback.asks_how"), d.button("reply", "reply", c.ID))
}

func (d *Desk) answered(c Case, text string, files []channel.File, document string) channel.Outgoing {
	body := text
	if document != "" {
		body += "\n" + d.say("feedback.document", "Number", document)
	}
	m := d.message(d.say("feedback.answered", "Code", string(c.ID), "Matter", d.Matter(c)), body+"\n\n"+d.say("feedback.answered_how"),
		d.button("rate", "rate", c.ID), d.button("reopen", "reopen", c.ID))
	m.Files = files
	return m
}

func (d *Desk) answeredSame(c Case, p party, l Line) channel.Outgoing {
	code := c.ID
	if p.Own != "" {
		code = p.Own
	}
	body := l.Text
	if l.Doc != "" {
		body += "\n" + d.say("feedback.document", "Number", l.Doc)
	}
	m := d.message(d.say("feedback.answered_same", "Code", string(code), "Matter", d.Matter(c)), vi.Mask(body))
	m.Files = l.Files
	return m
}

func (d *Desk) closed(c Case) channel.Outgoing {
	m := d.message(d.about(c), d.say("feedback.closed"), d.button("rate", "rate", c.ID))
	if c.Reopenable() {
		m.Buttons = append(m.Buttons, []channel.Button{d.button("reopen", "reopen", c.ID)})
	}
	return m
}

func (d *Desk) refused(c Case) channel.Outgoing {
	return d.message(d.about(c), d.say("feedback.refused", "Reason", c.Reason), d.button("reopen", "reopen", c.ID), d.button("rate", "rate", c.ID))
}

func (d *Desk) merged(c Case) channel.Outgoing {
	return d.message(d.about(c), d.say("feedback.merged", "Code", string(c.Into)))
}

// To staff.

func (d *Desk) staffed(id string, c Case, data ...any) channel.Outgoing {
	data = append([]any{"Code", string(c.ID), "Matter", d.Matter(c), "Due", d.day(c.Deadline)}, data...)
	return channel.Outgoing{Text: channel.Plain(d.say("feedback.staff_"+id, data...)), Buttons: [][]channel.Button{{d.button("card", "card", c.ID)}}}
}

func (d *Desk) arrived(c Case) channel.Outgoing {
	if c.Official {
		return d.staffed("official", c)
	}
	if c.Office == "" {
		return d.staffed("homeless", c)
	}
	return d.staffed("new", c)
}

func (d *Desk) given(c Case) channel.Outgoing { return d.staffed("given", c) }

func (d *Desk) turned(c Case, from commune.OfficeID) channel.Outgoing {
	name := d.office(from)
	if name == "" {
		name = d.say("feedback.leadership")
	}
	return d.staffed("turned", c, "From", name)
}

func (d *Desk) replied(c Case) channel.Outgoing { return d.staffed("replied", c) }

func (d *Desk) reopened(c Case) channel.Outgoing { return d.staffed("reopened", c) }

func (d *Desk) reminder(c Case, who reminded, now time.Time) channel.Outgoing {
	id := "remind"
	switch {
	case c.Overdue(now):
		id = "overdue"
	case d.day(c.Deadline) == d.day(now):
		id = "today"
	}
	if id == "overdue" && who != remindOfficer {
		return d.staffed("overdue_"+map[reminded]string{remindHead: "head", remindChair: "chair"}[who], c, "Keeper", d.Keeper(c))
	}
	return d.staffed(id, c)
}

func (d *Desk) contact(c Case) string {
	name, phone := c.Name, c.Phone
	if name == "" {
		name = d.say("feedback.not_given")
	}
	if phone == "" {
		phone = d.say("feedback.not_given")
	}
	return d.say("feedback.contact", "Code", string(c.ID), "Name", name, "Phone", phone)
}
