package faq

import (
	"math"

	"loaxom/internal/vi"
)

// longestRun is the longest token in which missing spaces are looked for, in bytes.
const longestRun = 48

// parts cuts a run of words without spaces into known ones, the likeliest way; nil if there is none:
// "khaisinh", "thebhyt", "an1588". Rare ones cost more than common ones, and each cut costs.
func (x *Index) parts(run string) []string {
	if len(run) < 4 || len(run) > longestRun {
		return nil
	}
	var cost [longestRun + 1]float64
	var from [longestRun + 1]int
	for end := 1; end <= len(run); end++ {
		cost[end] = math.Inf(1)
		for start := max(0, end-7); start < end; start++ {
			part := run[start:end]
			id := x.words.number(part)
			if math.IsInf(cost[start], 1) || !x.joins(run, start, end, id) {
				continue
			}
			c := cost[start] + oddPart
			if id >= 0 && x.words.single[id] >= 0 {
				c = cost[start] + x.words.rarity(id)
			}
			if start > 0 {
				last := x.words.number(run[from[start]:start])
				if _, ok := x.words.pairs[pairKey(last, id)]; ok {
					c -= 3
				} else {
					c += 3
				}
			}
			if c < cost[end] {
				cost[end], from[end] = c, start
			}
		}
	}
	if math.IsInf(cost[len(run)], 1) || from[len(run)] == 0 {
		return nil
	}
	n := 0
	for end := len(run); end > 0; end = from[end] {
		n++
	}
	parts := make([]string, n)
	for end := len(run); end > 0; end = from[end] {
		n--
		parts[n] = run[from[end]:end]
	}
	return parts
}

// oddPart is what a number or an abbreviation costs among the parts of a run.
const oddPart = 8

// joins tells whether a part of a run may stand in it: a syllable that is known, an abbreviation, or all of
// the digits that stand together.
func (x *Index) joins(run string, start, end int, id int32) bool {
	part := run[start:end]
	if t := (token{fold: part}); t.number() {
		return len(run) > 3 && (start == 0 || !digitAt(run, start-1)) && (end == len(run) || !digitAt(run, end))
	}
	if x.lexicon.keys[part] {
		return true
	}
	return id >= 0 && x.words.single[id] >= 0 && (vi.IsFoldedSyllable(part) || len(part) >= 4)
}

func digitAt(s string, i int) bool { return s[i] >= '0' && s[i] <= '9' }
