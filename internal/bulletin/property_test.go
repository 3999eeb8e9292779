package bulletin

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loaxom/content"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/restored"
)

// What may happen, in the order of a drawn list.
const (
	opWait   = iota // the loop goes on until then, firing by firing
	opOutage        // nothing runs
	opRestart
	opTwins   // two programs look at the same moment
	opEdit    // staff change the plan
	opRemove  // staff take the publication out of the content
	opReturn  // and put it back
	opPause   //
	opResume  //
	opBackup  //
	opRestore // the store is as it was at the last backup
	opGo      // an admin says go after a restore
	ops
)

// deed is one op with what it needs.
type deed struct {
	op   int
	long time.Duration
	spec string
}

// plans are what the plan may be; the last two are days.
func plans() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		clock := fmt.Sprintf("%d %d", rapid.SampledFrom([]int{0, 15, 30, 59}).Draw(t, "minute"), rapid.IntRange(0, 23).Draw(t, "hour"))
		switch rapid.IntRange(0, 4).Draw(t, "kind") {
		case 0:
			return cronSpec + clock + " * * *"
		case 1:
			return cronSpec + clock + fmt.Sprintf(" * * %d", rapid.IntRange(0, 6).Draw(t, "weekday"))
		case 2:
			return cronSpec + clock + fmt.Sprintf(" %d,%d * *", rapid.IntRange(1, 15).Draw(t, "day"), rapid.IntRange(16, 31).Draw(t, "day"))
		case 3:
			return cronSpec + clock + " 29 2,3,4 *"
		}
		return daySpec + "2027-01-05,2027-01-06,2027-02-28@07:30"
	})
}

// one is what a content has whose only publication has that plan: the weekly series, or none.
func one(spec string, late time.Duration) []Publication {
	if spec == "" {
		return nil
	}
	return []Publication{{ID: "s-chuyen-muc-cchc", Title: "Chuyên mục", Topic: "cchc", Late: late, Spec: spec, series: "chuyen-muc-cchc"}}
}

// TestEachFiringIsSettledOnce draws a plan, how late it may be, and what happens to it: outages,
// restarts, two programs at once, edits, removals, pauses, backups and restores. Each firing of the plan
// that was in force has exactly one issue; it is not late beyond its bound; and what went out, also in a
// store that was lost, never goes out again.
func TestEachFiringIsSettledOnce(t *testing.T) {
	lib := library(t, nil)
	rapid.Check(t, func(rt *rapid.T) {
		late := time.Duration(rapid.IntRange(1, 168).Draw(rt, "late hours")) * time.Hour
		spec := plans().Draw(rt, "plan")
		n := rapid.IntRange(1, 25).Draw(rt, "deeds")
		var deeds []deed
		for range n {
			d := deed{op: rapid.IntRange(0, ops-1).Draw(rt, "op"), long: time.Duration(rapid.IntRange(1, 12*24*60).Draw(rt, "minutes")) * time.Minute}
			if d.op == opEdit || d.op == opReturn {
				d.spec = plans().Draw(rt, "plan")
			}
			deeds = append(deeds, d)
		}
		for _, wrong := range lifetime(t, lib, late, spec, deeds) {
			rt.Error(wrong)
		}
	})
}

// inForce is a plan and when it was in force: (from, to].
type inForce struct {
	spec     string
	from, to time.Time
}

