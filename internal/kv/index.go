package kv

import (
	"bytes"
	"encoding/binary"
	"slices"

	"loaxom/internal/fault"
)

// Index is a second order in which records are found. Keys is a pure function of the record; a record
// without keys is not in the index, which makes conditional ones natural:
//
//	kv.Index[Delivery]{Name: "due", Keys: func(d Delivery) []kv.Key {
//		if d.State != Queued {
//			return nil
//		}
//		return []kv.Key{kv.Key{}.Text(string(d.Lane)).Time(d.NotBefore)}
//	}}
//
// All keys of one index have the same kinds of parts in the same order, as Key's methods make them;
// then records come in the order of their keys, and of their ids where keys are equal.
//
// A row is key and id joined, at most MaxKey bytes, with the length of the key as its value; it is one
// of the transaction's MaxWrites.
type Index[T any] struct {
	Name string
	Keys func(T) []Key

	table string
}

// ByIndex visits the records whose keys in the index are in [from, to), in the order of the keys; a
// record with several keys there is visited for each. For all keys that begin with k take
// [k, k.End()). Inside an Update the rows are those of the scan's start and the records as they are
// when they are visited; one that lost its row meanwhile by visit's own writes and is deleted is left out.
func (t *Table[K, T]) ByIndex(r Reader, index string, from, to []byte, visit func(T) error) error {
	return t.rows(r, index, from, to, func(x rows, row []byte, _ Key, id []byte) error {
		v, there, err := t.load(r, id)
		if err != nil {
			return err
		}
		if there {
			return visit(v)
		}
		return x.stray(r, row, id)
	})
}

// IDs visits the rows of the index in [from, to) without reading the records: at is the key in the
// index, id the record's. For counting, and for finding what is due next.
func (t *Table[K, T]) IDs(r Reader, index string, from, to []byte, visit func(at Key, id K) error) error {
	return t.rows(r, index, from, to, func(_ rows, _ []byte, at Key, id []byte) error { return visit(at, K(id)) })
}

// rows visits the rows of an index in [from, to).
func (t *Table[K, T]) rows(r Reader, index string, from, to []byte, visit func(x rows, row []byte, at Key, id []byte) error) error {
	for _, x := range t.indexes {
		if x.Name == index {
			return rows(x.table).each(r, from, to, visit)
		}
	}
	return fault.New(fault.Internal, "kv: table %s has no index %q", t.name, index)
}

// reindex brings the rows of the record under id from what old asks for to what now asks for; nil is a
// record that is not there.
func (t *Table[K, T]) reindex(tx Tx, id []byte, old, now *T) error {
	for _, x := range t.indexes {
		var have, want []Key
		if old != nil {
			have = x.Keys(*old)
		}
		if now != nil {
			want = x.Keys(*now)
		}
		if err := rows(x.table).change(tx, id, have, want); err != nil {
			return t.wrap(id, err)
		}
	}
	return nil
}

// rows is the table in which the rows of an index lie. What needs no record stands here once, instead of once
// for each type of record.
type rows string

// each visits the rows in [from, to): the row, its key in the index and the record's id.
func (x rows) each(r Reader, from, to []byte, visit func(x rows, row []byte, at Key, id []byte) error) error {
	return r.Scan(string(x), from, to, func(row, size []byte) error {
		n, used := binary.Uvarint(size)
		if used <= 0 || n > uint64(len(row)) {
			return fault.New(fault.Corrupt, "%s: row %q", string(x), row)
		}
		return visit(x, row, Key(row[:n:n]), row[n:])
	})
}

// has tells whether the row of a record under a key is there and whole.
func (x rows) has(r Reader, at Key, id []byte) (bool, error) {
	size, there, err := r.Get(string(x), slices.Concat(at, id))
	return there && bytes.Equal(size, binary.AppendUvarint(nil, uint64(len(at)))), err
}

// stray is what a row means whose record is not there: Corrupt, unless the row is gone by now too.
func (x rows) stray(r Reader, row, id []byte) error {
	_, still, err := r.Get(string(x), row)
	if err == nil && still {
		err = fault.New(fault.Corrupt, "%s: a row without its record %q", string(x), id)
	}
	return err
}

// change brings the rows of the record under id from the keys that it has to those that it wants.
func (x rows) change(tx Tx, id []byte, have, want []Key) error {
	for _, k := range have {
		if !holds(want, k) {
			if err := tx.Delete(string(x), slices.Concat(k, id)); err != nil {
				return err
			}
		}
	}
	for i, k := range want {
		if !holds(have, k) && !holds(want[:i], k) {
			size := binary.AppendUvarint(nil, uint64(len(k)))
			if err := tx.Put(string(x), slices.Concat(k, id), size); err != nil {
				return err
			}
		}
	}
	return nil
}

func holds(keys []Key, k Key) bool {
	return slices.ContainsFunc(keys, func(o Key) bool { return bytes.Equal(o, k) })
}
