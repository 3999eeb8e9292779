// Package kv is the store's contract: ordered keys in named tables, read in snapshots, written in
// transactions; above it typed tables with indexes (Table). Backends are boltkv (one file, for real)
// and memkv (tests, `chat` without --store); kvtest is the specification, and a backend is done when
// it passes. The contract is narrow enough that a distributed database can serve it later.
package kv

import (
	"context"
	"errors"
)

// Limits of the contract, the same on every backend, so that nothing is stored on one that another
// would refuse.
const (
	MaxKey    = 512       // bytes; a key is never empty
	MaxValue  = 256 << 10 // bytes; a value may be empty, and an empty one is not an absent one
	MaxWrites = 1000      // Put and Delete calls in one transaction, index rows included
	MaxTable  = 64        // bytes; a table's name is never empty and never begins with "_" (the backend's own)
)

// DB keeps ordered keys. Update may call write again after a conflict, so write touches nothing but
// tx: no sending, no clock, no variable outside that a second run would spoil.
//
// A context that ends before its function has started means that the function was not run, and its
// error is returned. From then on the true result is returned: Update never gives an error for what
// was committed. An error from write is returned as it is, and nothing of that write remains;
// neighbours in the same group commit are not touched by it. A panic in write comes out of Update.
// A write that could not be stored (disk full) is Busy; one of which nobody can say whether it was is
// Unsure, and then the store answers nothing more until it is opened again.
//
// Neither function calls the DB again: there is one writer, and an Update inside an Update waits for itself.
type DB interface {
	View(ctx context.Context, read func(Reader) error) error
	Update(ctx context.Context, write func(Tx) error) error
	// Close waits for transactions at work and for Updates that were called before it. Later calls
	// give ErrClosed.
	Close() error
}

// Reader reads one consistent state. Slices it hands out are copies that the caller may keep and
// change. It must not be used after the function that was given it has returned.
type Reader interface {
	// Get returns the value and whether the key is there; a key or table over the limits never is.
	Get(table string, key []byte) (value []byte, ok bool, err error)
	// Scan calls visit for each key of [from, to) in byte order; a nil to means to the end of the
	// table. visit returns Stop to end the scan without an error. A scan inside an Update sees that
	// transaction's own writes as they were when the scan began; visit may write.
	Scan(table string, from, to []byte, visit func(key, value []byte) error) error
}

// Tx is a Reader that sees its own writes.
type Tx interface {
	Reader
	// Put stores value under key in table, which is made when missing. Invalid over the limits.
	Put(table string, key, value []byte) error
	// Delete removes key; removing what is not there is no error.
	Delete(table string, key []byte) error
	// Then has done called once the transaction is committed and durable, before Update returns, in the
	// order of the calls and in the goroutine of Update; never where it was not committed. For waking
	// whoever works on what was written: a crash right after the commit may leave done uncalled, so it
	// must be nothing that a restart does not make up for. done may call the DB.
	Then(done func())
}

// Stop ends a Scan early.
//
//lint:ignore ST1012 it is a word of the contract and reports no fault, like io.EOF
var Stop = errors.New("kv: stop scanning")

// ErrClosed is what a closed DB answers.
var ErrClosed = errors.New("kv: the store is closed")
