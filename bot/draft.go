package bot

import (
	"slices"
	"strings"

	"loaxom/bot/dialogue"
)

// dropOnly is the rest of the data of a button that drops what was left half written and begins nothing.
const dropOnly = "x"

// shownOfDraft is how much of a draft is shown to tell which one is meant, in letters.
const shownOfDraft = 60

// keeps tells whether a talk holds something written that is kept when it is left.
func (t *turn) keeps(k dialogue.Talk) bool {
	s := t.scripts[k.Name]
	return s.Keeps != nil && s.Keeps(k)
}

// keep keeps a talk that was left, in the place of an older one of its kind alone.
func (t *turn) keep(k *dialogue.Talk) {
	t.drop(k.Name)
	t.State.Drafts = append(t.State.Drafts[:len(t.State.Drafts):len(t.State.Drafts)], k)
}

// drop forgets what is kept of a kind of talk.
func (t *turn) drop(name string) {
	if slices.ContainsFunc(t.State.Drafts, func(k *dialogue.Talk) bool { return k.Name == name }) {
		t.State.Drafts = slices.DeleteFunc(slices.Clone(t.State.Drafts), func(k *dialogue.Talk) bool { return k.Name == name })
	}
}

// holds tells whether a talk that was left is still kept: each kind for its own time.
func (t *turn) holds(k dialogue.Talk) bool {
	age := t.m.Now.Sub(k.At)
	most := max(t.scripts[k.Name].Holds, dialogue.Lasts)
	return age < most && age > -most
}

// kept is the talk of that name that was left in the middle; nil: there is none.
func (t *turn) kept(name string) *dialogue.Talk {
	for _, k := range t.State.Drafts {
		if k.Name == name && t.holds(*k) {
			return k
		}
	}
	return nil
}

// dropDraft takes the button that drops what was left half written.
func (t *turn) dropDraft(name string) {
	k := t.kept(name)
	if k == nil {
		t.menu("bot.gone")
		return
	}
	t.drop(name)
	still, goOn := t.stillKept(false)
	t.choices(plain(t.dropped(*k)+still), 2, append([]Choice{{t.say("dialogue.menu"), "m:start"}}, goOn...)...)
}

// dropped says which of them is dropped.
func (t *turn) dropped(k dialogue.Talk) string {
	return t.say("draft.dropped_"+k.Name, "Text", wordsOf(k))
}

// stillKept says what is kept, a line each, with a button that goes on with it and, if drops, one that drops it.
func (t *turn) stillKept(drops bool) (lines string, list []Choice) {
	for _, k := range t.State.Drafts {
		if !t.holds(*k) {
			continue
		}
		until := k.At.Add(max(t.scripts[k.Name].Holds, dialogue.Lasts)).In(t.zone())
		lines += "\n" + t.say("draft.kept_"+k.Name, "Text", wordsOf(*k), "Time", until.Format("15:04"), "Day", until.Format("02/01/2006"))
		list = append(list, Choice{t.say("draft.go_on_" + k.Name), "b:" + k.Name + ":+"})
		if drops {
			list = append(list, Choice{t.say("draft.drop_" + k.Name), "b:" + k.Name + ":" + dropOnly})
		}
	}
	return lines, list
}

// wordsOf is the beginning of what was written in a talk, in one line; empty where only files came.
func wordsOf(k dialogue.Talk) string {
	words := k.Fields[dialogue.ReportText]
	switch k.Name {
	case dialogue.NoticeTalk:
		words = dialogue.DraftOf(k).Text.String()
	case dialogue.CorrectTalk:
		words = dialogue.CorrectionOf(k)
	case dialogue.CaseTalk:
		words = dialogue.CaseWords(k)
	}
	return cut(strings.TrimRight(strings.Join(strings.Fields(words), " "), "."), shownOfDraft)
}
