// Package lane hands out work one key at a time: a key is a conversation, no two workers ever hold
// the same one, keys wait in the order in which they came, and a key may have to rest before it is
// handed out again. intake uses it for incoming messages, outbox for outgoing ones. The queue keeps
// keys only; the work itself lies in the store, so memory stays small whatever waits there.
package lane

import (
	"container/heap"
	"context"
	"sync"
	"time"
)

// Queue hands out keys by level (0 goes first) and, within one, in order of arrival. It starts no
// goroutine. It reads the clock it was given under its own lock, so that a clock that is set back while
// a key is given back is never met half way. Use New.
type Queue[K comparable] struct {
	mu      sync.Mutex
	now     func() time.Time
	most    int
	keys    map[K]*entry
	ready   []fifo[K]
	resting restHeap[K]
	last    time.Time // newest time that was read
	wake    chan struct{}
}

type entry struct {
	waiting uint8 // bit i: there is work at level i
	taken   bool
	rest    time.Time
}

// New makes a queue of so many levels (at most 8) that holds at most most keys.
func New[K comparable](levels, most int, now func() time.Time) *Queue[K] {
	return &Queue[K]{now: now, most: most, keys: map[K]*entry{}, ready: make([]fifo[K], levels), wake: make(chan struct{}, 1)}
}

// Add says that there is work for key at level. It may be said again while the key waits or is
// taken. False: the queue is full and the key is new; ask the store again when there is room.
func (q *Queue[K]) Add(key K, level int) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	e := q.keys[key]
	if e == nil {
		if len(q.keys) >= q.most {
			return false
		}
		e = &entry{}
		q.keys[key] = e
	}
	if e.waiting&(1<<level) != 0 {
		return true
	}
	e.waiting |= 1 << level
	if !e.taken && e.rest.IsZero() {
		q.ready[level].push(key)
		q.signal()
	}
	return true
}

// Take hands out the next key whose level is below below; the caller owns it until Done. Where
// nothing is ready it returns ok=false and how long until the first resting key is (0: none rests;
// wait in Idle).
func (q *Queue[K]) Take(below int) (key K, level int, wait time.Duration, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.read()
	for len(q.resting) > 0 && !q.resting[0].until.After(now) {
		r := heap.Pop(&q.resting).(restingKey[K])
		if e := q.keys[r.key]; e != nil && !e.taken && e.rest.Equal(r.until) {
			e.rest = time.Time{}
			q.release(r.key, e)
		}
	}
	for level := range min(below, len(q.ready)) {
		for q.ready[level].len() > 0 {
			key := q.ready[level].pop()
			e := q.keys[key]
			if e == nil || e.taken || !e.rest.IsZero() || e.waiting&(1<<level) == 0 {
				continue // handed out meanwhile by way of another level
			}
			e.waiting &^= 1 << level
			e.taken = true
			return key, level, 0, true
		}
	}
	if len(q.resting) > 0 {
		wait = max(q.resting[0].until.Sub(now), 1)
	}
	return key, 0, wait, false
}

// Seize takes key past the line, if nobody has it and nothing waits for it: for whoever makes work
// and could begin it at once. False: Add it as usual.
func (q *Queue[K]) Seize(key K) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.keys[key] != nil || len(q.keys) >= q.most {
		return false
	}
	q.keys[key] = &entry{taken: true}
	return true
}

// read reads the clock and moves the rests with one that was set back: a rest is a length of time, and a
// second must not become the hour by which somebody corrected the clock.
func (q *Queue[K]) read() time.Time {
	now := q.now()
	if back := q.last.Sub(now); !q.last.IsZero() && back > time.Second {
		for i := range q.resting {
			r := &q.resting[i]
			moved := r.until.Add(-back)
			if e := q.keys[r.key]; e != nil && e.rest.Equal(r.until) {
				e.rest = moved
			}
			r.until = moved
		}
	}
	q.last = now
	return now
}

// Done gives key back; it is not handed out again for as long as rest. What was added meanwhile, or is
// added during the rest, waits for it.
func (q *Queue[K]) Done(key K, rest time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	e := q.keys[key]
	if e == nil {
		return
	}
	e.taken = false
	if rest > 0 {
		e.rest = q.read().Add(rest)
		heap.Push(&q.resting, restingKey[K]{key, e.rest})
		q.signal()
		return
	}
	e.rest = time.Time{}
	q.release(key, e)
}

// Len is how many keys wait, rest or are taken.
func (q *Queue[K]) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.keys)
}

// Below is how many keys have work at a level below below, or are taken. It looks at each.
func (q *Queue[K]) Below(below int) (n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, e := range q.keys {
		if e.taken || e.waiting&(1<<below-1) != 0 {
			n++
		}
	}
	return n
}

// Idle waits for work after Take had none: until something becomes ready or begins to rest, until wait
// is over (0: nothing rests), until also receives, or until ctx ends. One waits at a time.
func (q *Queue[K]) Idle(ctx context.Context, wait time.Duration, also <-chan struct{}) {
	var rested <-chan time.Time
	if wait > 0 {
		t := time.NewTimer(wait)
		defer t.Stop()
		rested = t.C
	}
	select {
	case <-ctx.Done():
	case <-q.wake:
	case <-also:
	case <-rested:
	}
}

// release makes a free key ready again, or forgets it where nothing waits.
func (q *Queue[K]) release(key K, e *entry) {
	if e.waiting == 0 {
		delete(q.keys, key)
		return
	}
	for level := range q.ready {
		if e.waiting&(1<<level) != 0 {
			q.ready[level].push(key)
		}
	}
	q.signal()
}

func (q *Queue[K]) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}
