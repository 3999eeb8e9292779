package broadcast

import (
	"strings"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/vi"
)

// Render is a notice as its recipients see it: who speaks, the text, the files, and "✅ Đã đọc" where
// the author wants it.
func (d *Desk) Render(n Notice) channel.Outgoing {
	if n.Fixes != "" {
		fix, _ := d.forms(n)
		return fix
	}
	return d.render(n.Draft, n.ID)
}

// forms are a correction as it reads for those who got what was wrong, and for those who had not got anything yet.
func (d *Desk) forms(n Notice) (fix, fresh channel.Outgoing) {
	if n.Form != nil {
		return n.Form.Fix, n.Form.Fresh
	}
	head := "notices.fix_head"
	if n.Draft.Urgent {
		head = "notices.fix_head_urgent"
	}
	fresh = d.render(n.Draft, n.ID)
	fix = channel.Outgoing{Buttons: fresh.Buttons, Text: append(channel.Text{
		{S: d.say(head, "From", d.Describe(n.Draft), "Number", n.Number) + "\n", Bold: true},
		{S: d.say("notices.fix_of", "Day", d.day(n.Named.At), "Title", n.Named.Title) + "\n\n"},
	}, n.Draft.Text...)}
	return fix, fresh
}

// Preview is what a draft would look like. The button does nothing yet.
func (d *Desk) Preview(draft Draft) channel.Outgoing { return d.render(draft, "") }

func (d *Desk) render(draft Draft, id ID) channel.Outgoing {
	head := "notices.head"
	if draft.Urgent {
		head = "notices.head_urgent"
	}
	m := channel.Outgoing{Files: draft.Files, Text: channel.Text{{S: d.say(head, "From", d.Describe(draft)), Bold: true}}}
	if len(draft.Text) > 0 {
		m.Text = append(append(m.Text, channel.Span{S: "\n"}), draft.Text...)
	}
	if draft.Ack {
		m.Buttons = [][]channel.Button{{{Label: d.say("notices.button_read"), Data: Data("read", id), Typed: d.say("notices.type_read")}}}
	}
	return m
}

// Describe names whom a draft is for: "xóm Đình, xóm Chùa", "cả xã", a topic, the staff.
func (d *Desk) Describe(draft Draft) string {
	t := draft.Target
	switch {
	case len(t.Hamlets) > 0:
		names := make([]string, len(t.Hamlets))
		for i, h := range t.Hamlets {
			names[i] = d.hamlet(h)
		}
		return strings.Join(names, ", ")
	case len(t.Roles) == 1 && t.Roles[0] == commune.Leader:
		return d.say("notices.to_leaders")
	case len(t.Roles) > 0:
		return d.say("notices.to_staff")
	case t.Topic != "":
		return d.say("notices.to_topic", "Topic", d.say("topic."+string(t.Topic)))
	}
	return d.say("notices.to_commune")
}

// moment is a time in words, in the commune's zone; empty for none.
func (d *Desk) moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return vi.Moment(t.In(d.zone()), d.now().In(d.zone()))
}

// day is a time as a day of the commune.
func (d *Desk) day(t time.Time) string { return vi.Date(t.In(d.zone())) }

func (d *Desk) zone() *time.Location {
	if d.cfg.Quiet.Zone == nil {
		return time.UTC
	}
	return d.cfg.Quiet.Zone
}

func (d *Desk) hamlet(h commune.HamletID) string {
	if name := d.cfg.Hamlet(string(h)); name != "" {
		return name
	}
	return string(h)
}
