package app

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"loaxom/content"
)

// stopping is how long the rooms have, all together, to finish what is in hand.
const stopping = 20 * time.Second

// room is something that runs until its context ends and its hands are empty.
type room struct {
	name string
	run  func(context.Context) error
}

// Run starts the rooms and blocks until ctx ends or a room fails, then stops them one after another:
// first what brings new work, then what is needed to finish the old. Each has what is left of the
// stopping time.
func (a *App) Run(ctx context.Context) error {
	moreProcs()
	rooms := []room{ // stopped from first to last
		{"intake", a.intake.Run},
		{"control", a.serveControl},
		{"attachments", a.sweepAtStart},
		{"content", a.content},
		{"commands", a.tellCommands},
		{"bulletin", a.news.Run},
		{"broadcast", a.broadcast},
		{"feedback", a.feedback},
		{"privacy", a.own.Run},
		{"review", a.runReview},
		{"digest", a.digests},
		{"backup", a.backups},
		{"alarm", a.alarms},
		{"outbox", a.box.Run},
		{"memory", a.memory},
		{"store", a.watchStore},
		{"ops", a.serveOps},
	}
	type ended struct {
		i   int
		err error
	}
	done := make(chan ended, len(rooms))
	cancel := make([]context.CancelFunc, len(rooms))
	for i, r := range rooms {
		own, stop := context.WithCancel(context.WithoutCancel(ctx))
		cancel[i] = stop
		defer stop()
		go func() { done <- ended{i, r.run(own)} }()
	}

	var failed error
	over := make([]bool, len(rooms))
	select {
	case <-ctx.Done():
	case e := <-done:
		over[e.i] = true
		failed = fmt.Errorf("%s ended: %w", rooms[e.i].name, orUnexpected(e.err))
	}
	deadline := time.NewTimer(stopping)
	defer deadline.Stop()
	for i, r := range rooms {
		cancel[i]()
		for !over[i] {
			select {
			case e := <-done:
				over[e.i] = true
				if e.err != nil && e.i != i {
					failed = errors.Join(failed, fmt.Errorf("%s: %w", rooms[e.i].name, e.err))
				} else if e.err != nil {
					failed = errors.Join(failed, fmt.Errorf("%s: %w", r.name, e.err))
				}
			case <-deadline.C:
				return errors.Join(failed, fmt.Errorf("%s did not stop within %v; what it had in hand is in the store", r.name, stopping))
			}
		}
		a.w.Log.Info("stopped", "room", r.name)
	}
	return failed
}

// watchStore ends the program when nobody can say any more what the store holds: whoever runs us
// starts us again, and the file is checked then.
func (a *App) watchStore(ctx context.Context) error {
	store, ok := a.w.DB.(interface{ Err() error })
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if !ok {
				continue
			}
			if err := store.Err(); err != nil {
				return err
			}
		}
	}
}

func orUnexpected(err error) error {
	if err == nil {
		return errors.New("without being asked")
	}
	return err
}

// content loads what the bot says, lets questions be answered from then on, and watches the overlay.
// Loading comes after the first poll has begun: updates wait in the inbox until then.
func (a *App) content(ctx context.Context) error {
	begun := time.Now()
	zone, err := a.cfg.Commune.Location()
	if err != nil {
		return err
	}
	live := content.NewLive(ctx, content.LiveConfig{
		Dir: a.cfg.Content.Dir, Keep: keeper{a.w.DB}, Log: a.w.Log,
		Now:     func() time.Time { return a.w.Now().In(zone) },
		Prepare: func(lib *content.Library) { a.prepare(ctx, lib) },
	})
	a.live.Store(live)
	debug.FreeOSMemory() // what building the index left behind is not needed again soon
	a.ready.Store(true)
	close(a.loaded)
	a.intake.Ready()
	a.own.Wake() // what somebody asked for before the start waits for its words
	var known []string
	for _, c := range live.Current().Categories() {
		known = append(known, c.ID)
	}
	if err := a.cfg.CheckCategories("config", known); err != nil {
		a.w.Log.Warn("reports of some categories go to the leadership: loaxom check says why", "err", err)
	}
	entries := len(live.Current().Entries())
	a.w.Log.Info("content is live", "entries", entries, "ms", time.Since(begun).Milliseconds())
	if a.w.Print != nil {
		missing := 0
		for _, o := range Pending(live.Current(), a.cfg) {
			missing += len(o.Items)
		}
		fmt.Fprintf(a.w.Print, "content: %d entries; %d local facts are still to be filled in or confirmed (loaxom check --pending)\n", entries, missing)
	}
	return live.Run(ctx)
}
