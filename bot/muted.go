package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"loaxom/bot/dialogue"
	"loaxom/content"
	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
)

// muteEvery is how often whoever is muted is told so.
const muteEvery = 24 * time.Hour

// muted passes over what somebody writes whom staff have muted for a time because they insult: one line a day
// says so. Words of danger are answered as always, and what is everybody's right stays: to stop the news, to see
// and to erase one's data.
func (t *turn) muted() bool {
	if !t.desked() || t.m.Group || t.m.Actor.Official() {
		return false
	}
	until, err := t.cfg.Cases.MutedUntil(t.m.Read, address.ID(t.m.Actor.Address), t.m.Now)
	if err != nil || until.IsZero() || t.ownRight() {
		return false
	}
	if t.m.Kind == channel.Message && t.danger() {
		return true
	}
	if age := t.m.Now.Sub(t.State.MutedAt); age >= 0 && age < muteEvery {
		return true
	}
	t.State.MutedAt = t.m.Now
	t.line("desk.muted", "Day", content.DateOf(until.In(t.zone())).Vietnamese())
	return true
}

// rights are the commands that nobody can be kept from.
var rights = []string{"huy", "dulieu", "xoa"}

// ownRight tells whether the message is one of them, or goes on with it.
func (t *turn) ownRight() bool {
	if k := t.State.Talk; k.Open(t.m.Now) && k.Name == dialogue.EraseTalk {
		return true
	}
	if t.m.Kind == channel.Press {
		return stops(t.m.Data)
	}
	command, is := strings.CutPrefix(strings.ToLower(t.m.Text), "/")
	if command, _, _ = strings.Cut(command, "@"); is && slices.Contains(rights, strings.TrimSpace(command)) {
		return true
	}
	name, _ := t.commandWord(t.m.Text)
	return slices.Contains(rights, name) || t.words.endings.stops(t.said)
}

// toMute is the button on a card that leads to muting.
const toMute feedback.Act = "mute"

// muteDays are the lengths of time that are offered.
var muteDays = []int{1, 7, 30}

// mute offers how long whoever reported a case is to be muted, or does it: days is what was chosen, 0 ends it.
func (t *turn) mute(id feedback.CaseID, days string) {
	by, now, desk := t.m.Actor, t.m.Now, t.cfg.Cases
	v, err := desk.Card(t.m.Read, by, id)
	if t.cannotWork(id, toMute, err) {
		return
	}
	until, err := desk.Muted(t.m.Read, v.Case, now)
	if t.cannotWork(id, toMute, err) {
		return
	}
	n, err := strconv.Atoi(days)
	if err != nil || n != 0 && !slices.Contains(muteDays, n) {
		var list []Choice
		for _, n := range muteDays {
			list = append(list, Choice{t.say("desk.mute_days", "Count", n), feedback.Data(string(toMute), id) + ":" + strconv.Itoa(n)})
		}
		text := t.say("desk.mute_ask")
		if !until.IsZero() {
			text = t.say("desk.mute_is", "Day", content.DateOf(until.In(t.zone())).Vietnamese()) + " " + text
			list = append(list, Choice{t.say("desk.mute_end"), feedback.Data(string(toMute), id) + ":0"})
		}
		t.choices(plain(text), 3, append(list, Choice{t.say("desk.to_card"), feedback.Data(showCard, id)})...)
		return
	}
	lasts := time.Duration(n) * 24 * time.Hour
	t.do(func(tx kv.Tx) error { return desk.Mute(tx, by, id, lasts, now) })
	done := t.say("desk.mute_ended")
	if n > 0 {
		done = t.say("desk.mute_done", "Day", content.DateOf(now.Add(lasts).In(t.zone())).Vietnamese())
	}
	t.choices(plain(done), 2, t.nextFor(id)...)
}
