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
	return d.render(n.Draft, n.ID)
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
	zone := d.cfg.Quiet.Zone
	if zone == nil {
		zone = time.UTC
	}
	return vi.Moment(t.In(zone), d.now().In(zone))
}

func (d *Desk) hamlet(h commune.HamletID) string {
	if name := d.cfg.Hamlet(string(h)); name != "" {
		return name
	}
	return string(h)
}
