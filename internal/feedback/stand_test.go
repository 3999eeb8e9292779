package feedback

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

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

// platform is a channel to nowhere: what is queued for it is what these tests look at.
type platform struct{}

func (platform) Name() string { return "fake" }
func (platform) Limits() channel.Limits {
	return channel.Limits{Text: 4096, Caption: 1024, Formatting: true, Buttons: 100, ButtonData: 64, Photo: 1 << 20, Document: 1 << 20, Album: 10, Edit: true}
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

// The offices of these tests.
var offices = []commune.Office{
	{ID: "kinh-te", Name: "Phòng Kinh tế", Handles: []string{"duong", "den", "nhanh"}},
	{ID: "van-hoa", Name: "Phòng Văn hóa - Xã hội", Handles: []string{"truong"}},
	{ID: "van-phong", Name: "Văn phòng", Handles: []string{Other}},
}

var hamlets = map[commune.HamletID]string{"xom-1": "Xóm 1", "xom-2": "Xóm 2"}

var categories = map[string]Category{
	"duong": {ID: "duong", Name: "Đường sá", Days: 10, Set: true, Evidence: true},
	"nhanh": {ID: "nhanh", Name: "Việc gấp", Days: 2, Set: true, Evidence: true},
	"den":   {ID: "den", Name: "Đèn đường", Days: 5},
	"rac":   {ID: "rac", Name: "Rác thải", Days: 5, Set: true},
	"canbo": {ID: "canbo", Name: "Cán bộ, cơ quan", Days: 10, Set: true, Official: true},
	Other:   {ID: Other, Name: "Việc khác", Days: 10},
}

// stand is a desk, its store and a clock.
type stand struct {
	t    testing.TB
	db   kv.DB
	desk *Desk
	box  *outbox.Box
	at   time.Time
	log  bytes.Buffer
}

// monday is a Monday morning without a holiday near it.
var monday = time.Date(2026, 6, 1, 8, 30, 0, 0, zone)

var zone = time.FixedZone("ICT", 7*3600)

// weekdays counts Monday to Friday.
func weekdays(from time.Time, n int) time.Time {
	for n > 0 {
		if from = from.AddDate(0, 0, 1); from.Weekday() != time.Saturday && from.Weekday() != time.Sunday {
			n--
		}
	}
	return from
}

func newStand(t testing.TB) *stand { return newStandOn(t, kvtest.Twice(memkv.New())) }

func newStandOn(t testing.TB, db kv.DB) *stand {
	s := &stand{t: t, at: monday, db: db}
	seal, err := NewSeal(bytes.Repeat([]byte{7}, SealSize))
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return s.at }
	log := slog.New(slog.NewTextHandler(io.MultiWriter(&s.log), nil))
	s.box = outbox.New(s.db, []channel.Channel{platform{}}, outbox.Config{Reveal: seal.Reveal, Hide: seal.Hide}, now, log)
	s.desk = New(s.db, Config{
		Box: s.box, Seal: seal, Offices: offices, Zone: zone, Reminders: true, WorkingDay: weekdays,
		Category: func(id string) (Category, bool) { c, ok := categories[id]; return c, ok },
		Hamlet:   func(id commune.HamletID) string { return hamlets[id] },
		Say: func(id string, data map[string]any) string {
			if len(data) == 0 {
				return id
			}
			return fmt.Sprint(id, " ", data)
		},
		Quiet: func(now time.Time) bool { h := now.In(zone).Hour(); return h >= 21 || h < 6 },
	}, now, log)
	return s
}

func (s *stand) do(f func(tx kv.Tx) error) error { return s.db.Update(context.Background(), f) }

func (s *stand) must(f func(tx kv.Tx) error) {
	s.t.Helper()
	if err := s.do(f); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stand) view(f func(r kv.Reader) error) {
	s.t.Helper()
	if err := s.db.View(context.Background(), f); err != nil {
		s.t.Fatal(err)
	}
}

// want runs an act that has to fail in that way.
func (s *stand) want(kind fault.Kind, what string, f func(tx kv.Tx) error) {
	s.t.Helper()
	if err := s.do(f); !fault.Is(err, kind) {
		s.t.Errorf("%s: %v, not %s", what, err, kind)
	}
}

// resident is somebody with a conversation.
func (s *stand) resident(name string) commune.Actor {
	s.t.Helper()
	s.must(func(tx kv.Tx) error {
		_, err := address.Meet(tx, "fake", "chat-"+name, false, address.ID("adr-"+name), s.at)
		return err
	})
	return commune.Actor{Address: "adr-" + name, Role: commune.Resident}
}

// official is somebody with a role in an office.
func (s *stand) official(id commune.StaffID, role commune.Role, office commune.OfficeID) commune.Actor {
	s.t.Helper()
	s.resident(string(id))
	s.must(func(tx kv.Tx) error {
		return staff.Seat(tx, address.ID("adr-"+string(id)), id, staff.Grant{Role: role, Office: office}, string(id), s.at)
	})
	return commune.Actor{Address: "adr-" + string(id), Staff: id, Role: role, Office: office}
}

// pothole is a report about a road.
func pothole() Draft {
	return Draft{Category: "duong", Hamlet: "xom-1", Text: "Đường trước nhà văn hóa có ổ gà to"}
}

var onces int

// open reports something.
func (s *stand) open(by commune.Actor, d Draft) CaseID {
	s.t.Helper()
	onces++
	var id CaseID
	s.must(func(tx kv.Tx) (err error) {
		id, err = s.desk.Open(tx, by, fmt.Sprint("once-", onces), d, s.at)
		return err
	})
	return id
}

func (s *stand) get(id CaseID) (c Case) {
	s.t.Helper()
	s.view(func(r kv.Reader) (err error) { c, err = cases.Get(r, id); return err })
	return c
}

// told are the texts queued for a conversation, in the order of their making.
func (s *stand) told(who commune.Actor) (texts []string) {
	s.t.Helper()
	s.view(func(r kv.Reader) error {
		return outbox.All(r, func(d outbox.Delivery) error {
			to, err := d.To, error(nil)
			if to.Hidden() {
				to, err = s.desk.cfg.Seal.Reveal(r, to)
			}
			if err == nil && string(to) == who.Address {
				texts = append(texts, d.Message.Text.String())
			}
			return err
		})
	})
	return texts
}

// heard is how many of the texts queued for a conversation hold part.
func (s *stand) heard(who commune.Actor, part string) (n int) {
	for _, text := range s.told(who) {
		if strings.Contains(text, part) {
			n++
		}
	}
	return n
}

// tick does what the desk does by itself.
func (s *stand) tick() {
	s.t.Helper()
	for _, do := range []func(context.Context) error{s.desk.remind, s.desk.takeBack, s.desk.announce, s.desk.finishErasures} {
		if err := do(context.Background()); err != nil {
			s.t.Fatal(err)
		}
	}
}
