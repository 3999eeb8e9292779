package app

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"loaxom/content"
	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/channel/console"
	"loaxom/internal/commune"
	"loaxom/internal/config"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

// mornings is a program that is not run: its digest is asked at whatever moment a test sets.
type mornings struct {
	t   *testing.T
	db  kv.DB
	now time.Time
	app *App
	saw map[outbox.ID]bool
}

func vn(month time.Month, day, hour, minute int) time.Time {
	return time.Date(2026, month, day, hour, minute, 0, 0, time.FixedZone("+07", 7*3600))
}

func newMornings(t *testing.T, change func(*config.Config)) *mornings {
	m := &mornings{t: t, db: memkv.New(), now: vn(11, 20, 9, 0), saw: map[outbox.ID]bool{}}
	cfg := talkConfig()
	if change != nil {
		change(&cfg)
	}
	m.start(cfg)
	n := 0
	for person, g := range map[string]staff.Grant{
		"lan": {Role: commune.Staff, Office: "cong-an"}, "hoa": {Role: commune.Head, Office: "phong-van-hoa-xa-hoi"}, "chu": {Role: commune.Chair},
		"tu": {Role: commune.Leader, Hamlets: []commune.HamletID{"xom-1"}},
	} {
		n++
		m.seat(person, g, n)
	}
	return m
}

func (m *mornings) start(cfg config.Config) {
	m.t.Helper()
	log := slog.New(slog.DiscardHandler)
	app, err := New(cfg, World{Now: func() time.Time { return m.now }, NewID: func() string { return "id" }, Log: log, DB: m.db,
		Channels: []channel.Channel{console.New(nil, func() time.Time { return m.now })}})
	if err != nil {
		m.t.Fatal(err)
	}
	app.live.Store(content.NewLive(context.Background(), content.LiveConfig{Now: func() time.Time { return m.now }, Log: log}))
	m.app = app
}

func (m *mornings) seat(person string, g staff.Grant, n int) {
	m.t.Helper()
	err := m.db.Update(context.Background(), func(tx kv.Tx) error {
		to, err := address.Meet(tx, console.Name, console.ChatOf(person), false, address.ID("adr-"+person), m.now)
		if err != nil {
			return err
		}
		return staff.Seat(tx, to.ID, commune.StaffID(fmt.Sprintf("s-%d", n)), g, person, m.now)
	})
	if err != nil {
		m.t.Fatal(err)
	}
}

