package broadcast

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/audience"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

// platform is a channel that keeps what arrived and does to a call what the test says.
type platform struct {
	mu           sync.Mutex
	got          map[string][]arrived // by chat
	calls        int
	times        []time.Time
	next         int
	edited       map[string]string                 // message id to its text
	buttons      map[string][]channel.Button       // of an edited message
	changes      map[string]int                    // how often it was
	fixed        bool                              // messages cannot be changed
	gone         map[string]bool                   // messages that were taken back
	took         time.Duration                     // of each call
	does         func(n int, chat string) reaction // n counts calls from 1
	flying, most int
}

type arrived struct {
	id, text string
	files    int
	at       time.Time
	buttons  []channel.Button
}

// reaction is what becomes of a call.
type reaction struct {
	err  error
	took bool // the message arrives all the same
}

func newPlatform() *platform {
	return &platform{got: map[string][]arrived{}, edited: map[string]string{}, buttons: map[string][]channel.Button{}, changes: map[string]int{}, gone: map[string]bool{}}
}

func (p *platform) Name() string { return "fake" }
func (p *platform) Limits() channel.Limits {
	p.mu.Lock()
	defer p.mu.Unlock()
	return channel.Limits{Text: 4096, Caption: 1024, Formatting: true, Buttons: 100, ButtonData: 64, Photo: 1 << 20, Document: 1 << 20, Album: 10, Edit: !p.fixed}
}
func (p *platform) Health() channel.Health         { return channel.Health{} }
func (p *platform) Decode([]byte) channel.Incoming { return channel.Incoming{} }
func (p *platform) Probe(context.Context) error    { return nil }
func (p *platform) Receive(ctx context.Context, _ func(context.Context, []channel.Incoming) error) error {
	<-ctx.Done()
	return nil
}

func (p *platform) Send(_ context.Context, to channel.Address, m channel.Outgoing) (channel.Receipt, error) {
	p.mu.Lock()
	p.calls++
	n := p.calls
	p.times = append(p.times, time.Now())
	p.flying++
	p.most = max(p.most, p.flying)
	p.mu.Unlock()
	if p.took > 0 {
		time.Sleep(p.took)
	}
	var r reaction
	if p.does != nil {
		r = p.does(n, to.Chat)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.flying--
	if r.err != nil && !r.took {
		return channel.Receipt{}, r.err
	}
	receipt := channel.Receipt{}
	switch {
	case m.Removes != "":
		p.gone[m.Removes] = true
		receipt.MessageID = m.Removes
	case m.Replaces != "":
		p.edited[m.Replaces] = m.Text.String()
		p.changes[m.Replaces]++
		p.buttons[m.Replaces] = nil
		for _, row := range m.Buttons {
			p.buttons[m.Replaces] = append(p.buttons[m.Replaces], row...)
		}
		receipt.MessageID = m.Replaces
	default:
		p.next++
		receipt.MessageID = fmt.Sprint(p.next)
		a := arrived{id: receipt.MessageID, text: m.Text.String(), files: len(m.Files), at: time.Now()}
		for _, row := range m.Buttons {
			a.buttons = append(a.buttons, row...)
		}
		p.got[to.Chat] = append(p.got[to.Chat], a)
	}
	return receipt, r.err
}

func (p *platform) at(chat string) []arrived {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]arrived(nil), p.got[chat]...)
}

// offers are the acts that a changed message offers.
func (p *platform) offers(id string) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return acts(channel.Outgoing{Buttons: [][]channel.Button{p.buttons[id]}})
}

// with is how many of a chat's messages hold part.
func (p *platform) with(chat, part string) (n int) {
	for _, a := range p.at(chat) {
		if strings.Contains(a.text, part) {
			n++
		}
	}
	return n
}

// stand is desk, outbox and store of one test.
type stand struct {
	t    testing.TB
	p    *platform
	db   kv.DB
	box  *outbox.Box
	desk *Desk
	now  func() time.Time
	ids  atomic.Int64
	cfg  Config
	pace outbox.Pace
	end  func()
}

// said gives a message's id and data instead of words: what is told is the test's, how is content's.
func said(id string, data map[string]any) string {
	if len(data) == 0 {
		return id
	}
	return fmt.Sprint(id, " ", data)
}

func newStand(t testing.TB, db kv.DB, p *platform, pace outbox.Pace, change ...func(*stand)) *stand {
	s := &stand{t: t, p: p, db: db, now: time.Now, pace: pace, cfg: Config{
		Approval: Wide, Say: said, Hamlet: func(id string) string { return id },
	}}
	for _, c := range change {
		c(s)
	}
	s.build()
	return s
}

