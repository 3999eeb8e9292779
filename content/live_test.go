package content

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// kept is a Keep in memory that can be broken.
type kept struct {
	mu      sync.Mutex
	overlay []byte
	puts    int
	broken  error
}

func (k *kept) count() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.puts
}

func (k *kept) breakNow() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.broken = errors.New("disk full")
}

func (k *kept) Put(_ context.Context, overlay []byte) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.broken != nil {
		return k.broken
	}
	k.puts++
	k.overlay = bytes.Clone(overlay)
	return nil
}

func (k *kept) Get(context.Context) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return bytes.Clone(k.overlay), k.broken
}

// safeBuffer is a log that may be read while it is written to.
type safeBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// stage is an overlay folder with a Live above it, in simulated time.
type stage struct {
	t    *testing.T
	dir  string
	keep *kept
	log  *safeBuffer
	live *Live
	seen atomic.Int32 // libraries that were prepared
}

func newStage(t *testing.T, dir string, keep *kept) *stage {
	t.Helper()
	s := &stage{t: t, dir: dir, keep: keep, log: &safeBuffer{}}
	s.live = newLive(t.Context(), LiveConfig{Dir: dir, Keep: keep, Log: slog.New(slog.NewTextHandler(s.log, nil)), Now: written,
		Prepare: func(l *Library) {
			if l == nil {
				t.Error("nil was prepared")
			}
			s.seen.Add(1)
		}}, bare())
	go s.live.Run(t.Context())
	return s
}

// write writes a file of the overlay in one go, later in time than the one before it.
func (s *stage) write(name, text string) {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

// pass lets simulated time pass, and the work that hangs on it.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (s *stage) address() string {
	p, _ := s.live.Current().Place("trung-tam")
	return p.Address
}

func placeFile(address string) string {
	return "name = \"Một cửa\"\nplain = \"một cửa\"\naddress = \"" + address + "\"\n"
}

const desk1 = "place/trung-tam.toml"

func TestAGoodChangeIsLiveWithinThreeSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, t.TempDir(), &kept{})
		pass(5500 * time.Millisecond)
		if s.address() != "" || s.live.Trouble() != "" || s.seen.Load() != 1 {
			t.Fatalf("an empty overlay: %q, %q, %d", s.address(), s.live.Trouble(), s.seen.Load())
		}
		s.write(desk1, placeFile("Xóm 1"))
		pass(600 * time.Millisecond)
		if s.address() != "" {
			t.Error("a change was taken before it rested")
		}
		pass(2400 * time.Millisecond)
		if s.address() != "Xóm 1" || s.live.Trouble() != "" || s.seen.Load() != 2 {
			t.Errorf("after 3 s %q, %q, %d", s.address(), s.live.Trouble(), s.seen.Load())
		}
		if !strings.Contains(s.log.String(), "the overlay is live") || !strings.Contains(s.log.String(), "files=1") {
			t.Errorf("the log says nothing of it:\n%s", s.log)
		}
		pass(time.Minute)
		if s.seen.Load() != 2 || s.keep.count() != 2 {
			t.Errorf("without a change %d libraries, %d kept", s.seen.Load(), s.keep.count())
		}
		if err := os.Remove(filepath.Join(s.dir, desk1)); err != nil {
			t.Fatal(err)
		}
		pass(3 * time.Second)
		if s.address() != "" {
			t.Error("a file that was taken away still counts")
		}
	})
}

func TestAChangeThatIsStillBeingWrittenWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, t.TempDir(), &kept{})
		whole := placeFile("Xóm 1") + strings.Repeat("# ghi chú\n", 10)
		for n := 10; n < len(whole); n += 20 { // each half second a little more: broken TOML on the way
			s.write(desk1, whole[:n])
			pass(500 * time.Millisecond)
		}
		if s.seen.Load() != 1 || s.live.Trouble() != "" || strings.Contains(s.log.String(), "ERROR") {
			t.Errorf("a half-written file was read: %d, %q\n%s", s.seen.Load(), s.live.Trouble(), s.log)
		}
		s.write(desk1, whole)
		pass(3 * time.Second)
		if s.address() != "Xóm 1" {
			t.Errorf("when it rests %q, %q", s.address(), s.live.Trouble())
		}
	})
}

