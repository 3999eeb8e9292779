package bulletin

import (
	"slices"
	"strings"
	"time"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Enabled tells whether anything goes out at all (config bulletin.enabled).
func (d *Desk) Enabled() bool { return d.cfg.Enabled }

// Listed is a publication with where it stands.
type Listed struct {
	Publication
	Standing Standing
	Next     time.Time // the next firing; zero: there is none any more
	Newest   Issue     // what went out last
	WentOut  bool      // whether anything did
}

// List is all publications that the content has, the one that is due next first.
func (d *Desk) List(r kv.Reader, now time.Time) (list []Listed, err error) {
	lib := d.lib.Load()
	if lib == nil {
		return nil, nil
	}
	for _, p := range publications(lib, d.cfg.Late) {
		l, err := d.listed(r, p, now)
		if err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	slices.SortStableFunc(list, func(a, b Listed) int {
		switch {
		case a.Next.IsZero() == b.Next.IsZero():
			return a.Next.Compare(b.Next)
		case a.Next.IsZero():
			return 1
		}
		return -1
	})
	return list, nil
}

// Of is one publication with where it stands. NotFound where the content does not have it.
func (d *Desk) Of(r kv.Reader, id PubID, now time.Time) (Listed, error) {
	p, ok := find(d.lib.Load(), id, d.cfg.Late)
	if !ok {
		return Listed{}, fault.New(fault.NotFound, "bulletin: no publication %s", id)
	}
	return d.listed(r, p, now)
}

func (d *Desk) listed(r kv.Reader, p Publication, now time.Time) (l Listed, err error) {
	l.Publication = p
	if l.Standing, err = standingOf(r, p.ID); err != nil {
		return l, err
	}
	if l.Newest, l.WentOut, err = newestOf(r, p.ID); err != nil {
		return l, err
	}
	if next := d.Firings(p, now, 1); len(next) > 0 {
		l.Next = next[0]
	}
	return l, nil
}

// Firings are the next firings of a publication, at most most.
func (d *Desk) Firings(p Publication, now time.Time, most int) (list []time.Time) {
	plan, err := planOf(p.Spec, d.cfg.Zone)
	if err != nil {
		return nil
	}
	for t := plan.Next(now); !t.IsZero() && len(list) < most; t = plan.Next(t) {
		list = append(list, t)
	}
	return list
}

// Leaves is when something that is sent at that moment leaves: then, or when the quiet hours end.
func (d *Desk) Leaves(now time.Time) time.Time { return d.loud(now) }

// Name is what people call a publication, by its issue: its title, or that of the issue where the content
// has the publication no longer.
func (d *Desk) Name(i Issue) string {
	if p, ok := find(d.lib.Load(), i.Of, d.cfg.Late); ok {
		return p.Title
	}
	if i.Title != "" {
		return i.Title
	}
	return strings.TrimPrefix(strings.TrimPrefix(string(i.Of), ofSeries), ofBulletin)
}

// Table is the table of a quiz in words, as it is now or as it was when it closed.
func (d *Desk) Table(r kv.Reader, x Round) (string, error) {
	rows, err := TableOf(r, x)
	return d.table(d.lib.Load(), x, rows), err
}
