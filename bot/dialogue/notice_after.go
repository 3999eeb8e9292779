package dialogue

import (
	"unicode/utf8"

	"loaxom/internal/broadcast"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/vi"
)

// Correction is the talk in which an author puts another text in the place of what was sent.
func Correction() Script {
	return Script{
		Name: CorrectTalk, May: MayWriteNotice, Empty: "notify.empty",
		Steps: map[string]Step{
			First:  {Ask: askCorrection, Take: takeCorrection, Text: true},
			"sure": {Ask: askCorrectionSure, Take: takeCorrectionSure},
		},
	}
}

// sentNotice is the author's own notice that is over, of which the talk is. Where it is not, the talk ends
// with that.
func (t *Turn) sentNotice() (broadcast.Notice, bool) {
	n, err := t.Notices.Desk.Finished(t.Read, t.Actor, broadcast.ID(t.Get(NoticeField)))
	switch {
	case fault.Is(err, fault.NotFound):
		t.End(t.Say("bot.not_found"))
	case fault.Is(err, fault.Conflict):
		t.End(t.Say("notify.not_over"))
	case !t.failed(err):
		return n, true
	}
	return n, false
}

func askCorrection(t *Turn) {
	if n, ok := t.sentNotice(); ok {
		t.Question(t.Say("notify.correct", "Text", broadcast.Opening(n.Draft, 300)))
	}
}

func takeCorrection(t *Turn) {
	n, ok := t.sentNotice()
	if !ok {
		return
	}
	text := vi.Clean(t.Text)
	if len(vi.Words(text)) == 0 {
		t.Tell(t.Say("notify.empty"))
		return
	}
	n.Draft.Text = channel.Plain(text)
	most, over, err := t.Notices.Desk.Room(t.Read, n)
	if t.failed(err) {
		return
	}
	if over {
		t.Tell(t.Say("notify.text_long", "Length", vi.Number(int64(utf8.RuneCountInString(text))), "Most", vi.Number(int64(most))))
		return
	}
	t.Set(noticeText, text)
	t.Show(t.Notices.Desk.Corrected(n))
	t.Go("sure")
}

func askCorrectionSure(t *Turn) {
	if _, ok := t.sentNotice(); ok {
		t.Question(t.Say("notify.correct_sure"), Choice{Label: t.Say("notify.correct_send"), Data: send}, Choice{Label: t.Say("notify.edit"), Data: edit},
			Choice{Label: t.Say("notify.throw"), Data: throw})
	}
}

func takeCorrectionSure(t *Turn) {
	switch t.Chosen {
	case edit:
		t.Go(First)
		return
	case throw:
		t.End(t.Say("notify.correct_thrown"))
		return
	}
	n, ok := t.sentNotice()
	if !ok {
		return
	}
	by, now, desk, text := t.Actor, t.Now, t.Notices.Desk, channel.Plain(t.Get(noticeText))
	t.Do(func(tx kv.Tx) error { return desk.Correct(tx, by, n.ID, text, now) })
	t.End(t.Say("notify.correcting"))
}

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
