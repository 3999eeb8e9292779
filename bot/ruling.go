package bot

import (
	"loaxom/content"
	"loaxom/internal/kv"
	"loaxom/internal/review"
)

// ruled is the knowledge as staff have judged the content, at one revision of their decisions.
type ruled struct {
	revision uint64
	knows    *knowledge
}

// under is k as staff have judged the content by now. It costs a turn one read of a few bytes; only
// after a decision all of them are read, and the library is made anew from them (the index stays: what
// staff hide is found and then not shown). A store that does not read leaves the last that did: staff
// are told by the room that keeps it, and residents are answered meanwhile.
func (k *knowledge) under(r kv.Reader) *knowledge {
	if r == nil {
		return k
	}
	last := k.ruled.Load()
	revision, err := review.Revision(r)
	if err != nil || revision == 0 && last == nil {
		return last.or(k)
	}
	if last != nil && last.revision == revision {
		return last.knows
	}
	ruling, err := review.Rule(r, k.lib)
	if err != nil {
		return last.or(k)
	}
	lib := k.lib.Under(ruling)
	now := &ruled{revision, &knowledge{lib: lib, files: k.lib, index: k.index, words: k.words, shown: &texts{lib: lib}}}
	k.ruled.Store(now)
	return now.knows
}

func (r *ruled) or(k *knowledge) *knowledge {
	if r == nil {
		return k
	}
	return r.knows
}

// withheld answers a question on an entry that may not be shown: it has ended, staff have hidden it, or
// nobody has approved it where only approved ones are shown. The next best entry would be a wrong one.
func (t *turn) withheld(e *content.Entry) {
	t.note(review.None, e.ID)
	id := "answer.withheld"
	if e.EndedOn(t.m.Now.In(t.zone())) {
		id = "answer.ended"
	}
	t.choices(plain(t.say(id, "Title", e.Plain)+"\n"+t.lib.Desk()), 1, Choice{t.say("bot.to_staff"), "s:" + e.ID}, Choice{t.say("menu.ask"), "m:ask"})
}
