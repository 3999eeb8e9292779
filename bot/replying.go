package bot

import (
	"strings"
	"time"

	"loaxom/bot/dialogue"
	"loaxom/internal/channel"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/picture"
	"loaxom/internal/vi"
)

// reply is what went last from a conversation into a case, so that the rest of an album follows it. It names the
// case by its handle.
type reply struct {
	Case  string    `json:"c"`
	Album string    `json:"al,omitempty"`
	At    time.Time `json:"at"`
}

// albumFor is how long the parts of one album come after each other.
const albumFor = 2 * time.Minute

// asked is the case about which an officer waits for this person's reply. False: there is none.
func (t *turn) askedCase() (feedback.Case, string, bool) {
	if !t.desked() || t.m.Group || t.m.Actor.Address == "" {
		return feedback.Case{}, "", false
	}
	c, talks, err := t.cfg.Cases.Talking(t.m.Read, t.m.Actor, t.m.Now)
	if err != nil || !talks {
		return c, "", false
	}
	mine, err := t.cfg.Cases.Mine(t.m.Read, t.m.Actor)
	return c, dialogue.Handle(c, mine), err == nil
}

// replying takes a message as the reply to an officer's question: until it has come, or for a day, the bot does
// not answer over them. Commands, words of the menu and what stops the news are meant for the bot all the same, and
// so is the choice from a list that was shown after the question.
func (t *turn) replying(text string) bool {
	if strings.HasPrefix(text, "/") {
		return false
	}
	c, handle, ok := t.askedCase()
	if !ok || t.stopsNow() {
		return false
	}
	if name, _ := t.commandWord(text); name != "" {
		return false
	}
	if _, menu := t.words.menu[vi.Fold(text)]; menu {
		return false
	}
	if n, is := number(text); !c.Asked.After(t.State.Last) && (t.name(text) != "" || is && n >= 1 && n <= len(t.State.Choices)) {
		return false
	}
	words := vi.Clean(t.m.Text) // all of it, not only what a question may have
	if n := len([]rune(words)); n > feedback.MaxText {
		t.line("desk.long", "Length", vi.Number(int64(n)), "Most", vi.Number(feedback.MaxText))
		return true
	}
	t.hand(c, handle, words, t.keptFiles(), nil)
	return true
}

// replyingFiles takes a message that is no text alone as such a reply, and the rest of an album whose first part
// was one.
func (t *turn) replyingFiles() bool {
	if t.m.Media == "" {
		return false
	}
	if last := t.State.Replied; last != nil && last.Album != "" && last.Album == t.m.Album && t.m.Now.Sub(last.At) < albumFor {
		c, _, err := t.forCases().Mine(t.m.Read, t.m.Actor, last.Case)
		switch files := t.keptFiles(); {
		case err != nil || c.State.Ended():
		case len(files) == 0:
			t.notKept(last.Case)
		default:
			by, now, desk, text := t.m.Actor, t.m.Now, t.cfg.Cases, vi.Clean(t.m.Text)
			t.do(func(tx kv.Tx) error { return desk.Reply(tx, by, c.ID, text, files, now) })
		}
		return true
	}
	c, handle, ok := t.askedCase()
	if !ok || len(t.m.Files) == 0 && t.m.Media != "location" && !hasWord(t.m.Text) { // a sticker is no reply
		return false
	}
	files, spot := t.keptFiles(), (*feedback.Spot)(nil)
	if p := t.m.Point; p != nil {
		spot = &feedback.Spot{Lat: p.Lat, Lon: p.Lon}
	}
	switch {
	case len(files) > 0 || spot != nil || hasWord(t.m.Text):
		t.hand(c, handle, vi.Clean(t.m.Text), files, spot)
	case t.m.Media == "location":
		t.line("report.no_point")
	default:
		t.notKept(handle)
	}
	return true
}

// unfit says what was wrong with the first file whose content was not kept; empty: nothing.
func (t *turn) unfit() string {
	for i, f := range t.m.Files {
		if f.Hash != "" {
			continue
		}
		why := picture.Unreached
		if i < len(t.m.Unfit) && t.m.Unfit[i] != "" {
			why = t.m.Unfit[i]
		}
		return dialogue.Unfit(t.say, why, true)
	}
	return ""
}

// notKept says why a file did not go to the officer.
func (t *turn) notKept(handle string) {
	t.choices(plain(t.unfit()), 2, Choice{t.say("desk.own_act_reply"), caseVerb + ":" + dialogue.ActReply + ":" + handle})
}

// keptFiles are the message's files whose content was kept.
func (t *turn) keptFiles() (files []channel.File) {
	for _, f := range t.m.Files {
		if f.Hash != "" {
			files = append(files, f)
		}
	}
	return files
}

// hand gives a reply to the officer.
func (t *turn) hand(c feedback.Case, handle, text string, files []channel.File, spot *feedback.Spot) {
	by, now, desk := t.m.Actor, t.m.Now, t.cfg.Cases
	t.do(func(tx kv.Tx) error { return desk.ReplyAt(tx, by, c.ID, text, files, spot, now) })
	t.State.Replied = &reply{Case: handle, Album: t.m.Album, At: now}
	told := t.say("desk.handed", "Matter", desk.Matter(c))
	if why := t.unfit(); why != "" {
		told += "\n" + why
	}
	t.choices(plain(told), 2,
		Choice{t.say("desk.own_act_reply"), caseVerb + ":" + dialogue.ActReply + ":" + handle}, Choice{t.say("dialogue.menu"), "m:start"})
}
