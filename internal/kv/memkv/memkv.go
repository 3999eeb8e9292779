// Package memkv is the store in memory, for tests and for `chat` without --store. Its tables are
// copy-on-write trees, so a reader keeps its snapshot while others write, and it starts no goroutine
// and reads no clock, so it works inside a testing/synctest bubble: whoever waits there for the
// writer waits durably. A map behind a lock would have been shorter, but would not show a room that
// holds a snapshot what boltkv shows it.
package memkv

import (
	"bytes"
	"context"
	"maps"
	"sync/atomic"

	"github.com/tidwall/btree"

	"loaxom/internal/kv"
	"loaxom/internal/kv/overlay"
)

// DB implements kv.DB.
type DB struct {
	gate overlay.Gate
	// turn holds one token for the one writer: a channel and not a mutex, because whoever waits for
	// it must also see the end of the context.
	turn  chan struct{}
	work  tables // the writer's own
	state atomic.Pointer[tables]
}

type item struct{ key, value []byte }

type tables map[string]*btree.BTreeG[item]

// New is an empty store.
func New() *DB {
	d := &DB{turn: make(chan struct{}, 1), work: tables{}}
	d.state.Store(&tables{})
	return d
}

// View implements kv.DB.
func (d *DB) View(ctx context.Context, read func(kv.Reader) error) error {
	if err := d.gate.Enter(); err != nil {
		return err
	}
	defer d.gate.Leave()
	if err := ctx.Err(); err != nil {
		return err
	}
	r := overlay.NewReader(*d.state.Load())
	defer r.End()
	return read(r)
}

// Update implements kv.DB. write runs while no other does, so it is run once.
func (d *DB) Update(ctx context.Context, write func(kv.Tx) error) error {
	if err := d.gate.Enter(); err != nil {
		return err
	}
	defer d.gate.Leave()
	tx, err := d.run(ctx, write)
	if err == nil {
		tx.Committed()
	}
	return err
}

func (d *DB) run(ctx context.Context, write func(kv.Tx) error) (*overlay.Tx, error) {
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if err := ctx.Err(); err != nil { // both were ready, and select chose the turn
		return nil, err
	}
	tx := overlay.New(*d.state.Load())
	defer tx.End()
	if err := write(tx); err != nil {
		return nil, err
	}
	if tx.Wrote() {
		d.commit(tx)
	}
	return tx, nil
}

// commit plays the writes into the writer's trees and shows readers a new copy of those that changed.
func (d *DB) commit(tx *overlay.Tx) {
	next := maps.Clone(*d.state.Load())
	var name string
	var tree *btree.BTreeG[item]
	show := func() {
		if tree != nil {
			next[name] = tree.IsoCopy() // shares its nodes with tree until tree changes them
		}
	}
	_ = tx.Each(func(table string, key, value []byte, gone bool) error {
		if table != name {
			show()
			name, tree = table, d.table(table)
		}
		if gone {
			tree.Delete(item{key: key})
		} else {
			tree.Set(item{key: key, value: value})
		}
		return nil
	})
	show()
	d.state.Store(&next)
}

func (d *DB) table(name string) *btree.BTreeG[item] {
	t := d.work[name]
	if t == nil {
		// No locks: a tree is changed only by the writer, and what readers see is never changed.
		t = btree.NewBTreeGOptions(func(a, b item) bool { return bytes.Compare(a.key, b.key) < 0 }, btree.Options{NoLocks: true})
		d.work[name] = t
	}
	return t
}

// Close implements kv.DB. What was stored is gone.
func (d *DB) Close() error { return d.gate.Shut() }

// Get implements overlay.Base.
func (t tables) Get(table string, key []byte) (value []byte, ok bool, err error) {
	tree := t[table]
	if tree == nil {
		return nil, false, nil
	}
	it, ok := tree.Get(item{key: key})
	return it.value, ok, nil
}

// Scan implements overlay.Base.
func (t tables) Scan(table string, from, to []byte, visit func(key, value []byte) error) error {
	tree := t[table]
	if tree == nil {
		return nil
	}
	var err error
	tree.Ascend(item{key: from}, func(it item) bool {
		if to != nil && bytes.Compare(it.key, to) >= 0 {
			return false
		}
		err = visit(it.key, it.value)
		return err == nil
	})
	return err
}
