package bot

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"loaxom/bot/dialogue"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
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
	if t.flooded() || t.muted() {
		return
	}
	if t.m.Refused != nil {
		t.refusedAct()
		return
	}
	switch t.m.Kind {
	case channel.Press:
		// A press that waited in an outage is no longer what the person wants, but for one that stops.
		if late := t.m.Late && !stops(t.m.Data); !late && !t.doubleTap() {
			t.press(t.m.Data)
		}
		return
	case channel.Edited:
		t.edited()
		return
	case channel.Media:
		if !t.bringing() && !t.replyingFiles() {
			t.aside(t.media)
		}
		return
	}
	if t.m.Media != "" && !hasWord(text) && (t.bringing() || t.replyingFiles()) {
		return
	}
	if !hasWord(text) {
		if !t.chosen(text) {
			t.aside(t.wordless)
		}
		return
	}
	danger := t.danger()
	if t.bringing() || t.replyingFiles() {
		return
	}
	switch {
	case t.invited(text), t.quizLetter(text), t.offered(text), t.talking(text), t.replying(text), t.named(text), t.stopping(), t.command(text), t.chosen(text):
	case t.coded(text):
	case danger:
		t.besideDanger(text)
	case t.dutyWord(text):
	case t.saysRead(), t.refused(text), t.smallTalk(), t.aboutNotice(text), t.aboutNews(text), t.reporting(text), t.followUp(text):
	default:
		t.question(text)
		t.alsoReport()
	}
	if (t.m.Media == "photo" || t.m.Media == "document") && !t.inDanger && !t.State.Talk.Open(t.m.Now) {
		t.line("bot.no_papers")
	}
}

// refusedAct says in plain words why what was asked could not be done (style, section 5: what a resident
// reads by kind of fault).
func (t *turn) refusedAct() {
	id := "bot.invalid"
	if t.refusedCase() {
		return
	}
	switch fault.KindOf(t.m.Refused) {
	case fault.Denied:
		t.State.Talk = nil
		id = "bot.denied"
	case fault.NotFound:
		id = "bot.not_found"
	case fault.Conflict:
		id = "bot.conflict"
	}
	t.aside(func() { t.menu(id) })
}

// hasWord tells whether there is a letter or a digit in the text.
func hasWord(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
}

// flooded counts the message and tells whether it is to be passed over: one line for the first that
// is too many, then silence until the minute ends. Danger is answered all the same, and so is whoever
// wants the news to stop.
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
	if s.Messages <= most || t.m.Kind == channel.Message && (t.words.danger.find(t.said) != "" || t.stopsNow()) {
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

// media answers what came without any word. It is neither fetched nor kept; what may show something that is
// to be reported gets a button to do so.
func (t *turn) media() {
	offers := t.receives() && !t.m.Group && !t.State.Talk.Open(t.m.Now)
	switch t.m.Media {
	case "voice", "audio", "video":
		t.line("bot.voice")
	case "sticker":
		t.menu("bot.sticker")
		return
	case "location", "contact", "poll":
		t.menu("bot.media_other")
		return
	case "photo", "document":
		id := "bot.photo"
		if offers {
			id = "report.photo_first"
		}
		t.line(id)
	default:
		t.line("bot.photo")
		return
	}
	if offers {
		t.addChoice(Choice{t.say("menu.feedback"), "b:" + dialogue.ReportTalk})
	}
}

// wordless answers a text without a single letter or digit: 👍 and 👎 typed instead of pressed, in any
// colour of skin, or nothing that can be understood.
func (t *turn) wordless() {
	said := strings.Map(func(r rune) rune {
		if r == '\ufe0f' || r >= 0x1f3fb && r <= 0x1f3ff || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, t.m.Text)
	for _, c := range t.State.Choices {
		if c.Label == said {
			t.pressed(c.Data)
			return
		}
	}
	if k := t.State.Talk; k.Open(t.m.Now) {
		id := "bot.wordless"
		if empty := t.scripts[k.Name].Empty; empty != "" {
			id = empty
		}
		t.line(id) // the talk's question follows, with its own list
		return
	}
	t.menu(t.face(said))
}

// face is the line for a message of nothing but emoji of one kind: thanks, praise, anger, sorrow.
func (t *turn) face(said string) string {
	kind := ""
	for _, r := range said {
		k := t.words.faces[r]
		if k == "" || kind != "" && k != kind {
			return "bot.wordless"
		}
		kind = k
	}
	if kind == "" {
		return "bot.wordless"
	}
	return "talk." + kind
}
