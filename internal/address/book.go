package address

import (
	"slices"
	"time"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// addresses are the records by id, found by the platform's id too, present or former.
var addresses = kv.NewTable(addressTable, func(r Record) ID { return r.ID },
	kv.Index[Record]{Name: chatIndex, Keys: func(r Record) []kv.Key {
		keys := []kv.Key{chatKey(r.Channel, r.Chat)}
		for _, f := range r.Former {
			keys = append(keys, chatKey(r.Channel, f))
		}
		return keys
	}})

const (
	addressTable = "address"
	chatIndex    = "chat"
)

func chatKey(channel, chat string) kv.Key { return kv.Key{}.Text(channel).Text(chat) }

// Check holds the records against their index.
func Check(r kv.Reader) error { return addresses.Check(r) }

// Get reads a record. NotFound where there is none.
func Get(r kv.Reader, id ID) (Record, error) { return addresses.Get(r, id) }

// Raw is a record's stored bytes, nil where there is none: for whoever has to know that a record is
// still what it was.
func Raw(r kv.Reader, id ID) ([]byte, error) {
	b, _, err := r.Get(addressTable, []byte(id))
	return b, err
}

// Put stores a record.
func Put(tx kv.Tx, r Record) error { return addresses.Put(tx, r) }

// Find is the record of a platform's chat, by its present id or a former one. NotFound where we have
// not met it.
func Find(r kv.Reader, channel, chat string) (found Record, err error) {
	key := chatKey(channel, chat)
	err = addresses.ByIndex(r, chatIndex, key, key.End(), func(rec Record) error {
		found = rec
		return kv.Stop
	})
	if err == nil && found.ID == "" {
		err = fault.New(fault.NotFound, "address: no such chat on %s", channel)
	}
	return found, err
}

// Meet is the record of a platform's chat, made under id where we meet it for the first time. Whoever
// had left and writes again is back.
func Meet(tx kv.Tx, channel, chat string, group bool, id ID, now time.Time) (Record, error) {
	r, err := Find(tx, channel, chat)
	switch {
	case fault.Is(err, fault.NotFound):
		r = Record{ID: id, Channel: channel, Chat: chat, Group: group, Since: now.UTC()}
	case err != nil:
		return r, err
	case !r.Left:
		return r, nil
	default:
		r.Left, r.LeftAt = false, time.Time{}
	}
	return r, Put(tx, r)
}

// Leave notes that a chat cannot be written to any more. A chat that we have not met is none of ours.
func Leave(tx kv.Tx, channel, chat string, now time.Time) error {
	r, err := Find(tx, channel, chat)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil || r.Left {
		return err
	}
	r.Left, r.LeftAt = true, now.UTC()
	return Put(tx, r)
}

// mostFormer is how many former ids of a chat are kept.
const mostFormer = 8

// Move gives a chat its new platform id: one write, and all that names the ID follows. Moving twice
// is harmless. Where the new id was met on its own meanwhile, that record gives it up.
func Move(tx kv.Tx, id ID, to string) error {
	r, err := Get(tx, id)
	if err != nil || r.Chat == to {
		return err
	}
	other, err := Find(tx, r.Channel, to)
	if err == nil && other.ID != id {
		other.Left, other.Chat = true, other.Chat+"#moved"
		if err := Put(tx, other); err != nil {
			return err
		}
	} else if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	r.Former = append(slices.DeleteFunc(r.Former, func(f string) bool { return f == to }), r.Chat)
	r.Former = r.Former[max(0, len(r.Former)-mostFormer):]
	r.Chat = to
	return Put(tx, r)
}

// MoveChat is Move by the platform's old id, as a service message tells it.
func MoveChat(tx kv.Tx, channel, from, to string) error {
	r, err := Find(tx, channel, from)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return Move(tx, r.ID, to)
}

// NextSend is the earliest time at which a group may be sent n messages, where most a minute are allowed.
// More than that at once wait until nothing was sent for a minute.
func (r Record) NextSend(now time.Time, n, most int) time.Time {
	most = max(most-n+1, 1)
	if len(r.Sends) < most {
		return now
	}
	return time.UnixMilli(r.Sends[len(r.Sends)-most]).Add(time.Minute)
}

// Rewind moves what lies ahead of now to now, after the clock was set back, so that a correction of an
// hour does not stop a chat for an hour. It tells whether there was anything to move; then the record
// must be stored.
func (r *Record) Rewind(now time.Time) (moved bool) {
	if back := r.HeldAt.Sub(now); back > 0 {
		r.Hold, r.HeldAt, moved = r.Hold.Add(-back), now.UTC(), true
	}
	ms := now.UnixMilli()
	for i := range r.Sends {
		if r.Sends[i] > ms {
			r.Sends[i], moved = ms, true
		}
	}
	return moved
}

// NoteSend notes n messages to a group and forgets what no longer counts.
func (r *Record) NoteSend(now time.Time, n, most int) {
	for range n {
		r.Sends = append(r.Sends, now.UnixMilli())
	}
	r.Sends = slices.Clone(r.Sends[max(0, len(r.Sends)-most):])
}

// Delete removes a record, for whoever has everything erased. Nothing is said where there is none.
func Delete(tx kv.Tx, id ID) error { return addresses.Delete(tx, id) }

// All visits every record, in no order that means anything.
func All(r kv.Reader, visit func(Record) error) error { return addresses.Scan(r, nil, nil, visit) }
