package broadcast

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// Card is how a notice stands, in words, with what can be done about it.
func (d *Desk) Card(r kv.Reader, n Notice) (channel.Outgoing, error) {
	m := channel.Outgoing{}
	switch n.State {
	case Asked:
		m.Text = channel.Plain(d.say("notices.state_asked"))
		m.Buttons = [][]channel.Button{{{Label: d.say("notices.button_retract"), Data: Data("retract", n.ID)}}}
	case Refused:
		m.Text = channel.Plain(d.say("notices.state_refused", "Reason", n.Reason))
	case Withdrawn:
		m.Text = channel.Plain(d.say("notices.state_withdrawn"))
	default:
		rep, err := ReportOf(r, string(n.ID))
		if err != nil {
			return m, err
		}
		if m, err = d.Summary(r, rep); err != nil {
			return m, err
		}
		if err := d.followed(r, n, &m); err != nil {
			return m, err
		}
	}
	head := d.say("notices.card", "To", d.Describe(n.Draft), "When", d.moment(n.Made), "Text", Opening(n.Draft, mostOpening))
	if n.Fixes != "" {
		head = d.say("notices.card_fix", "Day", d.day(n.Named.At), "Title", n.Named.Title) + "\n" + head
	}
	m.Text = append(channel.Text{{S: head + "\n\n"}}, m.Text...)
	return m, nil
}

// followed adds to a card what came after the notice: its corrections, or that it was taken back.
func (d *Desk) followed(r kv.Reader, n Notice, m *channel.Outgoing) error {
	line := func(id, cause string, number int, at time.Time) error {
		done, err := ReportOf(r, cause)
		if err == nil {
			m.Text = append(m.Text, channel.Span{S: "\n" + d.say(id, "Number", number, "Day", d.day(at), "Sent", done.Sent, "Total", done.Total)})
		}
		return err
	}
	list, err := Corrections(r, string(n.ID))
	if err != nil {
		return err
	}
	for _, fix := range list {
		if err := line("notices.was_corrected", string(fix.ID), fix.Number, fix.Let); err != nil {
			return err
		}
	}
	last, err := lastFollower(r, n)
	if err != nil || last.Work != Withdraw {
		return err
	}
	m.Buttons = nil
	return line("notices.was_withdrawn", last.Cause, 0, last.At)
}

// Line is a notice and how it stands on one line, of at most most letters.
func (d *Desk) Line(r kv.Reader, n Notice, most int) (string, error) {
	state := "notices.line_" + string(n.State)
	sent, total := 0, 0
	if n.State == Confirmed {
		rep, err := ReportOf(r, string(n.ID))
		if err != nil {
			return "", err
		}
		state, sent, total = "notices.line_"+string(rep.Run.State), rep.Sent, rep.Total
	}
	line := d.say(state, "Sent", sent, "Total", total)
	if n.Fixes != "" {
		line += " · " + d.say("notices.line_fix")
	}
	if words := Opening(n.Draft, most-utf8.RuneCountInString(line)-3); words != "" {
		line += " · " + words
	}
	return line, nil
}

// Short is a notice that waits for a second person on one line: whom it is for, and how it begins in at most most
// letters.
func (d *Desk) Short(n Notice, most int) string {
	name := d.Describe(n.Draft) + " · "
	if n.Fixes != "" {
		name += d.say("notices.line_fix") + " · "
	}
	return name + Opening(n.Draft, most)
}

// mostOpening is how much of a notice its card shows.
const mostOpening = 200

// Opening is how a draft begins, in at most most letters: enough to know it again.
func Opening(draft Draft, most int) string {
	words := strings.Join(strings.Fields(draft.Text.String()), " ")
	if words == "" {
		for _, f := range draft.Files {
			words = strings.TrimSpace(words + " " + channel.Symbol(f))
		}
	}
	if letters := []rune(words); len(letters) > most {
		return strings.TrimSpace(string(letters[:max(most-1, 0)])) + "…"
	}
	return words
}

