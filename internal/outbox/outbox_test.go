package outbox

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
)

// platform is a channel whose answers a test decides.
type platform struct {
	mu     sync.Mutex
	sent   []call
	probes []time.Time
	acks   []string
	took   time.Duration                      // of each call
	answer func(n int, to, text string) error // n counts calls from 1
	probe  func(n int) error
}

type call struct {
	to, text string
	at       time.Time // when it was called
	done     time.Time
	err      error
}

func (p *platform) Name() string                   { return "fake" }
func (p *platform) Limits() channel.Limits         { return channel.Limits{Buttons: 10} }
func (p *platform) Health() channel.Health         { return channel.Health{} }
func (p *platform) Decode([]byte) channel.Incoming { return channel.Incoming{} }
func (p *platform) Receive(ctx context.Context, _ func(context.Context, []channel.Incoming) error) error {
	<-ctx.Done()
	return nil
}

func (p *platform) Send(_ context.Context, to channel.Address, m channel.Outgoing) (channel.Receipt, error) {
	p.mu.Lock()
	p.sent = append(p.sent, call{to: to.Chat, text: m.Text.String(), at: time.Now()})
	n := len(p.sent)
	p.mu.Unlock()
	time.Sleep(p.took)
	var err error
	if p.answer != nil {
		err = p.answer(n, to.Chat, m.Text.String())
	}
	p.mu.Lock()
	p.sent[n-1].err, p.sent[n-1].done = err, time.Now()
	p.mu.Unlock()
	return channel.Receipt{MessageID: fmt.Sprint(n)}, err
}

func (p *platform) Probe(context.Context) error {
	p.mu.Lock()
	p.probes = append(p.probes, time.Now())
	n := len(p.probes)
	p.mu.Unlock()
	if p.probe != nil {
		return p.probe(n)
	}
	return nil
}

func (p *platform) Ack(_ context.Context, press string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.acks = append(p.acks, press)
	return nil
}

func (p *platform) probed() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.probes)
}

func (p *platform) calls() []call {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]call(nil), p.sent...)
}

var discard = slog.New(slog.NewTextHandler(io.Discard, nil))

// desk is a box over a platform and a store, for one test.
type desk struct {
	t   *testing.T
	p   *platform
	db  kv.DB
	box *Box
	end func()
	n   int
}

func newDesk(t *testing.T, p *platform, pace Pace, db kv.DB) *desk {
	t.Helper()
	if db == nil {
		db = memkv.New()
	}
	d := &desk{t: t, p: p, db: db}
	d.box = New(db, []channel.Channel{p}, Config{Pace: map[string]Pace{"fake": pace}}, time.Now, discard)
	return d
}

// run starts the workers until stop.
func (d *desk) run() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- d.box.Run(ctx) }()
	d.end = func() {
		cancel()
		if err := <-done; err != nil {
			d.t.Errorf("Run: %v", err)
		}
	}
}

func (d *desk) stop() { d.end() }

// send queues a message.
func (d *desk) send(chat string, group bool, at Lane, kind Kind, text string) ID {
	d.t.Helper()
	d.n++
	id := ID(fmt.Sprintf("%s-%08d", chat, d.n))
	var ds []Delivery
	err := d.db.Update(context.Background(), func(tx kv.Tx) error {
		r, err := address.Meet(tx, "fake", chat, group, address.ID("adr-"+chat), time.Now())
		if err != nil {
			return err
		}
		if ds, err = d.box.Prepare(id, r, at, kind, []channel.Outgoing{{Text: channel.Plain(text)}}, time.Now()); err != nil {
			return err
		}
		return d.box.Enqueue(tx, ds...)
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return ds[0].ID
}

func (d *desk) get(id ID) (got Delivery) {
	d.t.Helper()
	if err := d.db.View(context.Background(), func(r kv.Reader) (err error) { got, err = Get(r, id); return err }); err != nil {
		d.t.Fatal(err)
	}
	return got
}

// breaches counts where a sliding window held more than allowed, as the platform saw the calls.
func breaches(calls []call, most int, span time.Duration, of func(call) bool) (n int) {
	var at []time.Time
	for _, c := range calls {
		if of(c) {
			at = append(at, c.done)
		}
	}
	for i := most; i < len(at); i++ {
		if at[i].Sub(at[i-most]) < span {
			n++
		}
	}
	return n
}

func everyone(call) bool { return true }

// Behaviour 17: never above 30 a second over all, one a second to a chat, 20 a minute to a group, in
// any sliding window, and with the pace on a backlog leaves at 97 % of the allowed rate.
func TestBehaviour17PaceIsKeptAndUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{took: 50 * time.Millisecond}
		d := newDesk(t, p, DefaultPace, nil)
		for i := range 3000 {
			d.send(fmt.Sprintf("c%d", i%1000), false, Answers, Answer, "x")
		}
		for range 50 {
			d.send("g", true, Notices, Notice, "x")
		}
		start := time.Now()
		d.run()
		for len(p.calls()) < 3000 {
			time.Sleep(time.Second)
		}
		took := time.Since(start)
		time.Sleep(5 * time.Minute)
		d.stop()
		calls := p.calls()
		if len(calls) != 3050 {
			t.Errorf("%d calls", len(calls))
		}
		if n := breaches(calls, 30, time.Second, everyone); n > 0 {
			t.Errorf("%d times over 30 a second", n)
		}
		for i := range 1000 {
			chat := fmt.Sprintf("c%d", i)
			if n := breaches(calls, 1, time.Second, func(c call) bool { return c.to == chat }); n > 0 {
				t.Fatalf("%s: %d times over one a second", chat, n)
			}
		}
		if n := breaches(calls, 20, time.Minute, func(c call) bool { return c.to == "g" }); n > 0 {
			t.Errorf("%d times over 20 a minute to the group", n)
		}
		if ideal := 3000 * time.Second / 25; took > ideal*100/97 {
			t.Errorf("3,000 messages took %v; the allowed rate gives %v", took, ideal)
		}
	})
}

