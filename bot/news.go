package bot

import (
	"strings"

	"loaxom/bot/dialogue"
	"loaxom/internal/address"
	"loaxom/internal/audience"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// news opens the talk about what one receives; hamlet is that of a link (x_<hamlet>), empty for none.
func (t *turn) news(hamlet string) {
	if s := t.received(); t.m.Group && s.Active() {
		t.line("news.group_bound", "Hamlet", t.hamletName(s.Hamlets[0]))
		return
	}
	fields := map[string]string{}
	if hamlet != "" {
		fields[dialogue.NewsLink] = hamlet
	}
	t.beginWith(dialogue.NewsTalk, fields)
}

// newsOf is news with the name of a hamlet behind the command.
func (t *turn) newsOf(name string) {
	id, _ := dialogue.FindHamlet(t.cfg.Hamlets, name)
	t.news(string(id))
}

// received is what the conversation receives; not active where that is nothing, or cannot be known.
func (t *turn) received() (s audience.Subscription) {
	if t.m.Read == nil {
		return s
	}
	s, _, err := audience.Of(t.m.Read, address.ID(t.m.Actor.Address))
	if err != nil {
		return audience.Subscription{}
	}
	return s
}

// stopNews ends what the conversation receives, at once and without a question.
func (t *turn) stopNews() {
	if t.m.Group {
		t.line("news.group_stop")
		return
	}
	asking := t.State.Talk != nil && t.State.Talk.Name == dialogue.NewsTalk
	if asking {
		t.State.Talk = nil
	}
	switch {
	case t.received().Active():
	case asking: // what was about to be asked for is what is meant
		t.cancel()
		return
	default:
		t.nothingToStop()
		return
	}
	by, now := t.m.Actor, t.m.Now
	t.Acts = append(t.Acts, func(tx kv.Tx) error { return audience.Stop(tx, by, now) })
	list := []Choice{{t.say("menu.news"), "b:" + dialogue.NewsTalk}, {t.say("dialogue.menu"), "m:start"}}
	still, goOn := "", []Choice(nil)
	if t.State.Talk == nil {
		still, goOn = t.stillKept(false)
	}
	t.choices(plain(t.say("news.stopped")+still), 2, append(list, goOn...)...)
}

// nothingToStop says that no news are received. What the word may have meant instead is what was left half written:
// it can be dropped there.
func (t *turn) nothingToStop() {
	still, list := t.stillKept(true)
	if t.State.Talk != nil || len(list) == 0 {
		t.line("bot.nothing_to_stop")
		return
	}
	t.choices(plain(t.say("bot.nothing_to_stop")+still), 2, list...)
}

// stops tells whether a button is one that stops the news. It does so whatever has become of the talk that
// it stood in: nobody is to press twice to be left alone.
func stops(data string) bool {
	return data == "stop" || data == talkVerb+dialogue.NewsTalk+"."+dialogue.First+":"+dialogue.NewsStop
}

// stopsNow tells whether the message stops news that are received.
func (t *turn) stopsNow() bool { return t.words.endings.stops(t.said) && t.received().Active() }

// stopping takes a message that as a whole stops the news.
func (t *turn) stopping() bool {
	if !t.words.endings.stops(t.said) {
		return false
	}
	t.stopNews()
	return true
}

// asksForNews are folded beginnings of a message that goes on with the name of a hamlet.
var asksForNews = []string{"dang ky nhan tin", "dang ky tin", "nhan tin", "cho nhan tin", "muon nhan tin", "toi muon nhan tin", "theo doi tin"}

// aboutNews takes a message that speaks of the news without being one word of it: one that asks for those
// of a hamlet begins the talk, one that has the words for stopping in it is offered to stop.
func (t *turn) aboutNews(text string) bool {
	whole := t.said.whole()
	for _, begin := range asksForNews {
		if name, ok := strings.CutPrefix(whole, begin+" "); ok {
			if id, ok := dialogue.FindHamlet(t.cfg.Hamlets, name); ok {
				t.news(string(id))
				return true
			}
		}
	}
	if t.words.endings.mentions.find(t.said) == "" || !t.received().Active() || t.m.Group {
		return false
	}
	t.choices(plain(t.say("news.stop_ask")), 1, Choice{t.say("dialogue.stop_news"), "stop"}, Choice{t.say("news.see"), "b:" + dialogue.NewsTalk})
	return true
}

// groupCode takes the code with which a leader binds a group chat. False: it is none.
func (t *turn) groupCode(code string) bool {
	if t.m.Read == nil {
		return false
	}
	offer, err := audience.Offered(t.m.Read, code, t.m.Now)
	switch {
	case err != nil && !fault.Is(err, fault.NotFound):
		t.menu("bot.trouble")
		return true
	case err != nil:
		return false
	case !t.m.Group:
		t.line("news.group_code_private")
		return true
	}
	if s := t.received(); s.Active() && !s.From(offer.Hamlet) {
		leader, err := staff.Get(t.m.Read, offer.By)
		if err != nil || !leader.Actor().Leads(s.Hamlets[0]) {
			t.line("news.group_taken", "Hamlet", t.hamletName(s.Hamlets[0]))
			return true
		}
	}
	var topics []audience.Topic
	for _, topic := range t.lib.Topics() {
		topics = append(topics, audience.Topic(topic.ID))
	}
	group, now := address.ID(t.m.Actor.Address), t.m.Now
	t.Acts = append(t.Acts, func(tx kv.Tx) error { return audience.BindGroup(tx, code, group, topics, now) })
	t.line("news.group_done", "Hamlet", t.hamletName(offer.Hamlet))
	return true
}

// bindGroup is /noi and the link that leads into a group.
func (t *turn) bindGroup(text string) {
	code, _ := staff.ReadCode(text)
	switch {
	case t.groupCode(code):
	case t.m.Group:
		t.line("news.group_code_wrong")
	default:
		t.line("news.group_how")
	}
}

// hamletName is the hamlet's name; its id where the configuration has it no longer.
func (t *turn) hamletName(id commune.HamletID) string {
	for _, h := range t.cfg.Hamlets {
		if h.ID == id {
			return h.Name
		}
	}
	return string(id)
}