// at asks for the digest at a moment and gives who was told since the last time, with the moment of the next.
func (m *mornings) at(now time.Time) (told map[string]string, next time.Time) {
	m.t.Helper()
	m.now = now
	next = m.app.digestStep(context.Background())
	told = map[string]string{}
	err := m.db.View(context.Background(), func(r kv.Reader) error {
		return outbox.All(r, func(d outbox.Delivery) error {
			if !m.saw[d.ID] {
				m.saw[d.ID] = true
				told[strings.TrimPrefix(string(d.To), "adr-")] += d.Message.Text.String()
			}
			return nil
		})
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return told, next
}

func TestTheDigestComesOnWorkingMorningsOnce(t *testing.T) {
	m := newMornings(t, nil)
	for _, c := range []struct {
		what string
		at   time.Time
		told int
		next time.Time
	}{
		{"in the night", vn(11, 23, 3, 0), 0, vn(11, 23, 7, 30)},
		{"a minute before", vn(11, 23, 7, 29), 0, vn(11, 23, 7, 30)},
		{"on the minute: staff, head and chair, no leader", vn(11, 23, 7, 30), 3, vn(11, 24, 7, 30)},
		{"once more", vn(11, 23, 7, 40), 0, vn(11, 24, 7, 30)},
		{"a holiday", vn(11, 24, 7, 30), 0, vn(11, 25, 7, 30)},
		{"a Saturday", vn(11, 28, 7, 30), 0, vn(11, 29, 7, 30)},
		{"late in the same morning, after an outage", vn(11, 30, 11, 59), 3, vn(12, 1, 7, 30)},
		{"at noon it is too late", vn(12, 7, 12, 0), 0, vn(12, 8, 7, 30)},
		{"a Saturday that is worked, 22/8/2026: before the accounts were there", vn(8, 22, 8, 0), 0, vn(8, 23, 7, 30)},
	} {
		told, next := m.at(c.at)
		if len(told) != c.told || !next.Equal(c.next) {
			t.Errorf("%s: %d told, next %s; want %d, %s", c.what, len(told), next, c.told, c.next)
		}
	}
	cfg := talkConfig()
	m.start(cfg) // the program starts anew
	if told, _ := m.at(vn(12, 14, 8, 0)); len(told) != 3 {
		t.Errorf("after a restart, on another day: %d told", len(told))
	}
	m.start(cfg)
	if told, _ := m.at(vn(12, 14, 8, 1)); len(told) != 0 {
		t.Errorf("after a restart, on the same day: %v", told)
	}
}

// A clock that jumped ahead told a day to come: that day's morning counts for today, and nothing is silent for
// long nor told twice.
func TestTheDigestAfterTheClockJumped(t *testing.T) {
	m := newMornings(t, nil)
	if told, _ := m.at(vn(12, 28, 8, 0)); len(told) != 3 {
		t.Fatalf("on the day of the jump: %d told", len(told))
	}
	if told, _ := m.at(vn(11, 23, 8, 0)); len(told) != 0 {
		t.Errorf("back on the true day: %v", told)
	}
	if told, _ := m.at(vn(11, 30, 7, 30)); len(told) != 3 {
		t.Errorf("the next week: %d told", len(told))
	}
}

func TestTheDigestKeepsQuietHours(t *testing.T) {
	m := newMornings(t, func(c *config.Config) { c.Broadcast.QuietTo = "08:15" })
	if told, next := m.at(vn(11, 23, 7, 30)); len(told) != 0 || !next.Equal(vn(11, 23, 8, 15)) {
		t.Errorf("in quiet hours: %d told, next %s", len(told), next)
	}
	if told, _ := m.at(vn(11, 23, 8, 15)); len(told) != 3 {
		t.Errorf("after them: %d told", len(told))
	}
}

func TestTheDigestSaysWhatWaits(t *testing.T) {
	m := newMornings(t, nil)
	monday, _ := m.at(vn(11, 23, 7, 30))
	if !strings.Contains(monday["lan"], "sáng 23/11/2026") || !strings.Contains(monday["lan"], "chưa duyệt: /duyet") || strings.Contains(monday["lan"], "Lịch nghỉ") {
		t.Errorf("on a Monday: %s", monday["lan"])
	}
	if told, _ := m.at(vn(11, 25, 7, 30)); len(told) != 0 {
		t.Errorf("on a Wednesday nothing new waits: %v", told)
	}
	m.seat("moi", staff.Grant{Role: commune.Staff, Office: "cong-an"}, 9) // since 7:30 of Wednesday
	if told, _ := m.at(vn(11, 25, 9, 0)); len(told) != 0 {
		t.Errorf("whoever came today: %v", told)
	}
	// The first working day of a week whose Monday is free.
	if told, _ := m.at(time.Date(2027, 5, 4, 7, 30, 0, 0, vn(1, 1, 0, 0).Location())); len(told) != 4 {
		t.Errorf("on the Tuesday after a free Monday: %d told", len(told))
	}
	told, _ := m.at(time.Date(2028, 3, 1, 7, 30, 0, 0, vn(1, 1, 0, 0).Location()))
	if !strings.Contains(told["hoa"], "Lịch nghỉ lễ năm 2028 chưa có") {
		t.Errorf("a year without a list: %q", told["hoa"])
	}
}

func TestADigestThatCouldNotLeaveIsDropped(t *testing.T) {
	m := newMornings(t, nil)
	m.at(vn(11, 23, 7, 30))
	for _, c := range []struct {
		at   time.Time
		want outbox.Pass
	}{
		{vn(11, 23, 7, 31), outbox.Pass{}},
		{vn(11, 23, 11, 59), outbox.Pass{}},
		{vn(11, 23, 12, 0), outbox.Pass{Skip: "late"}},
		{vn(11, 23, 22, 0), outbox.Pass{Skip: "late"}},
		{vn(11, 23, 2, 0), outbox.Pass{Hold: true}},
	} {
		if got := m.app.gate(nil, outbox.Delivery{Cause: digestCause + "2026-11-23"}, c.at); got != c.want {
			t.Errorf("at %s: %+v, want %+v", c.at, got, c.want)
		}
	}
}
