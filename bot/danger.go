package bot

import "loaxom/content"

// alarms finds words of danger. A weak one ("tai nạn") does not count where the message is plainly
// about papers ("trợ cấp").
type alarms struct {
	words  phrases
	weak   map[string]bool     // kind and folded phrase
	unless map[string]*phrases // by kind
}

func newAlarms(dangers []content.Danger) alarms {
	a := alarms{weak: map[string]bool{}, unless: map[string]*phrases{}}
	for _, d := range dangers {
		a.words.add(d.ID, d.Phrases)
		a.words.mark(d.ID, d.Marked)
		a.words.pass(d.Harmless)
		for _, w := range d.Weak {
			a.weak[d.ID+" "+readText(w).whole()] = true
		}
		u := &phrases{}
		u.add(d.ID, d.Unless)
		a.unless[d.ID] = u
	}
	return a
}

// find is the kind of danger that a message tells of; empty: none.
func (a alarms) find(t text) (kind string) {
	a.words.scan(t, func(f *phrase, _ int) bool {
		if a.weak[f.id+" "+f.whole()] && a.unless[f.id].find(t) != "" {
			return false
		}
		kind = f.id
		return true
	})
	return kind
}
