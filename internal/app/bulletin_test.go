package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"loaxom/internal/address"
	"loaxom/internal/audience"
	"loaxom/internal/bulletin"
	"loaxom/internal/channel/telegram"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

// hall is a person of the staff, in chat 78.
func (st *stand) hall() commune.Actor {
	st.t.Helper()
	by := commune.Actor{Address: "adr-lan", Staff: "lan", Role: commune.Staff, Office: "van-hoa"}
	st.update(func(tx kv.Tx) error {
		r, err := address.Meet(tx, telegram.Name, "78", false, address.ID(by.Address), time.Now())
		if err != nil {
			return err
		}
		return staff.Seat(tx, r.ID, by.Staff, staff.Grant{Role: by.Role, Office: by.Office}, "", time.Now())
	})
	return by
}

// asks lets chats ask for the news on reform.
func (st *stand) asks(chats ...int64) {
	st.t.Helper()
	st.update(func(tx kv.Tx) error {
		for _, chat := range chats {
			st.srv.User(chat)
			id := address.ID(fmt.Sprint("adr-c", chat))
			if _, err := address.Meet(tx, telegram.Name, fmt.Sprint(chat), false, id, time.Now()); err != nil {
				return err
			}
			by := commune.Actor{Address: string(id), Role: commune.Resident}
			w := audience.Wish{Hamlets: []commune.HamletID{"xom-1"}, Topics: []audience.Topic{"cchc"}}
			if err := audience.Subscribe(tx, by, w, "đồng ý", time.Now()); err != nil {
				return err
			}
		}
		return nil
	})
}

// wait sleeps until a moment of the commune's clock.
func wait(t *testing.T, moment string) {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", moment, time.FixedZone("+07", 7*3600))
	if err != nil {
		t.Fatal(err)
	}
	if until := time.Until(at); until > 0 {
		time.Sleep(until)
	}
}

// On a Monday at seven the weekly issue arrives by itself, once, with source, state, a button that opens its
// entry and how to stop; the next one a week later is another.
func TestTheWeeklyBulletinArrivesByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t)
		db := memkv.New()
		wait(t, "2026-11-30 06:50")
		st := run(t, srv, db, setting{pace: outbox.DefaultPace})
		time.Sleep(2 * time.Second)
		st.asks(1, 2, 3)
		wait(t, "2026-11-30 06:59")
		if n := srv.SentCount(); n != 0 {
			t.Fatalf("%d messages before seven", n)
		}
		wait(t, "2026-11-30 07:00")
		time.Sleep(5 * time.Second)
		for _, chat := range []int64{1, 2, 3} {
			got := srv.SentTo(chat)
			if len(got) != 1 {
				t.Fatalf("chat %d got %d messages", chat, len(got))
			}
			for _, part := range []string{"Chuyên mục cải cách hành chính", "Nguồn: ", "xã đang rà soát", "DỪNG NHẬN TIN"} {
				if !strings.Contains(got[0].Text, part) {
					t.Errorf("no %q in %q", part, got[0].Text)
				}
			}
		}
		b := srv.SentTo(1)[0].Buttons
		if len(b) != 1 || len(b[0]) != 1 {
			t.Fatalf("buttons %v", b)
		}
		srv.Tap(1, b[0][0].Text)
		time.Sleep(5 * time.Second)
		if got := last(srv, 1); !strings.Contains(got, "bộ phận một cửa") || len(srv.SentTo(1)) != 2 {
			t.Errorf("the button opens %q", got)
		}
		// Who stops gets no more.
		srv.Say(2, "DỪNG NHẬN TIN")
		time.Sleep(5 * time.Second)
		st.end()
		wait(t, "2026-12-07 06:59")
		st = run(t, srv, db, setting{pace: outbox.DefaultPace})
		time.Sleep(2 * time.Minute)
		first, second := srv.SentTo(3), srv.SentTo(2)
		if len(first) != 2 || first[1].Text == first[0].Text || len(second) != 2 {
			t.Errorf("a week later chat 3 has %d messages, who stopped %d", len(first), len(second))
		}
		if c := counted(t, st); c["loaxom_bulletins_sent_total"] != 2 { // the weekly one, and one of its own day
			t.Errorf("metrics: %v", c)
		}
		st.end()
	})
}

// counted are the metrics about bulletins.
func counted(t *testing.T, st *stand) map[string]float64 {
	t.Helper()
	families, err := prometheus.Gatherers{st.app.metrics()}.Gather()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for _, f := range families {
		if strings.HasPrefix(f.GetName(), "loaxom_bulletins") {
			for _, m := range f.GetMetric() {
				name := f.GetName()
				for _, l := range m.GetLabel() {
					name += " " + l.GetValue()
				}
				out[name] = m.GetCounter().GetValue()
			}
		}
	}
	return out
}

