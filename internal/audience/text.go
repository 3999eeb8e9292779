package audience

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"loaxom/internal/kv"
)

// Text is one wording of the request for consent. Staff may reword it at any time; what people agreed
// to before is kept word for word, once, so that each consent can be shown with the text that it was
// given to. Its id is made of its letters, so a changed word is another version whoever forgot to say so.
type Text struct {
	ID    string    `json:"id"`
	Words string    `json:"words"`
	Since time.Time `json:"since"` // when it was first agreed to
}

var texts = kv.NewTable("consent_text", func(t Text) string { return t.ID })

// TextID is the version of a wording.
func TextID(words string) string {
	sum := sha256.Sum256([]byte(words))
	return "t-" + hex.EncodeToString(sum[:6])
}

// Wording is the text of that id. NotFound where nobody agreed to it.
func Wording(r kv.Reader, id string) (Text, error) { return texts.Get(r, id) }

func keepText(tx kv.Tx, words string, now time.Time) (id string, err error) {
	id = TextID(words)
	_, err = texts.Add(tx, Text{ID: id, Words: words, Since: now.UTC()})
	return id, err
}
