package outbox

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/lane"
)

// How a line works.
const (
	inFlight    = 64               // most calls at once
	callTimeout = 15 * time.Second // of one call; below the 20 s in which SIGTERM ends
	mostKeys    = 50_000           // addresses with work that are kept in memory; the rest waits in the store
	ackBuffer   = 256              // presses that wait to be acknowledged
	ackWorkers  = 4                //
)

// line is one channel's workers. One goroutine decides what goes next; each call has its own.
type line struct {
	box   *Box
	ch    channel.Channel
	log   *slog.Logger
	queue *lane.Queue[address.ID]
	slots chan struct{}
	acks  chan string
	fresh *fresh
	pace  Pace
	calls sync.WaitGroup

	running  atomic.Bool
	overflow atomic.Bool // there is work in the store that did not fit into the queue

	mu      sync.Mutex
	all     *window
	hold    time.Time // nothing is sent before: the platform's retry_after for the whole bot
	flood   time.Time // until when a retry_after of one chat runs
	trouble bool      // nothing is sent until a call without effect is answered
	changed chan struct{}
	moved   time.Time // last time that a call was answered, whatever the answer
}

func newLine(b *Box, ch channel.Channel, pace Pace) *line {
	return &line{
		box: b, ch: ch, pace: pace, log: b.log.With("channel", ch.Name()),
		queue: lane.New[address.ID](lanes, mostKeys),
		slots: make(chan struct{}, inFlight), acks: make(chan string, ackBuffer), fresh: newFresh(),
		all: newWindow(pace.PerSecond, time.Second), changed: make(chan struct{}, 1),
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
		return err
	}
	defer l.calls.Wait()
	for range ackWorkers {
		l.calls.Go(func() { l.acknowledge(ctx) })
	}
	if l.pace.PerSecond > 0 {
		l.rest(ctx, time.Second) // what went out just before a restart still counts in the pace
	}
	l.running.Store(true)
	defer l.running.Store(false)
	for ctx.Err() == nil {
		if l.overflow.Load() && l.queue.Len() < mostKeys/2 {
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
		if wait := l.wait(now); wait > 0 {
			l.rest(ctx, wait)
			continue
		}
		select {
		case l.slots <- struct{}{}:
		case <-ctx.Done():
			return nil
		}
		to, level, wait, ok := l.queue.Take(now, lanes)
		if !ok {
			<-l.slots
			l.idle(ctx, wait)
			continue
		}
		l.took(now)
		l.calls.Go(func() {
			defer func() { <-l.slots }()
			l.deliver(to, Lane(level))
		})
	}
	return nil
}

// wait is how long the pace or the platform's word to the whole bot forbid a call.
func (l *line) wait(now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return max(l.all.wait(now), l.hold.Sub(now), 0)
}

// took notes a call in the pace.
func (l *line) took(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all.took(now)
}

// idle waits for work; wait bounds it where a resting address comes first (0: none does).
func (l *line) idle(ctx context.Context, wait time.Duration) {
	var resting <-chan time.Time
	if wait > 0 {
		t := time.NewTimer(wait)
		defer t.Stop()
		resting = t.C
	}
	select {
	case <-ctx.Done():
	case <-l.queue.Wake():
	case <-l.changed:
	case <-resting:
	}
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

// probe asks whether the platform answers again: at once, then every five to six seconds, so that an
// outage sees at most twelve calls a minute.
func (l *line) probe(ctx context.Context) {
	for ctx.Err() == nil {
		if wait := l.held(l.box.now()); wait > 0 {
			l.rest(ctx, wait)
			continue
		}
		call, cancel := context.WithTimeout(ctx, callTimeout)
		err := l.ch.Probe(call)
		cancel()
		if err == nil {
			l.mu.Lock()
			l.trouble, l.moved = false, l.box.now()
			l.mu.Unlock()
			l.log.Info("the platform answers again")
			return
		}
		if wait := fault.WaitOf(err); wait > 0 {
			l.holdFor(wait)
			continue
		}
		l.sleep(ctx, 5*time.Second+rand.N(time.Second))
	}
}

// sleep waits for d whatever changes meanwhile.
func (l *line) sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

func (l *line) inTrouble() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.trouble
}

// troubled stops the line until a probe is answered.
func (l *line) troubled(kind fault.Kind) {
	l.mu.Lock()
	was := l.trouble
	l.trouble = true
	l.mu.Unlock()
	if !was {
		l.log.Warn("the platform does not answer as it should; nothing is sent until it does", "kind", kind)
	}
	l.change()
}

// held is how long the platform's word to the whole bot still runs.
func (l *line) held(now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return max(l.hold.Sub(now), 0)
}

// holdFor stops the whole line for as long as the platform asked, and remembers it over a restart.
func (l *line) holdFor(wait time.Duration) {
	until := l.box.now().Add(wait)
	l.mu.Lock()
	longer := until.After(l.hold)
	if longer {
		l.hold = until
	}
	l.mu.Unlock()
	if longer {
		l.log.Warn("the platform asks the whole bot to wait", "seconds", int(wait.Seconds()))
		l.box.keepHold(l.ch.Name(), until, l.log)
		l.change()
	}
}

func (l *line) change() {
	select {
	case l.changed <- struct{}{}:
	default:
	}
}

// ack puts a press in the line; where too many wait, it is dropped.
func (l *line) ack(press string) {
	select {
	case l.acks <- press:
	default:
		l.box.stats.acksDropped.Add(1)
	}
}

// acknowledge answers presses until ctx ends. While nothing may be sent they are dropped: an answer
// after the outage would come too late for the platform.
func (l *line) acknowledge(ctx context.Context) {
	acker, ok := l.ch.(channel.Acker)
	for {
		select {
		case <-ctx.Done():
			return
		case press := <-l.acks:
			if !ok || l.inTrouble() || l.held(l.box.now()) > 0 {
				continue
			}
			call, cancel := context.WithTimeout(ctx, callTimeout)
			err := acker.Ack(call, press)
			cancel()
			if err != nil {
				if wait := fault.WaitOf(err); wait > 0 {
					l.holdFor(wait)
				}
				l.log.Debug("a press could not be acknowledged", "kind", fault.KindOf(err))
			}
		}
	}
}
