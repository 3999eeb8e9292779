package kv

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"

	"loaxom/internal/fault"
	"loaxom/internal/record"
)

// ID is what a record is kept under: a string or bytes, such as a room's own `type CaseID string` or a
// Key.
type ID interface{ ~string | ~[]byte }

// Table keeps records of type T under ids of type K, as JSON, with indexes that change with them in the
// same transaction. JSON was chosen against a binary form because a store must be readable years later,
// by hand if need be, and because a field can be added without a migration. Text fields hold UTF-8
// (anything else would come back changed); raw bytes belong in a []byte field.
//
// A record that is written with every message may do so by hand (package record); it is the same JSON.
//
// A Table is a description: it has no state of a DB, and one serves several goroutines and stores.
// After an error in a writing method the Update has to fail, for the record and its index rows may be
// half written.
type Table[K ID, T any] struct {
	form
	id      func(T) K
	indexes []Index[T]
}

// form is what of a Table does not hang on the type of its records, so that it stands in the program once.
type form struct {
	name string
	pool sync.Pool // of *encoder
}

type encoder struct {
	buf  bytes.Buffer
	json *json.Encoder
}

// NewTable describes the table with this name; id gives the record's id and is a pure function. It
// panics on a name that the contract does not allow and on two indexes of one name, which are
// mistakes of the program and show at its start.
func NewTable[K ID, T any](name string, id func(T) K, indexes ...Index[T]) *Table[K, T] {
	t := &Table[K, T]{form: form{name: name}, id: id}
	t.pool.New = func() any {
		e := new(encoder)
		e.json = json.NewEncoder(&e.buf)
		e.json.SetEscapeHTML(false) // ours is not read by a browser, and messages hold HTML
		return e
	}
	for _, x := range indexes {
		x.table = name + "." + x.Name
		for _, y := range t.indexes {
			if x.Name == y.Name {
				panic(fmt.Sprintf("kv: two indexes %q of table %q", x.Name, name))
			}
		}
		t.indexes = append(t.indexes, x)
		name := x.table
		if len(name) > MaxTable {
			panic(fmt.Sprintf("kv: the name %q is longer than %d bytes", name, MaxTable))
		}
	}
	if name == "" || name[0] == '_' || len(name) > MaxTable {
		panic(fmt.Sprintf("kv: %q is no name for a table", name))
	}
	return t
}

// Get is the record under id; NotFound where there is none, Corrupt where its bytes do not read.
func (t *Table[K, T]) Get(r Reader, id K) (T, error) {
	v, there, err := t.load(r, []byte(id))
	if err == nil && !there {
		err = fault.New(fault.NotFound, "no %s %q", t.name, string(id))
	}
	return v, err
}

// Put stores v, over the record with its id if there is one. The old record is read only where there
// are indexes, and of their rows only those that change are written.
func (t *Table[K, T]) Put(tx Tx, v T) error {
	id := []byte(t.id(v))
	if len(t.indexes) == 0 {
		return t.store(tx, id, v)
	}
	old, there, err := t.load(tx, id)
	if err != nil {
		return err
	}
	if err := t.store(tx, id, v); err != nil {
		return err
	}
	if there {
		return t.reindex(tx, id, &old, &v)
	}
	return t.reindex(tx, id, nil, &v)
}

// Change stores now over old: Put without its read of the old record. old must be what is stored, as
// the caller read it in this transaction or as it alone may write it: from an outdated one index rows
// would stay behind. Both have the same id.
func (t *Table[K, T]) Change(tx Tx, old, now T) error {
	id := []byte(t.id(now))
	if string(t.id(old)) != string(id) {
		return fault.New(fault.Internal, "%s: a change from %q to %q", t.name, string(t.id(old)), id)
	}
	if err := t.store(tx, id, now); err != nil {
		return err
	}
	return t.reindex(tx, id, &old, &now)
}

// Add stores v if there is no record with its id, and tells whether it did.
func (t *Table[K, T]) Add(tx Tx, v T) (added bool, err error) {
	id := []byte(t.id(v))
	_, there, err := tx.Get(t.name, id)
	if err != nil || there {
		return false, t.wrap(id, err)
	}
	if err := t.store(tx, id, v); err != nil {
		return false, err
	}
	return true, t.reindex(tx, id, nil, &v)
}

// Delete removes the record under id and its index rows; removing what is not there is no error.
func (t *Table[K, T]) Delete(tx Tx, id K) error {
	key := []byte(id)
	if len(t.indexes) > 0 {
		old, there, err := t.load(tx, key)
		if err != nil || !there {
			return err
		}
		if err := t.reindex(tx, key, &old, nil); err != nil {
			return err
		}
	}
	return t.wrap(key, tx.Delete(t.name, key))
}

// Scan visits the records whose ids are in [from, to) in byte order; nil, nil is all of them. visit may
// return Stop and may write.
func (t *Table[K, T]) Scan(r Reader, from, to []byte, visit func(T) error) error {
	return r.Scan(t.name, from, to, func(id, raw []byte) error {
		v, err := t.decode(id, raw)
		if err != nil {
			return err
		}
		return visit(v)
	})
}

func (t *Table[K, T]) load(r Reader, id []byte) (v T, there bool, err error) {
	raw, there, err := r.Get(t.name, id)
	if err != nil || !there {
		return v, false, t.wrap(id, err)
	}
	v, err = t.decode(id, raw)
	return v, true, err
}

func (t *Table[K, T]) decode(id, raw []byte) (v T, err error) {
	if one, ok := any(&v).(record.Scanner); ok {
		if one.ScanRecord(record.NewReader(raw)) {
			return v, nil
		}
		var none T
		v = none
	}
	return v, t.plain(id, raw, &v)
}

// plain reads a record of plain JSON into v, a pointer.
func (f *form) plain(id, raw []byte, v any) error {
	if err := json.Unmarshal(raw, v); err != nil {
		return fault.New(fault.Corrupt, "%s %q: %w", f.name, id, err)
	}
	return nil
}

func (t *Table[K, T]) store(tx Tx, id []byte, v T) error { return t.write(tx, id, &v) }

// write stores the record that v points to.
func (f *form) write(tx Tx, id []byte, v any) error {
	e := f.pool.Get().(*encoder)
	defer f.pool.Put(e)
	e.buf.Reset()
	if one, ok := v.(record.Writer); ok {
		if raw, ok := one.AppendRecord(e.buf.AvailableBuffer()); ok {
			e.buf.Write(raw) // where it had to grow, the next record finds the room
			return f.wrap(id, tx.Put(f.name, id, raw))
		}
	}
	if err := e.json.Encode(v); err != nil {
		return fault.New(fault.Internal, "%s %q: %w", f.name, id, err)
	}
	raw := e.buf.Bytes()
	return f.wrap(id, tx.Put(f.name, id, raw[:len(raw)-1])) // Encode ends with a line feed
}

func (f *form) wrap(id []byte, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s %q: %w", f.name, id, err)
}
