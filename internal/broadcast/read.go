package broadcast

import (
	"encoding/binary"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/kv"
)

// readTable counts who pressed "✅ Đã đọc": notice and conversation, when. latestTable is the newest
// notice of a conversation, for what is asked about it.
const (
	readTable   = "read"
	latestTable = "latest"
)

// Read notes that a notice was read in a conversation; a second press changes nothing.
func Read(tx kv.Tx, id ID, by address.ID, now time.Time) error {
	if _, err := notices.Get(tx, id); err != nil {
		return err
	}
	key := kv.Key{}.Text(string(id)).Text(string(by))
	if _, there, err := tx.Get(readTable, key); err != nil || there {
		return err
	}
	return tx.Put(readTable, key, kv.Key{}.Time(now))
}

// reads is how many have read a notice.
func reads(r kv.Reader, id ID) (n int, err error) {
	key := kv.Key{}.Text(string(id))
	err = r.Scan(readTable, key, key.End(), func(_, _ []byte) error {
		n++
		return nil
	})
	return n, err
}

// replyFor is how long a question without an answer is taken for one about the newest notice.
const replyFor = 24 * time.Hour

// latestPut notes the newest notice of a conversation.
func latestPut(tx kv.Tx, to address.ID, id ID, now time.Time) error {
	value := binary.BigEndian.AppendUint64(nil, uint64(now.Unix()))
	return tx.Put(latestTable, kv.Key{}.Text(string(to)), append(value, id...))
}

// Latest is the notice that a conversation got within the last day; false: none.
func Latest(r kv.Reader, to address.ID, now time.Time) (n Notice, found bool, err error) {
	v, ok, err := r.Get(latestTable, kv.Key{}.Text(string(to)))
	if err != nil || !ok || len(v) < 8 {
		return n, false, err
	}
	age := now.Sub(time.Unix(int64(binary.BigEndian.Uint64(v)), 0))
	if age > replyFor || age < -replyFor {
		return n, false, nil
	}
	n, err = notices.Get(r, ID(v[8:]))
	return n, err == nil, err
}
