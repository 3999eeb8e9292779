package dialogue

import (
	"regexp"
	"strconv"

	"loaxom/internal/feedback"
	"loaxom/internal/kv"
)

// codes finds the code of a case as people type it; keys is what a tracking key may look like.
var (
	codes = regexp.MustCompile(`(?i)(?:^|[^\pL\pN])pa\s*[-‐‑–—_./: ]?\s*(20\d{2})\s*[-‐‑–—_./: ]\s*(\d{1,7})(?:$|[^\pL\pN])`)
	keys  = regexp.MustCompile(`^[0-9A-Za-z]{4}$`)
)

// askReply asks the reporter what to tell the officer; once something is there, for more of it.
func askReply(t *Turn) {
	c, ok := t.ownCase()
	if !ok {
		return
	}
	if t.Get(caseWords) == "" && len(t.Talk.Files) == 0 && t.Get(caseSpot) == "" {
		id := "desk.ask_reply"
		if !c.Asked.IsZero() {
			id = "desk.ask_reply_asked"
		}
		t.Question(t.Say(id, "Matter", t.Cases.Desk.Matter(c)))
		return
	}
	text := t.Say("desk.reply_so_far", "Text", t.Get(caseWords))
	switch {
	case t.Get(caseWords) != "":
	case len(t.Talk.Files) == 0:
		text = t.Say("desk.reply_spot_only")
	default:
		text = t.Say("desk.reply_files_only")
	}
	if n := len(t.Talk.Files); n > 0 {
		text += " " + t.Say("desk.sure_files", "Count", n)
	}
	if t.Get(caseSpot) != "" && (t.Get(caseWords) != "" || len(t.Talk.Files) > 0) {
		text += " " + t.Say("desk.sure_spot")
	}
	t.Question(text+"\n"+t.Say("desk.reply_how"), Choice{Label: t.Say("desk.send"), Data: yes, Also: wordsOf(t.Say("desk.send_words"))}, Choice{Label: t.Say("desk.retype"), Data: retype})
}

func takeReply(t *Turn) {
	switch t.Chosen {
	case retype:
		t.Drop()
		t.Set(caseWords, "")
		t.Set(caseSpot, "")
		return
	case yes:
		c, ok := t.ownCase()
		if !ok {
			return
		}
		by, now, desk, text, files, spot := t.Actor, t.Now, t.Cases.Desk, t.Get(caseWords), t.Talk.Files, readSpot(t.Get(caseSpot))
		t.Do(func(tx kv.Tx) error { return desk.ReplyAt(tx, by, c.ID, text, files, spot, now) })
		t.End(t.Say("desk.did_reply"))
		return
	}
	if text, ok := t.words(feedback.MaxText); ok {
		t.addWords(text)
	}
}

// mostStars is the best rating.
const mostStars = 5

// askStars asks how content the reporter is: the number is also the line in the list.
func askStars(t *Turn) {
	c, ok := t.ownCase()
	if !ok {
		return
	}
	var choices []Choice
	for n := 1; n <= mostStars; n++ {
		choices = append(choices, Choice{Label: t.Say("desk.stars_" + strconv.Itoa(n)), Data: strconv.Itoa(n), Also: []string{strconv.Itoa(n) + " sao"}})
	}
	t.Question(t.Say("desk.ask_rate", "Matter", t.Cases.Desk.Matter(c)), choices...)
}

func takeStars(t *Turn) {
	t.Set(caseStars, t.Chosen)
	t.Go(stepWord)
}

func askWord(t *Turn) {
	if _, ok := t.ownCase(); ok {
		t.Question(t.Say("desk.ask_word"), Choice{Label: t.Say("desk.no_word"), Data: without})
	}
}

func takeWord(t *Turn) {
	c, ok := t.ownCase()
	if !ok {
		return
	}
	word := ""
	if t.Chosen != without {
		if word, ok = t.words(feedback.MaxPlace); !ok {
			return
		}
	}
	stars, err := strconv.Atoi(t.Get(caseStars))
	if err != nil {
		t.Go(stepStars)
		return
	}
	by, now, desk := t.Actor, t.Now, t.Cases.Desk
	t.Do(func(tx kv.Tx) error { return desk.Rate(tx, by, c.ID, stars, word, now) })
	id := "desk.did_rate"
	if stars <= 2 && c.Reopenable() {
		id = "desk.did_rate_low"
	}
	t.End(t.Say(id))
}

func takeReopen(t *Turn) {
	c, ok := t.ownCase()
	if !ok {
		return
	}
	why := ""
	if t.Chosen != without {
		if why, ok = t.words(feedback.MaxText); !ok {
			return
		}
	}
	by, now, desk := t.Actor, t.Now, t.Cases.Desk
	t.Do(func(tx kv.Tx) error { return desk.Reopen(tx, by, c.ID, why, now) })
	t.End(t.Say("desk.did_reopen"))
}
