package broadcast

import (
	"strings"
	"sync"

	"loaxom/internal/address"
	"loaxom/internal/audience"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// A frozen audience lies in blocks of so many address ids, one a line: of at most 60 bytes each a block is
// far below what one value may hold.
const (
	frozenTable = "frozen"
	blockSize   = 2000
)

func blockKey(cause string, n int) []byte { return kv.Key{}.Text(cause).Uint(uint64(n)) }

// freeze stores ids as the audience of a cause.
func freeze(tx kv.Tx, cause string, ids []address.ID) error {
	for n := 0; len(ids) > 0; n++ {
		take := min(len(ids), blockSize)
		var b strings.Builder
		for _, id := range ids[:take] {
			b.WriteString(string(id))
			b.WriteByte('\n')
		}
		if err := tx.Put(frozenTable, blockKey(cause, n), []byte(b.String())); err != nil {
			return err
		}
		ids = ids[take:]
	}
	return nil
}

// thaw removes the audience of a cause: every recipient has a delivery by now, or will never have one.
func thaw(tx kv.Tx, cause string) error {
	key := kv.Key{}.Text(cause)
	return tx.Scan(frozenTable, key, key.End(), func(at, _ []byte) error { return tx.Delete(frozenTable, at) })
}

// people are the conversations of a target as they are now.
func people(r kv.Reader, to audience.Target) (ids []address.ID, err error) {
	cursor := audience.Cursor("")
	for {
		some, next, err := audience.Walk(r, to, cursor, 5000)
		if err != nil {
			return nil, err
		}
		ids = append(ids, some...)
		if next == "" {
			return ids, nil
		}
		cursor = next
	}
}

// block is the block of a frozen audience that was read last.
type block struct {
	mu    sync.Mutex
	cause string
	n     int
	ids   []string
}

// from gives the recipients from number next on, at most most of them: fewer where a block ends.
func (b *block) from(r kv.Reader, cause string, next, most int) ([]string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := next / blockSize
	if b.cause != cause || b.n != n || b.ids == nil {
		raw, ok, err := r.Get(frozenTable, blockKey(cause, n))
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, fault.New(fault.Corrupt, "broadcast: block %d of an audience is missing", n)
		}
		b.cause, b.n, b.ids = cause, n, strings.Fields(string(raw))
	}
	i := next % blockSize
	if i > len(b.ids) {
		return nil, fault.New(fault.Corrupt, "broadcast: block %d of an audience is too short", n)
	}
	return b.ids[i:min(len(b.ids), i+most)], nil
}
