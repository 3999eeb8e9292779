package broadcast

import (
	"strings"
	"time"

	"loaxom/internal/audience"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// late is the reason of deliveries that could not leave while their message was still news.
const late = "late"

// Gate is the outbox's question about a delivery that is about to be sent: whether its run goes on, and
// whether its recipient still wants it (outbox.Gate). Messages that ask for a second person wait for the
// morning too, unless they are about an emergency, and are of no use once it is decided.
func (d *Desk) Gate(r kv.Reader, x outbox.Delivery, now time.Time) outbox.Pass {
	if id, asks := strings.CutPrefix(x.Cause, asking("")); asks {
		return d.gateAsk(r, ID(id), x, now)
	}
	run, err := runs.Get(r, x.Cause)
	if fault.Is(err, fault.NotFound) {
		return outbox.Pass{} // a cause of another room
	}
	switch {
	case err != nil || run.State == Paused:
		return outbox.Pass{Hold: true}
	case run.State == Cancelled:
		return outbox.Pass{Skip: "cancelled"}
	case run.Work != Send: // to correct or to take back concerns what is there already
		return outbox.Pass{}
	case !run.Until.IsZero() && now.After(run.Until):
		return outbox.Pass{Skip: late}
	case d.silent(run, now):
		return outbox.Pass{Hold: true}
	}
	wanted, err := audience.MayReceive(r, x.To, run.Target)
	switch {
	case err != nil:
		return outbox.Pass{Hold: true}
	case !wanted && len(run.Target.Roles) == 0:
		return outbox.Pass{Skip: "withdrawn"}
	}
	return outbox.Pass{}
}

func (d *Desk) gateAsk(r kv.Reader, id ID, x outbox.Delivery, now time.Time) outbox.Pass {
	n, err := notices.Get(r, id)
	_, quiet := d.cfg.Quiet.At(now)
	switch {
	case err != nil:
		return outbox.Pass{Skip: "gone"}
	case n.State != Asked && x.To != n.From:
		return outbox.Pass{Skip: "decided"}
	case quiet && !n.Draft.Urgent:
		return outbox.Pass{Hold: true}
	}
	return outbox.Pass{}
}
