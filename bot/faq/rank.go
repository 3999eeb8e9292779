package faq

// everywhere is the rarity below which a feature stands in so many entries that it tells nothing: "có".
const everywhere = 0.3

// ranking is BM25 over the whole of each entry: what a feature adds to an entry's score, and what it takes
// to tell the share of one example in that.
type ranking struct {
	postings
	norm []float64 // by entry: k1, as its length makes it
	k1   float64
}

func (x *Index) rank(fields []field, tune tuning) ranking {
	byDoc := make([][]field, x.classes()-1)
	length := make([]float64, len(byDoc))
	mean := 0.0
	for _, f := range fields {
		byDoc[f.doc] = append(byDoc[f.doc], f)
		for _, ft := range f.feats {
			length[f.doc] += f.weight * float64(ft.w)
			mean += f.weight * float64(ft.w) / float64(len(byDoc))
		}
	}
	r := ranking{postings: make(postings, x.words.features), norm: make([]float64, len(byDoc)), k1: tune.k1}
	freq := make([]float64, x.words.features) // of the entry at hand
	var has []int32
	for doc, list := range byDoc {
		r.norm[doc] = tune.k1 * (1 - tune.b + tune.b*length[doc]/max(mean, 1))
		for _, f := range list {
			for _, ft := range f.feats {
				if freq[ft.id] == 0 {
					has = append(has, ft.id)
				}
				freq[ft.id] += f.weight * float64(ft.w)
			}
		}
		for _, id := range has {
			if x.rarity[id] < everywhere {
				freq[id] = 0
				continue
			}
			w := float64(x.rarity[id]) * freq[id] * (tune.k1 + 1) / (freq[id] + r.norm[doc])
			r.postings[id] = append(r.postings[id], posting{int32(doc), float32(w)})
			freq[id] = 0
		}
		has = has[:0]
	}
	return r
}

// without is a posting of a feature of that rarity as if its entry had so much less of the feature.
func (r *ranking) without(p posting, rarity, less float32) float32 {
	most := float64(rarity) * (r.k1 + 1) // the posting is this times tf over tf and norm
	tf := float64(p.w)*r.norm[p.to]/max(most-float64(p.w), 1e-9) - float64(less)
	if tf < 1e-3 {
		return 0
	}
	return float32(most * tf / (tf + r.norm[p.to]))
}
