package dialogue

import (
	"slices"
	"strings"

	"loaxom/internal/address"
	"loaxom/internal/audience"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
)

// Names of the talk, of the field by which a link fills in a hamlet, and of the choice that stops the news.
const (
	NewsTalk = "dangky"
	NewsLink = "link"
	NewsStop = "+stop"
)

// News is /dangky: asking for the news of a hamlet and of topics, with consent; for who receives them
// already, seeing what it is, changing and stopping it. Nothing is stored before the last question.
func News() Script {
	return Script{
		Name: NewsTalk, More: "menu.news", Alone: "news.in_group",
		Steps: map[string]Step{
			First:    {Ask: askNews, Take: takeNews, Loose: true},
			"hamlet": {Ask: askWhere, Take: takeWhere, Other: otherWhere},
			"place":  {Ask: askPlace, Take: takePlace, Text: true},
			"also":   {Ask: askAlso, Take: takeAlso},
			"drop":   {Ask: askDrop, Take: takeDrop},
			"topics": {Ask: askTopics, Take: takeTopics, Other: otherTopics},
			"agree":  {Ask: askAgree, Take: takeAgree},
			"group":  {Ask: askGroup, Take: takeGroup},
			"groups": {Ask: askGroups, Take: takeGroups},
		},
	}
}

// Data of choices that are not ids.
const (
	fresh   = "+new"    // a subscription, of a leader who has none
	another = "+add"    // one more hamlet
	swap    = "+swap"   // another hamlet instead
	drop    = "+drop"   // one hamlet less
	topics  = "+topics" // other topics
	bind    = "+group"  // bind a group chat
	bound   = "+groups" // the groups that are bound
	all     = "+all"
	none    = "+none"
)

// Fields of the talk. What is wished for lies in hamlets, place and topics until it is agreed to.
const (
	wishHamlets = "hamlets"
	wishPlace   = "place"
	wishTopics  = "topics"
	among       = "among" // the hamlets that a typed name may mean
	changing    = "how"   // empty: a new subscription; else another, swap or topics
)

// subscription is what the conversation receives; not active where it receives nothing.
func (t *Turn) subscription() (s audience.Subscription) {
	if t.Read == nil { // nothing is stored here (ask)
		return s
	}
	s, _, err := audience.Of(t.Read, address.ID(t.Actor.Address))
	t.failed(err)
	return s
}

// askNews shows what is received; whoever receives nothing goes on to asking for it.
func askNews(t *Turn) {
	s, link := t.subscription(), commune.HamletID(t.Get(NewsLink))
	if t.Err != nil {
		return
	}
	t.Set(NewsLink, "")
	known := t.known(link)
	if link != "" && !known {
		t.Tell(t.Say("news.unknown_link"))
	}
	switch {
	case s.Active() && known && s.From(link):
		t.Tell(t.Say("news.already", "Hamlet", hamletName(t.Hamlets, link)))
	case s.Active() && known:
		t.Set(wishHamlets, string(link))
		t.Go("also")
		return
	case known:
		t.Set(wishHamlets, string(link))
		t.Go(t.where()) // where going back leads
		t.Go("topics")
		return
	case !s.Active() && t.leads():
		t.Question(t.Say("news.leader"), append([]Choice{{Label: t.Say("news.subscribe"), Data: fresh}}, t.binds()...)...)
		return
	case !s.Active():
		t.Go(t.where())
		return
	}
	t.Question(t.Say("news.mine", "Day", t.Day(s.Since), "What", t.wishWords(s.Wish)), t.ways(s)...)
}

// where is the step that asks for the hamlet.
func (t *Turn) where() string {
	if len(t.Hamlets) == 0 {
		return "place"
	}
	return "hamlet"
}

// ways are what can be done with a subscription.
func (t *Turn) ways(s audience.Subscription) (list []Choice) {
	here := t.stillThere(s.Hamlets)
	switch {
	case len(t.Hamlets) == 0:
		list = append(list, Choice{Label: t.Say("news.swap"), Data: swap})
	case len(here) == 0:
		list = append(list, Choice{Label: t.Say("news.choose"), Data: another})
	case len(here) == 1:
		list = append(list, Choice{Label: t.Say("news.swap"), Data: swap})
	}
	if n := len(here); n > 0 && n < min(audience.MaxHamlets, len(t.Hamlets)) {
		list = append(list, Choice{Label: t.Say("news.add"), Data: another})
	}
	if len(here) > 1 {
		list = append(list, Choice{Label: t.Say("news.drop"), Data: drop})
	}
	if len(t.Topics) > 0 {
		list = append(list, Choice{Label: t.Say("news.change_topics"), Data: topics})
	}
	return append(append(list, t.binds()...), Choice{Label: t.Say("dialogue.stop_news"), Data: NewsStop})
}

