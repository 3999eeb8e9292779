package lane

import (
	"sync"
	"time"
)

// Hands run functions, each in a goroutine of its own that is used again for a later one: a stack that has
// grown for one message is grown for the next. How many run at once is for the caller to bound. The zero
// Hands are ready.
type Hands struct {
	busy sync.WaitGroup
	mu   sync.Mutex
	idle []chan func() // who has nothing to do, the last one last
	over bool
}

// rested is how long a goroutine waits for the next function before it ends.
const rested = time.Second

// Go runs f soon. It never waits.
func (h *Hands) Go(f func()) {
	h.busy.Add(1)
	h.mu.Lock()
	if n := len(h.idle); n > 0 {
		next := h.idle[n-1]
		h.idle = h.idle[:n-1]
		h.mu.Unlock()
		next <- f
		return
	}
	h.mu.Unlock()
	go h.run(f)
}

// Wait waits until all functions have ended, and lets the goroutines go.
func (h *Hands) Wait() {
	h.busy.Wait()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.over = true
	for _, next := range h.idle {
		close(next)
	}
	h.idle = nil
}

// run runs f, and what it is handed afterwards.
func (h *Hands) run(f func()) {
	next := make(chan func(), 1)
	var rest *time.Timer
	for f != nil {
		h.once(f)
		f = nil
		h.mu.Lock()
		if h.over {
			h.mu.Unlock()
			return
		}
		h.idle = append(h.idle, next)
		h.mu.Unlock()
		select { // under load there is always something: no timer then
		case f = <-next:
			continue
		default:
		}
		if rest == nil {
			rest = time.NewTimer(rested)
			defer rest.Stop()
		} else {
			rest.Reset(rested)
		}
		select {
		case f = <-next:
		case <-rest.C:
			if !h.leave(next) {
				f = <-next // it was handed something in this moment
			}
		}
	}
}

// once runs f. It counts as ended also where it panics or ends its goroutine (a test that fails inside).
func (h *Hands) once(f func()) {
	defer h.busy.Done()
	f()
}

// leave takes an idle goroutine out. False: it is idle no more.
func (h *Hands) leave(next chan func()) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, one := range h.idle {
		if one == next {
			h.idle = append(h.idle[:i], h.idle[i+1:]...)
			return true
		}
	}
	return false
}
