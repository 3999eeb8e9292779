package intake

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"loaxom/bot/dialogue"
	"loaxom/internal/address"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// About tells what is remembered of a conversation between two messages.
func About(r kv.Reader, who address.ID, tell address.Tell) error {
	t, err := states.Get(r, string(who))
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	s := t.State
	if !s.Last.IsZero() {
		tell("talk", "At", s.Last)
	}
	if s.Lang != "" {
		tell("talk_language", "Lang", s.Lang)
	}
	if s.Question != "" {
		tell("talk_question", "Text", s.Question)
	}
	if s.Topic != "" {
		tell("talk_topic", "Entry", s.Topic)
	}
	if len(s.Choices) > 0 {
		var list []string
		for _, c := range s.Choices {
			list = append(list, c.Label)
		}
		tell("talk_choices", "List", strings.Join(list, "; "))
	}
	for _, k := range []struct {
		fields map[string]string
		open   bool
	}{{fieldsOf(s.Talk), true}, {fieldsOf(s.Draft), false}} {
		id := "talk_draft"
		if k.open {
			id = "talk_open"
		}
		for _, name := range sorted(k.fields) {
			tell(id, "Text", k.fields[name])
		}
	}
	return nil
}

func fieldsOf(k *dialogue.Talk) map[string]string {
	if k == nil {
		return nil
	}
	return k.Fields
}

func sorted(fields map[string]string) (names []string) {
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Forget removes what is remembered of a conversation, and updates kept aside that name its chat: they do not
// read, so it cannot be told what they hold.
func Forget(tx kv.Tx, to address.Record) error {
	err := tx.Scan(asideTable, nil, nil, func(key, value []byte) error {
		if to.Chat == "" || !bytes.Contains(value, []byte(to.Chat)) {
			return nil
		}
		return tx.Delete(asideTable, key)
	})
	return errors.Join(err, states.Delete(tx, string(to.ID)))
}

// Talks tells whether a conversation has a state: somebody wrote in it since it was forgotten.
func Talks(r kv.Reader, who address.ID) (bool, error) {
	raw, err := rawTalk(r, who)
	return raw != nil, err
}
