package tthc

import (
	"fmt"
	"hash/maphash"
	"regexp"
	"slices"
	"strings"
)

// When the steps of a record are those of another code. Read off the portal's 2,625 records, where
// hundreds share half of their steps or more with a neighbour of the same family and say so in their own
// words, and one is its neighbour's text all through.
const (
	twinShare = 0.8  // how much of its steps, in runs of six syllables, the other has too
	twinOwn   = 0.25 // at most so much of what only its own name has stands in its text
	twinOther = 0.9  // at least so much of what only the other's name has
	twinPairs = 3    // pairs of syllables in which two names must differ, each way
	twinRun   = 6
	twinLeast = 20 // runs that the steps must have
	twinBusy  = 50 // a run that more records have is an office's phrase
)

// twins tells of each record whose text is another's: its steps are, they name the other and not it.
func twins(records []*Record) map[*Record]string {
	seed := maphash.MakeSeed()
	runs := make([][]uint64, len(records))
	has := map[uint64][]int32{}
	for i, r := range records {
		runs[i] = runsOf(seed, words(r.Steps))
		for _, run := range runs[i] {
			has[run] = append(has[run], int32(i))
		}
	}
	found := map[*Record]string{}
	shared := make([]int, len(records))
	for i, r := range records {
		if len(runs[i]) < twinLeast {
			continue
		}
		clear(shared)
		for _, run := range runs[i] {
			if with := has[run]; len(with) <= twinBusy {
				for _, k := range with {
					shared[k]++
				}
			}
		}
		for k, n := range shared { // in order, so that the same file gives the same report
			if k != i && float64(n) >= twinShare*float64(len(runs[i])) && isOf(r, records[k]) {
				found[r] = fmt.Sprintf("its steps are those of code %s and name that procedure (%s)", records[k].Code, short(records[k].Name, 60))
				break
			}
		}
	}
	return found
}

// runsOf are the runs of syllables of a text, each once, as numbers.
func runsOf(seed maphash.Seed, text string) (runs []uint64) {
	var starts []int
	for i := range len(text) {
		if i == 0 || text[i-1] == ' ' {
			starts = append(starts, i)
		}
	}
	for i := 0; i+twinRun <= len(starts); i++ {
		end := len(text)
		if i+twinRun < len(starts) {
			end = starts[i+twinRun] - 1
		}
		runs = append(runs, maphash.String(seed, text[starts[i]:end]))
	}
	slices.Sort(runs)
	return slices.Compact(runs)
}

var inBrackets = regexp.MustCompile(`\([^()]*\)`)

// isOf tells whether the text of r names other and not r itself.
func isOf(r, other *Record) bool {
	text := pairs(r.Steps + "\n" + r.Papers)
	own, others := pairs(inBrackets.ReplaceAllString(r.Name, " ")), pairs(inBrackets.ReplaceAllString(other.Name, " "))
	share := func(of, without map[string]bool) (float64, int) {
		n, all := 0, 0
		for p := range of {
			if without[p] {
				continue
			}
			all++
			if text[p] {
				n++
			}
		}
		return float64(n) / float64(max(all, 1)), all
	}
	mine, of := share(own, others)
	theirs, ofTheirs := share(others, own)
	return of >= twinPairs && ofTheirs >= twinPairs && mine <= twinOwn && theirs >= twinOther
}

// pairs are the pairs of neighbouring syllables of a text.
func pairs(s string) map[string]bool {
	row := strings.Fields(strings.TrimPrefix(words(s), "thu tuc "))
	all := map[string]bool{}
	for i := 1; i < len(row); i++ {
		all[row[i-1]+" "+row[i]] = true
	}
	return all
}
