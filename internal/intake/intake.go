package intake

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"loaxom/bot"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/lane"
	"loaxom/internal/outbox"
)

// How intake works.
const (
	workers  = 192    // conversations handled at once; they wait for the store most of the time, and what waits together is one fsync
	mostKeys = 50_000 // conversations with work that are kept in memory; the rest waits in the store
)

// Intake receives, stores and hands on.
type Intake struct {
	db       kv.DB
	channels []channel.Channel
	byName   map[string]channel.Channel
	bot      *bot.Bot
	box      *outbox.Box
	now      func() time.Time
	newID    func() string
	log      *slog.Logger
	fetch    Fetch
	queue    *lane.Queue[string]
	overflow atomic.Bool
	ready    chan struct{}
	old      map[string]uint64 // by channel, the last Seq of the backup that the store was restored from
	caughtUp atomic.Bool       // the bot is ready, and every conversation with stored updates is in the queue
	hands    lane.Hands
	stats    stats
}

// New makes an intake. It touches neither store nor network until Run. fetch keeps the content of files that
// the bot wants; nil: none is kept.
func New(db kv.DB, channels []channel.Channel, b *bot.Bot, box *outbox.Box, fetch Fetch, now func() time.Time, newID func() string, log *slog.Logger) *Intake {
	in := &Intake{
		db: db, channels: channels, byName: map[string]channel.Channel{}, bot: b, box: box, fetch: fetch, now: now, newID: newID,
		log: log.With("room", "intake"), queue: lane.New[string](1, mostKeys, now), ready: make(chan struct{}),
	}
	for _, ch := range channels {
		in.byName[ch.Name()] = ch
	}
	return in
}

// Ready says that the bot has what it needs to answer; until then updates are stored and wait.
func (in *Intake) Ready() { close(in.ready) }

// Run receives from every channel and handles what comes until ctx ends, then finishes what is in
// hand. What waits stays in the store for the next start.
func (in *Intake) Run(ctx context.Context) error {
	if err := in.readOld(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	var errs []error
	start := func(f func(context.Context) error) {
		all.Go(func() {
			if err := f(ctx); err != nil {
				mu.Lock()
				errs = append(errs, err)
				mu.Unlock()
			}
		})
	}
	for _, ch := range in.channels {
		start(func(ctx context.Context) error {
			return ch.Receive(ctx, func(ctx context.Context, batch []channel.Incoming) error {
				return in.take(ctx, ch.Name(), batch)
			})
		})
	}
	start(in.work)
	start(in.tidy)
	all.Wait()
	in.hands.Wait()
	return errors.Join(errs...)
}

// work hands conversations to workers.
func (in *Intake) work(ctx context.Context) error {
	if err := in.fill(ctx); err != nil && ctx.Err() == nil {
		return err
	}
	select {
	case <-in.ready:
	case <-ctx.Done():
		return nil
	}
	in.caughtUp.Store(true)
	var all sync.WaitGroup
	defer all.Wait()
	slots := make(chan struct{}, workers)
	for ctx.Err() == nil {
		if in.overflow.Load() && in.queue.Len() < mostKeys/2 {
			in.overflow.Store(false)
			if err := in.fill(ctx); err != nil {
				in.log.Error("waiting updates cannot be read", "err", err)
				in.overflow.Store(true)
				pause(ctx, time.Second)
			}
		}
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return nil
		}
		key, _, wait, ok := in.queue.Take(1)
		if !ok {
			<-slots
			in.queue.Idle(ctx, wait, nil)
			continue
		}
		all.Add(1)
		in.hands.Go(func() {
			defer all.Done()
			defer func() { <-slots }()
			in.serve(ctx, key)
		})
	}
	return nil
}

func (in *Intake) add(key string) {
	if !in.queue.Add(key, 0) {
		in.overflow.Store(true)
	}
}

// fill puts conversations with stored updates into the queue, one key read for each.
func (in *Intake) fill(ctx context.Context) error {
	return in.db.View(ctx, func(r kv.Reader) error {
		from := []byte(nil)
		for {
			var next string
			err := r.Scan(laneTable, from, nil, func(key, _ []byte) error {
				lane, _, ok := kv.Key(key).CutText()
				if !ok {
					return fault.New(fault.Corrupt, "intake: a row of the conversations does not read")
				}
				next = lane
				return kv.Stop
			})
			if err != nil || next == "" {
				return err
			}
			if in.add(next); in.overflow.Load() {
				return nil
			}
			from = lanePrefix(next).End()
		}
	})
}

// tidy removes what need not be remembered any more, once an hour.
func (in *Intake) tidy(ctx context.Context) error {
	for ctx.Err() == nil {
		if err := in.forget(ctx); err != nil && ctx.Err() == nil {
			in.log.Error("old update ids cannot be removed", "err", err)
		}
		if err := in.tidyStates(ctx); err != nil && ctx.Err() == nil {
			in.log.Error("talks that are over cannot be removed", "err", err)
		}
		pause(ctx, time.Hour)
	}
	return nil
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
