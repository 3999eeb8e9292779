package intake

import (
	"errors"
	"slices"
	"sync"

	"loaxom/internal/channel"
	"loaxom/internal/fault"
)

// How a batch is answered at once: each goroutine answers several updates and commits them together. What a turn
// needs (stack, index) stays in the processor's cache so, and a hundred of them do not each wake the store; with a
// few together the first answers leave while the last are computed.
const (
	crew     = 4 // goroutines at least, where there is work for as many
	together = 8 // updates in a commit at most
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
	var all sync.WaitGroup
	in.share(free, &all)
	all.Wait()
	for _, u := range updates {
		if !u.done {
			rows = append(rows, u.row)
		}
	}
	return rows
}

// share gives the updates out, one goroutine for those of a commit.
func (in *Intake) share(free []*update, all *sync.WaitGroup) {
	each := min((len(free)+crew-1)/crew, together)
	for us := range slices.Chunk(free, max(each, 1)) {
		all.Add(1)
		in.hands.Go(func() {
			defer all.Done()
			in.direct(us, all)
		})
	}
}

// direct answers updates that have no row, for whoever has seized their lanes, and gives the lanes back, in part
// after it has returned: all counts them. One that is not done afterwards could not be answered now and has to be
// stored; nothing of it was committed.
func (in *Intake) direct(us []*update, all *sync.WaitGroup) {
	for _, u := range us {
		if u.in.Kind == channel.Press {
			in.box.Ack(u.Chan, u.in.Press)
		}
	}
	if len(us) == 1 {
		in.single(us[0], nil)
		return
	}
	as, err := in.turns(us)
	if err != nil { // of one of them; each finds out by itself whether it was that
		as = make([]*answered, len(us))
	} else if n, err := in.commit(as); err == nil {
		for _, u := range us[:n] {
			u.done = true
			in.queue.Done(u.Lane, 0)
		}
		in.stats.taken.Add(int64(n))
		us, as = us[n:], as[n:]
	}
	// The others wait for a call in flight to end, or something is the matter with one of them: neither is to hold
	// up the rest.
	for i, u := range us {
		all.Add(1)
		in.hands.Go(func() {
			defer all.Done()
			in.single(u, as[i])
		})
	}
}

// single answers one update by itself, with the turn that is computed for it already, if any, and gives its lane back.
func (in *Intake) single(u *update, a *answered) {
	defer in.queue.Done(u.Lane, 0)
	if a != nil {
		if _, err := in.commit([]*answered{a}); err == nil {
			u.done = true
			in.stats.taken.Add(1)
			return
		}
	}
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
