package dialogue

import (
	"strings"

	"loaxom/internal/address"
	"loaxom/internal/audience"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// leads tells whether the actor leads a hamlet that there is.
func (t *Turn) leads() bool {
	return t.Actor.Is(commune.Leader) && len(t.stillThere(t.Actor.Hamlets)) > 0
}

// binds are what a leader can do for group chats.
func (t *Turn) binds() (list []Choice) {
	if !t.leads() {
		return nil
	}
	list = append(list, Choice{Label: t.Say("news.bind"), Data: bind})
	if len(t.groups()) > 0 {
		list = append(list, Choice{Label: t.Say("news.bound"), Data: bound})
	}
	return list
}

// groups are the group chats that are bound to hamlets that the actor leads.
func (t *Turn) groups() (list []audience.Subscription) {
	if t.Read == nil {
		return nil
	}
	for _, h := range t.Actor.Hamlets {
		some, err := audience.Groups(t.Read, h)
		if t.failed(err) {
			return nil
		}
		list = append(list, some...)
	}
	return list
}

// askGroup asks for which hamlet a group is to be bound; a leader of one is not asked.
func askGroup(t *Turn) {
	led := t.stillThere(t.Actor.Hamlets)
	switch len(led) {
	case 0:
		t.Tell(t.Say("bot.denied"))
		t.Go(First)
	case 1:
		t.offerGroup(led[0])
	default:
		var choices []Choice
		for _, h := range led {
			choices = append(choices, Choice{Label: hamletName(t.Hamlets, h), Data: string(h)})
		}
		t.Question(t.Say("news.which_group"), choices...)
	}
}

func takeGroup(t *Turn) { t.offerGroup(commune.HamletID(t.Chosen)) }

// offerGroup makes the code that binds a group, and says how to use it.
func (t *Turn) offerGroup(h commune.HamletID) {
	code := staff.NewCode(t.NewID())
	by, now := t.Actor, t.Now
	t.Do(func(tx kv.Tx) error { return audience.OfferGroup(tx, by, code, h, now) })
	lines := []string{t.Say("news.group_code", "Hamlet", hamletName(t.Hamlets, h), "Code", staff.ShowCode(code), "Minutes", int(audience.OfferLasts.Minutes()))}
	if link := t.Link("g_" + code); link != "" {
		// The same link with another word lets one choose a group (core.telegram.org/api/links#groupchannel-bot-links).
		lines = append(lines, t.Say("news.group_link", "Link", strings.Replace(link, "?start=", "?startgroup=", 1)))
	}
	t.End(strings.Join(lines, "\n\n"))
}

// askGroups asks which group is to be let go. Groups have no names here: nothing is kept of them.
func askGroups(t *Turn) {
	list := t.groups()
	if t.Err != nil {
		return
	}
	if len(list) == 0 {
		t.Go(First)
		return
	}
	var choices []Choice
	for _, s := range list {
		choices = append(choices, Choice{Label: t.Say("news.group_line", "Hamlet", t.hamletNames(s.Hamlets), "Day", t.Day(s.Since)), Data: string(s.ID)})
	}
	t.Question(t.Say("news.which_unbind"), choices...)
}

func takeGroups(t *Turn) {
	by, now, id := t.Actor, t.Now, address.ID(t.Chosen)
	t.Do(func(tx kv.Tx) error { return audience.UnbindGroup(tx, by, id, now) })
	t.End(t.Say("news.unbound"))
}
