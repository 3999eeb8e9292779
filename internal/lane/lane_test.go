package lane

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// clock is set by the tests.
type clock struct{ t time.Time }

func (c *clock) now() time.Time { return c.t }

var t0 = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

func TestAKeyIsHandedOutOnceUntilItIsDone(t *testing.T) {
	at := &clock{t0}
	q := New[string](1, 10, at.now)
	q.Add("a", 0)
	q.Add("b", 0)
	a, _, _, _ := q.Take(1)
	q.Add("a", 0)
	b, _, _, _ := q.Take(1)
	if _, _, _, ok := q.Take(1); a != "a" || b != "b" || ok {
		t.Fatalf("got %q, %q, and a third: %v", a, b, ok)
	}
	q.Done("a", 0)
	if k, _, _, ok := q.Take(1); !ok || k != "a" {
		t.Fatalf("what was added while a was taken is lost: %q %v", k, ok)
	}
	q.Done("a", 0)
	q.Done("b", 0)
	if q.Len() != 0 {
		t.Fatalf("%d keys are kept for nothing", q.Len())
	}
}

func TestAHigherLevelGoesFirstAndTheOtherIsNotLost(t *testing.T) {
	at := &clock{t0}
	q := New[string](3, 10, at.now)
	q.Add("x", 2)
	q.Add("a", 2)
	q.Add("a", 0)
	var got []int
	for range 3 {
		k, level, _, ok := q.Take(3)
		if !ok {
			t.Fatal("work was lost")
		}
		got = append(got, level)
		q.Done(k, 0)
	}
	if got[0] != 0 || got[1] != 2 || got[2] != 2 {
		t.Fatalf("levels %v", got)
	}
}

func TestAFreeKeyCanBeSeized(t *testing.T) {
	at := &clock{t0}
	q := New[string](1, 10, at.now)
	if !q.Seize("a") || q.Seize("a") {
		t.Fatal("a free key is not seized once")
	}
	q.Add("a", 0)
	if _, _, _, ok := q.Take(1); ok {
		t.Fatal("a seized key was handed out")
	}
	q.Done("a", 0)
	if q.Seize("a") {
		t.Fatal("seized although work waits")
	}
	if k, _, _, ok := q.Take(1); !ok || k != "a" {
		t.Fatal("what was added meanwhile is lost")
	}
}

func TestARestIsKept(t *testing.T) {
	at := &clock{t0}
	q := New[string](1, 10, at.now)
	q.Add("a", 0)
	q.Take(1)
	q.Done("a", time.Second)
	q.Add("a", 0)
	if _, _, wait, ok := q.Take(1); ok || wait != time.Second {
		t.Fatalf("handed out at once, or wrong wait %v", wait)
	}
	at.t = t0.Add(time.Second)
	if _, _, _, ok := q.Take(1); !ok {
		t.Fatal("not handed out after the rest")
	}
}

func TestARestIsNoLongerWhenTheClockIsSetBack(t *testing.T) {
	at := &clock{t0}
	q := New[string](1, 10, at.now)
	q.Add("a", 0)
	q.Take(1)
	q.Done("a", time.Second)
	q.Add("a", 0)
	at.t = t0.Add(-time.Hour)
	if _, _, wait, ok := q.Take(1); ok || wait != time.Second {
		t.Fatalf("rests %v, handed out %v", wait, ok)
	}
	at.t = at.t.Add(time.Second)
	if _, _, _, ok := q.Take(1); !ok {
		t.Fatal("not handed out after the rest")
	}
}

func TestAFullQueueSaysSo(t *testing.T) {
	q := New[int](1, 2, func() time.Time { return t0 })
	if !q.Add(1, 0) || !q.Add(2, 0) || q.Add(3, 0) || !q.Add(1, 0) {
		t.Fatal("the bound is not kept")
	}
}

// Whatever the order of calls: a taken key is never handed out again before Done, rests are kept,
// and everything that was added is handed out in the end.
func TestModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := t0
		q := New[int](3, 6, func() time.Time { return now })
		taken, rest, due := map[int]bool{}, map[int]time.Time{}, map[[2]int]bool{}
		check := func(k, level int) {
			if taken[k] || rest[k].After(now) || !due[[2]int{k, level}] {
				t.Fatalf("key %d level %d: taken %v, rests %v, due %v", k, level, taken[k], rest[k].After(now), due[[2]int{k, level}])
			}
			taken[k] = true
			delete(due, [2]int{k, level})
		}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			k, level := rapid.IntRange(0, 7).Draw(t, "key"), rapid.IntRange(0, 2).Draw(t, "level")
			switch rapid.IntRange(0, 3).Draw(t, "act") {
			case 0:
				if q.Add(k, level) {
					due[[2]int{k, level}] = true
				}
			case 1:
				if k, level, _, ok := q.Take(3); ok {
					check(k, level)
				}
			case 2:
				if taken[k] {
					taken[k] = false
					rest[k] = now.Add(time.Duration(level) * time.Second)
					q.Done(k, time.Duration(level)*time.Second)
				}
			case 3:
				now = now.Add(time.Duration(level) * time.Second)
			}
		}
		for k := range taken {
			if taken[k] {
				taken[k] = false
				rest[k] = time.Time{}
				q.Done(k, 0)
			}
		}
		now = now.Add(time.Hour)
		for {
			k, level, _, ok := q.Take(3)
			if !ok {
				break
			}
			check(k, level)
			taken[k] = false
			q.Done(k, 0)
		}
		if len(due) > 0 || q.Len() > 0 {
			t.Fatalf("left: %v, keys %d", due, q.Len())
		}
	})
}