func takeNews(t *Turn) {
	s := t.subscription()
	if t.Err != nil {
		return
	}
	t.Talk.Fields = nil
	switch t.Chosen {
	case fresh:
		t.Go(t.where())
	case another, swap:
		t.Set(changing, t.Chosen)
		t.Go(t.where())
	case drop:
		t.Go("drop")
	case topics:
		t.Set(changing, topics)
		t.setTopics(s.Topics)
		t.Go("topics")
	case bind:
		t.Go("group")
	case bound:
		t.Go("groups")
	case NewsStop:
		by, now := t.Actor, t.Now
		t.Do(func(tx kv.Tx) error { return audience.Stop(tx, by, now) })
		t.End(t.Say("news.stopped"))
	}
}

// change commits another wish of somebody who receives news already.
func (t *Turn) change(w audience.Wish) {
	w.Hamlets = t.stillThere(w.Hamlets)
	by, now := t.Actor, t.Now
	t.Do(func(tx kv.Tx) error { return audience.Change(tx, by, w, now) })
	t.End(t.Say("news.changed", "What", t.wishWords(w)))
}

// askAgree shows what will be sent, and asks for the consent to it.
func askAgree(t *Turn) {
	w := t.wish()
	if t.Get(wishHamlets) != "" && len(w.Hamlets) == 0 { // the configuration changed meanwhile
		t.Tell(t.Say("news.hamlet_gone"))
		t.Set(wishHamlets, "")
		t.Go(t.where())
		return
	}
	t.Question(t.Say("news.sum", "What", t.wishWords(w))+"\n\n"+t.consent(),
		Choice{Label: t.Say("news.agree"), Data: yes, Also: strings.Split(t.Say("news.agree_words"), ", ")},
		Choice{Label: t.Say("news.disagree"), Data: no, Also: strings.Split(t.Say("news.disagree_words"), ", ")})
}

// consent is the text that is agreed to, as it is kept with the consent.
func (t *Turn) consent() string { return t.Say("news.consent", "Commune", t.Commune.Full()) }

func takeAgree(t *Turn) {
	if t.Chosen == no {
		t.End(t.Say("news.not_agreed"))
		return
	}
	by, w, text, now := t.Actor, t.wish(), t.consent(), t.Now
	t.Do(func(tx kv.Tx) error { return audience.Subscribe(tx, by, w, text, now) })
	t.End(t.Say("news.done", "What", t.wishWords(w)))
}

// wish is what the talk has collected, of hamlets those that are still there.
func (t *Turn) wish() (w audience.Wish) {
	for _, id := range strings.Fields(t.Get(wishHamlets)) {
		w.Hamlets = append(w.Hamlets, commune.HamletID(id))
	}
	w.Hamlets, w.Place = t.stillThere(w.Hamlets), t.Get(wishPlace)
	for _, c := range t.Topics {
		if slices.Contains(strings.Fields(t.Get(wishTopics)), c.Data) {
			w.Topics = append(w.Topics, audience.Topic(c.Data))
		}
	}
	return w
}

func (t *Turn) setTopics(list []audience.Topic) {
	var ids []string
	for _, id := range list {
		ids = append(ids, string(id))
	}
	t.Set(wishTopics, strings.Join(ids, " "))
}

// known tells whether the configuration has the hamlet.
func (t *Turn) known(id commune.HamletID) bool {
	return slices.ContainsFunc(t.Hamlets, func(h commune.Hamlet) bool { return h.ID == id })
}

// stillThere are those of the hamlets that the configuration has.
func (t *Turn) stillThere(ids []commune.HamletID) (here []commune.HamletID) {
	for _, id := range ids {
		if t.known(id) {
			here = append(here, id)
		}
	}
	return here
}

// wishWords says what is received, a line for each kind of it.
func (t *Turn) wishWords(w audience.Wish) string {
	var lines []string
	here := t.stillThere(w.Hamlets)
	switch {
	case len(here) > 0:
		lines = append(lines, t.Say("news.line_hamlets", "Hamlets", t.hamletNames(here)))
	case w.Place != "":
		lines = append(lines, t.Say("news.line_place", "Place", w.Place))
	}
	if len(here) < len(w.Hamlets) {
		lines = append(lines, t.Say("news.line_gone"))
	}
	var labels []string
	for _, c := range t.Topics {
		if slices.Contains(w.Topics, audience.Topic(c.Data)) {
			labels = append(labels, c.Label)
		}
	}
	if len(labels) > 0 {
		lines = append(lines, t.Say("news.line_topics", "Topics", strings.Join(labels, "; ")))
	}
	return strings.Join(append(lines, t.Say("news.line_commune")), "\n")
}