// Behaviour 18: an answer during a broadcast leaves within a second.
func TestBehaviour18AnAnswerOvertakesABroadcast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{took: 50 * time.Millisecond}
		d := newDesk(t, p, DefaultPace, nil)
		for i := range 3000 {
			d.send(fmt.Sprintf("c%d", i), false, Notices, Notice, "tin")
		}
		d.run()
		time.Sleep(30 * time.Second)
		asked := time.Now()
		d.send("resident", false, Answers, Answer, "answer")
		time.Sleep(5 * time.Second)
		d.stop()
		for _, c := range p.calls() {
			if c.text == "answer" {
				if wait := c.at.Sub(asked); wait > time.Second {
					t.Errorf("the answer left after %v", wait)
				}
				return
			}
		}
		t.Error("the answer did not leave")
	})
}

// Behaviour 19: after a 429 that chat pauses for exactly retry_after, the item is sent afterwards,
// once, in order; the wait outlives a restart, is never clamped and burns no attempt.
func TestBehaviour19RetryAfterIsObeyedInFullOverRestarts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const wait = 6775 * time.Second
		p := &platform{answer: func(n int, to, _ string) error {
			if n == 1 {
				return fault.BusyFor(wait, "429")
			}
			return nil
		}}
		db := memkv.New()
		d := newDesk(t, p, DefaultPace, db)
		first := d.send("a", false, Answers, Answer, "1")
		d.run()
		time.Sleep(2 * time.Second)
		asked := p.calls()[0].done
		d.send("a", false, Answers, Answer, "2")
		d.send("b", false, Answers, Answer, "other")
		time.Sleep(time.Minute)
		d.stop()

		d2 := newDesk(t, p, DefaultPace, db) // a restart
		d2.run()
		time.Sleep(2 * time.Hour)
		d2.stop()
		var toA []string
		for _, c := range p.calls()[1:] {
			if c.to != "a" {
				continue
			}
			toA = append(toA, c.text)
			if early := asked.Add(wait).Sub(c.at); early > 0 {
				t.Errorf("called %v before the wait was over", early)
			}
		}
		if fmt.Sprint(toA) != "[1 2]" {
			t.Errorf("after the wait came %v", toA)
		}
		if got := d2.get(first); got.State != Sent || got.Attempts != 0 {
			t.Errorf("the first ended as %v with %d attempts", got.State, got.Attempts)
		}
	})
}

// Behaviour 19, on repeat: a second chat that is told to wait while the first still does means the
// whole bot.
func TestBehaviour19OnRepeatTheWholeBotPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{answer: func(n int, _, _ string) error {
			if n <= 2 {
				return fault.BusyFor(10*time.Minute, "429")
			}
			return nil
		}}
		db := memkv.New()
		d := newDesk(t, p, DefaultPace, db)
		d.run()
		d.send("a", false, Answers, Answer, "1")
		time.Sleep(5 * time.Second)
		d.send("b", false, Answers, Answer, "2")
		time.Sleep(5 * time.Second)
		d.send("c", false, Answers, Answer, "3")
		time.Sleep(time.Minute)
		d.stop()
		d2 := newDesk(t, p, DefaultPace, db)
		d2.run()
		time.Sleep(time.Minute)
		if n := len(p.calls()); n != 2 {
			t.Errorf("%d calls while the bot had to wait", n)
		}
		time.Sleep(15 * time.Minute)
		d2.stop()
		if n := len(p.calls()); n != 5 {
			t.Errorf("%d calls in the end", n)
		}
	})
}

