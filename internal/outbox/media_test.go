package outbox

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
)

// gallery is a platform that takes files: it tells the id of each, and counts what was uploaded.
type gallery struct {
	platform
	limits channel.Limits

	mu      sync.Mutex
	uploads map[string]int // by hash
	flying  map[string]int // uploads under way, by hash
	most    int            // of one hash at the same time
	files   []int          // of each message, in their order
	times   []time.Time
	refs    []string
	fail    func(uploads int) error // of an upload; counts from 1
}

func newGallery() *gallery {
	return &gallery{
		limits:  channel.Limits{Text: 4096, Caption: 1024, Formatting: true, Buttons: 10, Photo: 10 << 20, Document: 50 << 20, Album: 10},
		uploads: map[string]int{}, flying: map[string]int{},
	}
}

// uploaded, peak and sentRefs are read while the workers run.
func (g *gallery) uploaded(hash string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.uploads[hash]
}

func (g *gallery) peak() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.most
}

func (g *gallery) sentRefs() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]string(nil), g.refs...)
}

func (g *gallery) Limits() channel.Limits { return g.limits }

func (g *gallery) Send(ctx context.Context, to channel.Address, m channel.Outgoing) (channel.Receipt, error) {
	g.mu.Lock()
	var err error
	for _, f := range m.Files {
		g.refs = append(g.refs, f.Ref)
		if f.Ref != "" {
			continue
		}
		g.uploads[f.Hash]++
		g.flying[f.Hash]++
		g.most = max(g.most, g.flying[f.Hash])
		if g.fail != nil && err == nil {
			err = g.fail(g.uploads[f.Hash])
		}
	}
	g.files, g.times = append(g.files, max(1, len(m.Files))), append(g.times, time.Now())
	g.mu.Unlock()
	time.Sleep(g.took)
	g.mu.Lock()
	var r channel.Receipt
	for _, f := range m.Files {
		if f.Ref == "" {
			g.flying[f.Hash]--
		}
		r.Refs = append(r.Refs, "id-of-"+f.Hash)
	}
	g.mu.Unlock()
	if err != nil {
		return channel.Receipt{}, err
	}
	sent, err := g.platform.Send(ctx, to, channel.Outgoing{Text: m.Text})
	r.MessageID = sent.MessageID
	return r, err
}

// breaches counts where a window of span held more than most messages, each file of an album one.
func (g *gallery) breaches(most int, span time.Duration) (n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, from := range g.times {
		in := 0
		for k := i; k < len(g.times) && g.times[k].Sub(from) < span; k++ {
			in += g.files[k]
		}
		if in > most && in > g.files[i] { // one alone is never too much
			n++
		}
	}
	return n
}

// broadcast queues one message to n chats; groups have no others of their name.
func (d *desk) broadcast(cause string, n int, group bool, m channel.Outgoing) (ids []ID) {
	d.t.Helper()
	must := func(err error) {
		if err != nil {
			d.t.Fatal(err)
		}
	}
	must(d.db.Update(context.Background(), func(tx kv.Tx) error { return d.box.SetBody(tx, cause, m) }))
	for from := 0; from < n; from += 50 {
		must(d.db.Update(context.Background(), func(tx kv.Tx) error {
			ids = ids[:from]
			for i := from; i < min(from+50, n); i++ {
				chat := fmt.Sprintf("%s-%d", cause, i)
				if group {
					chat = fmt.Sprintf("g-%d", i)
				}
				r, err := address.Meet(tx, "fake", chat, group, address.ID("adr-"+chat), time.Now())
				if err != nil {
					return err
				}
				x := Delivery{ID: ID(cause + "-" + chat), Channel: "fake", To: r.ID, Lane: Notices, Kind: Notice, Cause: cause, Created: time.Now().UTC(), At: time.Now().UTC()}
				if err := d.box.Enqueue(tx, x); err != nil {
					return err
				}
				ids = append(ids, x.ID)
			}
			return nil
		}))
	}
	return ids
}

func newMediaDesk(t *testing.T, g *gallery, pace Pace, db kv.DB) *desk {
	d := newDesk(t, &g.platform, pace, db)
	d.box = New(d.db, []channel.Channel{g}, Config{Pace: map[string]Pace{"fake": pace}}, time.Now, d.box.log)
	return d
}

