package app

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/audience"
	"loaxom/internal/blob"
	"loaxom/internal/channel/console"
	"loaxom/internal/commune"
	"loaxom/internal/config"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
)

var updateTalks = flag.Bool("update", false, "write what the program says now into the golden talks")

// talkBegins is when each golden talk begins, in the commune's time.
var talkBegins = time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("+07", 7*3600))

// talkConfig is the commune of the golden talks.
func talkConfig() config.Config {
	cfg := config.Default()
	cfg.Hamlets = []commune.Hamlet{{ID: "xom-dinh", Name: "Xóm Đình", Aliases: []string{"xóm Giữa"}}}
	for i := range 12 {
		cfg.Hamlets = append(cfg.Hamlets, commune.Hamlet{ID: commune.HamletID(fmt.Sprintf("xom-%d", i+1)), Name: fmt.Sprintf("Xóm %d", i+1)})
	}
	cfg.Offices = []commune.Office{{ID: "cong-an", Name: "Công an xã", Handles: []string{"an-ninh"}}, {ID: "van-hoa", Name: "Văn hóa - Xã hội", Handles: []string{"rac-thai", "den-duong", "duong-sa", "chinh-sach"}}, {ID: "trung-tam", Name: "Trung tâm Phục vụ hành chính công"}}
	return cfg
}

// Each file of testdata/talk is a talk with the whole program on a store in memory, in simulated time:
//
//	# a remark
//	> what somebody types
//	: a word to the terminal: ":as leader xom-1", ":clock +2d", ":restart", ":photo"
//	= somebody who receives news: "= resident @lan: xom-dinh cchc", the hamlets and topics behind the colon
//	+ a report that somebody sent: "+ resident @lan: rac-thai xom-3 tên=... sđt=... Rác đổ đầy mương", the category
//	  and the hamlet ("-": none) behind the colon, "ẩn-danh", a name and a phone number if need be, and the words
//	< what the program says; what it says to somebody else than the one who types has that person above it
//
// "{mã}" in a typed line is the invitation code that was shown last, "{khóa}" the tracking key. Written anew by
// go test ./internal/app -run Talks -update.
func TestTalks(t *testing.T) {
	files, err := filepath.Glob("testdata/talk/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no talks: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := playTalk(t, talkConfig(), string(want))
			if *updateTalks {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(want) {
				t.Errorf("the talk goes otherwise now (go test ./internal/app -run Talks -update writes it anew):\n%s", firstDifference(string(want), got))
			}
		})
	}
}

// page keeps what the terminal shows, one message an element.
type page struct {
	mu   sync.Mutex
	seen []string
}

func (p *page) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen = append(p.seen, strings.TrimRight(string(b), "\n"))
	return len(b), nil
}

// turn is what was shown since the last turn: first what is for the one who types, then what is for others.
func (p *page) turn() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	seen := p.seen
	p.seen = nil
	other := func(s string) string {
		if m := regexp.MustCompile(`^\(([a-z]+[^)]*)\)\n`).FindStringSubmatch(s); m != nil {
			return m[1]
		}
		return ""
	}
	sort.SliceStable(seen, func(i, j int) bool { return other(seen[i]) < other(seen[j]) })
	return seen
}

var (
	shownCode = regexp.MustCompile(`\b[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}\b`)
	shownKey  = regexp.MustCompile(`Khóa tra cứu: ([0-9A-Z]{4})`)
)

