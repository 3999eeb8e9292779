package boltkv

import (
	bolt "go.etcd.io/bbolt"

	"loaxom/internal/fault"
	"loaxom/internal/kv/overlay"
)

// Bounds of a group: how long the first of it may wait for the others, and how much memory the
// writes of one bolt transaction may take. One Update may go beyond maxGroupBytes alone.
const (
	maxGroup      = 1024
	maxGroupBytes = 8 << 20
)

// group is the Updates of one bolt transaction. It belongs to whoever has the turn: the writer, then
// one caller after the other, then the writer again.
type group struct {
	db      *DB
	base    base
	members []*job
	kept    int // members with writes
	bytes   int
	failed  error         // a write that bbolt would not take: nothing of the group is kept
	full    chan struct{} // the turn comes back to the writer
}

func (d *DB) begin() (*group, error) {
	if err := d.Err(); err != nil {
		return nil, err
	}
	tx, err := d.bolt.Begin(true)
	if err != nil {
		return nil, fault.New(fault.Busy, "store %s: %w", d.path, err)
	}
	return &group{db: d, base: base{tx: tx}, full: make(chan struct{}, 1)}, nil
}

// give lets j run next.
func (g *group) give(j *job) {
	g.members = append(g.members, j)
	j.group = g
	j.step <- struct{}{}
}

// pass gives the turn to whoever waits, or back to the writer when nobody does or the group is full.
func (g *group) pass() {
	if g.failed == nil && len(g.members) < maxGroup && g.bytes < maxGroupBytes {
		if j := g.db.q.pop(); j != nil {
			g.give(j)
			return
		}
	}
	g.full <- struct{}{}
}

// keep plays the writes of one finished function into the group's transaction. Here and not at the
// end, because the next function must see them.
func (g *group) keep(tx *overlay.Tx) error {
	if !tx.Wrote() {
		return nil
	}
	g.failed = careful(func() error { return tx.Each(g.base.put) })
	g.kept++
	g.bytes += tx.Bytes()
	return g.failed
}

// finish commits the group, or gives it up where it has nothing to commit or must not be.
func (g *group) finish() error {
	tx := g.base.tx
	if g.failed != nil || g.kept == 0 {
		if err := careful(tx.Rollback); err != nil {
			return g.db.stop(err)
		}
		return g.failed
	}
	id := tx.ID()
	err := g.db.tryCommit(tx)
	if err == nil {
		return nil
	}
	return g.db.settle(id, err)
}

// tryCommit makes an error of a panic in bbolt too.
func (d *DB) tryCommit(tx *bolt.Tx) error {
	return careful(func() error { return d.commit(tx) })
}

// settle finds out what became of the transaction id whose commit gave an error. bbolt writes data,
// syncs, writes the meta page, syncs; a full or read-only disk shows before the meta page, and then
// nothing is kept and the store works on as soon as there is room. But where only the last sync
// failed, the transaction is already what everybody reads: then another commit, which writes the other
// meta page and syncs again, makes it durable and the error untrue. Where that fails too nobody can
// say what the disk holds, and the store stops instead of building on it.
func (d *DB) settle(id int, cause error) error {
	if fault.Is(cause, fault.Corrupt) {
		return d.stop(cause) // the file is damaged: every later group could meet the same page
	}
	last, err := d.lastID()
	if err != nil {
		return d.stop(cause)
	}
	if last < id {
		return fault.New(fault.Busy, "the store %s could not be written, nothing was kept: %w", d.path, cause)
	}
	tx, err := d.bolt.Begin(true)
	if err == nil {
		err = d.tryCommit(tx)
	}
	if err != nil {
		return d.stop(cause)
	}
	return nil
}

// lastID is the id of the transaction that readers see now.
func (d *DB) lastID() (int, error) {
	tx, err := d.bolt.Begin(false)
	if err != nil {
		return 0, err
	}
	return tx.ID(), tx.Rollback()
}

// stop ends all work on the file until it is opened again, and gives the error for those whose
// transaction it was.
func (d *DB) stop(cause error) error {
	later := fault.New(fault.Busy, "the store %s stopped after an error of its disk, start loaxom again: %w", d.path, cause)
	d.broken.Store(&later)
	return fault.New(fault.Unsure, "the store %s stopped, and nobody can say whether its last write was kept: %w", d.path, cause)
}
