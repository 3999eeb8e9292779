package broadcast

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/audience"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

// acts are the acts that a message offers.
func acts(m channel.Outgoing) (list []string) {
	for _, row := range m.Buttons {
		for _, b := range row {
			list = append(list, strings.Split(b.Data, ":")[1])
		}
	}
	return list
}

func TestOutlook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		zone := time.FixedZone("+07", 7*3600)
		s := newStand(t, memkv.New(), newPlatform(), outbox.DefaultPace, func(s *stand) {
			s.cfg.Quiet = Quiet{From: 20*time.Hour + 30*time.Minute, To: 6 * time.Hour, Zone: zone}
		})
		s.subscribers("dinh", 100)
		s.subscribers("chua", 50)
		leader, officer, head := s.official("binh", commune.Leader, "dinh"), s.official("officer", commune.Staff), s.official("head", commune.Head)
		s.must(func(tx kv.Tx) error { return address.Leave(tx, "fake", "dinh-7", time.Now()) })
		noon := time.Date(2026, 11, 23, 12, 0, 0, 0, zone)
		look := func(by commune.Actor, draft Draft, now time.Time) (o Outlook) {
			s.view(func(r kv.Reader) (err error) { o, err = s.desk.Outlook(r, by, draft, now); return err })
			return o
		}
		draft := notice("Họp xóm", "dinh")
		if o := look(leader, draft, noon); o.To != 99 || o.Left != 1 || o.Second || !o.Begins.IsZero() || o.Takes != 99*40*time.Millisecond {
			t.Errorf("a leader: %+v", o)
		}
		if o := look(officer, notice("Tin", "dinh", "chua"), noon); o.To != 149 || !o.Second || o.Seconds != 1 {
			t.Errorf("wide: %+v", o)
		}
		if o := look(head, Draft{Target: audience.Target{Commune: true}, Text: channel.Plain("x")}, noon); !o.Second || o.Seconds != 0 {
			t.Errorf("nobody could approve: %+v", o)
		}
		draft.Files = slices.Repeat([]channel.File{{Kind: channel.Photo, Ref: "r", Channel: "fake"}}, 10)
		draft.Ack = true // an album and a message with the button
		if o := look(leader, draft, noon); o.Takes != 99*(500+40)*time.Millisecond {
			t.Errorf("an album: %v", o.Takes)
		}
		night := time.Date(2026, 11, 23, 21, 0, 0, 0, zone)
		morning := time.Date(2026, 11, 24, 6, 0, 0, 0, zone)
		if o := look(leader, draft, night); !o.Quiet || !o.Begins.Equal(morning) {
			t.Errorf("at night: %+v", o)
		}
		draft.At = time.Date(2026, 11, 24, 5, 0, 0, 0, zone)
		if o := look(leader, draft, noon); !o.Quiet || !o.Begins.Equal(morning) {
			t.Errorf("for the night: %+v", o)
		}
		draft.At = time.Date(2026, 11, 24, 7, 0, 0, 0, zone)
		if o := look(leader, draft, night); o.Quiet || !o.Begins.Equal(draft.At) {
			t.Errorf("for the day after: %+v", o)
		}
		draft.Urgent, draft.At = true, time.Time{}
		if o := look(leader, draft, night); o.Quiet || !o.Second || o.Seconds != 1 {
			t.Errorf("an emergency at night: %+v", o)
		}
	})
}

// TestOneProgressMessageIsChangedInPlace: it shows what can be done, says so at once when it is paused, goes
// on at most every five seconds, and has no buttons when all is over.
func TestOneProgressMessageIsChangedInPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		s := newStand(t, memkv.New(), p, outbox.DefaultPace)
		s.subscribers("dinh", 600)
		leader := s.official("binh", commune.Leader, "dinh")
		s.run()
		n := s.propose(leader, notice("Họp xóm", "dinh"))
		var first arrived
		s.until("the progress", time.Minute, func() bool {
			for _, m := range p.at("binh") {
				if strings.Contains(m.text, "notices.progress") {
					first = m
				}
			}
			return first.id != ""
		})
		if got := acts(channel.Outgoing{Buttons: [][]channel.Button{first.buttons}}); !slices.Equal(got, []string{"pause", "cancel"}) {
			t.Errorf("it offers %v", got)
		}
		now := func() string { p.mu.Lock(); defer p.mu.Unlock(); return p.edited[first.id] }
		time.Sleep(6 * time.Second)
		if !strings.Contains(now(), "notices.progress map") {
			t.Errorf("later it says %q", now())
		}
		s.must(func(tx kv.Tx) error { return s.desk.Pause(tx, leader, n.ID, time.Now()) })
		time.Sleep(2 * time.Second)
		if !strings.Contains(now(), "notices.progress_paused") || !slices.Equal(p.offers(first.id), []string{"resume", "cancel", "edit"}) {
			t.Errorf("paused it says %q and offers %v", now(), p.offers(first.id))
		}
		s.must(func(tx kv.Tx) error { return s.desk.Resume(tx, leader, n.ID, time.Now()) })
		time.Sleep(2 * time.Second)
		if !strings.Contains(now(), "notices.progress map") || !slices.Equal(p.offers(first.id), []string{"pause", "cancel", "edit"}) {
			t.Errorf("going on it says %q and offers %v", now(), p.offers(first.id))
		}
		s.done(string(n.ID), time.Minute)
		time.Sleep(5 * time.Second)
		if !strings.Contains(now(), "notices.progress_done") || len(p.offers(first.id)) != 0 {
			t.Errorf("at the end it says %q and offers %v", now(), p.offers(first.id))
		}
		if got := len(p.at("binh")); got != 2 { // the progress and the report
			t.Errorf("the leader got %d messages", got)
		}
		if got := p.changes[first.id]; got > 10 { // 24 s of sending and three changes of state
			t.Errorf("it was changed %d times", got)
		}
		s.stop()
	})
}

