package bot

import (
	"slices"
	"time"

	"loaxom/bot/dialogue"
	"loaxom/internal/channel"
	"loaxom/internal/vi"
)

// offerExpired offers what was written in a talk that has ended because nothing came for a day.
func (t *turn) offerExpired() {
	if !t.State.Offer || len(t.Replies) == 0 {
		return
	}
	t.State.Offer = false
	if t.State.Talk == nil && t.kept(dialogue.ReportTalk) != nil {
		t.addChoice(Choice{t.say("report.kept_go_on"), "b:" + dialogue.ReportTalk + ":+"})
	}
}

// expire ends a talk that waited for too long. What was written in it is kept where its script says so, and is
// offered once by itself (offerExpired).
func (t *turn) expire() {
	k := t.State.Talk
	if k == nil || k.Open(t.m.Now) {
		return
	}
	t.State.Talk = nil
	if t.keeps(*k) && t.holds(*k) {
		t.keep(k)
		t.State.Offer = true
	}
}

// Wants tells whether the content of the files of a message is to be fetched before its turn: an open talk
// collects them, an officer waits for them, or they come with words that plainly report something. m.Read is the
// store as it is. What is passed over, as a flood or because its writer is muted, is not fetched.
func (b *Bot) Wants(s State, m Message) bool {
	know := b.know.Load()
	if know == nil || len(m.Files) == 0 || m.Group || m.Kind != channel.Message && m.Kind != channel.Media {
		return false
	}
	t := &turn{knowledge: know.under(m.Read), cfg: b.cfg, scripts: b.scripts, m: m, Turn: Turn{State: s}}
	defer t.unread()
	text := vi.Clean(m.Text)
	t.said = readText(text)
	t.expire()
	if t.flooded() || t.muted() || !t.receives() {
		return false
	}
	if k := t.State.Talk; k != nil {
		script := t.scripts[k.Name]
		return script.Fetch != nil && script.Fetch(*k)
	}
	if last := t.State.Replied; last != nil && last.Album != "" && last.Album == m.Album {
		return true
	}
	if _, _, asked := t.askedCase(); asked {
		return true
	}
	return text != "" && t.words.danger.find(t.said) == "" && t.tells(t.said, text)
}

// Tidy is a state without what it need not hold any more at now: talks that are over, drafts that are not kept
// any longer. False: there is nothing of it.
func (b *Bot) Tidy(s State, now time.Time) (State, bool) {
	t := &turn{scripts: b.scripts, m: Message{Now: now}, Turn: Turn{State: s}}
	t.expire()
	still := slices.DeleteFunc(slices.Clone(t.State.Drafts), func(k *dialogue.Talk) bool { return !t.holds(*k) })
	gone := len(still) < len(t.State.Drafts)
	if t.State.Drafts = still; t.kept(dialogue.ReportTalk) == nil {
		t.State.Offer = false
	}
	return t.State, gone || t.State.Talk != s.Talk
}
