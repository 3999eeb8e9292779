package bulletin

import (
	"slices"
	"strings"
	"time"

	"loaxom/content"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// letters name the options of a question, for people and in what is stored.
const letters = "ABCD"

// QuizDays is for how many days after its day a quiz may be answered.
const QuizDays = 7

// closing is when a quiz that goes out at now closes: at the end of a day.
func closing(now time.Time, zone *time.Location) time.Time {
	y, m, d := now.In(zone).Date()
	return time.Date(y, m, d+QuizDays+1, 0, 0, 0, 0, zone)
}

// Round is one issue of a quiz with its questions as they were asked: what staff change in the content
// afterwards changes nobody's answer.
type Round struct {
	ID        IssueID   `json:"id"` // of its issue
	Quiz      string    `json:"quiz"`
	Title     string    `json:"title"`
	Questions []Asked   `json:"q"`
	Opened    time.Time `json:"opened"`
	Closes    time.Time `json:"closes"`           // answers count before
	Closed    time.Time `json:"closed,omitzero"`  // when the table was made and sent to staff
	Table     []Row     `json:"table,omitempty"`  // by hamlet, once it is closed
	Cleared   time.Time `json:"cleared,omitzero"` // when the sheets were removed
}

// Asked is a question as it was asked.
type Asked struct {
	Text    string   `json:"t"`
	Options []string `json:"o"`
	Right   string   `json:"r"` // "A" to "D"
	Why     string   `json:"w"`
	Entry   string   `json:"e,omitempty"`
}

func askedOn(lib *content.Library, q content.Question, on time.Time) Asked {
	q = lib.Asked(q, on)
	return Asked{Text: q.Text, Options: q.Options, Right: q.Right, Why: q.Why, Entry: q.Entry}
}

// Has tells whether the question has an option of that letter.
func (q Asked) Has(letter string) bool {
	i := strings.Index(letters, letter)
	return len(letter) == 1 && i >= 0 && i < len(q.Options)
}

// Option is the text of the option with that letter.
func (q Asked) Option(letter string) string {
	if !q.Has(letter) {
		return ""
	}
	return q.Options[strings.Index(letters, letter)]
}

// Open tells whether answers count at now.
func (r Round) Open(now time.Time) bool { return r.Closed.IsZero() && now.Before(r.Closes) }

// Right is how many of the marks, in the order of the questions, are right.
func (r Round) Right(marks string) (n int) {
	for i, q := range r.Questions[:min(len(marks), len(r.Questions))] {
		if marks[i:i+1] == q.Right {
			n++
		}
	}
	return n
}

// rounds by id. The index has those that still want something: to be closed, or their sheets removed.
var rounds = kv.NewTable("quiz", func(r Round) IssueID { return r.ID },
	kv.Index[Round]{Name: dueIndex, Keys: func(r Round) []kv.Key {
		switch {
		case r.Closed.IsZero():
			return []kv.Key{kv.Key{}.Time(r.Closes)}
		case r.Cleared.IsZero():
			return []kv.Key{kv.Key{}.Time(r.Closes.Add(keepSheets))}
		}
		return nil
	}})

const dueIndex = "due"

// RoundOf reads a round. NotFound where there is none, or the id is made up.
func RoundOf(r kv.Reader, id IssueID) (Round, error) {
	if !known(string(id)) {
		return Round{}, fault.New(fault.NotFound, "bulletin: no such quiz")
	}
	return rounds.Get(r, id)
}

// Rounds are the newest rounds, the newest first, at most most.
func Rounds(r kv.Reader, most int) (list []Round, err error) {
	err = rounds.Scan(r, nil, nil, func(x Round) error {
		list = append(list, x)
		return nil
	})
	slices.Reverse(list) // ids sort by time
	return list[:min(len(list), most)], err
}
