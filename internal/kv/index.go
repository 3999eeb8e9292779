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
	x, err := t.index(index)
	if err != nil {
		return err
	}
	return r.Scan(x.table, from, to, func(row, size []byte) error {
		_, id, err := t.split(x, row, size)
		if err != nil {
			return err
		}
		v, there, err := t.load(r, id)
		if err != nil {
			return err
		}
		if there {
			return visit(v)
		}
		_, still, err := r.Get(x.table, row)
		if err == nil && still {
			err = fault.New(fault.Corrupt, "%s: a row without its record %q", x.table, id)
		}
		return err
	})
}

// IDs visits the rows of the index in [from, to) without reading the records: at is the key in the
// index, id the record's. For counting, and for finding what is due next.
func (t *Table[K, T]) IDs(r Reader, index string, from, to []byte, visit func(at Key, id K) error) error {
	x, err := t.index(index)
	if err != nil {
		return err
	}
	return r.Scan(x.table, from, to, func(row, size []byte) error {
		at, id, err := t.split(x, row, size)
		if err != nil {
			return err
		}
		return visit(at, K(id))
	})
}

func (t *Table[K, T]) index(name string) (Index[T], error) {
	for _, x := range t.indexes {
		if x.Name == name {
			return x, nil
		}
	}
	return Index[T]{}, fault.New(fault.Internal, "kv: table %s has no index %q", t.name, name)
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
		for _, k := range have {
			if !holds(want, k) {
				if err := tx.Delete(x.table, slices.Concat(k, id)); err != nil {
					return t.wrap(id, err)
				}
			}
		}
		for i, k := range want {
			if !holds(have, k) && !holds(want[:i], k) {
				size := binary.AppendUvarint(nil, uint64(len(k)))
				if err := tx.Put(x.table, slices.Concat(k, id), size); err != nil {
					return t.wrap(id, err)
				}
			}
		}
	}
	return nil
}

func holds(keys []Key, k Key) bool {
	return slices.ContainsFunc(keys, func(o Key) bool { return bytes.Equal(o, k) })
}

func (t *Table[K, T]) split(x Index[T], row, size []byte) (at Key, id []byte, err error) {
	n, used := binary.Uvarint(size)
	if used <= 0 || n > uint64(len(row)) {
		return nil, nil, fault.New(fault.Corrupt, "%s: row %q", x.table, row)
	}
	return Key(row[:n:n]), row[n:], nil
}