// Nothing ran on Monday at seven: within late_hours it goes out when the program is back, later it is
// skipped, and staff read why in /bantin.
func TestAnOutageOverAFiring(t *testing.T) {
	for back, want := range map[string]int{"2026-12-01 09:00": 1, "2026-12-03 09:00": 0} {
		t.Run(back, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := telegramtest.New(t)
				db := memkv.New()
				wait(t, "2026-11-28 10:00")
				st := run(t, srv, db, setting{pace: outbox.DefaultPace})
				time.Sleep(2 * time.Second)
				st.asks(1)
				st.hall()
				srv.User(78)
				time.Sleep(10 * time.Second)
				st.end()
				wait(t, back)
				st = run(t, srv, db, setting{pace: outbox.DefaultPace})
				time.Sleep(10 * time.Second)
				if n := len(srv.SentTo(1)); n != want {
					t.Errorf("%d messages", n)
				}
				c := counted(t, st)
				if c["loaxom_bulletins_late_total"] != float64(want) || c["loaxom_bulletins_skipped_total overdue"] != float64(1-want) {
					t.Errorf("metrics: %v", c)
				}
				srv.Say(78, "/bantin")
				time.Sleep(2 * time.Second)
				label := fmt.Sprintf("Những kỳ không gửi (%d)", 1-want)
				if _, ok := srv.Tap(78, label); !ok {
					t.Fatalf("no %q below %q", label, last(srv, 78))
				}
				time.Sleep(2 * time.Second)
				line := "30/11/2026 07:00 · Chuyên mục cải cách hành chính: máy hoặc mạng nghỉ quá lâu"
				if strings.Contains(last(srv, 78), line) != (want == 0) {
					t.Errorf("staff read %q", last(srv, 78))
				}
				st.end()
				if want == 0 && !strings.Contains(st.log.String(), "a firing was skipped") {
					t.Error("the log says nothing")
				}
			})
		})
	}
}

