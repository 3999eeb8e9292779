package faq

import (
	"maps"
	"slices"

	"loaxom/internal/vi"
)

// lexicon is a Lexicon made ready for looking up.
type lexicon struct {
	short   *phrases[expansion] // abbreviations and chat spelling
	ideas   *phrases[idea]
	start   *phrases[struct{}] // address and politeness at the beginning of a clause
	end     *phrases[struct{}] // at its end
	neutral *phrases[struct{}] // anywhere
	places  *phrases[struct{}] // names of places: one idea for all, and their syllables count less
	means   [][]token          // by idea: the official words that it stands for; nil for a group
	weights []float32          // by idea
	keys    map[string]bool    // abbreviations of one word of at least three letters that is no syllable
}

// placeWeight is how much the name of a place counts: which one it is seldom decides, that there is one
// sometimes does.
const placeWeight = 0.3

// expansion is what an abbreviation stands for: the likeliest reading and the others.
type expansion struct {
	first  []token
	others [][]token
	exact  bool // the key is a syllable of its own ("ca"), so it may be meant as it stands
}

// idea is a meaning that several phrases share.
type idea struct {
	id     int32
	weight float32
}

func newLexicon(w *words, x Lexicon) *lexicon {
	l := &lexicon{
		short: newPhrases[expansion](), ideas: newPhrases[idea](),
		keys: map[string]bool{}, start: newPhrases[struct{}](), end: newPhrases[struct{}](), neutral: newPhrases[struct{}](), places: newPhrases[struct{}](),
	}
	for _, m := range []map[string][]string{x.Abbreviations, x.Chat} {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			l.addShort(w, key, m[key])
		}
	}
	for _, g := range x.Groups {
		id := l.newIdea(nil, g.Weight)
		for _, word := range g.Words {
			l.ideas.add(w, word, idea{id, float32(g.Weight)})
		}
	}
	if len(x.Neutral) > 0 {
		id := l.newIdea(nil, placeWeight)
		for _, name := range x.Neutral {
			l.ideas.add(w, name, idea{id, placeWeight})
			l.places.add(w, name, struct{}{})
		}
	}
	byMeaning := map[string]int32{}
	for _, p := range x.Pairs {
		id, ok := byMeaning[p.Means]
		if !ok {
			id = l.newIdea(tokens(nil, p.Means), p.Weight)
			byMeaning[p.Means] = id
			l.ideas.add(w, p.Means, idea{id, 1})
			for i := range l.means[id] {
				w.learn(l.means[id][i].fold)
			}
		}
		for _, said := range p.Said {
			l.ideas.add(w, said, idea{id, float32(p.Weight)})
		}
	}
	for _, list := range []struct {
		to   *phrases[struct{}]
		from []string
	}{{l.start, x.Address.Start}, {l.end, x.Address.End}, {l.neutral, x.Address.Anywhere}} {
		for _, phrase := range list.from {
			list.to.add(w, phrase, struct{}{})
		}
	}
	return l
}

func (l *lexicon) newIdea(means []token, weight float64) int32 {
	l.means = append(l.means, means)
	l.weights = append(l.weights, float32(weight))
	return int32(len(l.means) - 1)
}

func (l *lexicon) addShort(w *words, key string, values []string) {
	if len(values) == 0 {
		return
	}
	e := expansion{first: tokens(nil, values[0])}
	for _, v := range values[1:] {
		e.others = append(e.others, tokens(nil, v))
	}
	row := tokens(nil, key)
	e.exact = len(row) == 1 && vi.IsFoldedSyllable(row[0].fold)
	if len(row) == 1 && !e.exact && len(row[0].fold) >= 3 {
		l.keys[row[0].fold] = true
	}
	for _, list := range append(e.others, e.first) {
		for i := range list {
			w.learn(list[i].fold)
		}
	}
	l.short.add(w, key, e)
}