func lifetime(t *testing.T, lib *content.Library, late time.Duration, spec string, deeds []deed) (wrong []string) {
	report := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	begins := time.Date(2026, 12, 30, 1, 2, 3, 0, time.UTC)
	store := &recorder{DB: memkv.New()}
	s := newStand(t, kvtest.Twice(store), lib, begins)
	s.cfg.Late = late
	s.build()
	officer := s.official("officer", commune.Staff)
	s.subscriber("dan", "dinh", "cchc")
	const id = PubID("s-chuyen-muc-cchc")
	look := func(d *Desk) {
		if _, err := d.stepOf(context.Background(), one(spec, late)); err != nil {
			report("%v", err)
		}
	}
	plansSo := []inForce{{spec: spec, from: s.now()}}
	change := func(to string) { // what is in force changes when the program has seen it
		plansSo[len(plansSo)-1].to = s.now()
		plansSo = append(plansSo, inForce{spec: to, from: s.now()})
	}
	wentOut := map[IssueID]bool{} // in stores that were lost
	var backup *memory
	var made time.Time
	var lost []inForce // between a backup and its restore
	waiting := false
	look(s.desk)
	for _, d := range deeds {
		switch d.op {
		case opWait:
			for to := s.now().Add(d.long); s.now().Before(to); {
				next := to
				if spec != "" {
					if plan, err := planOf(spec, s.cfg.Zone); err == nil {
						if at := plan.Next(s.now()); !at.IsZero() && at.Before(to) {
							next = at
						}
					}
				}
				s.set(next)
				look(s.desk)
			}
			continue
		case opOutage:
			s.set(s.now().Add(d.long))
			s.build()
		case opRestart:
			s.build()
		case opTwins:
			other := s.another()
			s.set(s.now().Add(d.long % (3 * time.Hour)))
			var both sync.WaitGroup
			for _, desk := range []*Desk{s.desk, other} {
				both.Go(func() { look(desk) })
			}
			both.Wait()
		case opEdit:
			if spec != "" {
				look(s.desk)
				spec = d.spec
				change(spec)
			}
		case opRemove:
			look(s.desk)
			spec = ""
			change(spec)
		case opReturn:
			if spec == "" {
				look(s.desk)
				spec = d.spec
				change(spec)
			}
		case opPause, opResume:
			look(s.desk)
			act := s.desk.Pause
			if d.op == opResume {
				act = s.desk.Resume
			}
			_ = s.update(func(tx kv.Tx) error { return act(tx, officer, id, s.now()) }) // may be so already
		case opBackup:
			look(s.desk)
			backup, made = store.copy(t), s.now()
		case opRestore:
			if backup == nil || !s.now().After(made) {
				break
			}
			before := s.all(id)
			store.replace(t, backup)
			known := s.all(id)
			for _, i := range before {
				if i.Out() && !slices.ContainsFunc(known, func(k Issue) bool { return k.ID == i.ID }) {
					wentOut[i.ID] = true
				}
			}
			s.set(s.now().Add(time.Minute))
			s.must(func(tx kv.Tx) error { return restored.Put(tx, restored.Mark{Made: made, At: s.now()}) })
			s.build()
			lost, waiting = append(lost, inForce{from: made, to: s.now()}), true
			// The store knows the plan as it was at the backup, and learns of this one now: what was in
			// force in between is in nobody's memory, and is lost with the rest.
			plansSo[len(plansSo)-1].to = s.now()
			plansSo = append(plansSo, inForce{spec: spec, from: s.now()})
			backup = nil
		case opGo:
			if waiting {
				waiting = false
				s.must(func(tx kv.Tx) error {
					m, err := restored.Last(tx)
					m.Go = s.now()
					if err == nil {
						err = restored.Put(tx, m)
					}
					return err
				})
			}
		}
		look(s.desk)
	}
	if waiting {
		s.must(func(tx kv.Tx) error {
			m, err := restored.Last(tx)
			m.Go = s.now()
			if err == nil {
				err = restored.Put(tx, m)
			}
			return err
		})
	}
	look(s.desk)

	have := map[IssueID]Issue{}
	for _, i := range s.all(id) {
		have[i.ID] = i
		x, ran := s.run(i.ID)
		switch {
		case i.Out() && wentOut[i.ID]:
			report("%s went out twice", i.Firing)
		case i.Out() != ran || ran && x.Total != 1:
			report("%s: went out %v, broadcast %+v", i.Firing, i.Out(), x)
		case i.Out() && s.desk.loud(i.At).Sub(s.desk.loud(i.Firing)) > late:
			report("%s went out at %s, %v late are allowed", i.Firing, i.At, late)
		case i.Skip == Overdue && s.desk.loud(i.At).Sub(s.desk.loud(i.Firing)) <= late:
			report("%s was given up at %s, %v late are allowed", i.Firing, i.At, late)
		}
	}
	for _, f := range plansSo {
		if f.to.IsZero() {
			f.to = s.now()
		}
		if f.spec == "" {
			continue
		}
		for _, at := range firings(t, f.spec, s.cfg.Zone, f.from.Add(time.Nanosecond), f.to.Add(time.Nanosecond)) {
			i, there := have[issueID(id, at)]
			isLost := slices.ContainsFunc(lost, func(l inForce) bool { return at.After(l.from) && !at.After(l.to) })
			switch {
			case !there && !isLost:
				report("%s of %q, in force from %s to %s, was missed; lost %v", at, f.spec, f.from, f.to, lost)
			case isLost && there && i.Out():
				report("%s lies between a backup and its restore and went out at %s", at, i.At)
			}
		}
	}
	return wrong
}

// recorder is a store that knows the names of its tables.
type recorder struct {
	kv.DB
	mu     sync.Mutex
	tables map[string]bool
}

func (r *recorder) Update(ctx context.Context, write func(kv.Tx) error) error {
	return r.DB.Update(ctx, func(tx kv.Tx) error { return write(recorded{tx, r}) })
}

type recorded struct {
	kv.Tx
	r *recorder
}

func (t recorded) Put(table string, key, value []byte) error {
	t.r.mu.Lock()
	if t.r.tables == nil {
		t.r.tables = map[string]bool{}
	}
	t.r.tables[table] = true
	t.r.mu.Unlock()
	return t.Tx.Put(table, key, value)
}

// memory is everything in a store.
type memory struct{ rows []row }

type row struct {
	table      string
	key, value []byte
}

func (r *recorder) copy(t *testing.T) *memory {
	m := &memory{}
	err := r.DB.View(context.Background(), func(rd kv.Reader) error {
		for table := range r.tables {
			err := rd.Scan(table, nil, nil, func(k, v []byte) error {
				m.rows = append(m.rows, row{strings.Clone(table), k, v})
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// replace makes the store what it was.
func (r *recorder) replace(t *testing.T, m *memory) {
	fresh := memkv.New()
	for part := range slices.Chunk(m.rows, 500) {
		err := fresh.Update(context.Background(), func(tx kv.Tx) error {
			for _, row := range part {
				if err := tx.Put(row.table, row.key, row.value); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	r.DB = fresh
}
