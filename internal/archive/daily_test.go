package archive

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/kv/boltkv"
)

// watch is the daily backup of a house on a clock that a test may move.
type watch struct {
	house
	dir   string
	log   diary
	shift atomic.Int64 // a time.Duration by which its clock is wrong
	db    *boltkv.DB
	d     *Daily
	stop  func()
}

// diary is a log that is read while it is written.
type diary struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (d *diary) Write(b []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.text.Write(b)
}

func (d *diary) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.text.String()
}

func newWatch(t testing.TB) *watch {
	w := &watch{house: newHouse(t)}
	w.dir = filepath.Join(filepath.Dir(filepath.Dir(w.at.Store)), "backup")
	return w
}

func (w *watch) now() time.Time { return time.Now().Add(time.Duration(w.shift.Load())) }

// run starts it at such a clock.
func (w *watch) run(keep int) {
	w.t.Helper()
	var err error
	w.db, err = boltkv.Open(w.at.Store, boltkv.Options{})
	w.ok(err)
	k := w.keeper(w.db)
	k.now = w.now
	log := slog.New(slog.NewTextHandler(&w.log, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
	w.d = NewDaily(k, Schedule{Dir: w.dir, At: Clock{Hour: 2}, Zone: zone, Keep: keep}, w.now, func() string { return fmt.Sprint("id-", w.at.Store) }, log)
	life, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.d.Run(life) }()
	w.stop = func() {
		cancel()
		w.ok(<-done)
		w.ok(w.db.Close())
	}
}

// made lists the backups in the folder by the day and hour in their names.
func (w *watch) made() (list []string) {
	w.t.Helper()
	all, err := os.ReadDir(w.dir)
	if err != nil && !os.IsNotExist(err) {
		w.t.Fatal(err)
	}
	for _, d := range all {
		if at := stamped(d.Name(), zone); at != nil {
			list = append(list, at.Format("02T15:04"))
		}
	}
	return list
}

func (w *watch) want(when string, list ...string) {
	w.t.Helper()
	synctest.Wait()
	if got := w.made(); !slices.Equal(got, list) {
		w.t.Errorf("%s: %v instead of %v", when, got, list)
	}
}

// sleepTo sleeps until that moment of the commune's clock, in January 2000.
func (w *watch) sleepTo(date, hour, minute int) {
	time.Sleep(time.Date(2000, 1, date, hour, minute, 0, 0, zone).Sub(w.now()))
}

func TestTheDailyBackupSurvivesRestartsAndOutages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // begins on 1/1/2000 at 07:00 of the commune's clock
		w := newWatch(t)
		w.run(14)
		w.want("at the first start", "01T07:00")
		w.sleepTo(2, 1, 59)
		w.want("before the hour", "01T07:00")
		w.sleepTo(2, 2, 1)
		w.want("at the hour", "01T07:00", "02T02:00")
		w.stop()
		w.run(14)
		w.sleepTo(2, 23, 0)
		w.want("a restart makes none", "01T07:00", "02T02:00")
		w.stop()
		w.sleepTo(5, 9, 30)
		w.run(14)
		time.Sleep(time.Minute)
		w.want("an outage of three days is made up for once", "01T07:00", "02T02:00", "05T09:30")
		w.sleepTo(6, 2, 1)
		w.want("and the next comes at its hour", "01T07:00", "02T02:00", "05T09:30", "06T02:00")
		if s := w.d.Status(); s.Trouble(w.now()) != "" || s.Bytes == 0 || s.Fails != 0 {
			t.Errorf("%+v", s)
		}
		w.stop()
	})
}

func TestADailyBackupThroughClockJumps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWatch(t)
		w.run(14)
		w.sleepTo(2, 3, 0)
		w.want("first", "01T07:00", "02T02:00")
		w.shift.Store(int64(60 * 24 * time.Hour)) // the clock is two months ahead
		time.Sleep(time.Minute)
		jumped := append([]string{"01T07:00", "02T02:00"}, "02T03:00")
		w.want("ahead", jumped...)
		time.Sleep(time.Hour)
		w.want("only once", jumped...)
		w.shift.Store(0) // and is put right
		w.sleepTo(2, 5, 0)
		if n := len(w.made()); n != 4 {
			t.Errorf("put right: %v", w.made())
		}
		w.sleepTo(3, 2, 1)
		if n := len(w.made()); n != 5 {
			t.Errorf("and the next day: %v", w.made())
		}
		w.shift.Store(int64(-time.Hour)) // an hour back: the same two o'clock comes again
		w.sleepTo(3, 3, 0)
		if n := len(w.made()); n != 5 {
			t.Errorf("an hour back: %v", w.made())
		}
		w.stop()
	})
}

