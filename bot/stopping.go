package bot

import (
	"strings"

	"loaxom/content"
	"loaxom/internal/vi"
)

// endings are the words by which people end the news or the talk that they are in. A message is meant
// so only as a whole: "dạ thôi cháu không nhận nữa ạ" is, "làm sao để hủy tạm trú" is not.
type endings struct {
	always, outside, inside ending
	mentions                phrases         // of several words: said of the news, wherever they stand
	spoken                  map[string]bool // folded whole messages of small talk: "thôi nhé" says good bye
	chat                    map[string]string
}

// ending is one list of them. Firm ones may have reasons and thanks beside them; of the others that would
// be another thing ("thôi cảm ơn").
type ending struct {
	firm, alone     phrases
	wide, narrow    *phrases        // what may stand around them
	whole, unbroken map[string]bool // the phrases by themselves, with spaces and typed without any
}

// mostStopping is how many words such a message has at most: whoever writes more has more to say.
const mostStopping = 16

func newEndings(x *content.Lexicon, spoken map[string]string) endings {
	wide, narrow := &phrases{}, &phrases{}
	narrow.add("around", x.Stop.Around)
	wide.add("around", x.Stop.Around)
	wide.add("besides", x.Stop.Besides)
	alone := map[string]bool{}
	for _, p := range x.Stop.Alone {
		alone[p] = true
	}
	list := func(all []string) ending {
		e := ending{wide: wide, narrow: narrow, whole: map[string]bool{}, unbroken: map[string]bool{}}
		for _, p := range all {
			words := readText(p)
			e.whole[words.whole()] = true
			if len(words.folded) > 1 {
				e.unbroken[strings.Join(words.folded, "")] = true
			}
			if alone[p] {
				e.alone.add("stop", []string{p})
			} else {
				e.firm.add("stop", []string{p})
			}
		}
		return e
	}
	e := endings{always: list(x.Stop.Always), outside: list(x.Stop.Outside), inside: list(x.Stop.Inside), spoken: map[string]bool{}, chat: map[string]string{}}
	for _, p := range x.Stop.Always {
		if len(readText(p).folded) > 2 {
			e.mentions.add("stop", []string{p})
		}
	}
	for whole := range spoken {
		e.spoken[whole] = true
	}
	for word, means := range x.Chat {
		if len(means) > 0 {
			e.chat[vi.Fold(word)] = means[0]
		}
	}
	return e
}

// stops tells whether a message outside of any talk ends the news.
func (e endings) stops(t text) bool { return e.hears(t, &e.always, &e.outside) }

// hears tells whether the message is meant as one of the lists: as it was typed, or as its keystrokes and
// chat spelling read.
func (e endings) hears(t text, lists ...*ending) bool {
	if len(t.folded) == 0 || len(t.folded) > mostStopping {
		return false
	}
	whole := t.whole()
	read, changed := e.read(t)
	for _, list := range lists {
		if e.spoken[whole] && !list.whole[whole] {
			continue
		}
		if list.means(t) || changed && list.means(read) {
			return true
		}
	}
	return false
}

// read is the message with raw keystrokes and chat spelling put right: "ko nhaanj tin nuwax"; changed is
// false where there was nothing to put right.
func (e endings) read(t text) (read text, changed bool) {
	words := make([]string, len(t.typed))
	for i, w := range t.typed {
		words[i] = w
		if means, ok := e.chat[t.folded[i]]; ok {
			words[i], changed = means, true
		} else if w == t.folded[i] && !vi.IsFoldedSyllable(w) {
			for _, keys := range [...]func(string) (string, bool){vi.Telex, vi.VNI} {
				if read, ok := keys(w); ok {
					words[i], changed = read, true
					break
				}
			}
		}
	}
	if !changed {
		return t, false
	}
	return readText(strings.Join(words, " ")), true
}

func (e *ending) means(t text) bool {
	if e.unbroken[strings.Join(t.folded, "")] {
		return true
	}
	return covers(t, &e.firm, e.wide) || covers(t, &e.alone, e.narrow)
}

// covers tells whether the message is made of at least one phrase of meant, and otherwise of those that
// may stand around it. Where phrases overlap any way of taking the message apart counts.
func covers(t text, meant, around *phrases) bool {
	without, with := make([]bool, len(t.folded)+1), make([]bool, len(t.folded)+1) // up to here, so far without and with one of meant
	without[0] = true
	for at, word := range t.folded {
		if !without[at] && !with[at] {
			continue
		}
		if meant.begins(t.marks[at]) {
			list := meant.byFirst[word]
			for i := range list {
				if f := &list[i]; f.standsAt(&t, at) {
					with[at+len(f.folded)] = true
				}
			}
		}
		if !around.begins(t.marks[at]) {
			continue
		}
		list := around.byFirst[word]
		for i := range list {
			if f := &list[i]; f.standsAt(&t, at) {
				end := at + len(f.folded)
				without[end] = without[end] || without[at]
				with[end] = with[end] || with[at]
			}
		}
	}
	return with[len(t.folded)]
}