// playTalk talks the talk again and gives it back with what is said today.
func playTalk(t *testing.T, cfg config.Config, talk string) string {
	t.Helper()
	var out strings.Builder
	files := blob.Open(t.TempDir())
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(talkBegins))
		ctx := context.Background()
		var n, ahead atomic.Int64
		var p page
		db := memkv.New()
		seal, err := feedback.NewSeal([]byte("golden talks have one same key..")) // so that tracking keys stay the same
		if err != nil {
			t.Fatal(err)
		}
		var term *Terminal
		term = NewTerminal(cfg, World{
			Now: func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }, NewID: func() string { return fmt.Sprintf("id-%d", n.Add(1)) },
			Log: slog.New(slog.DiscardHandler), DB: db, Blobs: files, Seal: seal,
		}, &p, func(d time.Duration) { pass(term, d, &ahead) })
		if err := term.Start(ctx); err != nil {
			t.Fatal(err)
		}
		code, key := "", ""
		shown := func() {
			for _, said := range p.turn() {
				if c := shownCode.FindString(said); c != "" {
					code = c
				}
				if m := shownKey.FindStringSubmatch(said); m != nil {
					key = m[1]
				}
				out.WriteString("< " + strings.ReplaceAll(said, "\n", "\n  ") + "\n")
			}
		}
		for line := range strings.Lines(talk) {
			line = strings.TrimRight(line, "\n")
			switch {
			case strings.HasPrefix(line, ">"), strings.HasPrefix(line, ":"):
				time.Sleep(5 * time.Second)
				out.WriteString(line + "\n")
				typed := strings.TrimPrefix(strings.TrimPrefix(line, ">"), " ")
				if err := term.Do(ctx, strings.NewReplacer("{mã}", code, "{khóa}", key).Replace(typed)); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				shown()
			case strings.HasPrefix(line, "+"):
				time.Sleep(5 * time.Second)
				out.WriteString(line + "\n")
				if err := reports(ctx, term, db, strings.TrimPrefix(line, "+")); err != nil {
					t.Fatalf("%s: %v", line, err)
				}
				synctest.Wait()
				shown()
			case strings.HasPrefix(line, "="):
				out.WriteString(line + "\n")
				if err := receives(ctx, term, db, cfg, strings.TrimPrefix(line, "=")); err != nil {
					t.Fatalf("%s: %v", line, err)
				}
			case strings.HasPrefix(line, "#"), line == "":
				out.WriteString(line + "\n")
			}
		}
		if err := term.Stop(); err != nil {
			t.Errorf("the program ended with %v", err)
		}
	})
	return out.String()
}

// strides are what long times pass in: the clock jumps by one, less what the rooms then get to see to it.
const (
	stride = 10 * time.Minute
	looks  = 25 * time.Second
)

// pass lets time pass. In simulated time each look of each room at the clock is run, so a month of them would
// take minutes: what is long passes in strides, and ahead is by how much the clock is before the bubble's.
func pass(term *Terminal, d time.Duration, ahead *atomic.Int64) {
	for ; d > 2*stride; d -= stride {
		ahead.Add(int64(stride - looks))
		term.app.wake()
		time.Sleep(looks)
	}
	time.Sleep(d)
	synctest.Wait()
}

// receives makes somebody receive news, without the talk about it.
func receives(ctx context.Context, term *Terminal, db kv.DB, cfg config.Config, line string) error {
	who, what, _ := strings.Cut(line, ":")
	if err := term.As(ctx, strings.Fields(who)); err != nil {
		return err
	}
	var w audience.Wish
	for _, word := range strings.Fields(what) {
		if slices.ContainsFunc(cfg.Hamlets, func(h commune.Hamlet) bool { return string(h.ID) == word }) {
			w.Hamlets = append(w.Hamlets, commune.HamletID(word))
		} else {
			w.Topics = append(w.Topics, audience.Topic(word))
		}
	}
	return db.Update(ctx, func(tx kv.Tx) error {
		to, err := address.Find(tx, console.Name, console.ChatOf(strings.Join(strings.Fields(who), " ")))
		if err != nil {
			return err
		}
		return audience.Subscribe(tx, commune.Actor{Address: string(to.ID), Role: commune.Resident}, w, "đồng ý", time.Now())
	})
}

// reports makes somebody report something, without the talk about it.
func reports(ctx context.Context, term *Terminal, db kv.DB, line string) error {
	who, what, _ := strings.Cut(line, ":")
	if err := term.As(ctx, strings.Fields(who)); err != nil {
		return err
	}
	words := strings.Fields(what)
	d := feedback.Draft{Category: words[0]}
	if words[1] != "-" {
		d.Hamlet = commune.HamletID(words[1])
	}
	var text []string
	for _, w := range words[2:] {
		name, is := strings.CutPrefix(w, "tên=")
		phone, has := strings.CutPrefix(w, "sđt=")
		switch {
		case w == "ẩn-danh":
			d.Anonymous = true
		case is:
			d.Name = strings.ReplaceAll(name, "_", " ")
		case has:
			d.Phone = phone
		default:
			text = append(text, w)
		}
	}
	d.Text = strings.Join(text, " ")
	once, now := term.w.NewID(), time.Now()
	return db.Update(ctx, func(tx kv.Tx) error {
		to, err := address.Find(tx, console.Name, console.ChatOf(term.person))
		if err != nil {
			return err
		}
		_, err = term.app.cases.Open(tx, commune.Actor{Address: string(to.ID), Role: commune.Resident}, once, d, now)
		return err
	})
}

// firstDifference shows the first line that differs.
func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		a, b := "", ""
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			return fmt.Sprintf("line %d\nwas: %s\nnow: %s", i+1, a, b)
		}
	}
	return ""
}
