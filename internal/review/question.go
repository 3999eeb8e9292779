package review

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/vi"
)

// QuestionID names an open question: hexadecimal digits, the same for the same words asked about the
// same entry.
type QuestionID string

// Why a question is open: nothing was found (None), the answer did not help (Down, and what the resident
// said of it: Figure, Unclear, Missing), it was not what was meant (Wrong), or the resident wants staff
// to see it (Asked).
const (
	None    = "none"
	Down    = "down"
	Wrong   = "wrong"
	Asked   = "asked"
	Number  = "number"
	Unclear = "unclear"
	Missing = "missing"
)

// State says what became of a question.
type State string

// States of a question.
const (
	Open     State = ""
	Answered State = "answered" // staff wrote to who waited
	Drafted  State = "drafted"  // an entry is being written: Into
	Attached State = "attached" // an entry answers it: Into
	Skipped  State = "skipped"  // staff leave it
)

// Question is one wording that found no good answer, with how often it came. It names nobody; whoever
// waits for an answer is an asker beside it, until answered.
type Question struct {
	ID      QuestionID       `json:"id"`
	Text    string           `json:"text"`             // as first asked, long numbers masked; empty where a button was judged without a question
	Entry   string           `json:"entry,omitempty"`  // the entry that was shown, if one was
	Office  commune.OfficeID `json:"office,omitempty"` // whose matter it is
	Reason  string           `json:"reason"`           // why it came first
	Why     map[string]int   `json:"why,omitempty"`    // how often for each reason
	Count   int              `json:"n"`
	Waiting int              `json:"waiting,omitempty"` // askers
	Since   time.Time        `json:"since,omitzero"`    // since when the first of them waits
	First   time.Time        `json:"first"`
	Last    time.Time        `json:"last"`

	State State           `json:"state,omitempty"`
	By    commune.StaffID `json:"by,omitempty"`    // who closed it
	At    time.Time       `json:"at,omitzero"`     // and when
	Into  string          `json:"into,omitempty"`  // entry of Drafted and Attached
	Words string          `json:"words,omitempty"` // what staff answered, for the entry that may be made of it
	// Reply is what askers get, by their language, as long as some of them are still to get it.
	Reply map[string][]channel.Outgoing `json:"reply,omitempty"`
}

var questions = kv.NewTable(questionTable, func(q Question) QuestionID { return q.ID },
	// The open ones, the most frequent first.
	kv.Index[Question]{Name: openIndex, Keys: func(q Question) []kv.Key {
		if q.State != Open {
			return nil
		}
		return []kv.Key{kv.Key{}.Uint(math.MaxUint64 - uint64(max(q.Count, 0)))}
	}},
	// Those that somebody waits for, the longest first.
	kv.Index[Question]{Name: waitingIndex, Keys: func(q Question) []kv.Key {
		if q.State != Open || q.Waiting == 0 {
			return nil
		}
		return []kv.Key{kv.Key{}.Time(q.Since)}
	}},
	// All, those that were asked longest ago first.
	kv.Index[Question]{Name: lastIndex, Keys: func(q Question) []kv.Key { return []kv.Key{kv.Key{}.Time(q.Last)} }})

const (
	questionTable = "question"
	openIndex     = "open"
	waitingIndex  = "waiting"
	lastIndex     = "last"
)

// Wording is a question as somebody asked it.
type Wording struct {
	Text   string // cleaned, with long numbers masked
	Like   string // what wordings that are alike have in common; empty: the folded words of Text
	Entry  string // the entry that was shown for it; empty: none
	Office commune.OfficeID
	Reason string
}

// ID is the question that the wording belongs to: folded alike ones are one.
func (w Wording) ID() QuestionID {
	like := w.Like
	if like == "" {
		like = fold(w.Text)
	}
	sum := sha256.Sum256([]byte(like + "\x00" + w.Entry))
	return QuestionID(hex.EncodeToString(sum[:8]))
}

// fold is a text's words without marks, capitals and punctuation.
func fold(text string) string {
	var b []byte
	for _, w := range vi.Words(vi.Fold(text)) {
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = append(b, w.Text...)
	}
	return string(b)
}

// Note counts one more time that a wording was not answered well. A question that staff have closed is
// open again: what they did about it did not help this one. One that they left stays left.
func Note(tx kv.Tx, w Wording, now time.Time) error {
	q, err := met(tx, w, now)
	if err != nil {
		return err
	}
	q.Count++
	q.Last = now.UTC()
	q.Why[w.Reason]++
	if q.State != Skipped {
		q.reopen()
	}
	return questions.Put(tx, q)
}

// Explain notes what a resident found wrong with an answer that was counted already.
func Explain(tx kv.Tx, w Wording, now time.Time) error {
	q, err := met(tx, w, now)
	if err != nil {
		return err
	}
	q.Count = max(q.Count, 1) // made up by a client: it was not counted
	q.Why[w.Reason]++
	return questions.Put(tx, q)
}

// met is the question of a wording, a new one where it was never asked.
func met(tx kv.Tx, w Wording, now time.Time) (Question, error) {
	q, err := questions.Get(tx, w.ID())
	if fault.Is(err, fault.NotFound) {
		q, err = Question{ID: w.ID(), Text: w.Text, Entry: w.Entry, Office: w.Office, Reason: w.Reason, First: now.UTC(), Last: now.UTC()}, nil
	}
	if q.Why == nil {
		q.Why = map[string]int{}
	}
	return q, err
}

// reopen makes a closed question open. Who waited for the answer that closed it gets that one still.
func (q *Question) reopen() {
	if q.State != Open && len(q.Reply) == 0 {
		q.State, q.By, q.At, q.Into = Open, "", time.Time{}, ""
	}
}

// Get is one question; NotFound where there is none, or it was kept long enough.
func Get(r kv.Reader, id QuestionID) (Question, error) { return questions.Get(r, id) }

// All calls visit for each question, closed ones too.
func All(r kv.Reader, visit func(Question) error) error {
	return questions.Scan(r, nil, nil, visit)
}

// Listing are open questions, those with the most occurrences first; waiting alone: those that somebody
// waits for, the longest first. visit may return kv.Stop.
func Listing(r kv.Reader, waiting bool, visit func(Question) error) error {
	index := openIndex
	if waiting {
		index = waitingIndex
	}
	return questions.ByIndex(r, index, nil, nil, visit)
}

// Counts is how many questions are open, and how many of them somebody waits for.
func Counts(r kv.Reader) (open, waiting int, err error) {
	count := func(index string) (n int, err error) {
		err = questions.IDs(r, index, nil, nil, func(kv.Key, QuestionID) error { n++; return nil })
		return n, err
	}
	if open, err = count(openIndex); err == nil {
		waiting, err = count(waitingIndex)
	}
	return open, waiting, err
}
