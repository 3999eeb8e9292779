package lane

import "time"

// fifo is a first-in first-out list that gives its memory back as it drains.
type fifo[K any] struct {
	items []K
	head  int
}

func (f *fifo[K]) len() int { return len(f.items) - f.head }

func (f *fifo[K]) push(k K) { f.items = append(f.items, k) }

func (f *fifo[K]) pop() K {
	var zero K
	k := f.items[f.head]
	f.items[f.head] = zero
	f.head++
	switch {
	case f.head == len(f.items):
		f.items, f.head = f.items[:0], 0
		if cap(f.items) > 1024 {
			f.items = nil
		}
	case f.head > 1024 && f.head > len(f.items)/2:
		f.items, f.head = append([]K(nil), f.items[f.head:]...), 0
	}
	return k
}

type restingKey[K any] struct {
	key   K
	until time.Time
}

// restHeap keeps the key that may go on first on top.
type restHeap[K any] []restingKey[K]

func (h restHeap[K]) Len() int           { return len(h) }
func (h restHeap[K]) Less(i, j int) bool { return h[i].until.Before(h[j].until) }
func (h restHeap[K]) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *restHeap[K]) Push(x any)        { *h = append(*h, x.(restingKey[K])) }
func (h *restHeap[K]) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}