// Perhaps taken: one uncertain stops the channel until a probe is answered; an answer goes again, a
// notice does not.
func TestPerhapsTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var down atomic.Bool
		down.Store(true)
		p := &platform{took: time.Millisecond}
		p.answer = func(int, string, string) error {
			if down.Load() {
				return fault.New(fault.Unsure, "502")
			}
			return nil
		}
		p.probe = func(int) error {
			if down.Load() {
				return fault.New(fault.Unsure, "502")
			}
			return nil
		}
		d := newDesk(t, p, DefaultPace, nil)
		notice := d.send("n", false, Notices, Notice, "notice")
		d.run()
		time.Sleep(2 * time.Second)
		answer := d.send("a", false, Answers, Answer, "answer")
		time.Sleep(10 * time.Minute)
		if n := len(p.calls()); n != 1 {
			t.Errorf("%d calls in an outage", n)
		}
		if n := p.probed(); n > 121 {
			t.Errorf("%d probes in 10 minutes", n)
		}
		down.Store(false)
		time.Sleep(10 * time.Second)
		d.stop()
		if s := d.get(notice).State; s != Uncertain {
			t.Errorf("the notice ended as %v", s)
		}
		if got := d.get(answer); got.State != Sent {
			t.Errorf("the answer ended as %v", got.State)
		}
		if n := len(p.calls()); n != 2 {
			t.Errorf("%d calls in all", n)
		}
	})
}

func TestAnAnswerThatIsPerhapsTakenGoesAtMostThreeTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{answer: func(int, string, string) error { return fault.New(fault.Unsure, "reset") }}
		d := newDesk(t, p, DefaultPace, nil)
		id := d.send("a", false, Answers, Answer, "x")
		next := d.send("a", false, Answers, Answer, "y")
		d.run()
		time.Sleep(time.Hour)
		d.stop()
		if got := d.get(id); got.State != Uncertain || got.Attempts != 3 {
			t.Errorf("ended as %v after %d attempts", got.State, got.Attempts)
		}
		if got := d.get(next); got.State != Uncertain {
			t.Errorf("the next one ended as %v", got.State)
		}
		if n := len(p.calls()); n != 6 {
			t.Errorf("%d calls", n)
		}
	})
}

// Behaviour 22: a call that failed before it was written is made again and is never uncertain.
func TestBehaviour22NotWrittenIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{answer: func(n int, _, _ string) error {
			if n <= 10 {
				return fault.New(fault.Busy, "dial")
			}
			return nil
		}}
		d := newDesk(t, p, DefaultPace, nil)
		id := d.send("a", false, Notices, Bulletin, "x")
		d.run()
		time.Sleep(5 * time.Minute)
		d.stop()
		if got := d.get(id); got.State != Sent || got.Attempts != 0 {
			t.Errorf("ended as %v after %d attempts", got.State, got.Attempts)
		}
	})
}

// Behaviour 24: who blocked us is marked and passed over next time; a new message undoes it.
func TestBehaviour24GoneIsMarkedAndUndone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var blocked atomic.Bool
		blocked.Store(true)
		p := &platform{answer: func(int, string, string) error {
			if blocked.Load() {
				return fault.New(fault.Gone, "403")
			}
			return nil
		}}
		d := newDesk(t, p, DefaultPace, nil)
		first := d.send("a", false, Notices, Notice, "1")
		d.run()
		time.Sleep(5 * time.Second)
		var second ID
		err := d.db.Update(context.Background(), func(tx kv.Tx) error {
			r, err := address.Find(tx, "fake", "a")
			if err != nil {
				return err
			}
			ds, err := d.box.Prepare("a-x", r, Notices, Notice, []channel.Outgoing{{Text: channel.Plain("2")}}, time.Now())
			if err != nil {
				return err
			}
			second = ds[0].ID
			return d.box.Enqueue(tx, ds...)
		})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		blocked.Store(false)
		third := d.send("a", false, Answers, Answer, "3") // Meet: the person wrote again
		time.Sleep(5 * time.Second)
		d.stop()
		for id, want := range map[ID]State{first: Failed, second: Skipped, third: Sent} {
			if got := d.get(id).State; got != want {
				t.Errorf("%s is %v, not %v", id, got, want)
			}
		}
		if n := len(p.calls()); n != 2 {
			t.Errorf("%d calls", n)
		}
	})
}