// Sixteen deliveries of a broadcast are under way at once, and the picture of all of them is uploaded once:
// the others wait for its id.
func TestBehaviour42OneUploadUnderSixteenDeliveries(t *testing.T) {
	for name, files := range map[string][]channel.File{
		"a picture": {{Kind: channel.Photo, Hash: "p"}},
		"an album":  {{Kind: channel.Photo, Hash: "p"}, {Kind: channel.Photo, Hash: "q"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			g := newGallery()
			g.took = 2 * time.Second
			db := kvtest.Twice(memkv.New())
			d := newMediaDesk(t, g, Pace{}, db)
			ids := d.broadcast("n1", 40, false, channel.Outgoing{Text: channel.Plain("Họp xóm"), Files: files})
			d.run()
			time.Sleep(time.Minute)
			for _, f := range files {
				if g.uploaded(f.Hash) != 1 {
					t.Errorf("%s: %s was uploaded %d times", name, f.Hash, g.uploaded(f.Hash))
				}
			}
			for _, id := range ids {
				if x := d.get(id); x.State != Sent || x.Attempts != 0 {
					t.Errorf("%s: %s is %v after %d attempts", name, id, x.State, x.Attempts)
				}
			}
			if len(g.calls()) != 40 {
				t.Errorf("%s: %d messages", name, len(g.calls()))
			}
			d.stop()
			// The next notice with the same picture, after a restart, uploads nothing.
			d = newMediaDesk(t, g, Pace{}, db)
			d.broadcast("n2", 20, false, channel.Outgoing{Text: channel.Plain("Nhắc lại"), Files: files})
			d.run()
			time.Sleep(time.Minute)
			if g.uploaded("p") != 1 || len(g.calls()) != 60 {
				t.Errorf("%s, again: %d uploads, %d messages", name, g.uploaded("p"), len(g.calls()))
			}
			d.stop()
		})
	}
}

// An upload that fails is made again by the next, and never by two at once.
func TestBehaviour42AFailedUploadIsMadeAgain(t *testing.T) {
	for name, fails := range map[string]error{
		"not connected":  fault.New(fault.Busy, "fake: no connection"),
		"429":            fault.BusyFor(3*time.Second, "fake: 429"),
		"perhaps taken":  fault.New(fault.Unsure, "fake: cut"),
		"never accepted": fault.New(fault.Refused, "fake: no"),
	} {
		synctest.Test(t, func(t *testing.T) {
			g := newGallery()
			g.took = time.Second
			g.fail = func(n int) error {
				if n <= 2 {
					return fails
				}
				return nil
			}
			d := newMediaDesk(t, g, Pace{}, nil)
			ids := d.broadcast("n1", 30, false, channel.Outgoing{Files: []channel.File{{Kind: channel.Photo, Hash: "p"}}})
			d.run()
			time.Sleep(5 * time.Minute)
			d.stop()
			if g.uploaded("p") != 3 || g.peak() != 1 {
				t.Errorf("%s: %d uploads, %d at once", name, g.uploaded("p"), g.peak())
			}
			states := map[State]int{}
			for _, id := range ids {
				states[d.get(id).State]++
			}
			lost := map[string]State{"perhaps taken": Uncertain, "never accepted": Failed}
			want := map[State]int{Sent: 30}
			if s, some := lost[name]; some {
				want = map[State]int{Sent: 28, s: 2}
			}
			if fmt.Sprint(states) != fmt.Sprint(want) {
				t.Errorf("%s: %v, want %v", name, states, want)
			}
		})
	}
}

// An id that the platform tells anew takes the place of the old one: what is claimed afterwards goes by it.
func TestBehaviour42TheNewestIDCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGallery()
		d := newMediaDesk(t, g, Pace{PerSecond: 5}, nil)
		d.broadcast("n1", 20, false, channel.Outgoing{Files: []channel.File{{Kind: channel.Photo, Hash: "p", Ref: "old", Channel: "fake"}}})
		d.run()
		time.Sleep(time.Minute)
		d.stop()
		old := 0
		for _, r := range g.sentRefs() {
			if r == "old" {
				old++
			}
		}
		if len(g.refs) != 20 || old == 0 || old > 2 || g.refs[19] != "id-of-p" || len(g.uploads) != 0 {
			t.Errorf("%d went by the old id: %v; uploads %v", old, g.refs, g.uploads)
		}
	})
}

