package faq

import "slices"

// Covers tells how much of a text an entry has, 0 to 1: of the pairs of syllables that stand in any entry,
// by their rarity. A text without such pairs is covered.
func (x *Index) Covers(text, id string) float64 {
	doc := slices.Index(x.docs, id)
	if doc < 0 {
		return 0
	}
	a := x.asks.Get().(*asking)
	defer x.asks.Put(a)
	x.read(&a.reading, text, asked)
	has, all := float32(0), float32(0)
	for i := 1; i < len(a.row); i++ {
		f, ok := x.words.pairs[pairKey(a.ids[i-1], a.ids[i])]
		if !ok || a.row[i].clause != a.row[i-1].clause {
			continue
		}
		all += x.rarity[f]
		if x.has(f, int32(doc)) {
			has += x.rarity[f]
		}
	}
	if all == 0 {
		return 1
	}
	return float64(has / all)
}
