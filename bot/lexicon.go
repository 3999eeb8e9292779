package bot

import (
	"maps"
	"slices"

	"loaxom/bot/faq"
	"loaxom/content"
)

// lexicon is the content's words as the matcher reads them.
func lexicon(lib *content.Library) faq.Lexicon {
	x := lib.Lexicon()
	l := faq.Lexicon{
		Abbreviations: meanings(x.Abbreviations), Chat: meanings(x.Chat),
		Address: faq.Address{Start: x.Address.Start, End: x.Address.End, Anywhere: x.Address.Anywhere},
	}
	for _, g := range x.Groups {
		l.Groups = append(l.Groups, faq.Group{Words: g.Words, Weight: g.Weight})
	}
	for _, p := range x.Pairs {
		l.Pairs = append(l.Pairs, faq.Pair{Said: p.Said, Means: p.Means, Weight: p.Weight})
	}
	for _, o := range x.OffTopics {
		l.OffTopic = append(l.OffTopic, o.Questions)
	}
	for _, p := range x.PlaceNames {
		l.Neutral = append(l.Neutral, p.Was...)
	}
	return l
}

func meanings(words map[string]content.Lines) map[string][]string {
	out := make(map[string][]string, len(words))
	for _, w := range slices.Sorted(maps.Keys(words)) {
		out[w] = words[w]
	}
	return out
}