// TestCardsTellTheState: each state in its words, with what can be done about it; and the list of the last.
func TestCardsTellTheState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStand(t, memkv.New(), newPlatform(), outbox.DefaultPace)
		s.subscribers("dinh", 200)
		s.subscribers("chua", 2)
		leader, officer, head := s.official("binh", commune.Leader, "dinh"), s.official("officer", commune.Staff), s.official("head", commune.Head)
		s.run()
		card := func(id ID, state string, offers ...string) {
			t.Helper()
			s.view(func(r kv.Reader) error {
				n, err := Get(r, id)
				if err != nil {
					return err
				}
				m, err := s.desk.Card(r, n)
				if !strings.Contains(m.Text.String(), state) || fmt.Sprint(acts(m)) != fmt.Sprint(offers) {
					t.Errorf("%s: %q offers %v, want %v", state, m.Text, acts(m), offers)
				}
				line, err2 := s.desk.Line(r, n, 40)
				if line == "" || err2 != nil {
					t.Errorf("%s: line %q, %v", state, line, err2)
				}
				return err
			})
		}
		wide := func() Notice { time.Sleep(time.Second); return s.propose(officer, notice("Tin.", "dinh", "chua")) }
		asked, refused, retracted := wide(), wide(), wide()
		s.must(func(tx kv.Tx) error {
			_, err := s.desk.Refuse(tx, head, refused.ID, refused.Hash, "sai giờ", time.Now())
			return err
		})
		s.must(func(tx kv.Tx) error { return s.desk.Retract(tx, officer, retracted.ID, time.Now()) })
		card(asked.ID, "notices.state_asked", "retract")
		card(refused.ID, "notices.state_refused map[Reason:sai giờ]")
		card(retracted.ID, "notices.state_withdrawn")
		later := notice("Mai họp.", "dinh")
		later.At = time.Now().Add(time.Hour)
		scheduled := s.propose(leader, later)
		card(scheduled.ID, "notices.scheduled", "cancel")
		time.Sleep(time.Second)
		n := s.propose(leader, notice("Họp.", "dinh"))
		time.Sleep(2 * time.Second)
		card(n.ID, "notices.running", "pause", "cancel", "edit")
		s.must(func(tx kv.Tx) error { return s.desk.Pause(tx, leader, n.ID, time.Now()) })
		card(n.ID, "notices.paused", "resume", "cancel", "edit")
		s.must(func(tx kv.Tx) error { return s.desk.Cancel(tx, leader, n.ID, time.Now()) })
		card(n.ID, "notices.cancelled", "edit", "back")
		s.view(func(r kv.Reader) error {
			mine, err := Last(r, leader.Staff, 5)
			if err != nil || len(mine) != 2 || mine[0].ID != n.ID || mine[1].ID != scheduled.ID {
				t.Errorf("the leader's: %v, %v", mine, err)
			}
			all, err := Last(r, "", 3)
			if err != nil || len(all) != 3 || all[0].ID != n.ID || all[2].ID != retracted.ID {
				t.Errorf("everybody's: %d, %v", len(all), err)
			}
			wait, err := ForSecond(r, head)
			if err != nil || len(wait) != 1 || wait[0].ID != asked.ID {
				t.Errorf("for the head: %v, %v", wait, err)
			}
			for _, by := range []commune.Actor{officer, leader, {Role: commune.Resident}} {
				if wait, err := ForSecond(r, by); err != nil || len(wait) != 0 {
					t.Errorf("for %s: %v, %v", by.Role, wait, err)
				}
			}
			return nil
		})
		s.stop()
	})
}

