package dialogue

import (
	"unicode/utf8"

	"loaxom/internal/broadcast"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/vi"
)

// askWaiting lists the notices that wait for a second person.
func askWaiting(t *Turn) {
	list, err := broadcast.ForSecond(t.Read, t.Actor)
	if t.failed(err) {
		return
	}
	if len(list) == 0 { // decided meanwhile
		t.Go(First)
		return
	}
	var choices []Choice
	for _, n := range list {
		choices = append(choices, Choice{Label: short(t.Notices.Desk.Short(n, maxButton)), Data: string(n.ID)})
	}
	t.Question(t.Say("notify.which_waiting", "Count", len(list)), choices...)
}

// takeWaiting shows the notice with what can be decided about it, and nothing more: the buttons are those of
// the message that asked for it.
func takeWaiting(t *Turn) {
	n, err := broadcast.Get(t.Read, broadcast.ID(t.Chosen))
	if t.failed(err) {
		return
	}
	m, err := t.Notices.Desk.Request(t.Read, n)
	if t.failed(err) {
		return
	}
	t.Show(m)
	t.End("")
}

// maxReason is the longest reason of a refusal, in letters.
const maxReason = 300

// Refusal is the talk in which a second person says why a notice is not to be sent.
func Refusal() Script {
	return Script{Name: RefuseTalk, Steps: map[string]Step{First: {Ask: askReason, Take: takeReason, Text: true}}}
}

func askReason(t *Turn) {
	n, ok := t.notice()
	if !ok {
		return
	}
	if n.State != broadcast.Asked {
		t.End(t.Say("notices.decided_" + string(n.State)))
		return
	}
	t.Question(t.Say("notify.reason", "To", t.Notices.Desk.Describe(n.Draft)), Choice{Label: t.Say("notify.no_reason"), Data: no})
}

func takeReason(t *Turn) {
	reason := vi.Clean(t.Text)
	switch {
	case t.Chosen == no:
		reason = ""
	case utf8.RuneCountInString(reason) > maxReason:
		t.Tell(t.Say("notify.reason_long", "Most", maxReason))
		return
	}
	n, ok := t.notice()
	if !ok {
		return
	}
	by, now, desk, hash := t.Actor, t.Now, t.Notices.Desk, t.Get(HashField)
	t.Do(func(tx kv.Tx) error {
		_, err := desk.Refuse(tx, by, n.ID, hash, reason, now)
		return err
	})
	t.End(t.Say("notify.refused"))
}

// notice is the one that the talk is about. Where it is gone the talk ends with that.
func (t *Turn) notice() (broadcast.Notice, bool) {
	n, err := broadcast.Get(t.Read, broadcast.ID(t.Get(NoticeField)))
	if fault.Is(err, fault.NotFound) {
		t.End(t.Say("bot.not_found"))
		return n, false
	}
	return n, !t.failed(err)
}
