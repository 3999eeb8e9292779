package bulletin

import (
	"time"

	"loaxom/internal/kv"
)

// Old visits the answers to quizzes that closed before a time.
func Old(r kv.Reader, before time.Time, visit func(id string, at time.Time) error) error {
	return rounds.ByIndex(r, dueIndex, nil, nil, func(x Round) error {
		if !x.Closes.Before(before) {
			return nil
		}
		key := kv.Key{}.Text(string(x.ID))
		return sheets.Scan(r, key, key.End(), func(s Sheet) error { return visit(string(sheetKey(s.Round, s.Who)), x.Closes) })
	})
}
