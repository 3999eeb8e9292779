package outbox

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/restored"
)

// restore does to the store what a restore does.
func (d *desk) restore() (withheld int) {
	d.t.Helper()
	withheld, err := WithholdAll(context.Background(), d.db, time.Now())
	if err == nil {
		err = d.db.Update(context.Background(), func(tx kv.Tx) error {
			return restored.Put(tx, restored.Mark{Made: time.Now().Add(-time.Hour), At: time.Now(), Held: withheld})
		})
	}
	if err != nil {
		d.t.Fatal(err)
	}
	return withheld
}

// What waited in a backup is uncertain after the restore and goes out by itself in no case; new answers
// leave at once, and all the rest only after an admin's word.
func TestAfterARestoreOnlyNewAnswersLeaveUntilGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{}
		d := newDesk(t, p, Pace{}, kvtest.Twice(memkv.New()))
		old := map[ID]Lane{}
		for i, at := range []Lane{Answers, Emergencies, Notices, Bulletins} {
			old[d.send("a", false, at, Kind(i), "old")] = at
		}
		sending := d.send("b", false, Answers, Answer, "was being sent")
		l := d.box.lines["fake"]
		if c, err := l.claim(context.Background(), "adr-b", Answers); err != nil || !c.found {
			t.Fatalf("%v", err)
		}
		old[sending] = Answers
		if n := d.restore(); n != len(old) {
			t.Errorf("%d withheld of %d", n, len(old))
		}
		if n := d.restore(); n != 0 {
			t.Errorf("%d withheld a second time", n)
		}

		again := newDesk(t, p, Pace{}, d.db)
		again.n = d.n // its deliveries are other ones
		again.run()
		answer := again.send("a", false, Answers, Answer, "new answer")
		var later []ID
		for i, at := range []Lane{Emergencies, Notices, Bulletins} {
			later = append(later, again.send("a", false, at, Kind(i+1), "new"))
		}
		time.Sleep(time.Hour)
		if calls := p.calls(); len(calls) != 1 || calls[0].text != "new answer" || again.get(answer).State != Sent {
			t.Errorf("%v", calls)
		}
		if h := again.box.Health()[0]; h.Waiting != 0 || h.Held != 1 || !again.box.Held().Waiting() {
			t.Errorf("%+v, held %+v", h, again.box.Held())
		}
		again.stop()

		// A restart changes nothing of that; the admin's word does, at once.
		third := newDesk(t, p, Pace{}, d.db)
		third.run()
		time.Sleep(time.Hour)
		if n := len(p.calls()); n != 1 {
			t.Errorf("%d calls after a restart", n)
		}
		say := func() error {
			return d.db.Update(context.Background(), func(tx kv.Tx) error {
				m, err := restored.Last(tx)
				if err != nil {
					return err
				}
				m.Go = time.Now()
				tx.Then(func() { third.box.Released(m) })
				return restored.Put(tx, m)
			})
		}
		if err := say(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		for _, id := range later {
			if s := third.get(id).State; s != Sent {
				t.Errorf("%s is %v after go", id, s)
			}
		}
		third.stop()
		if n := len(p.calls()); n != 4 {
			t.Errorf("%d calls", n)
		}
		for id := range old {
			if got := third.get(id); got.State != Uncertain || got.Reason != Restored {
				t.Errorf("%s is %v %q", id, got.State, got.Reason)
			}
		}
		if n := len(tableKeys(t, d.db, "sending")) + len(tableKeys(t, d.db, "delivery.open")); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}

// However many wait, each becomes uncertain, counted by its cause.
func TestManyAreWithheld(t *testing.T) {
	db := memkv.New()
	box := New(db, []channel.Channel{&platform{}}, Config{}, time.Now, discard)
	const many = 2*withholdEach*withholdMany + 7
	for i := 0; i < many; i += 100 {
		err := db.Update(context.Background(), func(tx kv.Tx) error {
			for j := i; j < min(i+100, many); j++ {
				d := Delivery{ID: ID(fmt.Sprintf("n-%06d", j)), Channel: "fake", To: "x", Lane: Notices, Kind: Notice, Cause: "n"}
				if err := box.Enqueue(tx, d); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	n, err := WithholdAll(context.Background(), db, time.Now())
	if err != nil || n != many {
		t.Fatalf("%d, %v", n, err)
	}
	err = db.View(context.Background(), func(r kv.Reader) error {
		count, err := CountOf(r, "n")
		if count[Uncertain] != many || count[Queued] != 0 {
			t.Errorf("%v", count)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func tableKeys(t *testing.T, db kv.DB, table string) (keys []string) {
	t.Helper()
	err := db.View(context.Background(), func(r kv.Reader) error {
		keys = nil
		return r.Scan(table, nil, nil, func(k, _ []byte) error { keys = append(keys, string(k)); return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	return keys
}
