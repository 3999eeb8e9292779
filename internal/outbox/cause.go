package outbox

import (
	"time"

	"loaxom/internal/address"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Pass is what a Gate says of a delivery that is about to be sent. The zero Pass lets it go.
type Pass struct {
	Skip string // not to be sent any more, with the reason in a word: it ends as skipped
	Hold bool   // not now; Box.Wake when that has changed. It holds up nothing else
}

// Gate is asked for each delivery of a cause just before it is sent, in the transaction that claims it:
// whether its recipient still wants it, and whether its cause still runs. It reads r and nothing else.
type Gate func(r kv.Reader, d Delivery, now time.Time) Pass

// Closed is the reason of a delivery to a hidden name behind which nobody is to be reached any more.
const Closed = "closed"

// gate says whether a delivery to the conversation may go.
func (b *Box) gate(r kv.Reader, d Delivery, to address.ID, left bool, now time.Time) Pass {
	switch {
	case to.Hidden():
		return Pass{Skip: Closed}
	case left:
		return Pass{Skip: "left"}
	case d.Cause == "" || b.pass == nil:
		return Pass{}
	}
	return b.pass(r, d, now)
}

func causeKey(cause string) kv.Key { return kv.Key{}.Text(cause) }

// CountOf is how many deliveries of a cause are in each state; one that is being sent counts as queued.
func CountOf(r kv.Reader, cause string) (n [len(stateNames)]int, err error) {
	key := causeKey(cause)
	err = deliveries.IDs(r, causeIndex, key, key.End(), func(at kv.Key, _ ID) error {
		s, err := causeState(at)
		if err == nil {
			n[s]++
		}
		return err
	})
	return n, err
}

func causeState(at kv.Key) (State, error) {
	_, rest, ok := at.CutText()
	state, _, ok2 := rest.CutUint()
	if !ok || !ok2 || state >= uint64(len(stateNames)) {
		return 0, fault.New(fault.Corrupt, "outbox: a row of a cause's deliveries does not read")
	}
	return State(state), nil
}

// Of visits the deliveries of a cause that are in one state, in the order of their ids.
func Of(r kv.Reader, cause string, state State, visit func(Delivery) error) error {
	key := causeKey(cause).Uint(uint64(state))
	return deliveries.ByIndex(r, causeIndex, key, key.End(), visit)
}

// IDsOf visits the ids of the deliveries of a cause that are in one state.
func IDsOf(r kv.Reader, cause string, state State, visit func(ID) error) error {
	key := causeKey(cause).Uint(uint64(state))
	return deliveries.IDs(r, causeIndex, key, key.End(), func(_ kv.Key, id ID) error { return visit(id) })
}

// Waiting is how many deliveries of a cause wait or are being sent, counted up to most.
func Waiting(r kv.Reader, cause string, most int) (n int, err error) {
	for _, s := range []State{Queued, Sending} {
		err = IDsOf(r, cause, s, func(ID) error {
			if n++; n >= most {
				return kv.Stop
			}
			return nil
		})
		if err != nil || n >= most {
			return n, err
		}
	}
	// What was perhaps taken and is tried again waits too.
	err = Of(r, cause, Uncertain, func(d Delivery) error {
		if !d.open() {
			return nil
		}
		if n++; n >= most {
			return kv.Stop
		}
		return nil
	})
	return n, err
}

// Requeue lets deliveries of a cause be sent again that had failed, but for their recipient's being gone,
// or were uncertain before that time: at most most of them, and it tells how many.
func (b *Box) Requeue(tx kv.Tx, cause string, before time.Time, most int, now time.Time) (n int, err error) {
	var list []Delivery
	for _, s := range []State{Failed, Uncertain} {
		err = Of(tx, cause, s, func(d Delivery) error {
			if d.open() || d.At.After(before) || d.Reason == "gone" {
				return nil
			}
			if list = append(list, d); len(list) >= most {
				return kv.Stop
			}
			return nil
		})
		if err != nil {
			return 0, err
		}
	}
	for _, d := range list[:min(len(list), most)] {
		was := d
		d.Perhaps = d.Perhaps || d.State == Uncertain
		d.State, d.Reason, d.At, d.Attempts, d.Cuts = Queued, "", now.UTC(), 0, 0
		if err := deliveries.Change(tx, was, d); err != nil {
			return 0, err
		}
		if err := b.names.learn(tx, []Delivery{d}); err != nil {
			return 0, err
		}
		tx.Then(func() { b.kick(d) })
		n++
	}
	return n, nil
}

// Drop ends at most most deliveries of a cause that wait, as skipped with the reason, and tells how many it
// were: fewer than most means that none is left but what is being sent. What was perhaps taken and would be
// tried again is not, and stays uncertain.
func Drop(tx kv.Tx, cause, reason string, most int, now time.Time) (n int, err error) {
	var waiting []Delivery
	for _, s := range []State{Queued, Uncertain} {
		if err != nil || len(waiting) == most {
			break
		}
		err = Of(tx, cause, s, func(d Delivery) error {
			if !d.open() {
				return nil
			}
			if _, err := sendings.Get(tx, d.ID); err == nil {
				return nil // its outcome comes
			} else if !fault.Is(err, fault.NotFound) {
				return err
			}
			if waiting = append(waiting, d); len(waiting) == most {
				return kv.Stop
			}
			return nil
		})
	}
	for _, d := range waiting {
		if err != nil {
			break
		}
		was := d
		d.drop(reason, now)
		err = deliveries.Change(tx, was, d)
	}
	return len(waiting), err
}

// Wake tells the workers that what a Gate held back may be asked for again.
func (b *Box) Wake(r kv.Reader, cause string) error {
	return Of(r, cause, Queued, func(d Delivery) error {
		to, err := b.names.of(r, d.To)
		if l := b.lines[d.Channel]; l != nil && err == nil {
			l.add(to, d.Lane)
		}
		return err
	})
}
