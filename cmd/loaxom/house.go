package main

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"

	"loaxom/internal/app"
	"loaxom/internal/config"
	"loaxom/internal/control"
	"loaxom/internal/fault"
	"loaxom/internal/kv/boltkv"
)

// patience is how long a command tries where the store is held and nobody answers: a program that is just
// starting or ending.
const patience = 3 * time.Second

// house is what answers commands: the program that runs, or the calls on the store opened for one.
type house interface {
	control.Doer
	control.Streamer
}

// inHouse makes a call of app.House: of the `serve` that runs, or, where nobody answers, on the store opened
// for it. Commands that need the store are written with it, and with streamHouse, alone.
func inHouse[Out any](ctx context.Context, cfg config.Config, name string, in any) (out Out, err error) {
	err = reach(ctx, cfg, func(h house) (err error) {
		out, err = control.Call[Out](ctx, h, name, in)
		return err
	})
	return out, err
}

// streamHouse is inHouse for a call that answers with a stream. What came counts only where the error is nil.
func streamHouse(ctx context.Context, cfg config.Config, name string, in any, to io.Writer) error {
	return reach(ctx, cfg, func(h house) error { return control.Stream(ctx, h, name, in, to) })
}

// reach makes a call of the one or the other.
func reach(ctx context.Context, cfg config.Config, call func(house) error) error {
	path, tooLong := control.Path(cfg.Store.Path)
	for begun := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		if tooLong == nil {
			if err := call(control.NewRemote(path)); !errors.Is(err, control.ErrNobody) {
				return err
			}
		}
		err := askStore(cfg, call)
		if !errors.Is(err, errHeld) {
			return err
		}
		if time.Since(begun) > patience || ctx.Err() != nil {
			return errors.Join(err, tooLong)
		}
	}
}

// ifServing makes a call of the `serve` that runs, for commands that never open the store; serving is false
// where none does.
func ifServing[Out any](ctx context.Context, cfg config.Config, name string, in any) (out Out, serving bool, err error) {
	path, err := control.Path(cfg.Store.Path)
	if err != nil { // no program can be reached there
		return out, false, nil
	}
	out, err = control.Call[Out](ctx, control.NewRemote(path), name, in)
	if errors.Is(err, control.ErrNobody) {
		return out, false, nil
	}
	return out, err == nil, err
}

// errHeld says that another program holds the store.
var errHeld = errors.New("it does not answer commands either; its log says why")

// askStore opens the store and makes the call on it.
func askStore(cfg config.Config, call func(house) error) (err error) {
	db, err := boltkv.Open(cfg.Store.Path, boltkv.Options{})
	if fault.Is(err, fault.Conflict) {
		return errors.Join(err, errHeld)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	h := app.House{
		Config: cfg, DB: db, Now: time.Now, NewID: rand.Text,
		Keeper: app.NewKeeper(cfg, db, nil, programVersion(), time.Now),
	}
	return call(h.Calls())
}

// storeThere is NotFound where there is no store: a command that only looks at one must not make it.
func storeThere(cfg config.Config) error {
	if _, err := os.Stat(cfg.Store.Path); errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.NotFound, "there is no store at %s: serve makes it at its first start, so start that first, or name another configuration with --config", cfg.Store.Path)
	}
	return nil
}
