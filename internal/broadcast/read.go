package broadcast

import (
	"encoding/binary"
	"slices"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// readTable counts who pressed "✅ Đã đọc": notice and conversation, when. latestTable has the newest
// notices of a conversation, for what is asked about them.
const (
	readTable   = "read"
	latestTable = "latest"
)

func readKey(id ID, by address.ID) kv.Key { return kv.Key{}.Text(string(id)).Text(string(by)) }

// Read notes that a notice was read in a conversation; a second press changes nothing. NotFound where the
// conversation has not got it: whoever makes buttons up is not counted.
func Read(tx kv.Tx, id ID, by address.ID, now time.Time) error {
	got, err := outbox.Get(tx, DeliveryID(string(id), by))
	if err != nil {
		return err
	}
	if was, err := WasRead(tx, id, by); err != nil || was {
		return err
	}
	if got.State == outbox.Skipped || got.State == outbox.Failed {
		return fault.New(fault.NotFound, "broadcast: the notice has not reached the conversation")
	}
	return tx.Put(readTable, readKey(id, by), kv.Key{}.Time(now))
}

// WasRead tells whether a conversation has said so.
func WasRead(r kv.Reader, id ID, by address.ID) (bool, error) {
	_, there, err := r.Get(readTable, readKey(id, by))
	return there, err
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

const (
	// replyFor is how long a question without an answer is taken for one about the newest notice.
	replyFor = 24 * time.Hour
	// mostLatest is how many notices of a conversation are remembered: a reply may be to an older one.
	mostLatest = 5
)

// latestPut notes the newest notice of a conversation.
func latestPut(tx kv.Tx, to address.ID, id ID, now time.Time) error {
	key := kv.Key{}.Text(string(to))
	old, _, err := tx.Get(latestTable, key)
	if err != nil {
		return err
	}
	rows := rowsOf(old)
	if len(rows) >= mostLatest {
		old = old[rows[len(rows)-mostLatest+1].from:]
	} else if rows == nil {
		old = nil
	}
	return tx.Put(latestTable, key, appendRow(old, id, now))
}

// latestRow is one of the newest notices of a conversation. It is written for every recipient, so its form is
// the shortest: time, length of the id, id.
type latestRow struct {
	id   ID
	at   time.Time
	from int // where it begins among the others
}

func appendRow(b []byte, id ID, at time.Time) []byte {
	b = binary.BigEndian.AppendUint64(b, uint64(at.Unix()))
	return append(append(b, byte(len(id))), id...)
}

// rowsOf reads rows, the oldest first. What does not read counts as none: it is no more than a help.
func rowsOf(b []byte) (rows []latestRow) {
	for at := 0; at < len(b); {
		if len(b)-at < 9 || len(b)-at-9 < int(b[at+8]) {
			return nil
		}
		n := int(b[at+8])
		rows = append(rows, latestRow{ID(b[at+9 : at+9+n]), time.Unix(int64(binary.BigEndian.Uint64(b[at:])), 0), at})
		at += 9 + n
	}
	return rows
}

// latestOf are the newest notices of a conversation, the newest last.
func latestOf(r kv.Reader, to address.ID) ([]latestRow, error) {
	v, _, err := r.Get(latestTable, kv.Key{}.Text(string(to)))
	return rowsOf(v), err
}

// Latest is the notice that a conversation got within the last day; false: none.
func Latest(r kv.Reader, to address.ID, now time.Time) (n Notice, found bool, err error) {
	list, err := latestOf(r, to)
	if err != nil || len(list) == 0 {
		return n, false, err
	}
	last := list[len(list)-1]
	if age := now.Sub(last.at); age > replyFor || age < -replyFor {
		return n, false, nil
	}
	n, err = notices.Get(r, last.id)
	return n, err == nil, absent(err)
}

// About is the notice whose message in a conversation has that id on its platform, or whose correction has;
// false: it is none of the newest.
func About(r kv.Reader, to address.ID, message string) (n Notice, found bool, err error) {
	list, err := latestOf(r, to)
	if err != nil || message == "" {
		return n, false, err
	}
	for i := len(list) - 1; i >= 0; i-- {
		if n, err = notices.Get(r, list[i].id); fault.Is(err, fault.NotFound) {
			continue
		} else if err != nil {
			return n, false, err
		}
		causes := []string{string(n.ID)}
		for edit := range n.Edits {
			causes = append(causes, follower(n.ID, edit+1))
		}
		for _, cause := range causes {
			d, err := outbox.Get(r, DeliveryID(cause, to))
			if absent(err) != nil {
				return n, false, err
			}
			if err == nil && slices.Contains(d.Messages(), message) {
				return n, true, nil
			}
		}
	}
	return Notice{}, false, nil
}

// absent takes NotFound for no error.
func absent(err error) error {
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}
