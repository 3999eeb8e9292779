package review

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"loaxom/content"
	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

// platform takes what is sent and remembers it by chat.
type platform struct {
	mu   sync.Mutex
	sent map[string][]string
}

func (p *platform) Name() string { return "fake" }
func (p *platform) Limits() channel.Limits {
	return channel.Limits{Text: 4096, Buttons: 100, ButtonRow: 8, ButtonData: 64}
}
func (p *platform) Health() channel.Health                 { return channel.Health{} }
func (p *platform) Probe(context.Context) error            { return nil }
func (p *platform) Decode(raw []byte) (m channel.Incoming) { return channel.Incoming{} }
func (p *platform) Receive(ctx context.Context, _ func(context.Context, []channel.Incoming) error) error {
	<-ctx.Done()
	return nil
}

func (p *platform) Send(_ context.Context, to channel.Address, m channel.Outgoing) (channel.Receipt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent[to.Chat] = append(p.sent[to.Chat], m.Text.String())
	return channel.Receipt{MessageID: "1"}, nil
}

// office is a desk on a store of its own, every write of which runs twice.
type office struct {
	t    *testing.T
	db   kv.DB
	p    *platform
	box  *outbox.Box
	desk *Desk
	now  time.Time
}

var start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("+07", 7*3600))

// People of the tests.
var (
	an    = commune.Actor{Address: "addr-an", Staff: "s-an", Role: commune.Staff, Office: "trung-tam"}
	binh  = commune.Actor{Address: "addr-binh", Staff: "s-binh", Role: commune.Head, Office: "trung-tam"}
	chi   = commune.Actor{Address: "addr-chi", Staff: "s-chi", Role: commune.Chair}
	admin = commune.Actor{Address: "addr-admin", Staff: "s-admin", Role: commune.Admin}
	xom   = commune.Actor{Address: "addr-xom", Staff: "s-xom", Role: commune.Leader, Hamlets: []commune.HamletID{"xom-1"}}
)

func resident(n int) commune.Actor {
	return commune.Actor{Address: fmt.Sprintf("addr-%d", n), Role: commune.Resident}
}

func newOffice(t *testing.T, dir string) *office {
	t.Helper()
	o := &office{t: t, db: kvtest.Twice(memkv.New()), p: &platform{sent: map[string][]string{}}, now: start}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	o.box = outbox.New(o.db, []channel.Channel{o.p}, outbox.Config{}, time.Now, log)
	o.desk = New(Config{DB: o.db, Box: o.box, Dir: dir, Now: func() time.Time { return o.now }, Log: log})
	return o
}

// must runs an act that is allowed.
func (o *office) must(act func(kv.Tx) error) {
	o.t.Helper()
	if err := o.db.Update(context.Background(), act); err != nil {
		o.t.Fatal(err)
	}
}

// refused runs an act that is refused with that kind, and wants the store as it was.
func (o *office) refused(k fault.Kind, act func(kv.Tx) error) {
	o.t.Helper()
	if err := o.db.Update(context.Background(), act); !fault.Is(err, k) {
		o.t.Errorf("%v instead of %s", err, k)
	}
}

func (o *office) read(f func(kv.Reader) error) {
	o.t.Helper()
	if err := o.db.View(context.Background(), f); err != nil {
		o.t.Fatal(err)
	}
}

// meet makes conversations on the platform.
func (o *office) meet(ids ...string) {
	o.t.Helper()
	for _, id := range ids {
		o.must(func(tx kv.Tx) error {
			_, err := address.Meet(tx, "fake", "chat-"+id, false, address.ID(id), o.now)
			return err
		})
	}
}

// employ gives people accounts and conversations.
func (o *office) employ(people ...commune.Actor) {
	o.t.Helper()
	for _, p := range people {
		o.meet(p.Address)
		o.must(func(tx kv.Tx) error {
			g := staff.Grant{Role: p.Role, Office: p.Office, Hamlets: p.Hamlets}
			return staff.Seat(tx, address.ID(p.Address), p.Staff, g, string(p.Staff), o.now)
		})
	}
}

// deliver sends what is queued and gives what each conversation got since the last time.
func (o *office) deliver() map[string][]string {
	o.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- o.box.Run(ctx) }()
	for range 2000 {
		waiting := 0
		for _, h := range o.box.Health() {
			waiting += h.Waiting
		}
		open := 0
		o.read(func(r kv.Reader) error {
			return r.Scan("delivery.open", nil, nil, func(_, _ []byte) error { open++; return nil })
		})
		if waiting == 0 && open == 0 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	cancel()
	if err := <-done; err != nil && !errors.Is(err, context.Canceled) { // nothing to send: it was not yet running
		o.t.Fatal(err)
	}
	o.p.mu.Lock()
	defer o.p.mu.Unlock()
	got := map[string][]string{}
	for chat, texts := range o.p.sent {
		got[chat[len("chat-"):]] = texts
	}
	o.p.sent = map[string][]string{}
	return got
}

// audit is the acts that were noted, accounts aside.
func (o *office) audit() (acts []string) {
	o.t.Helper()
	o.read(func(r kv.Reader) error {
		if _, err := staff.Verify(r); err != nil {
			o.t.Error(err)
		}
		list, err := staff.Entries(r, 1, 0)
		for _, e := range list {
			if e.Kind != "account" {
				acts = append(acts, fmt.Sprintf("%s %s %s:%s", e.By, e.Act, e.Kind, e.Object))
			}
		}
		return err
	})
	return acts
}

var shipped = sync.OnceValue(func() *content.Library { lib, _ := content.Load(); return lib })

// rule is what is decided by now about the shipped content.
func (o *office) rule() (r content.Ruling) {
	o.t.Helper()
	o.read(func(rd kv.Reader) (err error) { r, err = Rule(rd, shipped()); return err })
	return r
}

func (o *office) revision() (n uint64) {
	o.t.Helper()
	o.read(func(r kv.Reader) (err error) { n, err = Revision(r); return err })
	return n
}

func hashOf(t *testing.T, s Subject) string {
	t.Helper()
	hash, ok := s.In(shipped())
	if !ok {
		t.Fatalf("%s is not in the shipped content", s)
	}
	return hash
}

func want(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n%q\nwant:\n%q", what, got, want)
	}
}
