package dialogue

import (
	"unicode/utf8"

	"loaxom/internal/broadcast"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/vi"
)

// Letter is the talk in which an author answers a question about a notice.
func Letter() Script {
	return Script{Name: LetterTalk, Empty: "notify.letter_empty", Steps: map[string]Step{First: {Ask: askLetter, Take: takeLetter, Text: true}}}
}

// letter is the one that the talk answers. Where it is gone, or answered, the talk ends with that.
func (t *Turn) letter() (broadcast.Letter, bool) {
	l, err := broadcast.LetterOf(t.Read, t.Actor, t.Get(NoticeField))
	switch {
	case fault.Is(err, fault.NotFound):
		t.End(t.Say("bot.not_found"))
	case fault.Is(err, fault.Conflict):
		t.End(t.Say("notify.letter_answered"))
	case !t.failed(err):
		return l, true
	}
	return l, false
}

func askLetter(t *Turn) {
	if l, ok := t.letter(); ok {
		t.Question(t.Say("notify.letter", "Text", l.Text))
	}
}

func takeLetter(t *Turn) {
	l, ok := t.letter()
	if !ok {
		return
	}
	text := vi.Clean(t.Text)
	switch n := utf8.RuneCountInString(text); {
	case len(vi.Words(text)) == 0:
		t.Tell(t.Say("notify.letter_empty"))
	case n > broadcast.MaxLetter:
		t.Tell(t.Say("notify.text_long", "Length", vi.Number(int64(n)), "Most", vi.Number(broadcast.MaxLetter)))
	default:
		by, now, desk := t.Actor, t.Now, t.Notices.Desk
		t.Do(func(tx kv.Tx) error { return desk.Answer(tx, by, l.ID, text, now) })
		t.End(t.Say("notify.letter_sent"))
	}
}
