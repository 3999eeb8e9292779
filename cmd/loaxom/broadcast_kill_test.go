package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	mrand "math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/audience"
	"loaxom/internal/broadcast"
	"loaxom/internal/channel"
	"loaxom/internal/channel/telegram"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/commune"
	"loaxom/internal/failpoint"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

// recipients is the audience of a killed broadcast, and flight how many of its calls may be under way at
// a kill.
const (
	recipients = 2000
	flight     = 16
)

// town is a store with subscribers of one hamlet and its leader, in a folder made by deploy.
type town struct {
	t   testing.TB
	dir string
	srv *telegramtest.Server
}

func (w town) open() *boltkv.DB {
	w.t.Helper()
	db, err := boltkv.Open(filepath.Join(w.dir, "data", "loaxom.db"), boltkv.Options{})
	if err != nil {
		w.t.Fatal(err)
	}
	return db
}

// settle fills the store and lets the leader's notice go.
func (w town) settle() (cause string) {
	w.t.Helper()
	db := w.open()
	defer db.Close()
	now := time.Now()
	update := func(f func(tx kv.Tx) error) {
		w.t.Helper()
		if err := db.Update(context.Background(), f); err != nil {
			w.t.Fatal(err)
		}
	}
	meet := func(tx kv.Tx, chat int64) (address.ID, error) {
		r, err := address.Meet(tx, telegram.Name, fmt.Sprint(chat), false, address.ID(fmt.Sprint("adr-", chat)), now)
		return r.ID, err
	}
	for from := 0; from < recipients; from += 100 {
		update(func(tx kv.Tx) error {
			for i := from; i < from+100; i++ {
				id, err := meet(tx, chatOf(i))
				if err != nil {
					return err
				}
				by := commune.Actor{Address: string(id), Role: commune.Resident}
				if err := audience.Subscribe(tx, by, audience.Wish{Hamlets: []commune.HamletID{"xom-1"}}, "đồng ý", now); err != nil {
					return err
				}
			}
			return nil
		})
	}
	leader, desk := theLeader, w.desk(db)
	update(func(tx kv.Tx) error {
		id, err := meet(tx, 77)
		if err == nil {
			err = staff.Seat(tx, id, leader.Staff, staff.Grant{Role: commune.Leader, Hamlets: leader.Hamlets}, "", now)
		}
		if err != nil {
			return err
		}
		n, err := desk.Propose(tx, leader, broadcast.Draft{
			Target: audience.Target{Hamlets: leader.Hamlets}, Text: channel.Plain("Tối nay họp xóm lúc 19 giờ."),
		}, now)
		cause = string(n.ID)
		return err
	})
	return cause
}

// theLeader is who lets the notice go.
var theLeader = commune.Actor{Address: "adr-77", Staff: "binh", Role: commune.Leader, Hamlets: []commune.HamletID{"xom-1"}}

// desk is the room over a store that no process has open.
func (w town) desk(db kv.DB) *broadcast.Desk {
	w.t.Helper()
	ch, err := telegram.New(telegram.Config{Token: func() (string, error) { return w.srv.Token(), nil }}, time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		w.t.Fatal(err)
	}
	box := outbox.New(db, []channel.Channel{ch}, outbox.Config{}, time.Now, slog.New(slog.DiscardHandler))
	return broadcast.New(db, box, broadcast.Config{
		Say: func(id string, _ map[string]any) string { return id }, Hamlet: func(id string) string { return id },
	}, time.Now, rand.Text, slog.New(slog.DiscardHandler))
}

func chatOf(i int) int64 { return int64(100_000 + i) }

