// Package overlay is what the backends of kv share: a write transaction that keeps its writes in
// memory above a state that it only reads (Tx), a Reader that hands out copies, and a Gate that knows
// who is still at work. Because a Tx touches nothing below it, a backend throws a failing or panicking
// write away by forgetting it, without undoing anything and without running its neighbours again;
// limits and the meaning of a scan are written once, so that backends cannot differ in them.
package overlay

import (
	"bytes"
	"errors"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Base is the state below a transaction. Unlike kv.Reader it may lend its slices: a value until the
// transaction ends, a key and value of a scan until visit returns. Its Scan gives back what visit
// gave, kv.Stop included; one that gives nil for kv.Stop serves too, so every kv.Reader is a Base.
type Base interface {
	Get(table string, key []byte) (value []byte, ok bool, err error)
	Scan(table string, from, to []byte, visit func(key, value []byte) error) error
}

// errOver is our own bug: a Reader or Tx that somebody kept.
var errOver = fault.New(fault.Internal, "kv: a transaction was used after its function had returned")

// Tx is a kv.Tx above a Base. Not for several goroutines at once.
type Tx struct {
	base   Base
	tables []*table // a transaction touches few tables, so a list is quicker than a map
	writes int
	bytes  int
	over   bool
	then   []func()
}

// New starts a transaction without writes.
func New(base Base) *Tx { return &Tx{base: base} }

// End makes every later use an error; Each still gives the writes.
func (t *Tx) End() { t.over = true }

// Then implements kv.Tx.
func (t *Tx) Then(done func()) { t.then = append(t.then, done) }

// Committed calls what Then was given. A backend calls it when the transaction is durable.
func (t *Tx) Committed() {
	for _, done := range t.then {
		done()
	}
}

// Bytes is the size of all keys and values written, for backends that bound their memory.
func (t *Tx) Bytes() int { return t.bytes }

// Wrote tells whether there is anything to commit.
func (t *Tx) Wrote() bool { return t.writes > 0 }

// Each visits the last write of each key, tables in the order of their first write, keys in byte
// order. gone says that the key was deleted, perhaps without ever having been there. The slices
// belong to the transaction and do not change any more, so that a backend may keep them.
func (t *Tx) Each(visit func(table string, key, value []byte, gone bool) error) error {
	for _, tb := range t.tables {
		for _, r := range tb.rows {
			if err := visit(tb.name, r.key, r.value, r.gone); err != nil {
				return err
			}
		}
	}
	return nil
}

// Get implements kv.Reader.
func (t *Tx) Get(table string, key []byte) (value []byte, ok bool, err error) {
	if t.over {
		return nil, false, errOver
	}
	if tb := t.table(table); tb != nil {
		if i, found := tb.find(key); found {
			r := tb.rows[i]
			if r.gone {
				return nil, false, nil
			}
			return copyOf(r.value), true, nil
		}
	}
	if value, ok, err = t.base.Get(table, key); err != nil || !ok {
		return nil, false, err
	}
	return copyOf(value), true, nil
}

// Put implements kv.Tx.
func (t *Tx) Put(table string, key, value []byte) error {
	if len(value) > kv.MaxValue {
		return fault.New(fault.Invalid, "kv: a value of %d bytes for %s %q, at most %d", len(value), table, key, kv.MaxValue)
	}
	return t.write(table, key, value, false)
}

// Delete implements kv.Tx.
func (t *Tx) Delete(table string, key []byte) error { return t.write(table, key, nil, true) }

func (t *Tx) write(name string, key, value []byte, gone bool) error {
	if t.over {
		return errOver
	}
	if err := t.allowed(name, key); err != nil {
		return err
	}
	t.writes++
	t.bytes += len(key) + len(value)
	tb := t.table(name)
	if tb == nil {
		tb = &table{name: name}
		t.tables = append(t.tables, tb)
	}
	// One allocation for both; the caller keeps its own slices.
	own := make([]byte, len(key)+len(value))
	n := copy(own, key)
	copy(own[n:], value)
	tb.set(row{key: own[:n:n], value: own[n:], gone: gone})
	return nil
}

// allowed holds a write against the limits of the contract.
func (t *Tx) allowed(name string, key []byte) error {
	switch {
	case name == "" || len(name) > kv.MaxTable || name[0] == '_':
		return fault.New(fault.Invalid, "kv: %q is no name for a table: 1 to %d bytes, not beginning with _", name, kv.MaxTable)
	case len(key) == 0:
		return fault.New(fault.Invalid, "kv: an empty key for %s", name)
	case len(key) > kv.MaxKey:
		return fault.New(fault.Invalid, "kv: a key of %d bytes for %s, at most %d", len(key), name, kv.MaxKey)
	case t.writes >= kv.MaxWrites:
		return fault.New(fault.Invalid, "kv: more than %d writes in one transaction: do it in steps", kv.MaxWrites)
	}
	return nil
}

func (t *Tx) table(name string) *table {
	for _, tb := range t.tables {
		if tb.name == name {
			return tb
		}
	}
	return nil
}

// Scan implements kv.Reader: the base and the transaction's own writes merged, both as they were
// when the scan began.
func (t *Tx) Scan(name string, from, to []byte, visit func(key, value []byte) error) error {
	if t.over {
		return errOver
	}
	var own []row
	if tb := t.table(name); tb != nil {
		rows, giveBack := tb.lend(from, to)
		defer giveBack()
		own = rows
	}
	var ended error // what visit said; kept here because a Base may swallow kv.Stop
	emit := func(key, value []byte) error {
		ended = visit(pairOf(key, value))
		return ended
	}
	err := t.base.Scan(name, from, to, func(key, value []byte) error {
		for len(own) > 0 {
			r, c := own[0], bytes.Compare(own[0].key, key)
			if c > 0 {
				break
			}
			own = own[1:]
			if !r.gone {
				if err := emit(r.key, r.value); err != nil {
					return err
				}
			}
			if c == 0 {
				return nil
			}
		}
		return emit(key, value)
	})
	for ended == nil && err == nil && len(own) > 0 {
		if !own[0].gone {
			err = emit(own[0].key, own[0].value)
		}
		own = own[1:]
	}
	return outcome(ended, err)
}

// outcome is the result of a scan: what visit said, where Stop is no error, else what the base said.
func outcome(ended, base error) error {
	switch {
	case ended == nil:
		return base
	case errors.Is(ended, kv.Stop):
		return nil
	default:
		return ended
	}
}
