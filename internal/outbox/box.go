package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/restored"
)

// Box is the outbox: one line of workers a channel above the stored deliveries.
type Box struct {
	db    kv.DB
	now   func() time.Time
	log   *slog.Logger
	lines map[string]*line
	order []*line
	stats *stats
	pass  Gate
	held  atomic.Pointer[restored.Mark] // read when Run begins
	names names
}

// Config says how each channel may be used.
type Config struct {
	Pace map[string]Pace // by channel; a missing one has no limit
	Gate Gate            // nil: everything goes
	// Reveal and Hide lead from a hidden name (address.ID.Hidden) to the conversation and back; nil: there are
	// no hidden names. Reveal is NotFound or Corrupt where nobody knows any more whose name it is; it reads r
	// and nothing else.
	Reveal func(r kv.Reader, hidden address.ID) (address.ID, error)
	Hide   func(address.ID) address.ID
}

// New makes a box over channels. It touches neither store nor network until Run.
func New(db kv.DB, channels []channel.Channel, cfg Config, now func() time.Time, log *slog.Logger) *Box {
	b := &Box{db: db, now: now, log: log.With("room", "outbox"), lines: map[string]*line{}, stats: newStats(), pass: cfg.Gate, names: names{reveal: cfg.Reveal, hide: cfg.Hide}}
	for _, ch := range channels {
		l := newLine(b, ch, cfg.Pace[ch.Name()])
		b.lines[ch.Name()], b.order = l, append(b.order, l)
	}
	return b
}

// Run sends until ctx ends, then waits for the calls in flight: each ends within callTimeout.
func (b *Box) Run(ctx context.Context) error {
	if err := b.readHeld(context.WithoutCancel(ctx)); err != nil { // whoever stops at once has no error
		return err
	}
	var all sync.WaitGroup
	errs := make([]error, len(b.order))
	for i, l := range b.order {
		all.Go(func() { errs[i] = l.run(ctx) })
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Channels are the names of the box's channels.
func (b *Box) Channels() (names []string) {
	for _, l := range b.order {
		names = append(names, l.ch.Name())
	}
	return names
}

// Limits are a channel's; false: the box has no such channel.
func (b *Box) Limits(name string) (channel.Limits, bool) {
	l := b.lines[name]
	if l == nil {
		return channel.Limits{}, false
	}
	return l.ch.Limits(), true
}

// Prepare turns what one fact has to say to one address into deliveries: abilities that the channel
// lacks are made up for, and what is too long is cut into parts that arrive in order. base must be
// the fact's own id, so that the same fact prepared twice gives the same deliveries.
func (b *Box) Prepare(base ID, to address.Record, lane Lane, kind Kind, messages []channel.Outgoing, now time.Time) ([]Delivery, error) {
	l := b.lines[to.Channel]
	if l == nil {
		return nil, fmt.Errorf("outbox: no channel %q", to.Channel)
	}
	limits := l.ch.Limits()
	var ds []Delivery
	for _, m := range messages {
		for _, part := range channel.Fit(m.On(to.Channel), limits) {
			ds = append(ds, Delivery{
				ID: ID(fmt.Sprintf("%s.%02x", base, len(ds))), Channel: to.Channel, To: to.ID,
				Lane: lane, Kind: kind, Message: part, Created: now.UTC(), At: now.UTC(),
			})
		}
	}
	return ds, nil
}

// Enqueue stores deliveries as part of tx and wakes the workers when it is committed; one whose id is
// there already stays as it is. If the process dies in between, the next start finds them.
func (b *Box) Enqueue(tx kv.Tx, ds ...Delivery) error {
	if err := errors.Join(add(tx, ds), b.names.learn(tx, ds)); err != nil {
		return err
	}
	tx.Then(func() { b.kick(ds...) })
	return nil
}

func add(tx kv.Tx, ds []Delivery) error {
	for i, d := range ds {
		if d.vague() {
			d.Created, d.At = d.Created.Truncate(blurred), d.At.Truncate(blurred)
			ds[i] = d // whoever sends it has it from here
		}
		if _, err := deliveries.Add(tx, d); err != nil {
			return fmt.Errorf("delivery %s: %w", d.ID, err)
		}
	}
	return nil
}

// kick tells the workers of deliveries that were committed.
func (b *Box) kick(ds ...Delivery) {
	for _, d := range ds {
		if l := b.lines[d.Channel]; l != nil {
			if d.Kind == Answer {
				l.fresh.put(d)
			}
			l.add(b.names.known(d.To), d.Lane)
		}
	}
}

// Ack tells the platform that a press arrived, if the channel has such a thing. It is not stored: a
// lost one leaves a button spinning for a while and nothing else. It never waits.
func (b *Box) Ack(name, press string) {
	if l := b.lines[name]; l != nil && press != "" {
		l.ack(press)
	}
}

// Get reads one delivery, for reports and tests. NotFound where there is none.
func Get(r kv.Reader, id ID) (Delivery, error) {
	d, err := deliveries.Get(r, id)
	if err != nil || !d.open() {
		return d, err
	}
	s, err := sendings.Get(r, id)
	if fault.Is(err, fault.NotFound) {
		return d, nil
	}
	if err == nil {
		d.State, d.At = Sending, s.At
	}
	return d, err
}
