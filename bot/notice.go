package bot

import (
	"strings"

	"loaxom/bot/dialogue"
	"loaxom/internal/broadcast"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
	"loaxom/internal/vi"
)

// noticed tells whether there are notices here: not where nothing is stored (ask, eval).
func (t *turn) noticed() bool { return t.cfg.Notices != nil && t.m.Read != nil }

// forNotices is what talks about notices need. What lies ahead of a draft is counted once a turn.
func (t *turn) forNotices() dialogue.Notices {
	seen := map[string]broadcast.Outlook{}
	return dialogue.Notices{Desk: t.cfg.Notices, Outlook: func(d broadcast.Draft) (broadcast.Outlook, error) {
		key := d.Hash()
		o, ok := seen[key]
		if ok {
			return o, nil
		}
		o, err := t.cfg.Notices.Outlook(t.m.Read, t.m.Actor, d, t.m.Now)
		if err == nil {
			seen[key] = o
		}
		return o, err
	}}
}

// writeNotice is /thongbao, with the first words of the notice behind it or without.
func (t *turn) writeNotice(text string) {
	switch {
	case !t.noticed():
		t.menu("notices.who_may")
	case t.m.Group:
		t.line("notify.private")
	case dialogue.MayWriteNotice(t.m.Actor):
		t.leave()
		if k := t.kept(dialogue.NoticeTalk); k != nil && text == "" {
			t.offerDraft(*k)
			return
		}
		s, d := t.scripts[dialogue.NoticeTalk], t.dialogue()
		s.Begin(d)
		if text != "" && !d.Over && d.Err == nil {
			_, d.Text, _ = strings.Cut(vi.Clean(t.m.Text), " ") // all of it, not only what a question may have
			s.Next(d)
		}
		t.tell(d)
	case staff.Could(t.m.Actor, staff.ToConfirmUrgent):
		t.waitingNotices()
	default:
		t.menu("notices.who_may")
	}
}

// offerDraft offers the notice that was left in the middle.
func (t *turn) offerDraft(k dialogue.Talk) {
	t.choices(plain(t.say("notify.kept", "Text", broadcast.Opening(dialogue.DraftOf(k), 200))), 1,
		Choice{t.say("notify.kept_go_on"), "b:" + dialogue.NoticeTalk + ":+"}, Choice{t.say("notify.kept_drop"), "b:" + dialogue.NoticeTalk + ":-"})
}

// waitingNotices lists what waits for somebody who writes no notices.
func (t *turn) waitingNotices() {
	list, err := broadcast.ForSecond(t.m.Read, t.m.Actor)
	switch {
	case err != nil:
		t.menu("bot.trouble")
		return
	case len(list) == 0:
		t.menu("notices.none_waiting")
		return
	}
	var choices []Choice
	for _, n := range list {
		choices = append(choices, Choice{t.cfg.Notices.Short(n, 40), broadcast.Data("see", n.ID)})
	}
	t.choices(plain(t.say("notify.which_waiting", "Count", len(list))), 1, choices...)
}

// mostReports is how many notices /baocao lists.
const mostReports = 8

// reports is /baocao: the last notices, the author's own or, for the chair, everybody's.
func (t *turn) reports() {
	by := t.m.Actor
	if !t.noticed() || !dialogue.MayWriteNotice(by) {
		t.menu("notices.who_may")
		return
	}
	counts, err := t.hamletCounts()
	if err != nil {
		t.menu("bot.trouble")
		return
	}
	head := ""
	if len(counts) > 0 {
		head = strings.Join(counts, "\n") + "\n\n"
	}
	author := by.Staff
	if by.Is(commune.Chair) {
		author = ""
	}
	list, err := broadcast.Last(t.m.Read, author, mostReports)
	if err != nil {
		t.menu("bot.trouble")
		return
	}
	if len(list) == 0 {
		t.choices(plain(head+t.say("notices.none_yet")), 2, Choice{t.say("command.thongbao"), "b:" + dialogue.NoticeTalk}, Choice{t.say("dialogue.menu"), "m:start"})
		return
	}
	var choices []Choice
	for _, n := range list {
		line, err := t.cfg.Notices.Line(t.m.Read, n, 60)
		if err != nil {
			t.menu("bot.trouble")
			return
		}
		choices = append(choices, Choice{line, broadcast.Data("card", n.ID)})
	}
	t.choices(plain(head+t.say("notices.reports")), 1, choices...)
}

// card shows how a notice stands, with what can be done about it; told is said before it.
func (t *turn) card(n broadcast.Notice, told string) {
	m, err := t.cfg.Notices.Card(t.m.Read, n)
	if err != nil {
		t.menu("bot.trouble")
		return
	}
	if told != "" {
		m.Text = append(channel.Text{{S: told + "\n\n"}}, m.Text...)
	}
	t.show(m)
}

// mine is a notice that whoever presses may steer. False: it was said why not.
func (t *turn) mine(id broadcast.ID) (broadcast.Notice, bool) {
	n, err := t.cfg.Notices.Own(t.m.Read, t.m.Actor, id)
	switch {
	case fault.Is(err, fault.NotFound) && t.m.Actor.Staff == "":
		t.menu("bot.denied")
	case fault.Is(err, fault.NotFound):
		t.menu("bot.not_found")
	case err != nil:
		t.menu("bot.trouble")
	default:
		return n, true
	}
	return n, false
}

// act has the desk do something to a notice with this turn.
func (t *turn) act(do func(tx kv.Tx, by commune.Actor) error) {
	by := t.m.Actor
	t.do(func(tx kv.Tx) error { return do(tx, by) })
}
