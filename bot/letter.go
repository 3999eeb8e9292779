package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"loaxom/internal/address"
	"loaxom/internal/broadcast"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/vi"
)

// readWords are folded whole messages that say that a notice was read, for channels without its button.
var readWords = []string{"da doc", "da doc a", "da doc roi", "doc roi", "da xem", "da xem roi", "da ro", "da nhan duoc thong bao"}

// saysRead takes a typed "đã đọc" within a day of a notice as its button; where it has none the word is
// thanked for all the same.
func (t *turn) saysRead() bool {
	if !t.noticed() || !slices.Contains(readWords, t.said.whole()) {
		return false
	}
	n, found, err := broadcast.Latest(t.m.Read, address.ID(t.m.Actor.Address), t.m.Now)
	if err != nil || !found {
		return false
	}
	if t.brief = true; !n.Draft.Ack {
		t.reply(plain(t.say("notices.thanks_read")))
		return true
	}
	t.read(n.ID)
	return true
}

// politeWords is how many words a thank you has at most that asks for nothing beside.
const politeWords = 6

// aboutNotice takes an answer to the message of a notice: it is offered to the notice's author.
func (t *turn) aboutNotice(text string) bool {
	if !t.noticed() || t.m.Reply == "" {
		return false
	}
	n, found, err := broadcast.About(t.m.Read, address.ID(t.m.Actor.Address), t.m.Reply)
	if err != nil || !found || t.m.Actor.Staff == n.Author && n.Author != "" {
		return false
	}
	if t.words.anyTalk.find(t.said) == "thanks" && len(t.said.folded) <= politeWords {
		t.menu("talk.thanks") // "vâng cảm ơn bác" is no question
		return true
	}
	t.State.Question, t.State.Shown = keep(text), nil
	offer, ok := t.letterTo(n)
	if !ok {
		return false
	}
	t.choices(plain(t.say("notices.reply", "To", t.cfg.Notices.Describe(n.Draft))), 1, offer,
		Choice{t.say("notices.ask_here"), broadcast.Data("q", n.ID, t.fingerprint())})
	return true
}

// newest is the notice that the conversation got within a day, unless whoever writes is its author.
func (t *turn) newest() (broadcast.Notice, bool) {
	if !t.noticed() || t.State.Question == "" {
		return broadcast.Notice{}, false
	}
	n, found, err := broadcast.Latest(t.m.Read, address.ID(t.m.Actor.Address), t.m.Now)
	return n, err == nil && found && (t.m.Actor.Staff == "" || t.m.Actor.Staff != n.Author)
}

// lately is the choice that brings the last question to the author of the newest notice.
func (t *turn) lately() (Choice, bool) {
	n, found := t.newest()
	if !found {
		return Choice{}, false
	}
	return t.letterTo(n)
}

// unknownNotice offers the author of a notice that came within a day for a question without an answer.
func (t *turn) unknownNotice() bool {
	n, found := t.newest()
	if !found {
		return false
	}
	offer, ok := t.letterTo(n)
	if !ok {
		return false
	}
	t.choices(plain(t.say("notices.unknown", "To", t.cfg.Notices.Describe(n.Draft))), 1, offer,
		Choice{t.say("bot.to_staff"), "s"}, Choice{t.say("menu.ask"), "m:ask"})
	return true
}

// letterTo is the choice that brings the last question to a notice's author. False: that one is not there.
func (t *turn) letterTo(n broadcast.Notice) (Choice, bool) {
	err := broadcast.MayWrite(t.m.Read, address.ID(t.m.Actor.Address), n, t.m.Now)
	if err != nil && !fault.Is(err, fault.Conflict) { // that there are too many is said to who presses
		return Choice{}, false
	}
	label := "notices.to_author"
	if n.Role == commune.Leader {
		label = "notices.to_leader"
	}
	return Choice{t.say(label), broadcast.Data("ask", n.ID, t.fingerprint())}, true
}

// fingerprint tells the last question from another one: a button is pressed later than it was shown.
func (t *turn) fingerprint() string {
	sum := sha256.Sum256([]byte(t.State.Question))
	return hex.EncodeToString(sum[:4])
}

// askAuthor brings the last question to a notice's author.
func (t *turn) askAuthor(id broadcast.ID, print string) {
	if t.State.Question == "" || print != t.fingerprint() {
		t.line("notices.letter_old")
		return
	}
	n, err := broadcast.Get(t.m.Read, id)
	who := address.ID(t.m.Actor.Address)
	if err == nil {
		err = broadcast.MayWrite(t.m.Read, who, n, t.m.Now)
	}
	switch {
	case fault.Is(err, fault.NotFound):
		t.line("notices.letter_nobody")
	case fault.Is(err, fault.Conflict):
		t.line("notices.letter_enough")
	case err != nil:
		t.menu("bot.trouble")
	default:
		desk, text, now := t.cfg.Notices, t.State.Question, t.m.Now
		t.do(func(tx kv.Tx) error { return desk.Write(tx, who, id, text, now) })
		t.State.Question = "" // a second press is another letter only if it has another question
		sent := "notices.letter_to_author"
		if n.Role == commune.Leader {
			sent = "notices.letter_to_leader"
		}
		t.line(sent)
	}
}

// askHere answers the last question as one that has nothing to do with a notice.
func (t *turn) askHere(print string) {
	if t.State.Question == "" || print != t.fingerprint() {
		t.line("notices.letter_old")
		return
	}
	t.question(t.State.Question)
}

// offered takes a typed number, or the words of a choice, as meant for a list that came by itself after the
// last answer: where there are no buttons, that is what stands last on the screen.
func (t *turn) offered(text string) bool {
	if !t.m.Numbered || !t.noticed() {
		return false
	}
	o, found, err := broadcast.Offered(t.m.Read, address.ID(t.m.Actor.Address), t.State.Last)
	if err != nil || !found {
		return false
	}
	n, ok := number(text)
	for i, b := range o.Choices {
		if ok && n == i+1 || !ok && vi.Fold(b.Label) == vi.Fold(text) {
			t.aside(func() { t.pressed(b.Data) })
			return true
		}
	}
	return false
}
