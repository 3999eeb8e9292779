package bulletin

import (
	"loaxom/internal/address"
	"loaxom/internal/kv"
)

// About tells what a conversation has answered in quizzes.
func About(r kv.Reader, who address.ID, tell address.Tell) error {
	key := kv.Key{}.Text(string(who))
	return sheets.ByIndex(r, whoIndex, key, key.End(), func(s Sheet) error {
		title := string(s.Round)
		if x, err := rounds.Get(r, s.Round); err == nil {
			title = x.Title
		} else if absent(err) != nil {
			return err
		}
		tell("quiz", "Title", title, "Marks", s.Marks, "At", s.At)
		return nil
	})
}
