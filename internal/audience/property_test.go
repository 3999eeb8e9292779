package audience

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
)

// people is how many there may be: more than are looked up at a time.
const people = 150

// model is what should be so: what each receives, and who has left.
type model struct {
	wish map[address.ID]Wish // absent: stopped, or never begun
	left map[address.ID]bool
}

// should tells whether a conversation should receive what goes to who, said in other words than the room's.
func (m model) should(id address.ID, who Target) bool {
	w, receives := m.wish[id]
	if !receives || m.left[id] {
		return false
	}
	placed := who.Commune
	for _, h := range who.Hamlets {
		placed = placed || slices.Contains(w.Hamlets, h)
	}
	topical := who.Topic == "" || slices.Contains(w.Topics, who.Topic)
	if len(who.Hamlets) == 0 && !who.Commune {
		return topical
	}
	return placed && (topical || who.Urgent)
}

var (
	someIDs = rapid.Custom(func(t *rapid.T) address.ID {
		return address.ID(fmt.Sprintf("p%d", rapid.IntRange(0, people-1).Draw(t, "person")))
	})
	someHamlets = rapid.SliceOfNDistinct(rapid.SampledFrom([]commune.HamletID{"x1", "x2", "x3", "x10"}), 0, 3, rapid.ID)
	someTopics  = rapid.SliceOfNDistinct(rapid.SampledFrom([]Topic{"cchc", "bao", "thue"}), 0, 3, rapid.ID)
	someWishes  = rapid.Custom(func(t *rapid.T) Wish {
		return Wish{Hamlets: someHamlets.Draw(t, "hamlets"), Topics: someTopics.Draw(t, "topics")}
	})
	someTargets = rapid.Custom(func(t *rapid.T) Target {
		who := Target{Urgent: rapid.Bool().Draw(t, "urgent")}
		switch rapid.IntRange(0, 2).Draw(t, "way") {
		case 0:
			who.Commune = true
		case 1:
			who.Hamlets = []commune.HamletID{"x1", rapid.SampledFrom([]commune.HamletID{"x1", "x2", "x10"}).Draw(t, "hamlet")}
		}
		if way := !who.Commune && who.Hamlets == nil; way || rapid.Bool().Draw(t, "topical") {
			who.Topic = rapid.SampledFrom([]Topic{"cchc", "bao"}).Draw(t, "topic")
		}
		return who
	})
)

// Whatever people do between the steps of a walk, nobody comes twice, whoever should have received at
// every moment comes, and whoever comes should have received at the moment of the step.
func TestAWalkAmongWritesGivesEachOnceAndMissesNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		db := kvtest.Twice(memkv.New())
		m := model{wish: map[address.ID]Wish{}, left: map[address.ID]bool{}}
		m.settle(t, db, rapid.Uint64().Draw(t, "settlement"))
		who := someTargets.Draw(t, "target")
		step := rapid.IntRange(1, 12).Draw(t, "step")
		always := map[address.ID]bool{}
		for id := range m.wish {
			always[id] = m.should(id, who)
		}
		var got []address.ID
		for from, more := Cursor(""), true; more; {
			var ids []address.ID
			var next Cursor
			view(t, db, func(r kv.Reader) (err error) { ids, next, err = Walk(r, who, from, step); return err })
			if len(ids) > step {
				t.Fatalf("%d in a step of %d", len(ids), step)
			}
			for _, id := range ids {
				if !m.should(id, who) {
					t.Fatalf("%s comes and should not: %+v, left %v", id, m.wish[id], m.left[id])
				}
			}
			got = append(got, ids...)
			from, more = next, next != ""
			for range rapid.IntRange(0, 4).Draw(t, "writes between") {
				id := m.write(t, db)
				always[id] = always[id] && m.should(id, who)
			}
		}
		slices.Sort(got)
		if n := len(got); n != len(slices.Compact(slices.Clone(got))) {
			t.Fatalf("somebody comes twice: %v", got)
		}
		for id, was := range always {
			if was && !slices.Contains(got, id) {
				t.Fatalf("%s was there all the time and does not come: %v", id, got)
			}
		}
		m.compare(t, db, who)
	})
}

