package bot

import (
	"loaxom/bot/dialogue"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/privacy"
)

// seeData is /dulieu: a file of everything that is kept of the conversation.
func (t *turn) seeData() {
	desk := t.cfg.Privacy
	switch {
	case t.m.Group:
		t.line("data.private")
		return
	case desk == nil || t.m.Read == nil:
		t.line("data.no_store")
		return
	}
	by, lang, now := t.m.Actor, t.lang(), t.m.Now
	err := privacy.MaySee(t.m.Read, by, now)
	switch {
	case err == nil, fault.Is(err, fault.NotFound): // whose first message this is gets an address with the commit
		t.do(func(tx kv.Tx) error { return desk.See(tx, by, lang, now) })
		t.line("data.coming")
	case fault.Is(err, fault.Conflict):
		t.line("data.wait")
	default:
		t.menu("bot.trouble")
	}
}

// forPrivacy is what the talk about an erasure needs.
func (t *turn) forPrivacy() dialogue.Privacy {
	return dialogue.Privacy{Desk: t.cfg.Privacy, Lang: t.lang()}
}
