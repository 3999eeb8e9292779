package intake

import (
	"encoding/binary"
	"time"

	"loaxom/internal/fault"
)

// row is an update that waits to be handled. It is stored in a form of its own, not as JSON: its bulk
// is the update's raw bytes, which are JSON already and are written and read once for each update.
type row struct {
	Lane string    // conversation; with Seq it is the key
	Seq  uint64    // order of arrival on its channel
	Chan string    // the channel's name
	ID   string    // the platform's id of the update
	At   time.Time // when we took it
	Raw  []byte    // the update as it came
}

// key keeps one conversation's rows together, in order.
func (r row) key() []byte { return binary.BigEndian.AppendUint64(append([]byte(r.Lane), 0), r.Seq) }

// laneOfKey is the conversation of a row's key.
func laneOfKey(key []byte) string { return string(key[:max(len(key)-9, 0)]) }

// encode is the row but for its key: time, channel, id, raw.
func (r row) encode() []byte {
	b := make([]byte, 0, 8+2+len(r.Chan)+2+len(r.ID)+len(r.Raw))
	b = binary.BigEndian.AppendUint64(b, uint64(r.At.UnixNano()))
	b = appendText(b, r.Chan)
	b = appendText(b, r.ID)
	return append(b, r.Raw...)
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// decodeRow reads what key and encode wrote.
func decodeRow(key, value []byte) (r row, err error) {
	if len(key) < 9 || len(value) < 8 {
		return r, fault.New(fault.Corrupt, "intake: a stored update of %d bytes", len(value))
	}
	r.Lane, r.Seq = laneOfKey(key), binary.BigEndian.Uint64(key[len(key)-8:])
	r.At = time.Unix(0, int64(binary.BigEndian.Uint64(value))).UTC()
	rest := value[8:]
	for _, text := range []*string{&r.Chan, &r.ID} {
		n, used := binary.Uvarint(rest)
		if used <= 0 || n > uint64(len(rest)-used) {
			return r, fault.New(fault.Corrupt, "intake: a stored update does not read")
		}
		*text, rest = string(rest[used:used+int(n)]), rest[used+int(n):]
	}
	r.Raw = rest
	return r, nil
}
