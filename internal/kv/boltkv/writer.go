package boltkv

import "runtime"

// run is the writer: one goroutine that commits group after group until the store is closed. What
// came while the last fsync ran goes into the next group at once, so the slower the disk, the larger
// the groups, and a lone Update waits for nobody.
func (d *DB) run() {
	defer close(d.done)
	for range d.q.wake {
		for d.round() {
			// Those whose group has just been committed are ready to run: let them come with their
			// next Update first, else groups would be small and large in turns.
			runtime.Gosched()
		}
		if d.q.over() {
			return
		}
	}
}

// round commits one group and tells whether anybody waited.
func (d *DB) round() bool {
	j := d.q.pop()
	if j == nil {
		return false
	}
	d.use.RLock()
	g, err := d.begin()
	if err != nil {
		d.use.RUnlock()
		j.err = err
		j.step <- struct{}{}
		return true
	}
	g.give(j)
	<-g.full
	err = g.finish()
	d.use.RUnlock()
	if err == nil && g.kept > 0 {
		d.updates.Add(int64(g.kept))
		d.commits.Add(1)
	}
	for _, m := range g.members {
		if err != nil {
			m.err = err // its own word may rest on what is not kept
		}
		m.step <- struct{}{}
	}
	return true
}
