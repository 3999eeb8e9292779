package intake

import (
	"encoding/binary"
	"time"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// row is an update that waits to be handled. It is stored in a form of its own, not as JSON: its bulk
// is the update's raw bytes, which are JSON already and are written and read once for each update.
// Rows lie in order of arrival, so that storing and removing them touches few pages of the file; a
// small index beside them finds the rows of a conversation.
type row struct {
	Lane string    // conversation
	Seq  uint64    // order of arrival on its channel
	Chan string    // the channel's name; with Seq it is the key
	ID   string    // the platform's id of the update
	At   time.Time // when we took it
	Raw  []byte    // the update as it came
}

// key is the row's place in the inbox.
func (r row) key() []byte { return kv.Key{}.Text(r.Chan).Uint(r.Seq) }

// laneKey is the row's place among those of its conversation. Sequence numbers of several channels do
// not meet: a conversation belongs to one.
func (r row) laneKey() []byte { return lanePrefix(r.Lane).Uint(r.Seq) }

func lanePrefix(lane string) kv.Key { return kv.Key{}.Text(lane) }

// put stores the row with its index.
func (r row) put(tx kv.Tx) error {
	if err := tx.Put(inboxTable, r.key(), r.encode()); err != nil {
		return err
	}
	return tx.Put(laneTable, r.laneKey(), []byte(r.Chan))
}

// remove takes the row and its index away.
func (r row) remove(tx kv.Tx) error {
	if err := tx.Delete(inboxTable, r.key()); err != nil {
		return err
	}
	return tx.Delete(laneTable, r.laneKey())
}

// firstRow is the oldest row of a conversation.
func firstRow(rd kv.Reader, lane string) (r row, found bool, err error) {
	prefix := lanePrefix(lane)
	err = rd.Scan(laneTable, prefix, prefix.End(), func(key, name []byte) error {
		r.Lane, r.Chan, r.Seq, found = lane, string(name), binary.BigEndian.Uint64(key[len(key)-8:]), true
		return kv.Stop
	})
	if err != nil || !found {
		return r, false, err
	}
	value, there, err := rd.Get(inboxTable, r.key())
	if err == nil && !there {
		err = fault.New(fault.Corrupt, "intake: an update's row is missing")
	}
	if err == nil {
		err = r.decode(value)
	}
	return r, err == nil, err
}

// encode is the row but for its keys: time, id, raw.
func (r row) encode() []byte {
	b := make([]byte, 0, 8+2+len(r.ID)+len(r.Raw))
	b = binary.BigEndian.AppendUint64(b, uint64(r.At.UnixNano()))
	b = appendText(b, r.ID)
	return append(b, r.Raw...)
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// decode reads what encode wrote.
func (r *row) decode(value []byte) error {
	bad := fault.New(fault.Corrupt, "intake: a stored update of %d bytes does not read", len(value))
	if len(value) < 8 {
		return bad
	}
	r.At = time.Unix(0, int64(binary.BigEndian.Uint64(value))).UTC()
	rest := value[8:]
	n, used := binary.Uvarint(rest)
	if used <= 0 || n > uint64(len(rest)-used) {
		return bad
	}
	r.ID, r.Raw = string(rest[used:used+int(n)]), rest[used+int(n):]
	return nil
}
