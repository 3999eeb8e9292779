package boltkv

import "sync"

// queue is where Updates wait for the writer, in the order of their calls.
type queue struct {
	mu     sync.Mutex
	jobs   []*job
	first  int           // jobs[:first] have been taken
	wake   chan struct{} // one token: there may be something
	closed bool
}

func (q *queue) push(j *job) {
	q.mu.Lock()
	if q.first > 0 && len(q.jobs) == cap(q.jobs) { // under load it is never empty: use the room again
		n := copy(q.jobs, q.jobs[q.first:])
		clear(q.jobs[n:])
		q.jobs, q.first = q.jobs[:n], 0
	}
	q.jobs = append(q.jobs, j)
	q.mu.Unlock()
	q.ring()
}

func (q *queue) ring() {
	select {
	case q.wake <- struct{}{}:
	default: // the writer has not heard the last one yet
	}
}

// pop is the next job that its caller has not given up, already marked as taken; nil where none waits.
func (q *queue) pop() *job {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.first < len(q.jobs) {
		j := q.jobs[q.first]
		q.jobs[q.first] = nil
		q.first++
		if j.state.CompareAndSwap(waiting, taken) {
			return j
		}
	}
	q.jobs, q.first = q.jobs[:0], 0
	return nil
}

// shut ends the writer when nothing waits any more.
func (q *queue) shut() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.ring()
}

func (q *queue) over() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.closed && q.first == len(q.jobs)
}