// Behaviour 25: a group that became a supergroup is one write, and the message goes once to the new id.
func TestBehaviour25AMovedGroupIsFollowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{answer: func(_ int, to, _ string) error {
			if to == "-1" {
				return &channel.Moved{To: "-1001"}
			}
			return nil
		}}
		d := newDesk(t, p, DefaultPace, nil)
		a := d.send("-1", true, Notices, Notice, "1")
		b := d.send("-1", true, Notices, Notice, "2")
		d.run()
		time.Sleep(30 * time.Second)
		d.stop()
		if d.get(a).State != Sent || d.get(b).State != Sent {
			t.Errorf("ended as %v and %v", d.get(a).State, d.get(b).State)
		}
		var to []string
		for _, c := range p.calls() {
			to = append(to, c.to+" "+c.text)
		}
		if fmt.Sprint(to) != "[-1 1 -1001 1 -1001 2]" {
			t.Errorf("calls %v", to)
		}
	})
}

// A crash while sending makes the delivery perhaps taken: an answer goes again after a probe.
func TestWhatWasBeingSentWhenTheProcessDied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{}
		d := newDesk(t, p, DefaultPace, nil)
		answer := d.send("a", false, Answers, Answer, "x")
		notice := d.send("b", false, Notices, Notice, "y")
		l := d.box.lines["fake"]
		for _, c := range []struct {
			to address.ID
			at Lane
		}{{"adr-a", Answers}, {"adr-b", Notices}} {
			if c, err := l.claim(context.Background(), c.to, c.at); err != nil || !c.found {
				t.Fatalf("claim: %v", err)
			}
		}
		d2 := newDesk(t, p, DefaultPace, d.db)
		d2.run()
		time.Sleep(10 * time.Second)
		d2.stop()
		if d2.get(answer).State != Sent || d2.get(notice).State != Uncertain || len(p.calls()) != 1 || p.probed() == 0 {
			t.Errorf("answer %v, notice %v, %d calls, %d probes", d2.get(answer).State, d2.get(notice).State, len(p.calls()), p.probed())
		}
	})
}

// However often the process dies while an answer is being sent, the answer is not given up, unless it
// is the answer that kills the process.
func TestAnAnswerOutlivesManyDeaths(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{}
		d := newDesk(t, p, Pace{}, nil)
		answer := d.send("a", false, Answers, Answer, "x")
		die := func() {
			again := newDesk(t, p, Pace{}, d.db)
			l := again.box.lines["fake"]
			if err := l.recover(context.Background()); err != nil {
				t.Fatal(err)
			}
			if c, err := l.claim(context.Background(), "adr-a", Answers); err != nil || !c.found {
				t.Fatalf("not claimed again: %v", err)
			}
		}
		for range mostCuts {
			die()
		}
		d2 := newDesk(t, p, Pace{}, d.db)
		d2.run()
		time.Sleep(10 * time.Second)
		d2.stop()
		if got := d2.get(answer); got.State != Uncertain || len(p.calls()) != 0 {
			t.Errorf("after %d deaths it is %v, %d calls", mostCuts, got.State, len(p.calls()))
		}

		answer = d.send("b", false, Answers, Answer, "y")
		d3 := newDesk(t, p, Pace{}, d.db)
		d3.run()
		time.Sleep(10 * time.Second)
		d3.stop()
		if got := d3.get(answer); got.State != Sent {
			t.Errorf("the next answer is %v", got.State)
		}
	})
}

func TestTheSameFactEnqueuedTwiceIsOneDelivery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{}
		d := newDesk(t, p, Pace{}, nil)
		id := d.send("a", false, Answers, Answer, "x")
		got := d.get(id)
		if err := d.db.Update(context.Background(), func(tx kv.Tx) error { return d.box.Enqueue(tx, got, got) }); err != nil {
			t.Fatal(err)
		}
		d.run()
		time.Sleep(time.Second)
		d.stop()
		if len(p.calls()) != 1 {
			t.Errorf("%d calls", len(p.calls()))
		}
		if d.get(id).Message.Text.String() != "" {
			t.Error("the text of an answer is kept after it has arrived")
		}
	})
}
