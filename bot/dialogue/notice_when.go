package dialogue

import (
	"strconv"
	"time"

	"loaxom/internal/broadcast"
	"loaxom/internal/vi"
)

func askWhen(t *Turn) {
	t.Question(t.Say("notify.which_time"), Choice{Label: t.Say("notify.at_once"), Data: atOnce})
}

// takeWhen reads a time as people write it. What it was understood as is said with the next question, before
// anything is sent.
func takeWhen(t *Turn) {
	if t.Chosen == atOnce {
		t.Set(noticeAt, "")
		t.Go("sure")
		return
	}
	switch { // a number that was no line of the list
	case t.Number > 12:
		t.Tell(t.Say("notify.unclear_unread"))
		return
	case t.Number > 0:
		t.Tell(t.Say("notify.unclear_part", "Hour", t.Number))
		return
	}
	at, why := vi.When(t.Text, t.Now.In(t.Zone))
	if why != "" {
		t.Tell(t.Say("notify.unclear_" + string(why)))
		return
	}
	if t.setTime(at) {
		t.Go("sure")
	}
}

// setTime keeps a time, if it is not too far away.
func (t *Turn) setTime(at time.Time) bool {
	if at.After(t.Now.Add(broadcast.MostAhead)) {
		t.Tell(t.Say("notify.unclear_far", "When", t.moment(at), "Days", int(broadcast.MostAhead.Hours()/24)))
		return false
	}
	t.Set(noticeAt, strconv.FormatInt(at.Unix(), 10))
	return true
}
