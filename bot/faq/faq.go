// Package faq finds the entry that a resident meant. It knows no file and no platform: documents and
// words come in as plain values, a question as text, and out comes which entries fit how well, whether
// that is sure enough to answer, and what of the entry was asked for.
//
// Two ways of looking are added up: words of the whole entry (BM25), and a linear classifier over the
// example questions, trained when the index is built. Both see the same features of a text: its
// syllables without marks, its pairs of syllables, the syllables with their marks where marks were
// typed, the ideas of the lexicon, ages. The most alike example as a third way was tried and changed
// nothing beside these two. A search library was not taken: with folding and shingles it does the
// first of the two.
package faq

// Doc is one entry as the matcher reads it. Documents without questions (imported ones) are found by
// title, code and group only, and step behind those that have them.
type Doc struct {
	ID        string
	Title     string   // the official name
	Plain     string   // what residents call it
	Group     string   // the field it belongs to
	Questions []string // as people ask
	Body      []string // short answer, papers and the other sections, as they are shown
	Codes     []string // on the national portal: "1.001193"
}

// Lexicon is what is known of how people write. Nothing of it is needed; all of it helps.
type Lexicon struct {
	Abbreviations map[string][]string // "cccd": what it stands for, likeliest first
	Chat          map[string][]string // "ko": what it means in messages, likeliest first
	Groups        []Group             // words that stand for each other
	Pairs         []Pair              // words that lead to others, but not back
	Address       Address             // says nothing of the matter
	OffTopic      [][]string          // questions that are none of ours, those of one matter together
	Neutral       []string            // names of places, old ones too: which one it is seldom matters
}

// Address is how people speak to somebody and soften a request.
type Address struct {
	Start    []string // at the beginning of a question: "cháu ơi cho bác hỏi"
	End      []string // at its end: "giúp em với ạ"
	Anywhere []string // wherever they stand: "ạ"
}

// Group is words that mean the same.
type Group struct {
	Words  []string
	Weight float64 // of one standing for another, 0 to 1
}

// Pair leads from daily words to official ones.
type Pair struct {
	Said   []string
	Means  string
	Weight float64 // 0 to 1
}

// Decision is what to do with the hits.
type Decision string

// The decisions. Answer is given only where a wrong one is rare; the thresholds are measured
// (calibrate_test.go), not guessed.
const (
	Answer Decision = "answer" // the first hit is meant, or the first two where there are two topics
	Choose Decision = "choose" // one of the first three hits is meant
	None   Decision = "none"   // nothing of ours is meant
)

// Hit is an entry and how likely it is that it was meant.
type Hit struct {
	ID     string
	Score  float64 // 0 to 1; the scores of all entries and of "none of ours" sum to 1
	Aspect Aspect  // the part of it that was asked for; empty: the short answer
}

// Result is what a question was taken for.
type Result struct {
	Decision Decision
	Hits     []Hit    // best first, at most 10; candidates also where the decision is None
	Topics   []string // the entries in the order in which they were asked for, when there surely are two; else nil
	Aspect   Aspect   // of the first hit
	Sure     float64  // 0 to 1: the probability that the first hit is right, as far as it was measured
}

// most is how many hits a result has at most.
const most = 10
