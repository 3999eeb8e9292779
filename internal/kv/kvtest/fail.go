package kvtest

import (
	"context"
	"sync/atomic"
	"syscall"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// DiskFull is the error that boltkv gives when there is no room: the kind and the cause are the same.
func DiskFull() error {
	return fault.New(fault.Busy, "the store could not be written, nothing was kept: %w", syscall.ENOSPC)
}

// Fail is db where chosen Updates fail at their commit: before each one when is asked with its number,
// from 1 in the order of the calls, and where it gives an error the function is run, its writes are
// thrown away and Update returns that error. A function that fails itself returns its own. when is
// called from the goroutines that call Update.
func Fail(db kv.DB, when func(n int) error) kv.DB { return &failer{DB: db, when: when} }

type failer struct {
	kv.DB
	when func(n int) error
	n    atomic.Int64
}

func (d *failer) Update(ctx context.Context, write func(kv.Tx) error) error {
	fails := d.when(int(d.n.Add(1)))
	return d.DB.Update(ctx, func(tx kv.Tx) error {
		if err := write(tx); err != nil {
			return err
		}
		return fails
	})
}