// compare holds Count, MayReceive and a walk without writes against the model.
func (m model) compare(t *rapid.T, db kv.DB, who Target) {
	t.Helper()
	view(t, db, func(r kv.Reader) error {
		ids, next, err := Walk(r, who, "", 1000)
		if err != nil || next != "" {
			t.Fatalf("next %q, %v", next, err)
		}
		reach, err := Count(r, who)
		if err != nil {
			return err
		}
		counted := 0
		for _, n := range reach {
			counted += n.People
		}
		want := 0
		for i := range people {
			id := address.ID(fmt.Sprintf("p%d", i))
			may, err := MayReceive(r, id, who)
			if err != nil {
				return err
			}
			should := m.should(id, who)
			if may != should || slices.Contains(ids, id) != should {
				t.Fatalf("%s: should %v, may %v, walked %v", id, should, may, ids)
			}
			if should {
				want++
			}
		}
		if counted != want || len(ids) != want {
			t.Fatalf("counted %d, walked %d, want %d", counted, len(ids), want)
		}
		return nil
	})
}

// settle lets some people of the village subscribe before the walk.
func (m model) settle(t *rapid.T, db kv.DB, seed uint64) {
	chance := rand.New(rand.NewPCG(seed, 0))
	some := chance.Float64()
	for i := range people {
		if chance.Float64() > some {
			continue
		}
		id := address.ID(fmt.Sprintf("p%d", i))
		all := []commune.HamletID{"x1", "x2", "x3", "x10"}
		w := Wish{Hamlets: all[chance.IntN(4):][:1], Topics: []Topic{"cchc", "bao", "thue"}[:chance.IntN(4)]}
		if chance.IntN(4) == 0 {
			w.Hamlets = all[:1+chance.IntN(3)]
		}
		m.wish[id] = w
		update(t, db, func(tx kv.Tx) error {
			if _, err := address.Meet(tx, "telegram", "chat-"+string(id), false, id, day); err != nil {
				return err
			}
			return Subscribe(tx, resident(string(id)), w, agreed, day)
		})
	}
}

// write does one thing that people do.
func (m model) write(t *rapid.T, db kv.DB) address.ID {
	id := someIDs.Draw(t, "who")
	chat := "chat-" + string(id)
	w := someWishes.Draw(t, "wish")
	switch rapid.IntRange(0, 4).Draw(t, "what") {
	case 0, 1: // whoever writes is here again, and subscribes
		update(t, db, func(tx kv.Tx) error {
			if _, err := address.Meet(tx, "telegram", chat, false, id, day); err != nil {
				return err
			}
			return Subscribe(tx, resident(string(id)), w, agreed, day)
		})
		m.wish[id] = w
		delete(m.left, id)
	case 2:
		if _, receives := m.wish[id]; receives {
			update(t, db, func(tx kv.Tx) error { return Change(tx, resident(string(id)), w, day) })
			m.wish[id] = w
		}
	case 3:
		if _, receives := m.wish[id]; receives {
			update(t, db, func(tx kv.Tx) error { return Stop(tx, resident(string(id)), day) })
			delete(m.wish, id)
		}
	case 4:
		update(t, db, func(tx kv.Tx) error { return address.Leave(tx, "telegram", chat, day) })
		m.left[id] = true
	}
	return id
}

func update(t *rapid.T, db kv.DB, write func(kv.Tx) error) {
	t.Helper()
	if err := db.Update(context.Background(), write); err != nil {
		t.Fatal(err)
	}
}

func view(t *rapid.T, db kv.DB, read func(kv.Reader) error) {
	t.Helper()
	if err := db.View(context.Background(), read); err != nil {
		t.Fatal(err)
	}
}
