package broadcast

import (
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// Report is how a run stands. The numbers from Waiting to Corrected are all of its recipients, each once:
// they sum to Total at any time.
type Report struct {
	Run       Run
	Total     int // recipients in the frozen audience
	Waiting   int // not tried yet, or being sent right now
	Sent      int // the platform took it
	Gone      int // blocked us, left, closed the account, or was erased
	Failed    int // could not be sent, for another reason
	Uncertain int // perhaps taken: the answer was lost
	Stopped   int // did not want news any more when it was to be sent
	Dropped   int // cancelled before it was sent
	Late      int // could not be sent before the run's Until
	Corrected int // corrected before it was sent: they get what is right instead
	Read      int // pressed "✅ Đã đọc"; not part of the sum
}

// Sum is the number of recipients that have a state; equal to Total, or something is wrong.
func (r Report) Sum() int {
	return r.Waiting + r.Sent + r.Gone + r.Failed + r.Uncertain + r.Stopped + r.Dropped + r.Late + r.Corrected
}

// ReportOf counts a run.
func ReportOf(r kv.Reader, cause string) (rep Report, err error) {
	x, err := runs.Get(r, cause)
	if err != nil {
		return rep, err
	}
	if s := x.Final; s != nil {
		return Report{Run: x, Total: x.Total, Sent: s.Sent, Gone: s.Gone, Failed: s.Failed, Uncertain: s.Uncertain,
			Stopped: s.Stopped, Dropped: s.Dropped, Late: s.Late, Corrected: s.Corrected, Read: s.Read}, nil
	}
	n, err := outbox.CountOf(r, cause)
	if err != nil {
		return rep, err
	}
	rep = Report{Run: x, Total: x.Total, Sent: n[outbox.Sent], Uncertain: n[outbox.Uncertain]}
	rep.Waiting = n[outbox.Queued] + n[outbox.Sending]
	switch ahead := x.Total - x.Next; {
	case x.State == Cancelled && x.Why == corrected:
		rep.Corrected = ahead
	case x.State == Cancelled:
		rep.Dropped = ahead
	default:
		rep.Waiting += ahead
	}
	for _, s := range []outbox.State{outbox.Failed, outbox.Skipped} {
		err = outbox.Of(r, cause, s, func(d outbox.Delivery) error {
			switch {
			case d.Reason == "gone" || d.Reason == "left" || d.Reason == "erased":
				rep.Gone++
			case d.Reason == "withdrawn":
				rep.Stopped++
			case d.Reason == "cancelled":
				rep.Dropped++
			case d.Reason == late:
				rep.Late++
			case d.Reason == corrected:
				rep.Corrected++
			default:
				rep.Failed++
			}
			return nil
		})
		if err != nil {
			return rep, err
		}
	}
	if x.Notice != "" {
		rep.Read, err = reads(r, x.Notice)
	}
	return rep, err
}

// check is Corrupt where recipients are missing or counted twice.
func (r Report) check() error {
	if r.Run.Work != Withdraw && r.Sum() != r.Total {
		return fault.New(fault.Corrupt, "broadcast: %d recipients have a state, the audience has %d", r.Sum(), r.Total)
	}
	return nil
}