func TestNewsOfTheOverlayIsLive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, t.TempDir(), &kept{})
		const notice = goodNotice
		s.write("bulletin/tin-xa.toml", notice)
		pass(3 * time.Second)
		if _, ok := s.live.Current().Bulletin("tin-xa"); !ok {
			t.Fatalf("the bulletin is not live: %q", s.live.Trouble())
		}
		s.write("bulletin/tin-xa.toml", strings.Replace(notice, "2027-01-18", "2027-01-04", 1))
		pass(3 * time.Second)
		want := filepath.Join(s.dir, "bulletin/tin-xa.toml") + ":5: 2027-01-04 does not come after 2027-01-04"
		if !strings.Contains(s.live.Trouble(), want) {
			t.Errorf("trouble %q, want %q", s.live.Trouble(), want)
		}
		if b, ok := s.live.Current().Bulletin("tin-xa"); !ok || len(b.Dates) != 2 || b.Dates[1].String() != "2027-01-18" {
			t.Errorf("the good bulletin is gone: %+v", b)
		}
		s.write("series/rieng.toml", goodSeries)
		s.write("bulletin/tin-xa.toml", strings.NewReplacer("dates = [2027-01-04, 2027-01-18]\nat = \"07:30\"\n", "series = \"rieng\"\nturn = 1\n",
			"topic = \"thue-phi\"\n", "", "late_hours = 24\n", "").Replace(notice))
		pass(3 * time.Second)
		if b, ok := s.live.Current().NextBulletin("rieng", 0, written(), false); !ok || b.Topic != "cchc" || s.live.Trouble() != "" {
			t.Errorf("the series of the overlay gives %+v, trouble %q", b, s.live.Trouble())
		}
	})
}

func TestABadChangeIsRefusedWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, t.TempDir(), &kept{})
		s.write(desk1, placeFile("Xóm 1"))
		pass(3 * time.Second)
		good := s.live.Current()

		s.write(desk1, placeFile("Xóm 2"))
		s.write("place/moi.toml", "name = \"X\"\n\nfax = \"1\"\n")
		pass(3 * time.Second)
		if s.live.Current() != good {
			t.Error("the good half of a bad change was taken")
		}
		where := filepath.Join(s.dir, "place/moi.toml") + ":3: unknown key"
		for _, said := range []string{s.live.Trouble(), s.log.String()} {
			if !strings.Contains(said, filepath.Join(s.dir, "place/moi.toml")) {
				t.Errorf("no file and line in %q", said)
			}
		}
		if !strings.Contains(s.log.String(), where) {
			t.Errorf("no %q in\n%s", where, s.log)
		}
		lines := strings.Count(s.log.String(), "\n")
		pass(time.Minute)
		if strings.Count(s.log.String(), "\n") != lines {
			t.Error("the same fault is logged again and again")
		}
		s.write("place/moi.toml", "name = \"X\"\nplain = \"x\"\n")
		pass(3 * time.Second)
		if s.address() != "Xóm 2" || s.live.Trouble() != "" {
			t.Errorf("after the correction %q, %q", s.address(), s.live.Trouble())
		}
	})
}

func TestTheLastGoodContentStaysOverARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir, keep := t.TempDir(), &kept{}
		s := newStage(t, dir, keep)
		s.write(desk1, placeFile("Xóm 1"))
		pass(3 * time.Second)
		s.write(desk1, "address = \"half")

		again := newStage(t, dir, keep)
		if again.address() != "Xóm 1" || again.seen.Load() != 1 {
			t.Errorf("after the restart %q, %d", again.address(), again.seen.Load())
		}
		if !strings.Contains(again.live.Trouble(), desk1+":1") || !strings.Contains(again.log.String(), "last good") {
			t.Errorf("it is not said: %q\n%s", again.live.Trouble(), again.log)
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		gone := newStage(t, dir, keep)
		if gone.address() != "Xóm 1" || !strings.Contains(gone.live.Trouble(), "cannot be read") {
			t.Errorf("with the folder gone %q, %q", gone.address(), gone.live.Trouble())
		}
		gone.write(desk1, placeFile("Xóm 9"))
		pass(3 * time.Second)
		if gone.address() != "Xóm 9" || gone.live.Trouble() != "" {
			t.Errorf("with the folder back %q, %q", gone.address(), gone.live.Trouble())
		}
	})
}

