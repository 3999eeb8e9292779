package bot

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"loaxom/internal/channel"
	"loaxom/internal/vi"
)

// maxQuestion is how much of a text is read as a question, in runes: a pasted page is cut here.
const maxQuestion = 2000

// route decides what a message is and lets the right part answer it. Danger goes before everything;
// a person is never made to repeat what can be understood.
func (t *turn) route() {
	text := vi.Clean(t.m.Text)
	if utf8.RuneCountInString(text) > maxQuestion {
		text = string([]rune(text)[:maxQuestion])
	}
	t.said = readText(text)
	if t.flooded() {
		return
	}
	switch t.m.Kind {
	case channel.Press:
		if !t.m.Late && !t.doubleTap() { // a press that waited in an outage is no longer what the person wants
			t.pressed(t.m.Data)
		}
		return
	case channel.Edited:
		t.edited()
		return
	case channel.Media:
		t.media()
		return
	}
	if !hasWord(text) {
		if !t.chosen(text) {
			t.wordless()
		}
		return
	}
	danger := t.danger()
	switch {
	case t.command(text), t.chosen(text):
	case danger:
		t.besideDanger(text)
	case t.refused(text), t.smallTalk(), t.followUp(text):
	default:
		t.question(text)
	}
	if t.m.Media == "photo" || t.m.Media == "document" {
		t.line("bot.no_papers")
	}
}

// hasWord tells whether there is a letter or a digit in the text.
func hasWord(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
}

// flooded counts the message and tells whether it is to be passed over: one line for the first that
// is too many, then silence until the minute ends. Danger is answered all the same.
func (t *turn) flooded() bool {
	most := t.cfg.MessagesAMinute
	if most <= 0 {
		return false
	}
	s := &t.State
	if age := t.m.Now.Sub(s.Minute); age < 0 || age >= time.Minute {
		s.Minute, s.Messages = t.m.Now, 0
	}
	s.Messages++
	if s.Messages <= most || t.m.Kind == channel.Message && t.words.danger.find(t.said) != "" {
		return false
	}
	if s.Messages == most+1 {
		t.line("bot.flood")
	}
	return true
}

// edited says at most once in a while that an edited message is not read: answering it would give
// two answers to one question, and silence would leave the person waiting.
func (t *turn) edited() {
	if age := t.m.Now.Sub(t.State.EditedAt); age >= 0 && age < topicFor {
		return
	}
	t.State.EditedAt = t.m.Now
	t.line("bot.edited")
}

// media answers what came without any word. It is neither fetched nor kept.
func (t *turn) media() {
	switch t.m.Media {
	case "voice", "audio", "video":
		t.line("bot.voice")
	case "sticker":
		t.menu("bot.sticker")
	case "location", "contact", "poll":
		t.menu("bot.media_other")
	default:
		t.line("bot.photo")
	}
}

// wordless answers a text without a single letter or digit.
func (t *turn) wordless() { t.menu("bot.wordless") }
