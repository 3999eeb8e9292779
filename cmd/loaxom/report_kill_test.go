package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"log/slog"
	mrand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/blob"
	"loaxom/internal/channel/telegram"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/commune"
	"loaxom/internal/config"
	"loaxom/internal/failpoint"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
	"loaxom/internal/picture"
)

// reporters are residents who report something with three pictures to a serve that is killed again and again.
type reporters struct {
	t      *testing.T
	srv    *telegramtest.Server
	dir    string
	random *mrand.Rand
	places []string
	chats  map[int64][]string // hashes of the pictures that each has sent
	p      *process
	died   chan struct{}
	deaths int
	byName map[string]int // deaths by place; "" are those at random times
	plan   string
	logs   strings.Builder
}

// start starts serve, which will die at a named place or at a random time as long as deaths are wanted.
func (w *reporters) start(deadly bool) {
	env, wait := "", time.Duration(0)
	if w.plan = ""; deadly && w.random.IntN(4) > 0 {
		w.plan = w.places[(w.deaths)%len(w.places)]
		env = fmt.Sprintf("LOAXOM_FAILPOINT=%s:%d", w.plan, 1+w.random.IntN(5))
	} else if deadly {
		wait = time.Duration(800+w.random.IntN(1500)) * time.Millisecond
	}
	p := serveIn(w.t, w.dir, w.srv.Token(), env)
	died := make(chan struct{})
	go func() { _ = p.cmd.Wait(); close(died) }() // killed, as it should be
	if wait > 0 {
		time.AfterFunc(wait, func() { _ = p.cmd.Process.Kill() })
	}
	w.p, w.died = p, died
}

// until waits for something to be so, starting serve again whenever it has died.
func (w *reporters) until(what string, ready func() bool) {
	w.t.Helper()
	for begun := time.Now(); !ready(); time.Sleep(3 * time.Millisecond) {
		select {
		case <-w.died:
			w.deaths++
			w.byName[w.plan]++
			w.logs.WriteString(w.p.log.String())
			w.whole()
			w.start(w.deaths < *kills)
		default:
		}
		if time.Since(begun) > 2*time.Minute {
			w.t.Fatalf("%s does not come\n%s", what, w.p.log.String())
		}
	}
}