func (w town) report(cause string) (r broadcast.Report) {
	w.t.Helper()
	db := w.open()
	defer db.Close()
	err := db.View(context.Background(), func(rd kv.Reader) (err error) {
		r, err = broadcast.ReportOf(rd, cause)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// uncertain are the chats whose delivery is listed as uncertain.
func (w town) uncertain(cause string) map[int64]bool {
	w.t.Helper()
	db := w.open()
	defer db.Close()
	listed := map[int64]bool{}
	err := db.View(context.Background(), func(r kv.Reader) error {
		return outbox.Of(r, cause, outbox.Uncertain, func(d outbox.Delivery) error {
			var chat int64
			_, err := fmt.Sscanf(string(d.To), "adr-%d", &chat)
			listed[chat] = true
			return err
		})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return listed
}

// got is how many copies of the notice a chat has.
func (w town) got(chat int64) (n int) {
	for _, m := range w.srv.SentTo(chat) {
		if strings.Contains(m.Text, "họp xóm") {
			n++
		}
	}
	return n
}

// newTown is a town of so many residents and a leader, chat 77, whose serve is not running yet.
func newTown(t *testing.T) town {
	srv := telegramtest.New(t, telegramtest.WithJudge(telegramtest.Off))
	base := srv.Listen()
	srv.SetLatency("sendMessage", 10*time.Millisecond)
	for i := range recipients {
		srv.User(chatOf(i))
	}
	srv.User(77)
	return town{t: t, dir: deploy(t, base, "[broadcast]\nquiet_from = \"00:00\"\nquiet_to = \"00:00\"\n"), srv: srv}
}

// kill runs serve until something is sent and it dies: of every two kills one at a named place, the other, or where
// the place is not met, at a random time.
func (w town) kill(random *mrand.Rand, done int) *process {
	env, places := "", failpoint.Names()
	if done%2 == 0 {
		env = fmt.Sprintf("LOAXOM_FAILPOINT=%s:%d", places[done/2%len(places)], 1+random.IntN(200))
	}
	p := serveIn(w.t, w.dir, w.srv.Token(), env)
	died := make(chan struct{})
	go func() { _ = p.cmd.Wait(); close(died) }() // killed, as it should be
	sent := w.srv.SentCount()
	for begun := time.Now(); w.srv.SentCount() == sent && time.Since(begun) < 10*time.Second; time.Sleep(time.Millisecond) {
	}
	select {
	case <-died:
	case <-time.After(time.Duration(random.IntN(400)) * time.Millisecond):
		_ = p.cmd.Process.Kill() // it may have died in this moment
		<-died
	}
	return p
}

// Behaviour 23: a broadcast to 2,000 is killed at every named place and at random times, again and again.
// After each kill the states sum to the audience, and at most the calls in flight became uncertain. At the
// end nobody who could get it has not got it, nobody has it twice, and every uncertain one is listed.
func TestBehaviour23BroadcastKills(t *testing.T) {
	random := mrand.New(mrand.NewPCG(*killSeed, 23))
	done, uncertain, twice, never, rounds := 0, 0, 0, 0, 0
	for done < *kills {
		rounds++
		w := newTown(t)
		srv := w.srv
		cause := w.settle()
		before := 0
		for done < *kills {
			p := w.kill(random, done)
			done++
			r := w.report(cause)
			if r.Sum() != recipients {
				t.Fatalf("after kill %d the states sum to %d: %+v\n%s", done, r.Sum(), r, p.log.String())
			}
			now := r.Uncertain + w.flying(cause)
			if now-before > flight {
				t.Errorf("kill %d made %d uncertain", done, now-before)
			}
			before = now
			if r.Waiting == 0 {
				break
			}
		}
		polls := srv.Calls("getUpdates")
		p := serveIn(t, w.dir, srv.Token())
		ended := func() bool { return strings.Contains(texts(srv, 77), "Đã gửi xong") } // the report to the leader
		up := func() bool { return srv.Calls("getUpdates") > polls }                    // before that an interrupt meets nobody
		for begun := time.Now(); !(ended() && up()) && time.Since(begun) < 2*time.Minute; time.Sleep(20 * time.Millisecond) {
		}
		_ = p.cmd.Process.Signal(os.Interrupt)
		if err := p.cmd.Wait(); err != nil {
			t.Errorf("serve ended with %v\n%s", err, p.log.String())
		}
		r := w.report(cause)
		if r.Run.State != broadcast.Done || r.Waiting != 0 || r.Sum() != recipients {
			t.Fatalf("it did not end: %+v\n%s", r, p.log.String())
		}
		listed := w.uncertain(cause)
		for i := range recipients {
			switch n := w.got(chatOf(i)); {
			case n > 1:
				twice++
			case n == 0 && !listed[chatOf(i)]:
				never++
			}
		}
		uncertain += len(listed)
		srv.Close()
	}
	t.Logf("%d kills in %d broadcasts to %d: %d never sent, %d twice, %d uncertain and listed (at most %d a kill)", done, rounds, recipients, never, twice, uncertain, flight)
	if never > 0 || twice > 0 {
		t.Errorf("%d never sent, %d twice", never, twice)
	}
}

func texts(srv *telegramtest.Server, chat int64) (all string) {
	for _, m := range srv.SentTo(chat) {
		all += m.Text + "\n"
	}
	return all
}

// flying is how many deliveries of a cause were being sent when the process died: they become uncertain at
// the start. An answer that was in flight beside them, such as the progress shown to the leader, is none.
func (w town) flying(cause string) (n int) {
	w.t.Helper()
	db := w.open()
	defer db.Close()
	err := db.View(context.Background(), func(r kv.Reader) error {
		return r.Scan("sending", nil, nil, func(key, _ []byte) error {
			if strings.HasPrefix(string(key), cause+"-") {
				n++
			}
			return nil
		})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}
