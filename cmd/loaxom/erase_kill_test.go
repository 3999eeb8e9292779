package main

import (
	"bytes"
	"context"
	"flag"
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
	"loaxom/internal/channel/telegram"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/commune"
	"loaxom/internal/config"
	"loaxom/internal/failpoint"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
	"loaxom/internal/outbox"
	"loaxom/internal/review"
)

var eraseKills = flag.Int("erasekills", 10, "how many erasures TestEraseKills kills the real process in")

// erasers are residents who have everything erased by a serve that is killed in the middle of it.
type erasers struct {
	t      *testing.T
	srv    *telegramtest.Server
	dir    string
	p      *process
	died   chan struct{}
	plan   string
	chats  []int64
	deaths map[string]int // by place; "" are those at random times
	found  map[int]int    // of the resident's things after a death, how often so many
	logs   strings.Builder
}

func (w *erasers) file() string { return filepath.Join(w.dir, "data", "loaxom.db") }

// start starts serve, which dies at a place for the n-th time; without a place it does not.
func (w *erasers) start(place string, n int) {
	env := ""
	if w.plan = place; place != "" {
		env = fmt.Sprintf("LOAXOM_FAILPOINT=%s:%d", place, n)
	}
	p := serveIn(w.t, w.dir, w.srv.Token(), env)
	died := make(chan struct{})
	go func() { _ = p.cmd.Wait(); close(died) }() // killed, as it should be
	w.p, w.died = p, died
}

// stop ends serve as its operator does.
func (w *erasers) stop() {
	w.t.Helper()
	if err := w.p.cmd.Process.Signal(os.Interrupt); err != nil {
		w.t.Fatal(err)
	}
	<-w.died
	w.logs.WriteString(w.p.log.String())
}

// until waits for something to be so. When serve dies meanwhile, what it has left is looked at, and it is started
// again for good.
func (w *erasers) until(chat int64, what string, ready func() bool) {
	w.t.Helper()
	for begun := time.Now(); !ready(); time.Sleep(3 * time.Millisecond) {
		select {
		case <-w.died:
			w.logs.WriteString(w.p.log.String())
			w.deaths[w.plan]++
			w.found[w.things(chat)]++
			w.start("", 0)
		default:
		}
		if time.Since(begun) > time.Minute {
			w.t.Fatalf("chat %d: %s does not come\n%s\n%s", chat, what, texts(w.srv, chat), w.p.log.String())
		}
	}
}

func (w *erasers) says(chat int64, text, answer string) {
	w.t.Helper()
	before := strings.Count(texts(w.srv, chat), answer)
	w.srv.Say(chat, text)
	w.until(chat, answer, func() bool { return strings.Count(texts(w.srv, chat), answer) > before })
}

// tap presses the newest button with a label, as soon as there is one.
func (w *erasers) tap(chat int64, label string) {
	w.t.Helper()
	pressed := false
	w.until(chat, "the button "+label, func() bool {
		if !pressed {
			_, pressed = w.srv.Tap(chat, label)
		}
		return pressed
	})
}

// words are what a resident wrote: a report that was not sent, and one that was.
func words(chat int64) []string {
	n := chat % 10_000 // a longer number would be masked
	return []string{fmt.Sprintf("lời chưa gửi %d", n), fmt.Sprintf("cống nhà số %d", n)}
}

// allThings is how many things each has: what words are of, news, and a question for staff.
const allThings = 4

// read opens the store of a serve that is not running.
func (w *erasers) read(do func(db *boltkv.DB)) {
	w.t.Helper()
	db, err := boltkv.Open(w.file(), boltkv.Options{})
	if err != nil {
		w.t.Fatal(err)
	}
	defer db.Close()
	do(db)
}

