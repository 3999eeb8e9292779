package broadcast

import (
	"context"
	"strings"

	"loaxom/internal/address"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// latest is Newest.
func latest(r kv.Reader, x Run) error {
	of := x.Cause
	if x.Work == Correct {
		of = x.Of
	}
	list, err := Corrections(r, of)
	if n := len(list); err == nil && n > 0 && string(list[n-1].ID) != x.Cause {
		err = fault.New(fault.Conflict, "broadcast: it was corrected")
	}
	return err
}

// Newest is Conflict where what a run brought out was corrected: it is not sent to anybody again.
func (d *Desk) Newest(r kv.Reader, x Run) error { return latest(r, x) }

// concerned are the conversations that a correction of all that went out under the causes is for: those that got
// any of it, or may have, who are the first reached of them; and those to whom the rest is still going out.
func concerned(r kv.Reader, causes []string) (ids []address.ID, reached int, err error) {
	var rest []address.ID
	seen := map[address.ID]bool{}
	add := func(list *[]address.ID, id address.ID) {
		if !seen[id] {
			seen[id] = true
			*list = append(*list, id)
		}
	}
	for _, cause := range causes {
		if err := eachReached(r, cause, func(id address.ID) { add(&ids, id) }); err != nil {
			return nil, 0, err
		}
	}
	for _, cause := range causes {
		if err := eachLeft(r, cause, func(id address.ID) { add(&rest, id) }); err != nil {
			return nil, 0, err
		}
	}
	return append(ids, rest...), len(ids), nil
}

// eachReached visits those who got something of a cause, or may have. Invalid where that is not known any more.
func eachReached(r kv.Reader, cause string, visit func(address.ID)) error {
	x, err := runs.Get(r, cause)
	if err == nil && x.Final != nil {
		err = fault.New(fault.Invalid, "broadcast: who got it is not kept any more")
	}
	for _, s := range []outbox.State{outbox.Sent, outbox.Uncertain} {
		if err == nil {
			err = outbox.IDsOf(r, cause, s, func(id outbox.ID) error {
				visit(recipient(cause, id))
				return nil
			})
		}
	}
	// Of these only some may have: a part has arrived, a call was cut. They are few at any time.
	for _, s := range []outbox.State{outbox.Queued, outbox.Failed, outbox.Skipped} {
		if err == nil {
			err = outbox.Of(r, cause, s, func(x outbox.Delivery) error {
				is, err := outbox.Get(r, x.ID) // it may be in flight
				if err == nil && is.Reached() {
					visit(recipient(cause, x.ID))
				}
				return err
			})
		}
	}
	return err
}

// eachLeft visits those to whom a cause is still going out.
func eachLeft(r kv.Reader, cause string, visit func(address.ID)) error {
	x, err := runs.Get(r, cause)
	if err != nil || x.State == Done || x.State == Cancelled {
		return err
	}
	err = outbox.IDsOf(r, cause, outbox.Queued, func(id outbox.ID) error {
		visit(recipient(cause, id))
		return nil
	})
	for n := x.Next; err == nil && n < x.Total; {
		raw, ok, e := r.Get(frozenTable, blockKey(cause, n/blockSize))
		if e == nil && !ok {
			e = fault.New(fault.Corrupt, "broadcast: block %d of an audience is missing", n/blockSize)
		}
		if err = e; err != nil {
			break
		}
		list := strings.Fields(string(raw))
		for _, id := range list[min(n%blockSize, len(list)):] {
			visit(address.ID(id))
		}
		n += blockSize - n%blockSize
	}
	return err
}

// settled tells whether nothing is in flight any more of what a correction puts right: until then nobody knows who
// got it.
func (d *Desk) settled(ctx context.Context, x Run) (over bool, err error) {
	err = d.db.View(ctx, func(r kv.Reader) error {
		causes, err := causesBefore(r, x)
		over = true
		for _, cause := range causes {
			was, e := runs.Get(r, cause)
			if e != nil {
				return e
			}
			over = over && !was.working()
		}
		return err
	})
	return over, err
}

// reachedBy tells whether a conversation got, or may have got, anything of the causes. Where there are none it did.
func reachedBy(r kv.Reader, causes []string, to address.ID) (bool, error) {
	for _, cause := range causes {
		x, err := outbox.Get(r, DeliveryID(cause, to))
		if absent(err) != nil {
			return false, err
		}
		if err == nil && x.Reached() {
			return true, nil
		}
	}
	return len(causes) == 0, nil
}