// whole sees to it that what the store holds after a death is whole: each resident has a case with all three
// pictures, or none; and each picture that a record names is there.
func (w *reporters) whole() map[int64][]feedback.Case {
	w.t.Helper()
	file := filepath.Join(w.dir, "data", "loaxom.db")
	db, err := boltkv.Open(file, boltkv.Options{})
	if err != nil {
		w.t.Fatal(err)
	}
	defer db.Close()
	seal, err := feedback.SealOf(context.Background(), db, config.Store{Path: file}.Seal(), false)
	if err != nil {
		w.t.Fatal(err)
	}
	desk := feedback.New(db, feedback.Config{Seal: seal}, time.Now, slog.New(slog.DiscardHandler))
	files, found := blob.Open(config.Store{Path: file}.Attachments()), map[int64][]feedback.Case{}
	err = db.View(context.Background(), func(r kv.Reader) error {
		for chat, want := range w.chats {
			to, err := address.Find(r, telegram.Name, fmt.Sprint(chat))
			if err != nil {
				continue // not met yet
			}
			list, err := desk.Mine(r, commune.Actor{Address: string(to.ID), Role: commune.Resident})
			if err != nil {
				return err
			}
			found[chat] = list
			for _, c := range list {
				var got []string
				for _, f := range c.Files {
					got = append(got, f.Hash)
				}
				if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
					w.t.Errorf("death %d (%s): case %s has %d pictures of %d", w.deaths, w.plan, c.ID, len(got), len(want))
				}
			}
		}
		return feedback.Files(r, func(hash string) error {
			if _, err := files.Get(hash); err != nil {
				w.t.Errorf("death %d (%s): a picture that is named is not there: %v", w.deaths, w.plan, err)
			}
			return nil
		})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return found
}

// shot is a picture like no other: one that was kept before would not be written again.
func (w *reporters) shot(chat int64, n int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 16, 16))
	for i := range 256 {
		img.Set(i%16, i/16, color.RGBA{uint8(chat), uint8(chat >> 8), uint8(40 * n), 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		w.t.Fatal(err)
	}
	clean, _, err := picture.Clean(b.Bytes())
	if err != nil {
		w.t.Fatal(err)
	}
	w.chats[chat] = append(w.chats[chat], blob.Hash(clean))
	return b.Bytes()
}

// tap presses the newest button with a label, as soon as there is one.
func (w *reporters) tap(chat int64, label string) {
	w.t.Helper()
	pressed := false
	w.until(fmt.Sprintf("chat %d: the button %q", chat, label), func() bool {
		if !pressed {
			_, pressed = w.srv.Tap(chat, label)
		}
		return pressed
	})
}

// report goes the whole way, whatever happens to serve meanwhile.
func (w *reporters) report(chat int64) {
	w.t.Helper()
	w.srv.User(chat)
	w.srv.Say(chat, "mặt đường lồi lõm nhiều ổ gà quá")
	says := func(words string) func() bool {
		return func() bool { return strings.Contains(texts(w.srv, chat), words) }
	}
	w.until("the talk", says("Đủ rồi thì chọn Tiếp"))
	for n := range 3 {
		w.srv.Photo(chat, "", w.shot(chat, n), telegramtest.With(fmt.Sprintf(`"media_group_id":"%d"`, chat)))
	}
	w.until("the first picture", says("1 ảnh"))
	w.tap(chat, "Tiếp")
	w.tap(chat, "Bỏ qua")
	w.tap(chat, "Không ghi tên")
	w.until("all pictures", says("3 ảnh"))
	w.tap(chat, "Gửi")
	w.until("the code", says("Mã: PA-"))
}

// A serve that is killed at every step of taking a report with three pictures holds the whole case or none of it,
// loses nothing that was sent, makes no second case, and has no picture that nothing names after the next start.
// -kills more of them.
func TestReportKills(t *testing.T) {
	srv := telegramtest.New(t, telegramtest.WithJudge(telegramtest.Off))
	base := srv.Listen()
	w := &reporters{t: t, srv: srv, dir: deploy(t, base, ""), random: mrand.New(mrand.NewPCG(*killSeed, 41)),
		places: failpoint.Report(), chats: map[int64][]string{}, byName: map[string]int{}}
	w.start(true)
	chat := int64(1000)
	for w.deaths < *kills {
		chat++
		w.report(chat)
	}
	// The last ones that died leave something behind; what nothing names goes with the next start.
	_ = w.p.cmd.Process.Kill()
	<-w.died
	found := w.whole()
	for chat := range w.chats {
		if len(found[chat]) != 1 {
			t.Errorf("chat %d has %d cases", chat, len(found[chat]))
		}
		if n := strings.Count(texts(srv, chat), "Mã: PA-"); n > 2 {
			t.Errorf("chat %d was told of its case %d times", chat, n)
		}
	}
	named := map[string]bool{}
	for _, hashes := range w.chats {
		for _, h := range hashes {
			named[h] = true
		}
	}
	files := blob.Open(filepath.Join(w.dir, "data", "blob"))
	if _, err := files.Put([]byte("%PDF-1.7 what a process that died was about to name")); err != nil {
		t.Fatal(err)
	}
	left := func() (list []string) {
		_ = files.Each(func(hash string) error { list = append(list, hash); return nil })
		return list
	}
	orphans := len(left()) - len(named)
	w.start(false)
	for begun := time.Now(); len(left()) > len(named) && time.Since(begun) < 30*time.Second; time.Sleep(20 * time.Millisecond) {
	}
	if err := w.p.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	<-w.died
	for _, h := range left() {
		if !named[h] {
			t.Errorf("nothing names %.12s, and it is still there", h)
		}
	}
	if n := len(left()); n != len(named) {
		t.Errorf("%d files of %d pictures", n, len(named))
	}
	t.Logf("%d kills, %d reports with three pictures: deaths by place %v; %d files that nothing named went with the next start", w.deaths, len(w.chats), w.byName, orphans)
	if strings.Contains(w.logs.String(), "ổ gà") || strings.Contains(w.logs.String(), strings.Split(srv.Token(), ":")[1]) {
		t.Error("a resident's words or the token are in the log")
	}
}