// TestOnlyRecipientsHaveRead: a button made up, or pressed by somebody else, is not counted.
func TestOnlyRecipientsHaveRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		s := newStand(t, memkv.New(), p, outbox.DefaultPace)
		s.subscribers("dinh", 3)
		s.subscribers("chua", 1)
		leader := s.official("binh", commune.Leader, "dinh")
		s.must(func(tx kv.Tx) error { return address.Leave(tx, "fake", "dinh-2", time.Now()) })
		s.run()
		n := s.propose(leader, Draft{Target: to("dinh"), Text: channel.Plain("Họp"), Ack: true})
		s.done(string(n.ID), time.Minute)
		read := func(id ID, by address.ID) error {
			return s.update(func(tx kv.Tx) error { return Read(tx, id, by, time.Now()) })
		}
		for by, want := range map[address.ID]fault.Kind{"adr-chua-0": fault.NotFound, "adr-binh": fault.NotFound, "adr-dinh-2": fault.NotFound} {
			if err := read(n.ID, by); !fault.Is(err, want) {
				t.Errorf("%s: %v", by, err)
			}
		}
		if err := read("no-such", "adr-dinh-0"); !fault.Is(err, fault.NotFound) {
			t.Errorf("no such notice: %v", err)
		}
		for range 2 {
			if err := read(n.ID, "adr-dinh-0"); err != nil {
				t.Error(err)
			}
		}
		if got := s.report(string(n.ID)).Read; got != 1 {
			t.Errorf("%d have read it", got)
		}
		s.stop()
	})
}

// TestWhichNoticeAReplyIsTo: by the message's id, also of an older notice and of a correction that is a
// message of its own.
func TestWhichNoticeAReplyIsTo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		s := newStand(t, memkv.New(), p, outbox.DefaultPace)
		s.subscribers("dinh", 1)
		leader := s.official("binh", commune.Leader, "dinh")
		s.run()
		var list []Notice
		for i := range 7 {
			n := s.propose(leader, notice(fmt.Sprint("Tin ", i), "dinh"))
			s.done(string(n.ID), time.Minute)
			list = append(list, n)
			time.Sleep(2 * time.Second)
		}
		messages := p.at("dinh-0")
		if len(messages) != 7 {
			t.Fatalf("%d messages", len(messages))
		}
		about := func(id string) (n Notice, found bool) {
			s.view(func(r kv.Reader) (err error) { n, found, err = About(r, "adr-dinh-0", id); return err })
			return n, found
		}
		for i, m := range messages {
			n, found := about(m.id)
			if found != (i >= 2) || found && n.ID != list[i].ID { // the newest five
				t.Errorf("message %d: %v %v", i, found, n.ID)
			}
		}
		if _, found := about("99999"); found {
			t.Error("a message of nobody's is about a notice")
		}
		fix := s.correct(leader, list[6].ID, "Sửa")
		s.done(string(fix.ID), time.Minute)
		messages = p.at("dinh-0")
		if n, found := about(messages[len(messages)-1].id); len(messages) != 8 || !found || n.ID != fix.ID {
			t.Errorf("the correction: %d messages, %v %v", len(messages), found, n.ID)
		}
		s.stop()
	})
}

// TestAuthorsAreNotBuried: one conversation has at most so many letters open, and none goes to somebody who
// has the duty no more.
func TestAuthorsAreNotBuried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		s := newStand(t, memkv.New(), p, outbox.DefaultPace)
		s.subscribers("dinh", 2)
		leader, admin := s.official("binh", commune.Leader, "dinh"), s.official("admin", commune.Admin)
		s.run()
		n := s.propose(leader, notice("Họp", "dinh"))
		s.done(string(n.ID), time.Minute)
		write := func(from address.ID) error {
			time.Sleep(2 * time.Second)
			return s.update(func(tx kv.Tx) error { return s.desk.Write(tx, from, n.ID, "mấy giờ?", time.Now()) })
		}
		for i := range mostOpen {
			if err := write("adr-dinh-0"); err != nil {
				t.Errorf("letter %d: %v", i, err)
			}
		}
		if err := write("adr-dinh-0"); !fault.Is(err, fault.Conflict) {
			t.Errorf("one too many: %v", err)
		}
		if err := write("adr-dinh-1"); err != nil {
			t.Errorf("the neighbour: %v", err)
		}
		var id string
		for _, m := range p.at("binh") {
			if len(m.buttons) > 0 && strings.HasPrefix(m.buttons[0].Data, Data("letter", "")) {
				id = strings.TrimPrefix(m.buttons[0].Data, Data("letter", ""))
				break
			}
		}
		s.must(func(tx kv.Tx) error { return s.desk.Answer(tx, leader, id, "19 giờ", time.Now()) })
		if err := write("adr-dinh-0"); err != nil {
			t.Errorf("after an answer: %v", err)
		}
		s.must(func(tx kv.Tx) error { return staff.Revoke(tx, admin, leader.Staff, time.Now()) })
		if err := write("adr-dinh-1"); !fault.Is(err, fault.NotFound) {
			t.Errorf("to whoever was revoked: %v", err)
		}
		s.stop()
	})
}

