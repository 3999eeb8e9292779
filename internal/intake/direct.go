package intake

import (
	"errors"
	"sync"
	"sync/atomic"

	"loaxom/internal/channel"
	"loaxom/internal/fault"
)

// How a batch is answered at once. A few goroutines do it, each several updates to a commit: what a turn
// needs (stack, index) stays in the processor's cache, and a hundred of them do not each wake the store.
const (
	crew     = 4  // goroutines for one batch
	together = 16 // updates in one commit of a goroutine, at most
)

// atOnce answers the updates whose conversation is free and gives the rows of the others, in order. Of
// several updates of one conversation the first alone may go: the others would overtake each other. What comes
// with files waits for its turn: fetching them would hold the poll up.
func (in *Intake) atOnce(updates []update) (rows []row) {
	free := make([]*update, 0, len(updates))
	met := make(map[string]bool, len(updates))
	for i := range updates {
		u := &updates[i]
		first := !met[u.Lane]
		met[u.Lane] = true
		if first && u.answerable() && len(u.in.Files) == 0 && in.caughtUp.Load() && !in.overflow.Load() && in.queue.Seize(u.Lane) {
			free = append(free, u)
		}
	}
	each := min((len(free)+crew-1)/crew, together)
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(len(free), crew) {
		all.Add(1)
		in.hands.Go(func() {
			defer all.Done()
			for {
				to := int(next.Add(int64(each)))
				if to-each >= len(free) {
					return
				}
				in.direct(free[to-each : min(to, len(free))])
			}
		})
	}
	all.Wait()
	for _, u := range updates {
		if !u.done {
			rows = append(rows, u.row)
		}
	}
	return rows
}

// direct answers updates that have no row, for whoever has seized their lanes, and gives the lanes back. One
// that is not done afterwards could not be answered now and has to be stored; nothing of it was committed.
func (in *Intake) direct(us []*update) {
	defer func() {
		for _, u := range us {
			in.queue.Done(u.Lane, 0)
		}
	}()
	for _, u := range us {
		if u.in.Kind == channel.Press {
			in.box.Ack(u.Chan, u.in.Press)
		}
	}
	if len(us) > 1 {
		in.several(us)
	}
	for _, u := range us {
		if !u.done { // alone, or something was the matter with one of them, which the others must not suffer for
			in.single(u)
		}
	}
}

// several answers updates in as few commits as may be. Where one of them cannot be, those that are not done yet
// are as they were.
func (in *Intake) several(us []*update) {
	as, err := in.turns(us)
	if err != nil {
		return
	}
	for len(as) > 0 {
		n, err := in.commit(as)
		if err != nil {
			return
		}
		for _, u := range us[:n] {
			u.done = true
		}
		in.stats.taken.Add(int64(n))
		us, as = us[n:], as[n:]
	}
}

// single answers one update by itself.
func (in *Intake) single(u *update) {
	err := in.answer(u.row, brought{Incoming: u.in}, u.see)
	switch {
	case errors.Is(err, errSeen):
		u.done = true
	case err != nil:
		in.log.Warn("an update cannot be answered at once and waits", "kind", fault.KindOf(err), "err", err)
	default:
		u.done = true
		in.stats.taken.Add(1)
	}
}
