package bulletin

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"loaxom/content"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
)

// firings are the moments at which a plan fires in [from, to), found day by day with nothing but the
// calendar: what the cron library says is not taken for granted. Lines have one minute and one hour.
func firings(t testing.TB, spec string, zone *time.Location, from, to time.Time) (list []time.Time) {
	t.Helper()
	fits := func(field string, n int) bool {
		return field == "*" || slices.ContainsFunc(strings.Split(field, ","), func(f string) bool {
			low, high, isRange := strings.Cut(f, "-")
			a, err := strconv.Atoi(low)
			if err != nil {
				t.Fatalf("the test does not read %q", spec)
			}
			b, err := strconv.Atoi(high)
			return !isRange && a == n || isRange && err == nil && a <= n && n <= b
		})
	}
	for day := from.In(zone); day.Before(to.AddDate(0, 0, 1)); day = day.AddDate(0, 0, 1) {
		clock := "x"
		if line, ok := strings.CutPrefix(spec, cronSpec); ok {
			if f := strings.Fields(line); fits(f[2], day.Day()) && fits(f[3], int(day.Month())) && fits(f[4], int(day.Weekday())) {
				clock = fmt.Sprintf("%02s:%02s", f[1], f[0])
			}
		} else if days, at, _ := strings.Cut(strings.TrimPrefix(spec, daySpec), "@"); slices.Contains(strings.Split(days, ","), day.Format(time.DateOnly)) {
			clock = at
		}
		at, err := time.ParseInLocation(time.DateOnly+" 15:04", day.Format(time.DateOnly)+" "+clock, zone)
		if err == nil && !at.Before(from) && at.Before(to) {
			list = append(list, at)
		}
	}
	return list
}

var years = flag.Int("years", 8, "how many simulated years, each once with a true clock and once with one that jumps")

// year is a simulated year and what was found out about it.
type year struct {
	outages, restarts, jumps, twins, pauses   int
	fired, sent, late, skipped, missed, twice int
	longest                                   time.Duration
}

// TestAYearOfOutages lives through simulated years with the shipped content: outages of minutes to weeks,
// restarts, a clock that is set ahead or back and put right again, two programs on one store at the same
// moment, publications that staff pause. Every firing of every plan has exactly one issue, which went out
// or says why not; none was lost in silence, none went out twice, none later than it may.
func TestAYearOfOutages(t *testing.T) {
	lib := library(t, nil)
	var all year
	for seed := range uint64(*years) {
		for _, jumps := range []bool{false, true} {
			t.Run(fmt.Sprintf("seed %d, clock jumps %v", seed, jumps), func(t *testing.T) {
				y := live(t, lib, seed, jumps)
				if y.outages < 10 || y.restarts < 3 || y.fired < 80 || y.sent == 0 || y.skipped == 0 || jumps && y.jumps == 0 {
					t.Errorf("too little happened in this year: %+v", y)
				}
				all.add(y)
			})
		}
	}
	t.Logf("%d years, %d firings: %d went out (%d late), %d skipped and said so, %d missed in silence, %d twice; %d outages (the longest %v), %d restarts, %d clock jumps, %d times two programs, %d pauses",
		2*(*years), all.fired, all.sent, all.late, all.skipped, all.missed, all.twice, all.outages, all.longest.Round(time.Hour), all.restarts, all.jumps, all.twins, all.pauses)
	if all.late == 0 {
		t.Error("nothing went out late in all those years")
	}
}

func (y *year) add(o year) {
	y.outages, y.restarts, y.jumps, y.twins, y.pauses = y.outages+o.outages, y.restarts+o.restarts, y.jumps+o.jumps, y.twins+o.twins, y.pauses+o.pauses
	y.missed, y.twice = y.missed+o.missed, y.twice+o.twice
	y.fired, y.sent, y.late, y.skipped, y.longest = y.fired+o.fired, y.sent+o.sent, y.late+o.late, y.skipped+o.skipped, max(y.longest, o.longest)
}

