package outbox

import (
	"time"

	"loaxom/internal/address"
	"loaxom/internal/kv"
)

// Launch is a private chat that is kept free for an answer that is about to be committed, so that the
// claim can be part of the same commit: most answers find nothing waiting before them, and so reach
// the network one fsync earlier.
type Launch struct {
	line *line
	to   address.Record
	now  time.Time
}

// Reserve keeps to free for an answer if it could go out at once, or, where patient, in a moment. nil: it could
// not; Box.Enqueue as usual. Whoever got a Launch ends it by a commit with its Enqueue, or by Cancel, and may
// reserve another before that only without patience: two who each wait for what the other holds would both wait
// in vain.
func (b *Box) Reserve(to address.Record, now time.Time, patient bool) *Launch {
	l := b.lines[to.Channel]
	if l == nil || to.Group || to.Left || to.Hold.After(now) || !l.running.Load() || l.overflow.Load() || l.inTrouble() || l.wait(now) > 0 {
		return nil
	}
	if !l.slot(patient) {
		return nil
	}
	if !l.queue.Seize(to.ID) {
		<-l.slots
		return nil
	}
	return &Launch{line: l, to: to, now: now}
}

// slotWait is how long an answer waits for one of the calls in flight to end. It is cheaper than a
// commit of its own to claim it later, and whoever makes answers faster than they go out is slowed down.
const slotWait = 200 * time.Millisecond

// slot takes the right to make a call, if there is one, or one soon for the patient.
func (l *line) slot(patient bool) bool {
	select {
	case l.slots <- struct{}{}:
		return true
	default:
	}
	if !patient {
		return false
	}
	t := time.NewTimer(slotWait)
	defer t.Stop()
	select {
	case l.slots <- struct{}{}:
		return true
	case <-t.C:
		return false
	}
}

// Enqueue is Box.Enqueue for the deliveries of the reserved address: the call of the first begins with
// the commit.
func (n *Launch) Enqueue(tx kv.Tx, ds ...Delivery) error {
	if err := add(tx, ds); err != nil {
		return err
	}
	if len(ds[0].Message.Files) > 0 { // which takes the way of everything that is large
		tx.Then(func() {
			n.Cancel()
			n.line.box.kick(ds...)
		})
		return nil
	}
	tx.Then(func() { n.launch(ds[0], len(ds) > 1) })
	return sendings.Put(tx, sending{ID: ds[0].ID, Channel: ds[0].Channel, At: n.now.UTC()})
}

// launch makes the call of what was committed; more tells that there is more for the same address.
func (n *Launch) launch(d Delivery, more bool) {
	n.line.took(n.now)
	n.line.calls.Go(func() {
		defer func() { <-n.line.slots }()
		n.line.carry(n.line.life, &hand{
			claimed: claimed{delivery: d, key: n.to.ID, message: d.Message, last: true, to: n.to.Address(), found: true, more: more}, at: d.Lane,
		})
	})
}

// Cancel gives the address back: nothing was committed.
func (n *Launch) Cancel() {
	n.line.queue.Done(n.to.ID, 0)
	<-n.line.slots
}
