package bot

import (
	"strings"

	"loaxom/bot/dialogue"
	"loaxom/internal/address"
	"loaxom/internal/broadcast"
	"loaxom/internal/bulletin"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// confirmed is the rest of the data of a button by which somebody says yes to what cannot be undone.
const confirmed = "yes"

// notice takes a press "nt:<act>:<id>[:<more>]".
func (t *turn) notice(act, detail string) {
	name, more, _ := strings.Cut(detail, ":")
	id := broadcast.ID(name)
	if !t.noticed() {
		t.menu("bot.gone")
		return
	}
	switch act {
	case "ok", "no", "see":
		t.decide(act, id, more)
	case "pause", "resume", "again", "retract":
		t.steer(act, id)
	case "cancel", "back":
		t.end(act, id, more == confirmed)
	case "card":
		if n, ok := t.mine(id); ok {
			t.card(n, "")
		}
	case "edit":
		t.correct(id)
	case "fix":
		t.correctIssue(name)
	case "letter":
		t.answerLetter(name)
	case "read":
		t.read(id)
	case "ask":
		t.askAuthor(id, more)
	case "q":
		t.askHere(more)
	default:
		t.menu("bot.gone")
	}
}

// correct begins the talk about the right text, if there is anything to be corrected: whoever is in the middle of
// another talk does not lose it for an old button.
func (t *turn) correct(id broadcast.ID) {
	n, ok := t.mine(id)
	if !ok {
		return
	}
	if n.Form != nil {
		t.correctIssue(n.Fixes)
		return
	}
	w, err := t.cfg.Notices.Wrong(t.m.Read, t.m.Actor, id)
	switch why := dialogue.WhyNot(err, false); {
	case why == "notify.fix_none":
		t.card(n, t.say("notices.cannot_now"))
	case t.cannotCorrect(w, err, why):
	default:
		t.beginAbout(correction, map[string]string{dialogue.NoticeField: w.Cause})
	}
}

// correctIssue begins the talk about the right text of an issue.
func (t *turn) correctIssue(id string) {
	if t.cfg.News == nil || t.m.Read == nil {
		t.menu("bot.gone")
		return
	}
	w, err := t.cfg.News.Wrong(t.m.Read, t.m.Actor, bulletin.IssueID(id))
	if !t.cannotCorrect(w, err, dialogue.WhyNot(err, true)) {
		t.beginAbout(correction, map[string]string{dialogue.IssueField: id})
	}
}

// cannotCorrect says why something cannot be corrected now; false: it can.
func (t *turn) cannotCorrect(w broadcast.Wrong, err error, why string) bool {
	switch {
	case why != "":
		t.menu(why)
	case err != nil:
		t.menu("bot.trouble")
	case w.Asked != "":
		t.menu("notify.fix_waits")
	default:
		return false
	}
	return true
}

// answerLetter begins the answer to a letter, if it waits for one.
func (t *turn) answerLetter(id string) {
	_, err := broadcast.LetterOf(t.m.Read, t.m.Actor, id)
	switch {
	case fault.Is(err, fault.NotFound) && t.m.Actor.Staff == "":
		t.menu("bot.denied")
	case fault.Is(err, fault.NotFound):
		t.line("bot.not_found")
	case fault.Is(err, fault.Conflict):
		t.line("notify.letter_answered")
	case err != nil:
		t.menu("bot.trouble")
	default:
		t.beginWith(dialogue.LetterTalk, map[string]string{dialogue.NoticeField: id})
	}
}

// decide takes the word of a second person, or shows what it is about.
func (t *turn) decide(act string, id broadcast.ID, hash string) {
	n, err := broadcast.Get(t.m.Read, id)
	switch {
	case fault.Is(err, fault.NotFound):
		t.menu("bot.not_found")
		return
	case err != nil:
		t.menu("bot.trouble")
		return
	case t.m.Actor.Staff != "" && t.m.Actor.Staff == n.Author:
		t.menu("notices.own_decision")
		return
	case !t.cfg.Notices.MayDecide(t.m.Actor, n):
		t.menu("bot.denied")
		return
	case n.State != broadcast.Asked:
		t.menu("notices.decided_" + string(n.State))
		return
	}
	if act == "see" || len(hash) < 8 || !strings.HasPrefix(n.Hash, hash) {
		m, err := t.cfg.Notices.Request(t.m.Read, n)
		if err != nil {
			t.menu("bot.trouble")
			return
		}
		if act != "see" {
			m.Text = append(channel.Text{{S: t.say("notices.changed") + "\n\n"}}, m.Text...)
		}
		t.show(m)
		return
	}
	if act == "no" {
		t.beginWith(dialogue.RefuseTalk, map[string]string{dialogue.NoticeField: string(id), dialogue.HashField: hash})
		return
	}
	if n.Fixes == "" && !t.cfg.Notices.Known(n.Draft) {
		t.menu("notify.hamlet_gone_second")
		return
	}
	if a, err := staff.Get(t.m.Read, n.Author); err == nil && !a.Active() {
		t.menu("notices.author_gone")
		return
	}
	desk, now := t.cfg.Notices, t.m.Now
	t.act(func(tx kv.Tx, by commune.Actor) error { _, err := desk.Approve(tx, by, id, hash, now); return err })
	t.line("notices.you_approved", "To", desk.Describe(n.Draft))
}

// steer pauses, resumes, sends again or takes back what nobody has approved yet.
func (t *turn) steer(act string, id broadcast.ID) {
	n, ok := t.mine(id)
	if !ok {
		return
	}
	desk, now := t.cfg.Notices, t.m.Now
	var do func(kv.Tx, commune.Actor, broadcast.ID) error
	rep, can := broadcast.Report{}, n.State == broadcast.Confirmed
	if can {
		var err error
		if rep, err = broadcast.ReportOf(t.m.Read, string(id)); err != nil {
			t.menu("bot.trouble")
			return
		}
	}
	state := rep.Run.State
	switch act {
	case "pause":
		can = can && state == broadcast.Running
		do = func(tx kv.Tx, by commune.Actor, id broadcast.ID) error { return desk.Pause(tx, by, id, now) }
	case "resume":
		can = can && state == broadcast.Paused
		do = func(tx kv.Tx, by commune.Actor, id broadcast.ID) error { return desk.Resume(tx, by, id, now) }
	case "again":
		can = can && state == broadcast.Done && rep.Failed+rep.Uncertain > 0 && t.cfg.Notices.Newest(t.m.Read, rep.Run) == nil
		do = func(tx kv.Tx, by commune.Actor, id broadcast.ID) error { return desk.Again(tx, by, id, now) }
	case "retract":
		can = n.State == broadcast.Asked
		do = func(tx kv.Tx, by commune.Actor, id broadcast.ID) error { return desk.Retract(tx, by, id, now) }
	}
	if !can {
		t.card(n, t.say("notices.cannot_now"))
		return
	}
	t.act(func(tx kv.Tx, by commune.Actor) error { return do(tx, by, id) })
	var next []Choice
	if act == "pause" {
		next = []Choice{{t.say("notices.button_resume"), broadcast.Data("resume", id)}, {t.say("notices.button_cancel"), broadcast.Data("cancel", id)}}
	}
	t.choices(plain(t.say("notices.did_"+act, "Count", rep.Failed+rep.Uncertain)), 2, next...)
}

// end stops a notice for good, or takes back what was sent: after a second word.
func (t *turn) end(act string, id broadcast.ID, sure bool) {
	n, ok := t.mine(id)
	if !ok {
		return
	}
	if n.State != broadcast.Confirmed {
		t.card(n, t.say("notices.cannot_now"))
		return
	}
	rep, err := broadcast.ReportOf(t.m.Read, string(id))
	if err != nil {
		t.menu("bot.trouble")
		return
	}
	state := rep.Run.State
	over := state == broadcast.Done || state == broadcast.Cancelled
	if act == "back" && over {
		_, err = t.cfg.Notices.Finished(t.m.Read, t.m.Actor, id) // Conflict: it was taken back before
	}
	if act == "cancel" && over || act == "back" && (!over || rep.Sent == 0 || err != nil) {
		t.card(n, t.say("notices.cannot_now"))
		return
	}
	if !sure {
		t.choices(plain(t.say("notices.sure_"+act, "Sent", rep.Sent, "Waiting", rep.Waiting)), 1,
			Choice{t.say("notices.sure_" + act + "_yes"), broadcast.Data(act, id, confirmed)}, Choice{t.say("notices.sure_no"), broadcast.Data("card", id)})
		return
	}
	desk, now := t.cfg.Notices, t.m.Now
	t.act(func(tx kv.Tx, by commune.Actor) error {
		if act == "back" {
			return desk.Withdraw(tx, by, id, now)
		}
		return desk.Cancel(tx, by, id, now)
	})
	t.choices(plain(t.say("notices.did_"+act)), 1)
}

// read notes that a notice was read: one short line the first time, nothing afterwards.
func (t *turn) read(id broadcast.ID) {
	if id == "" {
		t.line("notices.preview_button")
		return
	}
	who := address.ID(t.m.Actor.Address)
	was, err := broadcast.WasRead(t.m.Read, id, who)
	if err != nil {
		t.menu("bot.trouble")
		return
	}
	if t.brief = true; was {
		return
	}
	now := t.m.Now
	t.do(func(tx kv.Tx) error {
		if err := broadcast.Read(tx, id, who, now); !fault.Is(err, fault.NotFound) {
			return err
		}
		return nil // a button made up, or of a notice that is forgotten: there is nothing to count
	})
	if !t.m.Group {
		t.reply(plain(t.say("notices.thanks_read")))
	}
}
