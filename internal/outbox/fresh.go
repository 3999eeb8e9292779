package outbox

import "sync"

// fresh remembers answers that were enqueued a moment ago, so that the worker that sends one does not
// read from the store what this process has just written. Only answers: nothing changes them while
// they wait, and the index in the store still decides what is open.
type fresh struct {
	mu   sync.Mutex
	of   map[ID]Delivery
	ring []ID
	next int
}

// mostFresh bounds what is remembered.
const mostFresh = 2048

func newFresh() *fresh { return &fresh{of: map[ID]Delivery{}, ring: make([]ID, mostFresh)} }

func (f *fresh) put(d Delivery) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.of, f.ring[f.next])
	f.of[d.ID], f.ring[f.next] = d, d.ID
	f.next = (f.next + 1) % len(f.ring)
}

func (f *fresh) get(id ID) (Delivery, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	d, ok := f.of[id]
	return d, ok
}

func (f *fresh) drop(id ID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.of, id)
}