// rows are those of the store in which a word stands.
func (w *erasers) rows(db *boltkv.DB, word string) (found []string) {
	w.t.Helper()
	tables, err := db.Count(context.Background())
	if err == nil {
		err = db.View(context.Background(), func(r kv.Reader) error {
			for table := range tables {
				err := r.Scan(table, nil, nil, func(key, value []byte) error {
					if bytes.Contains(key, []byte(word)) || bytes.Contains(value, []byte(word)) {
						found = append(found, fmt.Sprintf("%s: %.80q %.200q", table, key, value))
					}
					return nil
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return found
}

// things is how many things of a resident the store holds after a death: all of them or none.
func (w *erasers) things(chat int64) (n int) {
	w.t.Helper()
	var left []string
	w.read(func(db *boltkv.DB) {
		for _, word := range words(chat) {
			if rows := w.rows(db, word); len(rows) > 0 {
				n++
				left = append(left, rows...)
			}
		}
		err := db.View(context.Background(), func(r kv.Reader) error {
			to, err := address.Find(r, telegram.Name, fmt.Sprint(chat))
			if err != nil {
				return nil // it is gone
			}
			s, _, err := audience.Of(r, to.ID)
			if s.Active() {
				n++
				left = append(left, "news")
			}
			waits := false // for the answer to a question, whose words are nobody's
			if err == nil {
				err = review.About(r, to.ID, func(string, ...any) { waits = true })
			}
			if waits {
				n++
				left = append(left, "a question")
			}
			return err
		})
		if err != nil {
			w.t.Fatal(err)
		}
	})
	if n != 0 && n != allThings {
		w.t.Errorf("after a death at %q chat %d is half erased: %d of %d things are left: %q", w.plan, chat, n, allThings, left)
	}
	return n
}

// plant gives everybody news, a question that waits and a report that is over, in a store that nobody serves.
func (w *erasers) plant() {
	w.t.Helper()
	ctx, log, now := context.Background(), slog.New(slog.DiscardHandler), time.Now
	w.read(func(db *boltkv.DB) {
		seal, err := feedback.SealOf(ctx, db, config.Store{Path: w.file()}.Seal(), false)
		if err != nil {
			w.t.Fatal(err)
		}
		desk := feedback.New(db, feedback.Config{
			Box: outbox.New(db, nil, outbox.Config{}, now, log), Seal: seal,
			Category:   func(id string) (feedback.Category, bool) { return feedback.Category{ID: id, Days: 5}, true },
			Hamlet:     func(commune.HamletID) string { return "Xóm 1" },
			WorkingDay: func(from time.Time, n int) time.Time { return from.AddDate(0, 0, n) },
			Say:        func(id string, _ map[string]any) string { return id },
		}, now, log)
		chair := commune.Actor{Staff: "s-chu", Role: commune.Chair}
		for _, chat := range w.chats {
			err := db.Update(ctx, func(tx kv.Tx) error {
				to, err := address.Find(tx, telegram.Name, fmt.Sprint(chat))
				if err != nil {
					return err
				}
				by := commune.Actor{Address: string(to.ID), Role: commune.Resident}
				if err := audience.Subscribe(tx, by, audience.Wish{Hamlets: []commune.HamletID{"xom-1"}}, "đồng ý nhận tin", now()); err != nil {
					return err
				}
				if err := review.Ask(tx, review.Wording{Text: fmt.Sprintf("qzxv%dw", chat%10_000), Reason: review.None}, to.ID, "", now()); err != nil {
					return err
				}
				id, err := desk.Open(tx, by, fmt.Sprint("once ", chat%1000), feedback.Draft{Category: feedback.Other, Hamlet: "xom-1", Text: words(chat)[1]}, now())
				if err != nil {
					return err
				}
				return desk.Refuse(tx, chair, id, "không rõ", now())
			})
			if err != nil {
				w.t.Fatal(err)
			}
		}
	})
}

// A serve that is killed in the middle of an erasure has erased everything or nothing, in whatever room; the next
// one brings it to its end by itself, and the resident is told. -erasekills more of them.
func TestEraseKills(t *testing.T) {
	srv := telegramtest.New(t, telegramtest.WithJudge(telegramtest.Off))
	base := srv.Listen()
	w := &erasers{t: t, srv: srv, deaths: map[string]int{}, found: map[int]int{},
		dir: deploy(t, base, "[[hamlet]]\nid = \"xom-1\"\nname = \"Xóm 1\"\n")}
	w.start("", 0)
	for i := range *eraseKills {
		chat := int64(5_551_234_000 + i)
		w.chats = append(w.chats, chat)
		srv.User(chat)
		w.says(chat, "/phananh", "muốn phản ánh việc gì")
		w.says(chat, "việc khác", "ở xóm nào")
		w.says(chat, "Xóm 1", "kể giúp")
		w.says(chat, words(chat)[0], "Đủ rồi thì chọn Tiếp")
	}
	w.stop()
	w.plant()

	places := failpoint.Erasure()
	for i, chat := range w.chats {
		random := mrand.New(mrand.NewPCG(*killSeed, uint64(i)))
		if n := w.things(chat); n != allThings {
			t.Fatalf("chat %d has %d things: the test shows nothing", chat, n)
		}
		place, times := "", 1
		if at := i % (len(places) + 1); at < len(places) {
			if place = places[at]; !strings.HasPrefix(place, "privacy.") {
				times += random.IntN(2)
			}
		}
		w.start(place, times)
		w.says(chat, "/xoa", "Xóa rồi không lấy lại được")
		w.tap(chat, "Xóa hết")
		if place == "" { // at a random time
			time.Sleep(time.Duration(random.IntN(60)) * time.Millisecond)
			_ = w.p.cmd.Process.Kill()
			<-w.died
			seen := w.deaths[""]
			w.until(chat, "the death is seen", func() bool { return w.deaths[""] > seen })
		}
		told := func() int { return strings.Count(texts(srv, chat), "Đã xóa.") }
		w.until(chat, "the last words", func() bool { return told() > 0 })
		if w.plan != "" { // it dies after them
			select {
			case <-w.died:
				w.until(chat, "the next start", func() bool { return w.plan == "" })
			case <-time.After(30 * time.Second):
			}
		}
		if w.plan != "" {
			t.Errorf("nothing died at %s", place)
		}
		w.stop()
		if n := w.things(chat); n != 0 {
			t.Errorf("chat %d was told that all is erased, and has %d things", chat, n)
		}
		if n := told(); n > 2 {
			t.Errorf("chat %d was told %d times", chat, n)
		}
	}

	// What is left of them is brought to its end by the next start.
	var rest []string
	for range 6 {
		w.start("", 0)
		time.Sleep(3 * time.Second)
		w.stop()
		rest = nil
		w.read(func(db *boltkv.DB) {
			for _, chat := range w.chats {
				rest = append(rest, w.rows(db, fmt.Sprint(chat))...)
			}
		})
		if len(rest) == 0 {
			break
		}
	}
	if len(rest) > 0 {
		t.Errorf("%d rows name somebody who was erased: %v", len(rest), rest[:min(len(rest), 5)])
	}
	t.Logf("%d erasures: deaths by place %v; things left after a death: %v", len(w.chats), w.deaths, w.found)
	if w.found[0] == 0 || w.found[allThings] == 0 {
		t.Error("no death came before an erasure, or none after: this tries nothing")
	}
	if logged := w.logs.String(); strings.Contains(logged, "lời chưa gửi") || strings.Contains(logged, "5551234") || strings.Contains(logged, strings.Split(srv.Token(), ":")[1]) {
		t.Error("a resident's words, their chat or the token are in the log")
	}
}
