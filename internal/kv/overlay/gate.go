package overlay

import (
	"sync"

	"loaxom/internal/kv"
)

// Gate counts who is at work in a DB, so that Close can wait for them. It is no read lock on purpose:
// a View inside a View must not wait for a Close that waits for it. The zero Gate is open.
type Gate struct {
	mu     sync.Mutex
	inside int
	shut   bool
	empty  chan struct{} // made by Shut when it has to wait
}

// Enter counts the caller in; kv.ErrClosed once Shut was called.
func (g *Gate) Enter() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut {
		return kv.ErrClosed
	}
	g.inside++
	return nil
}

// Leave counts the caller out.
func (g *Gate) Leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inside--
	if g.inside == 0 && g.empty != nil {
		close(g.empty)
		g.empty = nil
	}
}

// Shut lets nobody in any more and returns when all are out; kv.ErrClosed for whoever comes second.
func (g *Gate) Shut() error {
	g.mu.Lock()
	if g.shut {
		g.mu.Unlock()
		return kv.ErrClosed
	}
	g.shut = true
	if g.inside == 0 {
		g.mu.Unlock()
		return nil
	}
	empty := make(chan struct{})
	g.empty = empty
	g.mu.Unlock()
	<-empty
	return nil
}
