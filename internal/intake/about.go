package intake

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"strings"

	"loaxom/bot/dialogue"
	"loaxom/internal/address"
	"loaxom/internal/channel"
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
	aboutTalk("talk_open", s.Talk, tell)
	for _, k := range s.Drafts {
		say := "talk_draft"
		switch k.Name {
		case dialogue.ReportTalk, dialogue.NoticeTalk, dialogue.CorrectTalk, dialogue.CaseTalk:
			say += "_" + k.Name
		}
		aboutTalk(say, k, tell)
	}
	return nil
}

// aboutTalk tells what a talk that is not over holds: what was written, each by itself, then the choices that were
// made and the talk's own ids in one line, for they say little to anybody, and what came with it.
func aboutTalk(say string, k *dialogue.Talk, tell address.Tell) {
	if k == nil {
		return
	}
	var codes []string
	for _, name := range slices.Sorted(maps.Keys(k.Fields)) {
		if v := k.Fields[name]; strings.ContainsAny(v, " \n") {
			tell(say, "Text", v)
		} else {
			codes = append(codes, v)
		}
	}
	if len(codes) > 0 {
		tell("talk_codes", "List", strings.Join(codes, ", "))
	}
	for _, f := range k.Files {
		tell("talk_file", "File", channel.Symbol(f), "Size", f.Size)
	}
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
