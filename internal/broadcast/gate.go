package broadcast

import (
	"cmp"
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
		return outbox.Pass{Skip: run.dropped()}
	case run.Work == Withdraw: // concerns what is there already
		return outbox.Pass{}
	case !run.Until.IsZero() && now.After(run.Until):
		return outbox.Pass{Skip: late}
	case d.silent(run, now):
		return outbox.Pass{Hold: true}
	}
	wanted, err := d.wanted(r, x, run)
	switch {
	case err != nil:
		return outbox.Pass{Hold: true}
	case !wanted && len(run.Target.Roles) == 0:
		return outbox.Pass{Skip: "withdrawn"}
	}
	return outbox.Pass{}
}

// wanted tells whether the recipient of a delivery still wants it. Who got what was wrong is to get the correction
// whatever they receive by now, unless they want nothing at all any more.
func (d *Desk) wanted(r kv.Reader, x outbox.Delivery, run Run) (bool, error) {
	if run.Work != Correct || x.Body != "" || len(run.Target.Roles) > 0 {
		return audience.MayReceive(r, x.To, run.Target)
	}
	s, _, err := audience.Of(r, x.To)
	return s.Active(), err
}

// dropped is the reason of deliveries that are not sent any more because their run was cancelled.
func (r Run) dropped() string { return cmp.Or(r.Why, "cancelled") }

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