func live(t *testing.T, lib *content.Library, seed uint64, jumps bool) (y year) {
	rnd := rand.New(rand.NewPCG(seed, 7))
	begins := time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)
	ends := begins.AddDate(1, 0, 0)
	s := newStand(t, memkv.New(), lib, begins)
	for i := range 5 {
		s.subscriber(fmt.Sprint("dan-", i), "dinh", "cchc", "an-sinh", "thien-tai")
	}
	officer := s.official("officer", commune.Staff)
	type span struct{ from, to time.Time }
	var off []span               // when nothing ran; when the clock was wrong
	paused := map[PubID][]span{} // when staff had paused it
	pubs := publications(lib, s.cfg.Late)
	names := map[PubID]Publication{}
	for _, p := range pubs {
		names[p.ID] = p
	}

	shift := time.Duration(0)
	true_ := begins
	next := s.step()
	for true_.Before(ends) {
		// To the next firing, as the loop sleeps, or to whatever happens before.
		to := true_.Add(time.Duration(rnd.Int64N(int64(36 * time.Hour))))
		if at := next.Add(-shift); !next.IsZero() && at.After(true_) && at.Before(to) {
			to = at
		}
		if rnd.IntN(14) == 0 { // an outage: minutes, hours, days, now and then weeks
			long := time.Duration(rnd.Int64N(int64([]time.Duration{time.Hour, 12 * time.Hour, 5 * 24 * time.Hour, 25 * 24 * time.Hour}[rnd.IntN(4)])))
			off = append(off, span{true_, true_.Add(long)})
			to = true_.Add(long)
			y.outages++
			y.longest = max(y.longest, long)
			if rnd.IntN(2) == 0 {
				s.build()
				y.restarts++
			}
		}
		true_ = to
		if jumps && rnd.IntN(12) == 0 {
			if shift == 0 {
				shift = time.Duration(rnd.Int64N(int64(60*24*time.Hour))) - 30*24*time.Hour
				y.jumps++
			} else {
				shift = 0
			}
		}
		s.set(true_.Add(shift))
		for _, p := range pubs {
			list := paused[p.ID]
			running := len(list) == 0 || !list[len(list)-1].to.IsZero()
			if running && rnd.IntN(500) > 0 || !running && rnd.IntN(30) > 0 {
				continue
			}
			act := s.desk.Pause
			if !running {
				act = s.desk.Resume
			}
			s.step() // the loop has settled what was due before anybody can press anything
			s.must(func(tx kv.Tx) error { return act(tx, officer, p.ID, s.now()) })
			if running {
				paused[p.ID] = append(list, span{from: true_})
				y.pauses++
			} else {
				list[len(list)-1].to = true_
			}
		}
		if rnd.IntN(4) == 0 {
			y.twins++
			other := s.another()
			var both sync.WaitGroup
			for _, d := range []*Desk{s.desk, other} {
				both.Go(func() {
					if _, err := d.step(context.Background()); err != nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
		}
		next = s.step()
	}
	s.set(ends) // the clock is right at the end
	s.step()

	within := func(list []span, at time.Time) bool {
		return slices.ContainsFunc(list, func(s span) bool { return !at.Before(s.from) && (s.to.IsZero() || !at.After(s.to)) })
	}
	s.view(func(r kv.Reader) error {
		if err := Check(r); err != nil {
			t.Error(err)
		}
		return nil
	})
	have := map[IssueID]Issue{}
	turns := map[PubID][]Issue{}
	outs := 0
	firing := map[string]bool{}
	for _, i := range s.all("") {
		have[i.ID] = i
		if key := fmt.Sprint(i.Of, i.Firing.Unix()); i.Out() && firing[key] {
			y.twice++
			t.Errorf("%s of %s went out twice", i.Firing, i.Of)
		} else if i.Out() {
			firing[key] = true
		}
		x, ran := s.run(i.ID)
		if ran != i.Out() {
			t.Errorf("%s of %s: went out %v, broadcast %v", i.Firing, i.Of, i.Out(), ran)
		}
		if i.Out() {
			outs++
			turns[i.Of] = append(turns[i.Of], i)
			if x.Total != i.Total || x.Target.Topic != names[i.Of].Topic {
				t.Errorf("%s of %s: %d recipients on %q, the issue says %d", i.Firing, i.Of, x.Total, x.Target.Topic, i.Total)
			}
		}
	}
	for _, p := range pubs {
		for _, at := range firings(t, p.Spec, s.cfg.Zone, begins.Add(time.Second), ends) {
			y.fired++
			i, there := have[issueID(p.ID, at)]
			switch {
			case !there:
				y.missed++
				t.Errorf("%s of %s was missed and nobody said so", at, p.ID)
				continue
			case i.Out():
				y.sent++
				if i.Late {
					y.late++
				}
			default:
				y.skipped++
			}
			if jumps {
				continue // the clock that would judge was wrong
			}
			could, left := s.desk.loud(at), s.desk.loud(i.At)
			late := left.Sub(could)
			switch {
			case i.Out() && late > p.Late:
				t.Errorf("%s of %s went out %v late, %v are allowed", at, p.ID, late, p.Late)
			case i.Out() && late > onTime && !within(off, at):
				t.Errorf("%s of %s went out %v late without an outage", at, p.ID, late)
			case i.Skip == Overdue && late <= p.Late:
				t.Errorf("%s of %s was given up after %v, %v are allowed", at, p.ID, late, p.Late)
			case (i.Skip == Overdue || i.Skip == Repeated) && !within(off, at):
				t.Errorf("%s of %s was skipped (%s) without an outage", at, p.ID, i.Skip)
			case i.Skip == Halted && len(paused[p.ID]) == 0:
				t.Errorf("%s of %s: %s, but nobody paused it", at, p.ID, i.Skip)
			case !slices.Contains([]Reason{"", Overdue, Repeated, Halted, Empty}, i.Skip):
				t.Errorf("%s of %s: %s", at, p.ID, i.Skip)
			}
		}
	}
	// The members of a series come in turn, in the order in which they were decided about.
	for id, list := range turns {
		p := names[id]
		if p.series == "" {
			continue
		}
		slices.SortStableFunc(list, func(a, b Issue) int { return a.At.Compare(b.At) })
		if jumps {
			continue
		}
		for n, i := range list {
			before := 0
			if n > 0 {
				before = list[n-1].Turn
			}
			for turn := before + 1; turn != i.Turn; turn++ {
				if turn > 100 {
					turn = 0 // round again
				} else if shown(lib, p, turn, i.At.In(s.cfg.Zone)) {
					t.Errorf("%s: turn %d after turn %d, though %d could be shown", id, i.Turn, before, turn)
					break
				}
			}
		}
	}
	if outs == 0 {
		t.Error("nothing went out in a year")
	}
	return y
}

// shown tells whether a series has a member of that turn that may be shown.
func shown(lib *content.Library, p Publication, turn int, on time.Time) bool {
	for _, b := range lib.Bulletins() {
		if b.Series == p.series && b.Turn == turn && b.ShownOn(on, false) {
			return true
		}
	}
	for _, q := range lib.Quizzes() {
		if q.Series == p.series && q.Turn == turn && q.ShownOn(on, false) {
			return true
		}
	}
	return false
}
