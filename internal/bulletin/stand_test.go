package bulletin

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata"

	"loaxom/content"
	"loaxom/internal/address"
	"loaxom/internal/audience"
	"loaxom/internal/broadcast"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

// platform takes everything and keeps nothing: what arrives is the test of broadcast and of app.
type platform struct{}

func (platform) Name() string { return "fake" }
func (platform) Limits() channel.Limits {
	return channel.Limits{Text: 4096, Buttons: 100, ButtonData: 64}
}
func (platform) Health() channel.Health         { return channel.Health{} }
func (platform) Decode([]byte) channel.Incoming { return channel.Incoming{} }
func (platform) Probe(context.Context) error    { return nil }
func (platform) Receive(ctx context.Context, _ func(context.Context, []channel.Incoming) error) error {
	<-ctx.Done()
	return nil
}
func (platform) Send(context.Context, channel.Address, channel.Outgoing) (channel.Receipt, error) {
	return channel.Receipt{MessageID: "1"}, nil
}

// stand is a desk on a store with a clock of the test's.
type stand struct {
	t     testing.TB
	db    kv.DB
	cfg   Config
	clock atomic.Int64 // Unix nanoseconds
	lib   *content.Library
	desk  *Desk
	ids   atomic.Int64
}

func vietnam(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// library is the shipped content with files above it.
func library(t testing.TB, files map[string]string) *content.Library {
	t.Helper()
	over := fstest.MapFS{}
	for name, text := range files {
		over[name] = &fstest.MapFile{Data: []byte(text)}
	}
	lib, problems := content.Load(over)
	for _, p := range content.Faults(problems) {
		t.Fatal(p)
	}
	return lib
}

func newStand(t testing.TB, db kv.DB, lib *content.Library, begins time.Time) *stand {
	zone := vietnam(t)
	s := &stand{t: t, db: db, lib: lib, cfg: Config{
		Enabled: true, Late: 24 * time.Hour, Zone: zone,
		Quiet:  broadcast.Quiet{From: 20*time.Hour + 30*time.Minute, To: 6 * time.Hour, Zone: zone},
		Hamlet: func(id string) string { return map[string]string{"dinh": "Xóm Đình", "chua": "Xóm Chùa"}[id] },
	}}
	s.set(begins)
	s.build()
	return s
}

func (s *stand) now() time.Time  { return time.Unix(0, s.clock.Load()).UTC() }
func (s *stand) set(t time.Time) { s.clock.Store(t.UnixNano()) }

// build starts the program anew on the same store.
func (s *stand) build() { s.desk = s.another() }

// another is a second program on the same store.
func (s *stand) another() *Desk {
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	box := outbox.New(s.db, []channel.Channel{platform{}}, outbox.Config{}, s.now, log)
	said := func(id string, _ map[string]any) string { return id }
	run := broadcast.New(s.db, box, broadcast.Config{Quiet: s.cfg.Quiet, Say: said, Hamlet: s.cfg.Hamlet}, s.now, func() string { return fmt.Sprint("id", s.ids.Add(1)) }, log)
	d := New(s.db, run, s.cfg, s.now, log)
	d.Load(s.lib)
	return d
}

func (s *stand) step() (next time.Time) {
	s.t.Helper()
	next, err := s.desk.step(context.Background())
	if err != nil {
		s.t.Fatal(err)
	}
	return next
}

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

// subscriber asks for topics and gives the actor.
func (s *stand) subscriber(name string, hamlet commune.HamletID, topics ...audience.Topic) commune.Actor {
	s.t.Helper()
	by := commune.Actor{Address: "adr-" + name, Role: commune.Resident}
	s.must(func(tx kv.Tx) error {
		if _, err := address.Meet(tx, "fake", name, false, address.ID(by.Address), s.now()); err != nil {
			return err
		}
		w := audience.Wish{Topics: topics}
		if hamlet != "" {
			w.Hamlets = []commune.HamletID{hamlet}
		}
		return audience.Subscribe(tx, by, w, "đồng ý", s.now())
	})
	return by
}

// official gives somebody a role.
func (s *stand) official(id commune.StaffID, role commune.Role) commune.Actor {
	s.t.Helper()
	g := staff.Grant{Role: role}
	switch role {
	case commune.Staff, commune.Head:
		g.Office = "van-phong"
	case commune.Leader:
		g.Hamlets = []commune.HamletID{"dinh"}
	}
	s.must(func(tx kv.Tx) error {
		to, err := address.Meet(tx, "fake", string(id), false, address.ID("adr-"+string(id)), s.now())
		if err != nil {
			return err
		}
		return staff.Seat(tx, to.ID, id, g, string(id), s.now())
	})
	return commune.Actor{Address: "adr-" + string(id), Staff: id, Role: role, Office: g.Office, Hamlets: g.Hamlets}
}

// all are the issues of a publication, by firing; of all publications where id is empty.
func (s *stand) all(id PubID) (list []Issue) {
	s.t.Helper()
	s.view(func(r kv.Reader) error {
		list = nil
		return issues.Scan(r, nil, nil, func(i Issue) error {
			if id == "" || i.Of == id {
				list = append(list, i)
			}
			return nil
		})
	})
	return list
}

// run is the broadcast of an issue; false where there is none.
func (s *stand) run(id IssueID) (x broadcast.Run, found bool) {
	s.t.Helper()
	s.view(func(r kv.Reader) error {
		var err error
		x, err = broadcast.RunOf(r, string(id))
		found = err == nil
		return absent(err)
	})
	return x, found
}
