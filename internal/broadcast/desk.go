package broadcast

import (
	"context"
	"log/slog"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// Approval says which notices need a second person (config broadcast.approval).
type Approval string

// The rules of approval. An emergency always needs a second person.
const (
	Never  Approval = "never"
	Wide   Approval = "wide" // those that go to more than the hamlet of their leader
	Always Approval = "always"
)

// Config is what the room needs to know.
type Config struct {
	Quiet    Quiet
	Approval Approval
	// MaxParallel is how many broadcasts go out at the same time; the others wait in the order of
	// their times. 0: no bound.
	MaxParallel int
	// Ahead is how many deliveries of one broadcast wait in the outbox at most: what a pause or a
	// cancellation has to take back. 0: defaultAhead.
	Ahead int
	// Fetch keeps the content of a file that is on a channel and gives its hash; nil: files go out by the
	// channel's own id alone.
	Fetch func(ctx context.Context, channel string, f channel.File) (hash string, err error)
	// Say is a line in Vietnamese, as content.Library.Say.
	Say func(id string, data map[string]any) string
	// Hamlet is a hamlet's name as people know it; empty where the commune does not list it.
	Hamlet func(id string) string
}

// defaultAhead is some seconds of a channel's pace.
const defaultAhead = 100

// step is how many recipients one transaction expands: with the records of each (delivery, two index rows, the
// newest notice of the conversation) far below the writes that one may have, because there is one writer and an
// answer that is asked for meanwhile waits for it.
const step = 60

// Desk takes notices and brings them out.
type Desk struct {
	db    kv.DB
	box   *outbox.Box
	cfg   Config
	now   func() time.Time
	newID func() string
	log   *slog.Logger
	wake  chan struct{}
	block block
	awake map[string]bool // runs whose waiting deliveries were woken; only the loop's
}

// New makes a desk. It touches nothing until Run.
func New(db kv.DB, box *outbox.Box, cfg Config, now func() time.Time, newID func() string, log *slog.Logger) *Desk {
	if cfg.Ahead <= 0 {
		cfg.Ahead = defaultAhead
	}
	return &Desk{db: db, box: box, cfg: cfg, now: now, newID: newID, log: log.With("room", "broadcast"), wake: make(chan struct{}, 1), awake: map[string]bool{}}
}

// How often the loop looks at what is under way, and how long it rests when nothing is: a notice whose
// time has come is seen within that.
const (
	busyTick = 50 * time.Millisecond
	idleTick = time.Second
)

// Run expands, reports and reminds until ctx ends.
func (d *Desk) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		busy, err := d.tick(ctx)
		if err != nil && ctx.Err() == nil {
			d.log.Error("broadcasts cannot be worked on now", "kind", fault.KindOf(err), "err", err)
			busy = false
		}
		rest := idleTick
		if busy {
			rest = busyTick
		}
		t := time.NewTimer(rest)
		select {
		case <-ctx.Done():
		case <-d.wake:
		case <-t.C:
		}
		t.Stop()
	}
	return nil
}

// kick makes the loop look at once.
func (d *Desk) kick() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// tell enqueues a message to the conversation of somebody who has a part in a notice. A conversation that
// is gone is told nothing.
func (d *Desk) tell(tx kv.Tx, id string, to address.ID, lane outbox.Lane, kind outbox.Kind, cause string, m channel.Outgoing, now time.Time) error {
	rec, err := address.Get(tx, to)
	if fault.Is(err, fault.NotFound) || err == nil && rec.Left {
		return nil
	}
	if err != nil {
		return err
	}
	ds, err := d.box.Prepare(outbox.ID(id), rec, lane, kind, []channel.Outgoing{m}, now)
	if err != nil {
		return err
	}
	for i := range ds {
		ds[i].Cause = cause
	}
	if err := d.Offer(tx, rec, m, now); err != nil {
		return err
	}
	return d.box.Enqueue(tx, ds...)
}

func (d *Desk) say(id string, data ...any) string {
	named := map[string]any{}
	for i := 0; i+1 < len(data); i += 2 {
		named[data[i].(string)] = data[i+1]
	}
	return d.cfg.Say(id, named)
}