// Summary is a report in words, with what can be done about it.
func (d *Desk) Summary(r kv.Reader, rep Report) (channel.Outgoing, error) {
	if rep.Run.Work == Withdraw {
		rep.Read = 0 // of the notice as it was
	}
	head := "notices.running"
	switch x := rep.Run; {
	case x.State == Cancelled && x.Why == corrected:
		head = "notices.stopped_corrected"
	case x.State == Cancelled:
		head = "notices.cancelled"
	case x.State == Done && x.Work == Correct:
		head = "notices.done_correct"
	case x.State == Done && x.Work == Withdraw:
		head = "notices.done_withdraw"
	case x.State == Done:
		head = "notices.done"
	case x.State == Paused:
		head = "notices.paused"
	case x.State == Scheduled:
		head = "notices.scheduled"
	}
	failed := "notices.failed"
	if rep.Run.Work == Withdraw {
		failed = "notices.not_withdrawn"
	}
	text := d.say(head, "Sent", rep.Sent, "Total", rep.Total, "Waiting", rep.Waiting, "When", d.begins(rep.Run))
	for _, line := range []struct {
		id string
		n  int
	}{
		{"notices.gone", rep.Gone}, {"notices.stopped", rep.Stopped}, {failed, rep.Failed},
		{"notices.uncertain", rep.Uncertain}, {"notices.dropped", rep.Dropped}, {"notices.dropped_corrected", rep.Corrected}, {"notices.read", rep.Read},
	} {
		if line.n > 0 {
			text += "\n" + d.say(line.id, "Count", line.n)
		}
	}
	back, err := d.takesBack(r, rep)
	if err != nil {
		return channel.Outgoing{}, err
	}
	rows, err := d.steering(r, rep, back)
	return channel.Outgoing{Text: channel.Plain(text), Buttons: rows}, err
}

// takesBack tells whether some of those who got a run's message are on a channel that can take it back.
func (d *Desk) takesBack(r kv.Reader, rep Report) (can bool, err error) {
	if rep.Sent == 0 || rep.Run.Work != Send || rep.Run.State != Done && rep.Run.State != Cancelled {
		return false, nil
	}
	err = outbox.Of(r, rep.Run.Cause, outbox.Sent, func(x outbox.Delivery) error {
		if limits, on := d.box.Limits(x.Channel); on && limits.Edit {
			can = true
			return kv.Stop
		}
		return nil
	})
	return can, err
}

// begins is when a run that has not begun will, in words.
func (d *Desk) begins(x Run) string {
	at := d.now()
	if x.At.After(at) {
		at = x.At
	}
	if end, quiet := d.cfg.Quiet.At(at); quiet && x.Kind != outbox.Emergency {
		at = end
	}
	return d.moment(at)
}

// steering are the buttons of what can be done about a run; back: it can be taken back.
func (d *Desk) steering(r kv.Reader, rep Report, back bool) (rows [][]channel.Button, err error) {
	x := rep.Run
	if x.Notice == "" || x.Work == Withdraw {
		return nil, nil
	}
	button := func(id, act string) channel.Button {
		return channel.Button{Label: d.say("notices.button_" + id), Data: Data(act, x.Notice)}
	}
	switch x.State {
	case Scheduled:
		return [][]channel.Button{{button("cancel", "cancel")}}, nil
	case Running:
		rows = append(rows, []channel.Button{button("pause", "pause"), button("cancel", "cancel")})
	case Paused:
		rows = append(rows, []channel.Button{button("resume", "resume"), button("cancel", "cancel")})
	case Done:
		old := latest(r, x)
		if fault.Is(old, fault.Conflict) {
			break
		}
		if old != nil {
			return nil, old
		}
		if rep.Failed+rep.Uncertain > 0 {
			rows = append(rows, []channel.Button{button("again", "again")})
		}
	}
	if rep.Sent+rep.Uncertain > 0 {
		row := []channel.Button{button("correct", "edit")}
		if back {
			row = append(row, button("withdraw", "back"))
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// show tells how far a run is, in one message that is changed in place; where the author's channel cannot do
// that it is told once. last takes the buttons away.
func (d *Desk) show(tx kv.Tx, x *Run, last bool) error {
	first, now := fmt.Sprintf("p%s-0", x.Cause), d.now()
	m, id := channel.Outgoing{Silent: true}, first
	if x.Shown > 0 {
		to, err := outbox.Get(tx, outbox.ID(first+".00"))
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err != nil || to.Receipt == "" {
			return nil // has not arrived yet, or never will
		}
		if limits, on := d.box.Limits(to.Channel); !on || !limits.Edit {
			return nil
		}
		m.Replaces = to.Receipt
		id = fmt.Sprintf("p%s-%d", x.Cause, x.Shown)
	}
	if err := runs.Put(tx, *x); err != nil { // the report reads it
		return err
	}
	rep, err := ReportOf(tx, x.Cause)
	if err != nil {
		return err
	}
	line := "notices.progress"
	switch {
	case x.State == Paused:
		line = "notices.progress_paused"
	case x.State == Cancelled:
		line = "notices.progress_cancelled"
	case x.State == Done && x.Work != Withdraw:
		line = "notices.progress_done"
	case x.Work != Send:
		line = "notices.progress_" + string(x.Work)
	}
	m.Text = channel.Plain(d.say(line, "Sent", rep.Total-rep.Waiting-rep.Dropped-rep.Corrected, "Total", rep.Total))
	if !last {
		if m.Buttons, err = d.steering(tx, rep, false); err != nil { // it goes on: there is nothing to take back yet
			return err
		}
	}
	x.Shown++
	x.ShowAt = now.UTC()
	return d.tell(tx, id, x.Report, outbox.Answers, outbox.Answer, "", m, now)
}
