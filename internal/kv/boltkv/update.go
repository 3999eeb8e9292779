package boltkv

import (
	"context"
	"sync/atomic"

	"loaxom/internal/kv"
	"loaxom/internal/kv/overlay"
)

// job is one Update on its way. Whoever called Update runs the function itself, in its own goroutine,
// when it is given the turn: so a panic and runtime.Goexit (a test that fails inside) are the
// caller's, with the caller's stack, and never the writer's.
type job struct {
	state atomic.Int32
	// step carries first the turn and then the end: the group it belongs to is committed or given up.
	// It has room for one, so that the writer need not know who left by a panic.
	step  chan struct{}
	group *group
	tx    *overlay.Tx
	err   error // what the function said, then what Update says
}

// The states of a job. From waiting either the group takes it or its caller gives it up.
const (
	waiting int32 = iota
	taken
	abandoned
)

// Update implements kv.DB. write is run once; what it returned is given back when the group is
// committed, because it may rest on what its neighbours wrote.
func (d *DB) Update(ctx context.Context, write func(kv.Tx) error) error {
	if err := d.enter(); err != nil {
		return err
	}
	defer d.gate.Leave()
	if err := ctx.Err(); err != nil {
		return err
	}
	j := &job{step: make(chan struct{}, 1)}
	d.q.push(j)
	select {
	case <-j.step:
	case <-ctx.Done():
		if j.state.CompareAndSwap(waiting, abandoned) {
			return ctx.Err()
		}
		<-j.step // taken in the same moment: the turn comes
	}
	if j.group == nil { // refused: there was no transaction to run in
		return j.err
	}
	if err := j.run(ctx, write); err != nil {
		return err
	}
	<-j.step
	if j.err == nil {
		j.tx.Committed()
	}
	return j.err
}

// run uses the turn and passes it on, whatever becomes of the function. Its error is the context's: the
// function was not started.
func (j *job) run(ctx context.Context, write func(kv.Tx) error) error {
	defer j.group.pass()
	if err := ctx.Err(); err != nil {
		return err
	}
	j.tx = overlay.New(&j.group.base)
	defer j.tx.End()
	j.err = write(j.tx)
	if j.err == nil {
		j.err = j.group.keep(j.tx)
	}
	return nil
}
