// Package boltkv keeps the store in one file, with go.etcd.io/bbolt. bbolt was chosen against an SQL
// database because it is pure Go, needs no second program, survives kill -9 and a cut of power at any
// point by copy-on-write pages and a checksummed meta page, and gives readers a snapshot that no
// writer waits for. What it does not give is many writers: each of its commits costs two fsyncs, and
// its own Batch waits 10 ms for company and runs neighbours of a failing function again. So Updates
// are committed in groups here, without a timer (writer.go).
package boltkv

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"

	bolt "go.etcd.io/bbolt"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/overlay"
)

// Options are for Open; the zero Options are what `serve` uses.
type Options struct {
	// Sync, where set, is called once for each of the two fsyncs of a commit, before the commit, so
	// that a slow disk can be simulated: one that sleeps 10 ms makes a commit cost 20 ms more. For
	// tests and benchmarks only.
	Sync func()
}

// DB implements kv.DB on one file.
type DB struct {
	bolt *bolt.DB
	file *os.File // bolt's own
	path string
	use  sync.RWMutex // held for reading by whoever uses bolt, and alone by Renew, which only ever tries: a View inside a View must not wait
	gate overlay.Gate
	q    queue
	done chan struct{} // closed when the writer goroutine has ended

	broken atomic.Pointer[error] // set for good when nobody can say what the file holds

	commit           func(*bolt.Tx) error // replaced by tests that need a failing disk
	updates, commits atomic.Int64
}

// Err is nil while the store works. After an error of the disk whose outcome nobody can say it is
// that error, for good: whoever runs the store ends then, and is started again by its supervisor.
func (d *DB) Err() error {
	if err := d.broken.Load(); err != nil {
		return *err
	}
	return nil
}

// Stats is what metrics and `version` show.
type Stats struct {
	FileBytes int64 // size of the file; it grows in steps of 16 MiB and may be sparse
	Updates   int64 // Updates since Open whose transaction was committed
	Commits   int64 // bolt transactions they took: Updates/Commits is how well groups fill
}

// View implements kv.DB.
func (d *DB) View(ctx context.Context, read func(kv.Reader) error) error {
	return d.read(ctx, func(tx *bolt.Tx) error {
		r := overlay.NewReader(&base{tx: tx})
		defer r.End()
		return read(r)
	})
}

// WriteTo copies the file as it is at this moment to w while Updates go on, and gives the bytes
// written; pages that the copy still needs are not used again until it ends, so a copy that takes
// long lets the file grow. Where ctx ends before the copy, its error is returned and w has a part.
// What was written opens as a store.
func (d *DB) WriteTo(ctx context.Context, w io.Writer) (n int64, err error) {
	err = d.read(ctx, func(tx *bolt.Tx) error {
		n, err = tx.WriteTo(writerFunc(func(p []byte) (int, error) {
			if err := ctx.Err(); err != nil {
				return 0, err
			}
			return w.Write(p)
		}))
		return err
	})
	if cause := ctx.Err(); err != nil && cause != nil {
		err = cause // bbolt does not wrap
	}
	return n, err
}

func (d *DB) read(ctx context.Context, do func(*bolt.Tx) error) error {
	if err := d.enter(); err != nil {
		return err
	}
	defer d.gate.Leave()
	if err := ctx.Err(); err != nil {
		return err
	}
	d.use.RLock()
	defer d.use.RUnlock()
	tx, err := d.bolt.Begin(false)
	if err != nil {
		return fmt.Errorf("store %s: %w", d.path, err)
	}
	defer func() { _ = tx.Rollback() }() // the only error is that it has ended
	return do(tx)
}

// enter counts the caller in; Leave must follow when it gives nil.
func (d *DB) enter() error {
	if err := d.gate.Enter(); err != nil {
		return err
	}
	if err := d.Err(); err != nil {
		d.gate.Leave()
		return err
	}
	return nil
}

// Stats reads the size of the file now.
func (d *DB) Stats() (Stats, error) {
	s := Stats{Updates: d.updates.Load(), Commits: d.commits.Load()}
	info, err := os.Stat(d.path)
	if err != nil {
		return s, fmt.Errorf("size of the store: %w", err)
	}
	s.FileBytes = info.Size()
	return s, nil
}

// Path is the file's name as Open was given it.
func (d *DB) Path() string { return d.path }

// Close implements kv.DB: it waits for transactions at work, also a WriteTo, ends the writer and
// frees the file for another process.
func (d *DB) Close() error {
	if err := d.gate.Shut(); err != nil {
		return err
	}
	d.q.shut()
	<-d.done
	end := d.bolt.Close
	if d.Err() != nil {
		// A transaction that broke inside bbolt may hold its locks, and its Close would wait for
		// them. bbolt's map, and with it the lock on the file, goes with the process.
		end = d.file.Close
	}
	if err := end(); err != nil {
		return fmt.Errorf("close store %s: %w", d.path, err)
	}
	return nil
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// careful runs do and makes an error of a panic inside bbolt, which is how it reports pages that are
// not what they should be.
func careful(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.New(fault.Corrupt, "the store's file is damaged: %v", p)
		}
	}()
	return do()
}

var _ kv.DB = (*DB)(nil)