func TestTheNewestAreKeptAndNothingElseIsTouched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWatch(t)
		w.run(3)
		synctest.Wait()
		byHand := filepath.Join(w.dir, "loaxom-1999-01-01T02-00-00.tar.gz") // named like one, made by hand
		_, err := w.d.keeper.Make(ctx, byHand)
		w.ok(err)
		renamed := filepath.Join(w.dir, "giu-lai.tar.gz")
		first, err := filepath.Glob(filepath.Join(w.dir, "loaxom-2000*"))
		w.ok(err)
		raw, err := os.ReadFile(first[0])
		w.ok(err)
		w.ok(os.WriteFile(renamed, raw, 0o600))
		other := newWatch(t) // another commune that uses the same folder
		other.dir = w.dir
		other.shift.Store(int64(-time.Minute)) // its files have other names
		other.run(3)
		synctest.Wait()
		w.ok(os.WriteFile(filepath.Join(w.dir, "loaxom-1999-01-02T02-00-00.tar.gz"), []byte("no archive"), 0o600))
		w.ok(os.Mkdir(filepath.Join(w.dir, "loaxom-1999-01-03T02-00-00.tar.gz"), 0o700))
		half := filepath.Join(w.dir, "loaxom-1999-12-31T02-00-00.tar.gz.part-123")
		w.ok(os.WriteFile(half, []byte("half"), 0o600))
		w.ok(os.Chtimes(half, w.now().Add(-2*time.Hour), w.now().Add(-2*time.Hour)))
		time.Sleep(10 * 24 * time.Hour)
		w.stop()
		other.stop()
		var ours, theirs int
		for _, stamp := range w.made() {
			if strings.HasSuffix(stamp, ":00") {
				ours++
			} else {
				theirs++
			}
		}
		// Ours: three and the file, the folder and the backup by hand of 1999.
		if ours != 3+3 || theirs != 3 {
			t.Errorf("%d of ours and %d of theirs are left: %v", ours, theirs, w.made())
		}
		for _, name := range []string{byHand, renamed} {
			if _, err := os.Stat(name); err != nil {
				t.Errorf("%v", err)
			}
		}
		if _, err := os.Stat(half); err == nil {
			t.Error("what was left half written is still there")
		}
	})
}

func TestAFailingDailyBackupIsTriedAgainAndBecomesAnAlarm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWatch(t)
		w.ok(os.MkdirAll(filepath.Dir(w.dir), 0o700))
		w.ok(os.WriteFile(w.dir, nil, 0o600)) // a file where the folder is to be
		w.run(14)
		time.Sleep(47 * time.Hour)
		if s := w.d.Status(); s.Trouble(w.now()) != "" || s.Fails < 90 || s.Fails > 96 {
			t.Errorf("after 47 hours: %+v, %q", s, s.Trouble(w.now()))
		}
		time.Sleep(26 * time.Hour)
		if line := w.d.Status().Trouble(w.now()); !strings.Contains(line, "none for 73 hours") || !strings.Contains(line, "backup.dir") {
			t.Errorf("%q", line)
		}
		if n := strings.Count(w.log.String(), "older than 48 hours"); n != 2 {
			t.Errorf("%d alarms in 73 hours", n)
		}
		w.ok(os.Remove(w.dir))
		time.Sleep(time.Hour)
		if s := w.d.Status(); s.Trouble(w.now()) != "" || s.Failed != "" || len(w.made()) != 1 {
			t.Errorf("with a folder: %+v, %v", s, w.made())
		}
		w.stop()
	})
}

func TestClocks(t *testing.T) {
	for text, want := range map[string]Clock{"02:00": {2, 0}, "23:59": {23, 59}, "00:00": {}} {
		if got, err := ParseClock(text); err != nil || got != want {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "2:00", "24:00", "25:00", "02:60", "2h", "02:00:00", "-1:00"} {
		if got, err := ParseClock(text); err == nil {
			t.Errorf("%q reads as %v", text, got)
		}
	}
}