// Behaviours 17 and 29: the platform counts an album as its files, so the pace does; and a picture with its
// text as two messages, in order.
func TestBehaviour17AnAlbumCountsAsItsFiles(t *testing.T) {
	photos := slices.Repeat([]channel.File{{Kind: channel.Photo, Hash: "p", Ref: "r", Channel: "fake"}}, 10)
	for name, v := range map[string]struct {
		group bool
		n     int
		pace  Pace
		span  time.Duration
		most  int
		took  time.Duration
	}{
		"to people":                             {false, 60, DefaultPace, time.Second, 25, 33 * time.Second},
		"where the pace is less than the album": {false, 5, Pace{PerSecond: 4}, time.Second, 4, 9 * time.Second},
		"to a group":                            {true, 1, DefaultPace, time.Minute, 18, 3 * time.Minute},
	} {
		synctest.Test(t, func(t *testing.T) {
			g := newGallery()
			d := newMediaDesk(t, g, v.pace, nil)
			m := channel.Outgoing{Files: photos}
			if v.group {
				for i := range 3 {
					d.broadcast(fmt.Sprint("n", i), v.n, true, m)
				}
			} else {
				d.broadcast("n", v.n, false, m)
			}
			begun := time.Now()
			d.run()
			want := v.n
			if v.group {
				want = 3
			}
			for len(g.calls()) < want && time.Since(begun) < 10*time.Minute {
				time.Sleep(100 * time.Millisecond)
			}
			took := time.Since(begun)
			d.stop()
			if n := g.breaches(v.most, v.span); n > 0 {
				t.Errorf("%s: %d breaches", name, n)
			}
			if len(g.calls()) != want || took > v.took {
				t.Errorf("%s: %d messages in %v", name, len(g.calls()), took)
			}
		})
	}
}

// What a broadcast takes is told ahead as it then turns out.
func TestTakesWhatItThenTakes(t *testing.T) {
	photo := channel.File{Kind: channel.Photo, Hash: "p", Ref: "r", Channel: "fake"}
	for name, v := range map[string]struct {
		n     int
		group bool
		pace  Pace
		m     channel.Outgoing
	}{
		"texts":               {300, false, DefaultPace, channel.Outgoing{Text: channel.Plain("Họp xóm")}},
		"albums":              {30, false, DefaultPace, channel.Outgoing{Files: slices.Repeat([]channel.File{photo}, 10)}},
		"a picture, the text": {100, false, DefaultPace, channel.Outgoing{Text: channel.Plain(strings.Repeat("ă", 1100)), Files: []channel.File{photo}}},
		"no pace":             {100, false, Pace{}, channel.Outgoing{Text: channel.Plain("Họp xóm")}},
	} {
		synctest.Test(t, func(t *testing.T) {
			g := newGallery()
			d := newMediaDesk(t, g, v.pace, nil)
			ids := d.broadcast("n", v.n, v.group, v.m)
			told := d.box.Takes("fake", v.m, v.n, v.group)
			d.run()
			time.Sleep(2 * time.Second)
			begun := time.Now().Add(-time.Second) // nothing goes out in the first second
			for slices.ContainsFunc(ids, func(id ID) bool { return d.get(id).State != Sent }) && time.Since(begun) < time.Hour {
				time.Sleep(500 * time.Millisecond)
			}
			last := time.Duration(0)
			for _, c := range g.calls() {
				last = max(last, c.done.Sub(begun))
			}
			d.stop()
			if last > told+1100*time.Millisecond || last < told-1100*time.Millisecond {
				t.Errorf("%s: told %v, took %v", name, told, last)
			}
		})
	}
	d := newMediaDesk(t, newGallery(), DefaultPace, nil)
	if got := d.box.Takes("fake", channel.Outgoing{Files: slices.Repeat([]channel.File{photo}, 20)}, 1, true); got != 2*time.Minute-time.Minute {
		t.Errorf("twenty pictures to a group: %v", got)
	}
	if got := d.box.Takes("no such", channel.Outgoing{Text: channel.Plain("x")}, 5, false) + d.box.Takes("fake", channel.Outgoing{Text: channel.Plain("x")}, 0, false); got != 0 {
		t.Errorf("nobody: %v", got)
	}
}

// The id of another channel is not tried: what there is the content of is uploaded once, what there is not is named.
// Old records name no channel, and their ids are Telegram's.
func TestAnIDOfAnotherChannelIsNotTried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGallery()
		d := newMediaDesk(t, g, Pace{PerSecond: 5}, nil)
		d.broadcast("n1", 5, false, channel.Outgoing{Text: channel.Plain("Lịch cắt điện"), Files: []channel.File{
			{Kind: channel.Photo, Hash: "p", Ref: "AgAC-1", Channel: "telegram"}, {Kind: channel.Photo, Hash: "q", Ref: "AgAC-2"}, {Kind: channel.Photo, Ref: "AgAC-3"},
		}})
		d.run()
		time.Sleep(time.Minute)
		d.stop()
		for _, r := range g.sentRefs() {
			if strings.HasPrefix(r, "AgAC") {
				t.Errorf("it tried %q", r)
			}
		}
		if g.uploaded("p") != 1 || g.uploaded("q") != 1 || len(g.refs) != 10 {
			t.Errorf("uploads %v, %d files sent", g.uploads, len(g.refs))
		}
	})
}