// Behaviour 43: a quiz on Telegram without polls. One try for each question, whoever presses how often;
// what was answered survives a restart; after its days an old button gets a plain line; a group is sent to
// answer in private; no call breaks a limit of Telegram's (the server judges).
func TestBehaviour43AQuizByButtons(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t)
		db := memkv.New()
		wait(t, "2026-12-15 19:29")
		st := run(t, srv, db, setting{pace: outbox.DefaultPace})
		time.Sleep(2 * time.Second)
		st.asks(1, 2)
		srv.User(5)
		srv.Group(-600, 5)
		st.update(func(tx kv.Tx) error { // a hamlet's group, bound by its leader
			leader := commune.Actor{Address: "adr-leader", Staff: "binh", Role: commune.Leader, Hamlets: []commune.HamletID{"xom-1"}}
			r, err := address.Meet(tx, telegram.Name, "77", false, address.ID(leader.Address), time.Now())
			if err != nil {
				return err
			}
			if err := staff.Seat(tx, r.ID, leader.Staff, staff.Grant{Role: leader.Role, Hamlets: leader.Hamlets}, "", time.Now()); err != nil {
				return err
			}
			if _, err := address.Meet(tx, telegram.Name, "-600", true, "adr-g", time.Now()); err != nil {
				return err
			}
			const code = "abcdabcdabcd"
			if err := audience.OfferGroup(tx, leader, code, "xom-1", time.Now()); err != nil {
				return err
			}
			return audience.BindGroup(tx, code, "adr-g", []audience.Topic{"cchc"}, time.Now())
		})
		wait(t, "2026-12-15 19:31")
		var round bulletin.Round
		view := func(f func(r kv.Reader) error) {
			t.Helper()
			if err := db.View(context.Background(), f); err != nil {
				t.Fatal(err)
			}
		}
		view(func(r kv.Reader) error {
			list, err := bulletin.Rounds(r, 1)
			if len(list) != 1 {
				return errors.New("no quiz has gone out")
			}
			round = list[0]
			return err
		})
		if !strings.Contains(last(srv, 1), round.Questions[0].Text) || len(srv.SentTo(-600)) != 1 {
			t.Fatalf("the first question is %q, the group has %d messages", last(srv, 1), len(srv.SentTo(-600)))
		}
		opening := srv.LastMessage(1)
		tap := func(chat int64, letter string, d ...telegramtest.Detail) {
			t.Helper()
			if _, ok := srv.Tap(chat, letter, d...); !ok {
				t.Fatalf("no %s below %q", letter, last(srv, chat))
			}
		}
		answer := func(chat int64, n int, right bool) {
			t.Helper()
			letter := round.Questions[n].Right
			if !right {
				letter = map[bool]string{true: "B", false: "A"}[letter == "A"]
			}
			tap(chat, letter)
			time.Sleep(3 * time.Second)
		}
		// A shaking finger: the same button four times at once, and then another one of the same question.
		first := round.Questions[0].Right
		for range 4 {
			srv.Press(1, opening, fmt.Sprintf("z:%s:1:%s", round.ID, first))
		}
		time.Sleep(5 * time.Second)
		srv.Press(1, opening, fmt.Sprintf("z:%s:1:%s", round.ID, "B"))
		time.Sleep(5 * time.Second)
		if got := last(srv, 1); !strings.Contains(got, "đã chọn "+first) {
			t.Errorf("a second answer: %q", got)
		}
		answer(1, 1, false)
		st.end()
		st = run(t, srv, db, setting{pace: outbox.DefaultPace})
		time.Sleep(2 * time.Second)
		for _, made := range []string{"z:" + string(round.ID) + ":9:A", "z:" + string(round.ID) + ":3:E", "z:" + string(round.ID) + ":x:A", "z:0000000000-aaaaaaaa:1:A", "z:::", "z:" + strings.Repeat("x", 50)} {
			before := len(srv.SentTo(1))
			srv.Press(1, opening, made)
			time.Sleep(3 * time.Second)
			if len(srv.SentTo(1)) != before+1 || !strings.Contains(last(srv, 1), "không còn nữa") {
				t.Errorf("%q is answered by %q", made, last(srv, 1))
			}
		}
		srv.Press(1, opening, fmt.Sprintf("z:%s:5:A", round.ID)) // ahead of the talk
		time.Sleep(3 * time.Second)
		if got := last(srv, 1); !strings.Contains(got, "Câu 3/5") {
			t.Errorf("a button of a question that was not asked yet: %q", got)
		}
		for n := 2; n < 5; n++ {
			answer(1, n, true)
		}
		if got := last(srv, 1); !strings.Contains(got, "đúng 4/5 câu") {
			t.Errorf("the score: %q", got)
		}
		// The other one types.
		srv.Say(2, "chọn "+strings.ToLower(first))
		time.Sleep(3 * time.Second)
		if got := last(srv, 2); !strings.Contains(got, "Đúng rồi") || !strings.Contains(got, "Câu 2/5") {
			t.Errorf("a typed letter: %q", got)
		}
		// In the group many press; one line says where to answer, and nothing is counted.
		for i := range 5 {
			tap(-600, []string{"A", "B"}[i%2], telegramtest.From(5))
			time.Sleep(3 * time.Second)
		}
		group := srv.SentTo(-600)
		if len(group) != 2 || !strings.Contains(group[1].Text, "riêng") || !strings.Contains(group[1].Text, "?start=z_"+string(round.ID)) {
			t.Errorf("the group reads %v", group)
		}
		srv.Say(5, "/start z_"+string(round.ID))
		time.Sleep(3 * time.Second)
		if got := last(srv, 5); !strings.Contains(got, round.Questions[0].Text) {
			t.Errorf("by the link: %q", got)
		}
		st.end()
		wait(t, "2026-12-24 09:00")
		st = run(t, srv, db, setting{pace: outbox.DefaultPace})
		time.Sleep(5 * time.Second)
		srv.Press(2, opening, fmt.Sprintf("z:%s:2:A", round.ID))
		time.Sleep(3 * time.Second)
		if got := last(srv, 2); !strings.Contains(got, "hết hạn trả lời") {
			t.Errorf("after its days an old button: %q", got)
		}
		view(func(r kv.Reader) error {
			x, err := bulletin.RoundOf(r, round.ID)
			want := bulletin.Row{Hamlet: "xom-1", People: 2, Finished: 1, Right: 4}
			if len(x.Table) != 1 || x.Table[0] != want {
				t.Errorf("the table is %+v", x.Table)
			}
			return err
		})
		if n := srv.Calls("sendPoll"); n != 0 {
			t.Errorf("%d polls", n)
		}
		for _, v := range srv.Violations() {
			t.Error(v)
		}
		st.end()
	})
}

// In the quiet hours what staff send waits for the morning.
func TestWhatStaffSendAtNightArrivesInTheMorning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t)
		wait(t, "2026-12-02 05:30")
		st := run(t, srv, memkv.New(), setting{pace: outbox.DefaultPace, night: true})
		time.Sleep(2 * time.Second)
		st.asks(1)
		by := st.hall()
		var p bulletin.Proof
		err := st.app.w.DB.View(context.Background(), func(r kv.Reader) (err error) {
			p, err = st.app.news.Proof(r, "s-chuyen-muc-cchc", time.Now())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		st.update(func(tx kv.Tx) error { return st.app.news.SendNow(tx, by, p, time.Now()) })
		wait(t, "2026-12-02 05:59")
		if n := srv.SentCount(); n != 0 {
			t.Errorf("in the night: %v", srv.Sent())
		}
		wait(t, "2026-12-02 06:01")
		if n := len(srv.SentTo(1)); n != 1 {
			t.Errorf("%d messages in the morning", n)
		}
		st.end()
	})
}
