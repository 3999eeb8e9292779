// Package review keeps what waits for staff to look at. So far: the questions that the content did
// not answer well.
package review

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/vi"
)

// Question is one wording that found no good answer, with how often it came. It names nobody.
type Question struct {
	ID     string    `json:"id"`
	Text   string    `json:"text"`            // as first asked; empty where a button was judged without a question
	Entry  string    `json:"entry,omitempty"` // the entry that was shown, if one was
	Reason string    `json:"reason"`          // none, down, wrong, asked
	Count  int       `json:"n"`
	First  time.Time `json:"first"`
	Last   time.Time `json:"last"`
}

var questions = kv.NewTable("question", func(q Question) string { return q.ID })

// Open counts one more time that text was not answered well; folded alike ones are one question.
func Open(tx kv.Tx, text, entry, reason string, now time.Time) error {
	sum := sha256.Sum256([]byte(strings.Join([]string{vi.Fold(text), entry, reason}, "\x00")))
	id := base64.RawURLEncoding.EncodeToString(sum[:12])
	q, err := questions.Get(tx, id)
	if fault.Is(err, fault.NotFound) {
		q, err = Question{ID: id, Text: text, Entry: entry, Reason: reason, First: now.UTC()}, nil
	}
	if err != nil {
		return err
	}
	q.Count++
	q.Last = now.UTC()
	return questions.Put(tx, q)
}

// All calls visit for each open question.
func All(r kv.Reader, visit func(Question) error) error {
	return questions.Scan(r, nil, nil, visit)
}
