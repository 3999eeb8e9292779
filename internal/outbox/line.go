package outbox

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/lane"
)

// How a line works.
const (
	inFlight    = 64               // most calls at once
	bulkFlight  = 16               // most of them that are no answers: what an outage or a crash may leave uncertain of a broadcast
	callTimeout = 15 * time.Second // of one call; below the 20 s in which SIGTERM ends
	mostKeys    = 50_000           // addresses with work that are kept in memory; the rest waits in the store
	ackBuffer   = 256              // presses that wait to be acknowledged
	ackWorkers  = 4                //
)

// line is one channel's workers. One goroutine decides what goes when nothing goes; each call has its own,
// which goes on by itself as long as there is more.
type line struct {
	box   *Box
	ch    channel.Channel
	log   *slog.Logger
	queue *lane.Queue[address.ID]
	slots chan struct{}
	acks  chan string
	fresh *fresh
	pace  Pace
	body  lastBody

	uploads uploads
	calls   lane.Hands
	life    context.Context // of run; set before running is

	running  atomic.Bool
	bulk     atomic.Int32 // calls in flight that are no answers
	overflow atomic.Bool  // there is work in the store that did not fit into the queue

	mu      sync.Mutex
	all     *meter
	recent  recent
	hold    time.Time // nothing is sent before: the platform's retry_after for the whole bot
	flood   time.Time // until when a retry_after of one chat runs
	trouble bool      // nothing is sent until a call without effect is answered
	seen    time.Time // newest time that was read
	changed chan struct{}
	moved   time.Time // last time that a call was answered, whatever the answer
}

func newLine(b *Box, ch channel.Channel, pace Pace) *line {
	return &line{
		box: b, ch: ch, pace: pace, log: b.log.With("channel", ch.Name()),
		queue: lane.New[address.ID](lanes, mostKeys, b.now),
		slots: make(chan struct{}, inFlight), acks: make(chan string, ackBuffer), fresh: newFresh(),
		all: newMeter(pace.PerSecond), recent: recent{n: pace.PerSecond}, changed: make(chan struct{}, 1), uploads: newUploads(),
	}
}

// add says that there is work for an address.
func (l *line) add(to address.ID, at Lane) {
	if !l.queue.Add(to, int(at)) {
		l.overflow.Store(true)
	}
}

// run dispatches until ctx ends and its calls have ended.
func (l *line) run(ctx context.Context) error {
	if err := l.recover(ctx); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	defer l.calls.Wait()
	for range ackWorkers {
		l.calls.Go(func() { l.acknowledge(ctx) })
	}
	if l.pace.PerSecond > 0 {
		l.rest(ctx, time.Second) // what went out just before a restart still counts in the pace
	}
	l.life = ctx
	l.running.Store(true)
	defer l.running.Store(false)
	for ctx.Err() == nil {
		if l.short() {
			l.overflow.Store(false)
			if err := l.fill(ctx); err != nil {
				l.log.Error("waiting deliveries cannot be read", "err", err)
				l.overflow.Store(true)
				l.rest(ctx, time.Second)
			}
		}
		if l.inTrouble() {
			l.probe(ctx)
			continue
		}
		now := l.box.now()
		l.follow(now)
		if wait := l.wait(now); wait > 0 {
			l.rest(ctx, wait)
			continue
		}
		select {
		case l.slots <- struct{}{}:
		case <-ctx.Done():
			return nil
		}
		to, at, wait, ok := l.take(now, Answers)
		if !ok {
			<-l.slots
			l.queue.Idle(ctx, wait, l.changed)
			continue
		}
		l.calls.Go(func() {
			defer func() { <-l.slots }()
			l.deliver(ctx, to, at)
		})
	}
	return nil
}

// take takes the next address with work that may be served now, and notes the call in the pace and, where it
// is no answer, among those in flight. A worker that goes on with it says in whose place it comes: that one
// is in flight no more then. False: there is none, and wait is how long until that changes by itself (0: it
// does not).
func (l *line) take(now time.Time, place Lane) (to address.ID, at Lane, wait time.Duration, ok bool) {
	held := l.box.Held().Waiting()
	l.mu.Lock()
	defer l.mu.Unlock()
	if wait := l.waitLocked(now); l.trouble || wait > 0 {
		return to, 0, wait, false
	}
	below, bulkIn := lanes, time.Duration(0)
	if held || l.bulk.Load() >= bulkFlight && place == Answers {
		below = int(Answers) + 1
	} else if bulkIn = l.all.wait(now, false); bulkIn > 0 {
		below = int(Answers) + 1
	}
	to, level, wait, ok := l.queue.Take(below)
	if !ok {
		if bulkIn > 0 && (wait <= 0 || bulkIn < wait) {
			wait = bulkIn
		}
		return to, 0, wait, false
	}
	l.all.took(now)
	l.recent.took(now)
	if at = Lane(level); at != Answers && place == Answers {
		l.bulk.Add(1)
	}
	return to, at, 0, true
}

// another takes what a worker goes on with when its delivery, of lane place, is settled; nil where nothing
// may go at once, or the dispatcher has something else to do first.
func (l *line) another(life context.Context, place Lane) *hand {
	if life.Err() != nil {
		return nil
	}
	if l.short() {
		l.change()
		return nil
	}
	now := l.box.now()
	l.follow(now)
	uploaded := l.uploads.ended()
	to, at, _, ok := l.take(now, place)
	if !ok {
		return nil
	}
	return &hand{claimed: claimed{key: to}, at: at, uploaded: uploaded}
}

// putBack gives back what another took.
func (l *line) putBack(h *hand, place Lane) {
	l.add(h.key, h.at)
	l.queue.Done(h.key, 0)
	l.gave()
	if place == Answers {
		l.freed(h.at)
	}
}

// short tells whether there is more work in the store than in the queue, and room for it.
func (l *line) short() bool { return l.overflow.Load() && l.queue.Len() < mostKeys/2 }

// follow moves what the platform asked to wait with a clock that was set back.
func (l *line) follow(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if back := l.seen.Sub(now); back > time.Second {
		l.hold, l.flood = l.hold.Add(-back), l.flood.Add(-back)
	}
	l.seen = now
}

// wait is how long the pace or the platform's word to the whole bot forbid any call.
func (l *line) wait(now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.waitLocked(now)
}

func (l *line) waitLocked(now time.Time) time.Duration {
	return max(l.all.wait(now, true), l.recent.wait(now, 1), l.hold.Sub(now), 0)
}

// took notes a call in the pace; gave takes it back where there was nothing to call.
func (l *line) took(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all.took(now)
	l.recent.took(now)
}

func (l *line) gave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all.gave()
	l.recent.gave()
}

// rest waits for d, or until the line's state changes.
func (l *line) rest(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-l.changed:
	case <-t.C:
	}
}
