// Package channeltest is what the rooms rely on in a channel, as tests that every adapter passes: order,
// confirming after taking, what a cancelled context means, that a limit which is promised is kept, and
// the kinds of errors. It runs in simulated time (testing/synctest), so the other side of the channel
// must work in process, without sockets. An ability that a channel says it lacks is tried in its
// fallback.
package channeltest

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/fault"
)

// Harness is a channel with its other side in the test's hands: one person in one conversation.
type Harness struct {
	Channel channel.Channel
	Address channel.Address   // of the person's conversation
	Say     func(text string) // the person writes; it does not wait for anything
	Sent    func() []string   // texts that arrived there, as the person sees them, oldest first
	// Press presses the button with that label below the newest message that has one, and tells
	// whether there is one. nil where the channel has no buttons.
	Press func(label string) bool
	// Waiting counts the messages that the platform keeps because they are not confirmed. nil where
	// it keeps none.
	Waiting func() int
	// Fail makes the next Send end with an error of the kind; kinds that cannot happen are missing.
	// A Busy one asks to wait for BusyWait.
	Fail map[fault.Kind]func()
	// Garbage is what Decode cannot read on this channel, beside what it cannot read on any.
	Garbage [][]byte
}

// BusyWait is how long Harness.Fail[fault.Busy] asks to wait.
const BusyWait = 17 * time.Second

// Run runs the suite. open makes a fresh harness within the running bubble.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, Harness)
	}{
		{"messages come in order, in batches of at most 100", order},
		{"a message is confirmed after it was taken, not before", confirm},
		{"what could not be taken comes again", again},
		{"what was not confirmed comes again after a restart", restart},
		{"the end of the context ends Receive without an error", ending},
		{"health tells whether Receive runs", health},
		{"Decode reads from raw bytes what Receive gave", decode},
		{"Decode takes anything", garbage},
		{"text is NFC", normal},
		{"text arrives as it was typed", typed},
		{"a text of exactly the limit is taken, and Fit cuts a longer one", length},
		{"links and bold are shown, or their address is", style},
		{"buttons come back, or can be answered by number", buttons},
		{"more buttons than there may be are all offered", crowd},
		{"Fit leaves out what shows nothing", nothing},
		{"errors have their kinds", kinds},
		{"nothing is sent when the context has ended", ended},
		{"Probe says that all is well, and shows nothing to anybody", probe},
		{"many send at once", many},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { c.run(t, open(t)) })
		})
	}
}

// inbox takes what a channel brings.
type inbox struct {
	mu      sync.Mutex
	all     []channel.Incoming
	batches []int
	before  func(batch []channel.Incoming) error // asked before a batch is kept
}

func (b *inbox) take(_ context.Context, batch []channel.Incoming) error {
	b.mu.Lock()
	before := b.before
	b.mu.Unlock()
	if before != nil {
		if err := before(batch); err != nil {
			return err
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = append(b.all, batch...)
	b.batches = append(b.batches, len(batch))
	return nil
}

func (b *inbox) got() []channel.Incoming {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]channel.Incoming(nil), b.all...)
}

func (b *inbox) ask(before func([]channel.Incoming) error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.before = before
}

// receive runs Receive until the test calls stop, which fails the test if Receive gives an error or
// does not end within 200 ms.
func receive(t *testing.T, h Harness, b *inbox) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- h.Channel.Receive(ctx, b.take) }()
	stop = sync.OnceFunc(func() {
		t.Helper()
		cancel()
		begun := time.Now()
		err := <-done
		if err != nil {
			t.Errorf("Receive: %v; the end of its context is no error", err)
		}
		if took := time.Since(begun); took > 200*time.Millisecond {
			t.Errorf("Receive took %v to end; at most 200 ms", took)
		}
	})
	t.Cleanup(stop)
	return stop
}

// settled waits until ready holds; what takes a minute of simulated time never comes.
func settled(t *testing.T, what string, ready func() bool) {
	t.Helper()
	for range 600 {
		synctest.Wait()
		if ready() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("waited in vain: %s", what)
}

// send sends all that Fit makes of m, a second apart as the strictest platform wants it.
func send(t *testing.T, h Harness, m channel.Outgoing) []channel.Outgoing {
	t.Helper()
	parts := channel.Fit(m, h.Channel.Limits())
	for _, p := range parts {
		if _, err := h.Channel.Send(t.Context(), h.Address, p); err != nil {
			t.Fatalf("Send of what Fit made: %v", err)
		}
		time.Sleep(1100 * time.Millisecond)
	}
	return parts
}