func TestWithoutAnythingGoodTheEmbeddedContentIsServed(t *testing.T) {
	for _, c := range []struct {
		name string
		keep *kept
	}{
		{"nothing was kept", &kept{}},
		{"what was kept does not read", &kept{overlay: []byte("no archive")}},
		{"what was kept has keys that this program does not know", &kept{overlay: mustPack(t, map[string]string{desk1: "fax = 1\n"})}},
		{"the store is broken", &kept{broken: errors.New("disk full")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, filepath.Join(t.TempDir(), "absent"), c.keep)
				if len(s.live.Current().Places()) < 10 || s.address() != "" {
					t.Errorf("%d offices, %q", len(s.live.Current().Places()), s.address())
				}
				if s.live.Trouble() == "" || !strings.Contains(s.log.String(), "the embedded content is served") {
					t.Errorf("it is not said: %q\n%s", s.live.Trouble(), s.log)
				}
			})
		})
	}
}

func TestLiveServesWhatTheProgramShips(t *testing.T) {
	live := NewLive(t.Context(), LiveConfig{})
	if n := len(live.Current().Entries()); n < 40 || live.Trouble() != "" {
		t.Errorf("%d entries, %q", n, live.Trouble())
	}
}

func mustPack(t *testing.T, files map[string]string) []byte {
	t.Helper()
	l := &layer{files: map[string][]byte{}}
	for name, text := range files {
		l.files[name] = []byte(text)
	}
	packed, err := pack(l)
	if err != nil {
		t.Fatal(err)
	}
	return packed
}

func TestAnOverlayThatCannotBeKeptIsLiveAndSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir, keep := t.TempDir(), &kept{}
		s := newStage(t, dir, keep)
		keep.breakNow()
		s.write(desk1, placeFile("Xóm 1"))
		pass(3 * time.Second)
		if s.address() != "Xóm 1" || !strings.Contains(s.live.Trouble(), "could not be kept for a restart: disk full") {
			t.Errorf("%q, %q", s.address(), s.live.Trouble())
		}
	})
}

func TestWithoutAnOverlayLiveOnlyWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keep := &kept{overlay: mustPack(t, map[string]string{desk1: placeFile("Xóm 1")})}
		s := newStage(t, "", keep)
		pass(time.Minute)
		if s.address() != "" || s.live.Trouble() != "" || s.seen.Load() != 1 {
			t.Errorf("%q, %q, %d", s.address(), s.live.Trouble(), s.seen.Load())
		}
	})
}

func TestPackIsTheSameForTheSameFiles(t *testing.T) {
	files := map[string]string{"a/b.toml": "x = 1\n", "c/d.toml": strings.Repeat("chữ ", 5000), "e/empty.toml": ""}
	one, two := mustPack(t, files), mustPack(t, files)
	if !bytes.Equal(one, two) {
		t.Error("two archives differ")
	}
	l, err := unpack("kept", one)
	if err != nil || len(l.files) != 3 {
		t.Fatal(err)
	}
	for name, text := range files {
		if string(l.files[name]) != text {
			t.Errorf("%s came back changed", name)
		}
	}
	for n := range len(one) {
		if l, err := unpack("kept", one[:n]); err == nil && len(l.files) == 3 {
			t.Fatalf("an archive cut at %d of %d reads", n, len(one))
		}
	}
	if _, err := unpack("kept", mustPack(t, map[string]string{"a/big.toml": strings.Repeat("x", maxFile+1)})); err == nil {
		t.Error("a file over the bounds was unpacked")
	}
}
