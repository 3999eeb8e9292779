package outbox

import (
	"errors"
	"strings"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Erased is the reason of a delivery whose recipient had everything erased.
const Erased = "erased"

// About tells of each delivery to a conversation when it was and what became of it. who are the names of the
// conversation, the hidden one too; texts are not kept. It reads every delivery there is.
func About(r kv.Reader, who []address.ID, tell address.Tell) error {
	return All(r, func(d Delivery) error {
		for _, name := range who {
			if d.To == name {
				tell("delivery", "At", d.Created, "Kind", address.Word("export.kind."+d.Kind.String()), "State", address.Word("export.state."+d.State.String()))
			}
		}
		return nil
	})
}

// Answering tells whether an answer to a conversation is on its way.
func Answering(r kv.Reader, to address.Record) (on bool, err error) {
	key := openKey(to.Channel, Answers, to.ID)
	err = deliveries.IDs(r, openIndex, key, key.End(), func(kv.Key, ID) error { on = true; return kv.Stop })
	return on, err
}

// Forget ends what waits for a conversation whose owner has everything erased. What is in flight at this moment
// arrives. The records follow (Owned, Rename).
func Forget(tx kv.Tx, to address.Record, now time.Time) error {
	for at := range Lane(lanes) {
		key := openKey(to.Channel, at, to.ID)
		err := deliveries.ByIndex(tx, openIndex, key, key.End(), func(d Delivery) error {
			if _, err := sendings.Get(tx, d.ID); !fault.Is(err, fault.NotFound) {
				return err
			}
			was := d
			d.end(Skipped, Erased, now.UTC())
			return deliveries.Change(tx, was, d)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Owned lists the deliveries to a conversation that were made before a time and have ended, of those behind the
// id after: it looks at so many, and next is where to go on, empty at the end. who are the conversation's names.
func Owned(r kv.Reader, who []address.ID, before time.Time, after ID, look int) (ids []ID, next ID, err error) {
	from := append([]byte(after), 0)
	if after == "" {
		from = nil
	}
	n := 0
	err = deliveries.Scan(r, from, nil, func(d Delivery) error {
		for _, name := range who {
			if d.To == name && d.Created.Before(before) && !d.open() {
				ids = append(ids, d.ID)
			}
		}
		if n++; n == look {
			next = d.ID
			return kv.Stop
		}
		return nil
	})
	return ids, next, err
}

// Rename takes a conversation out of deliveries of its own: one that answered it goes, one of many stays under
// a name that stands for nobody, so that the sums of its cause agree.
func Rename(tx kv.Tx, ids []ID, who, nobody address.ID) error {
	var errs []error
	for _, id := range ids {
		d, err := deliveries.Get(tx, id)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil || d.open() {
			errs = append(errs, err)
			continue
		}
		errs = append(errs, deliveries.Delete(tx, id))
		if d.Cause == "" || d.To.Hidden() {
			continue
		}
		d.ID = ID(strings.ReplaceAll(string(d.ID), string(who), string(nobody)))
		d.To, d.Receipt, d.More, d.Target, d.Message = nobody, "", nil, "", channel.Outgoing{}
		errs = append(errs, deliveries.Put(tx, d))
	}
	return errors.Join(errs...)
}

// ForgetFile forgets under which id a platform has a file that is not kept any more.
func ForgetFile(tx kv.Tx, name, hash string) error { return knowns.Delete(tx, mediaKey(name, hash)) }
