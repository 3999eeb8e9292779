package dialogue

import (
	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/kv"
	"loaxom/internal/privacy"
)

// EraseTalk is the name of the talk about having everything erased.
const EraseTalk = "xoa"

// Erase is /xoa: whether somebody is sure that everything kept of them is to be erased.
func Erase() Script {
	return Script{
		Name: EraseTalk, Alone: "data.private",
		Steps: map[string]Step{First: {Ask: askErase, Take: takeErase}},
	}
}

// Privacy is what the talk about an erasure needs.
type Privacy struct {
	Desk *privacy.Desk // nil: nothing is kept
	Lang string        // of the conversation
}

func askErase(t *Turn) {
	if t.Privacy.Desk == nil || t.Read == nil {
		t.End(t.Say("data.no_store"))
		return
	}
	if t.Actor.Staff != "" {
		t.End(t.Say("data.duty"))
		return
	}
	o, err := t.Privacy.Desk.Outlook(t.Read, address.ID(t.Actor.Address), t.Privacy.Lang, t.Now)
	if t.failed(err) {
		return
	}
	text := t.Say("data.sure")
	if o.Cases > 0 {
		text += "\n" + t.Say("data.sure_cases", "Count", o.Cases)
	}
	t.Question(text, Choice{Label: t.Say("data.sure_yes"), Data: yes}, Choice{Label: t.Say("data.sure_no"), Data: no})
}

func takeErase(t *Turn) {
	if t.Chosen == no {
		t.End(t.Say("data.kept"))
		return
	}
	by, now, p := t.Actor, t.Now, t.Privacy
	t.Do(func(tx kv.Tx) error { return p.Desk.Erase(tx, by, p.Lang, now) })
	t.Show(channel.Outgoing{Text: channel.Plain(t.Say("data.erasing"))})
	t.End("")
}