// TestWhoIsErasedIsForgotten: the letters that wait go with their words, and nothing leads to the notice.
func TestWhoIsErasedIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStand(t, memkv.New(), newPlatform(), outbox.DefaultPace)
		s.subscribers("dinh", 2)
		leader := s.official("binh", commune.Leader, "dinh")
		s.run()
		n := s.propose(leader, notice("Họp", "dinh"))
		s.done(string(n.ID), time.Minute)
		for _, from := range []address.ID{"adr-dinh-0", "adr-dinh-1"} {
			s.must(func(tx kv.Tx) error { return s.desk.Write(tx, from, n.ID, "mấy giờ?", time.Now()) })
		}
		time.Sleep(5 * time.Second)
		s.stop()
		s.must(func(tx kv.Tx) error { return Read(tx, n.ID, "adr-dinh-0", time.Now()) })
		s.must(func(tx kv.Tx) error { return s.desk.Forget(tx, "adr-dinh-0", "nobody") })
		s.must(func(tx kv.Tx) error { return (*Desk)(nil).Forget(tx, "adr-nobody", "nobody-2") })
		s.view(func(r kv.Reader) error {
			var from []address.ID
			err := letters.Scan(r, nil, nil, func(l Letter) error { from = append(from, l.From); return nil })
			if err != nil || !slices.Equal(from, []address.ID{"adr-dinh-1"}) {
				t.Errorf("letters of %v wait, %v", from, err)
			}
			for who, want := range map[address.ID]bool{"adr-dinh-0": false, "nobody": true, "nobody-2": false} {
				if was, err := WasRead(r, n.ID, who); was != want || err != nil {
					t.Errorf("%s has read it: %v, %v", who, was, err)
				}
			}
			_, found, err := Latest(r, "adr-dinh-0", time.Now())
			if _, other, _ := Latest(r, "adr-dinh-1", time.Now()); found || !other {
				t.Errorf("the newest notice is known: %v, the neighbour's: %v", found, other)
			}
			return err
		})
	})
}

// TestAHamletThatIsNotListedAnyMore: neither proposed nor approved.
func TestAHamletThatIsNotListedAnyMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		removed := ""
		s := newStand(t, memkv.New(), newPlatform(), outbox.Pace{}, func(s *stand) {
			s.cfg.Hamlet = func(id string) string {
				if id == removed {
					return ""
				}
				return id
			}
		})
		s.subscribers("dinh", 1)
		leader, officer, head := s.official("binh", commune.Leader, "dinh"), s.official("officer", commune.Staff), s.official("head", commune.Head)
		n := s.propose(officer, notice("Tin.", "dinh", "chua"))
		removed = "dinh"
		if err := s.update(func(tx kv.Tx) error {
			_, err := s.desk.Propose(tx, leader, notice("x", "dinh"), time.Now())
			return err
		}); !fault.Is(err, fault.Invalid) {
			t.Errorf("proposed: %v", err)
		}
		if err := s.update(func(tx kv.Tx) error { _, err := s.desk.Approve(tx, head, n.ID, n.Hash, time.Now()); return err }); !fault.Is(err, fault.Conflict) {
			t.Errorf("approved: %v", err)
		}
	})
}

// BenchmarkOutlook is what a preview costs a commune of 30,000 subscribers: it is computed in the turn of
// whoever writes, outside of any transaction that writes.
func BenchmarkOutlook(b *testing.B) {
	s := newStand(b, memkv.New(), newPlatform(), outbox.DefaultPace)
	s.subscribers("dinh", 30_000)
	officer := s.official("officer", commune.Staff)
	draft := Draft{Target: audience.Target{Commune: true}, Text: channel.Plain("Tin")}
	for b.Loop() {
		s.view(func(r kv.Reader) error {
			o, err := s.desk.Outlook(r, officer, draft, time.Now())
			if o.To != 30_000 {
				b.Fatalf("%d recipients", o.To)
			}
			return err
		})
	}
}
