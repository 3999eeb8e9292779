package main

import (
	"context"
	"crypto/rand"
	"errors"
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

// inHouse makes a call of app.House: of the `serve` that runs, or, where nobody answers, on the store opened
// for it. Commands that need the store are written with it alone.
func inHouse[Out any](ctx context.Context, cfg config.Config, name string, in any) (out Out, err error) {
	path, tooLong := control.Path(cfg.Store.Path)
	for begun := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		if tooLong == nil {
			if out, err = control.Call[Out](ctx, control.NewRemote(path), name, in); !errors.Is(err, control.ErrNobody) {
				return out, err
			}
		}
		out, err = askStore[Out](ctx, cfg, name, in)
		if !errors.Is(err, errHeld) {
			return out, err
		}
		if time.Since(begun) > patience || ctx.Err() != nil {
			return out, errors.Join(err, tooLong)
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
func askStore[Out any](ctx context.Context, cfg config.Config, name string, in any) (out Out, err error) {
	db, err := boltkv.Open(cfg.Store.Path, boltkv.Options{})
	if fault.Is(err, fault.Conflict) {
		return out, errors.Join(err, errHeld)
	}
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	h := app.House{Config: cfg, DB: db, Now: time.Now, NewID: rand.Text}
	return control.Call[Out](ctx, h.Calls(), name, in)
}