func (s *stand) build() {
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	gate := func(r kv.Reader, d outbox.Delivery, now time.Time) outbox.Pass { return s.desk.Gate(r, d, now) }
	s.box = outbox.New(s.db, []channel.Channel{s.p}, outbox.Config{Pace: map[string]outbox.Pace{"fake": s.pace}, Gate: gate}, s.now, log)
	s.desk = New(s.db, s.box, s.cfg, s.now, func() string { return fmt.Sprintf("id%06d", s.ids.Add(1)) }, log)
}

// run starts the rooms until stop.
func (s *stand) run() {
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	box, desk, db := s.box, s.desk, s.db
	for name, run := range map[string]func(context.Context) error{"outbox": box.Run, "broadcast": desk.Run} {
		all.Go(func() {
			err := run(ctx)
			if dead, ok := db.(*severed); err != nil && !(ok && dead.cut.Load()) {
				s.t.Errorf("%s: %v", name, err)
			}
		})
	}
	s.end = func() {
		cancel()
		all.Wait()
	}
}

func (s *stand) stop() { s.end() }

func (s *stand) update(f func(tx kv.Tx) error) error { return s.db.Update(context.Background(), f) }

func (s *stand) must(f func(tx kv.Tx) error) {
	s.t.Helper()
	if err := s.update(f); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stand) view(f func(r kv.Reader) error) {
	s.t.Helper()
	if err := s.db.View(context.Background(), f); err != nil {
		s.t.Fatal(err)
	}
}

// subscribers lets n people ask for the news of a hamlet, in chats "<hamlet>-0"...
func (s *stand) subscribers(hamlet commune.HamletID, n int) {
	s.t.Helper()
	for from := 0; from < n; from += 100 {
		s.must(func(tx kv.Tx) error {
			for i := from; i < min(from+100, n); i++ {
				chat := fmt.Sprintf("%s-%d", hamlet, i)
				if _, err := address.Meet(tx, "fake", chat, false, address.ID("adr-"+chat), s.now()); err != nil {
					return err
				}
				by := commune.Actor{Address: "adr-" + chat, Role: commune.Resident}
				if err := audience.Subscribe(tx, by, audience.Wish{Hamlets: []commune.HamletID{hamlet}}, "đồng ý", s.now()); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// official gives somebody a role, in the chat of that name.
func (s *stand) official(id commune.StaffID, role commune.Role, hamlets ...commune.HamletID) commune.Actor {
	s.t.Helper()
	s.must(func(tx kv.Tx) error {
		to, err := address.Meet(tx, "fake", string(id), false, address.ID("adr-"+string(id)), s.now())
		if err != nil {
			return err
		}
		return staff.Seat(tx, to.ID, id, staff.Grant{Role: role, Hamlets: hamlets, Office: "van-phong"}, string(id), s.now())
	})
	return commune.Actor{Address: "adr-" + string(id), Staff: id, Role: role, Hamlets: hamlets, Office: "van-phong"}
}

// propose lets a notice go.
func (s *stand) propose(by commune.Actor, d Draft) Notice {
	s.t.Helper()
	var n Notice
	s.must(func(tx kv.Tx) (err error) {
		n, err = s.desk.Propose(tx, by, d, s.now())
		return err
	})
	return n
}

// amend corrects a notice, as somebody does who looks at it now.
func (s *stand) amend(by commune.Actor, id ID, text string) (n Notice, err error) {
	return n, s.update(func(tx kv.Tx) error {
		w, err := s.desk.Wrong(tx, by, id)
		if err == nil {
			n, err = s.desk.Correct(tx, by, w, w.Number, channel.Plain(text), s.now())
		}
		return err
	})
}

// correct is amend where nothing is in its way.
func (s *stand) correct(by commune.Actor, id ID, text string) Notice {
	s.t.Helper()
	n, err := s.amend(by, id, text)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

func to(hamlets ...commune.HamletID) audience.Target { return audience.Target{Hamlets: hamlets} }

func notice(text string, hamlets ...commune.HamletID) Draft {
	return Draft{Target: to(hamlets...), Text: channel.Plain(text)}
}

func (s *stand) report(cause string) (r Report) {
	s.t.Helper()
	s.view(func(rd kv.Reader) (err error) {
		r, err = ReportOf(rd, cause)
		return err
	})
	return r
}

// until waits, in simulated time, until ready holds.
func (s *stand) until(what string, most time.Duration, ready func() bool) {
	s.t.Helper()
	for waited := time.Duration(0); !ready(); waited += 100 * time.Millisecond {
		if waited > most {
			s.t.Fatalf("%s: not within %v", what, most)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func (s *stand) done(cause string, most time.Duration) Report {
	s.t.Helper()
	s.until("the end of "+cause, most, func() bool {
		r := s.report(cause)
		return r.Run.State == Done || r.Run.State == Cancelled && r.Run.Swept
	})
	return s.report(cause)
}

var (
	busy   = func(wait time.Duration) error { return fault.BusyFor(wait, "fake: 429") }
	unsure = fault.New(fault.Unsure, "fake: the line was cut")
	gone   = fault.New(fault.Gone, "fake: blocked")
)
