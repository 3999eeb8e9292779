package bot

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"loaxom/content"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/review"
)

// reviewing is /duyet: what waits for staff. Its pages keep no state; a button holds all that it needs,
// and an act the beginning of the hash of what was looked at:
//
//	rv                            what there is to do
//	rv:o:<kind>                   the offices for which something of the kind is to be approved
//	rv:l:<kind>:<office>:<page>   the list of one office
//	rv:q:<page> rv:s:<page> rv:x:<page>   disputed; due soon; hidden
//	rv:c:<kind>:<id>              a card: what it says, as residents see it, and what can be done
//	rv:n:<kind>:<id>              the next that waits after it
//	rv:a rv:h rv:u rv:k :<kind>:<id>:<hash>   approve, hide, show again, keep a disputed number
//	rv:A:<office>:<page>:<hash>   approve all numbers of a page
func (t *turn) reviewing(page, rest string) {
	if t.m.Read == nil || !review.MayDecide(t.m.Actor) {
		t.menu("bot.denied")
		return
	}
	if t.midTalk("duyet") {
		return
	}
	book, err := review.ReadBook(t.m.Read, t.files)
	if err != nil {
		t.menu("bot.trouble")
		return
	}
	r := reviewer{turn: t, book: book}
	part := strings.Split(rest, ":")
	at := func(i int) string {
		if i < len(part) {
			return part[i]
		}
		return ""
	}
	s := review.Subject{Kind: review.Kind(at(0)), ID: at(1)}
	switch page {
	case "":
		r.home(t.say("review.home_title"))
	case "o":
		r.offices(review.Kind(at(0)))
	case "l":
		r.list(review.Kind(at(0)), commune.OfficeID(at(1)), number0(at(2)))
	case "q", "s", "x":
		r.others(page, number0(at(0)))
	case "c":
		r.card(s)
	case "n":
		r.next(s, "")
	case "a", "h", "u", "k":
		r.act(page, s, at(2))
	case "A":
		r.approvePage(commune.OfficeID(at(0)), number0(at(1)), at(2))
	default:
		t.menu("bot.gone")
	}
}

// midTalk says that a page of a duty is not for the middle of a talk, whose question is asked again: its buttons are
// old ones then, or came by themselves. False: no talk is open.
func (t *turn) midTalk(command string) bool {
	if !t.State.Talk.Open(t.m.Now) {
		return false
	}
	t.line("review.mid_talk", "Command", "/"+command)
	return true
}

// number0 reads a number of a button; 0 where it is none.
func number0(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// reviewer is one turn of reviewing.
type reviewer struct {
	*turn
	book *review.Book
}

// waiting are the items of a kind that this person can approve: of one office, or of all ("").
func (r reviewer) waiting(kind review.Kind, office commune.OfficeID) []review.Item {
	return r.book.Select(func(i review.Item) bool {
		return i.Subject.Kind == kind && (office == "" || i.Office == office) && i.WaitsFor(r.files, r.m.Actor.Staff)
	})
}

// soon is what a day stands before.
func (r reviewer) soon() []review.Soon { return review.DueSoon(r.files, r.m.Now.In(r.zone())) }

// home says how much there is to do and leads to it.
func (r reviewer) home(title string) {
	half := r.book.Select(func(i review.Item) bool { return i.Waits(r.files) && i.Approvals() > 0 })
	questioned, soon, hidden := r.book.Questioned(), r.soon(), r.book.Hidden()
	var list []Choice
	add := func(n int, id, data string) {
		if n > 0 {
			list = append(list, Choice{r.say(id) + " (" + strconv.Itoa(n) + ")", data})
		}
	}
	add(len(questioned), "review.questioned", "rv:q")
	for _, kind := range append(review.Texts(), review.Figure) {
		add(len(r.waiting(kind, "")), "review.kind_"+string(kind), "rv:o:"+string(kind))
	}
	add(len(soon), "review.soon", "rv:s")
	add(len(hidden), "review.hidden", "rv:x")
	if len(list) == 0 {
		r.line("review.nothing")
		return
	}
	if len(half) > 0 {
		title += "\n" + r.say("review.half", "Count", len(half))
	}
	r.choices(plain(title), 1, list...)
}

// offices leads to the lists, this person's own office first.
func (r reviewer) offices(kind review.Kind) {
	count := map[commune.OfficeID]int{}
	for _, i := range r.waiting(kind, "") {
		count[i.Office]++
	}
	var ids []commune.OfficeID
	for id := range count {
		ids = append(ids, id)
	}
	own := r.m.Actor.Office
	slices.SortFunc(ids, func(a, b commune.OfficeID) int {
		if (a == own) != (b == own) {
			if a == own {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
	if len(ids) == 0 {
		r.home(r.say("review.done"))
		return
	}
	var list []Choice
	for _, id := range ids {
		list = append(list, Choice{r.officeName(id) + " (" + strconv.Itoa(count[id]) + ")", "rv:l:" + string(kind) + ":" + string(id)})
	}
	r.choices(plain(r.say("review.which_office")), 1, append(list, Choice{r.say("review.back"), "rv"})...)
}

// officeName is the office as a button has it.
func (t *turn) officeName(id commune.OfficeID) string { return cut(t.officeTitle(id), 44) }

// officeTitle is the office as a text has it.
func (t *turn) officeTitle(id commune.OfficeID) string {
	if p, ok := t.lib.Place(string(id)); ok {
		return p.Name
	}
	return string(id)
}

// cut shortens a label to at most n letters.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return strings.TrimSpace(string(r[:n-1])) + "…"
	}
	return s
}

// act does what a card's button says, with what the person looked at, and goes on with the next.
func (r reviewer) act(verb string, s review.Subject, seen string) {
	item, ok := r.book.Get(s)
	if !ok {
		r.menu("bot.gone")
		return
	}
	if seen == "" || !strings.HasPrefix(item.Hash, seen) {
		r.line("review.changed")
		r.card(s)
		return
	}
	do, said := review.Approve, "review.approved"
	switch verb {
	case "h":
		do, said = review.Hide, "review.now_hidden"
	case "u":
		do, said = review.Unhide, "review.now_shown"
	case "k":
		do, said = review.Settle, "review.settled"
	}
	by, now := r.m.Actor, r.m.Now
	r.do(func(tx kv.Tx) error { return do(tx, by, s, item.Hash, now) })
	if verb == "a" && s.Kind == review.Figure && item.Approvals() == 0 {
		said = "review.approved_first"
	}
	note := r.say(said, "Name", item.Name)
	if n := len(review.Unsure(r.files, r.lib.Ruling(), s)); verb == "a" && n > 0 {
		note += " " + r.say("review.figures_wait", "Count", n)
	}
	if verb == "k" {
		r.line2(note, Choice{r.say("review.questioned"), "rv:q"}, Choice{r.say("review.back"), "rv"})
		return
	}
	if verb != "a" && !item.Waits(r.files) {
		r.line2(note, Choice{r.say("review.back"), "rv"})
		return
	}
	r.next(s, note)
}

// line2 says a line with choices below it.
func (t *turn) line2(text string, list ...Choice) { t.choices(plain(text), 1, list...) }

// next shows the card after s of those that wait in the same office, round to the first; note is said
// before it.
func (r reviewer) next(s review.Subject, note string) {
	at, ok := r.book.Get(s)
	if !ok {
		r.menu("bot.gone")
		return
	}
	list := r.waiting(s.Kind, at.Office)
	here := slices.IndexFunc(r.book.Items, func(i review.Item) bool { return i.Subject == s })
	var after, before []review.Item
	for _, i := range list {
		n := slices.IndexFunc(r.book.Items, func(o review.Item) bool { return o.Subject == i.Subject })
		switch {
		case n > here:
			after = append(after, i)
		case n < here:
			before = append(before, i)
		}
	}
	if note != "" {
		r.reply(plain(note))
	}
	if all := append(after, before...); len(all) > 0 {
		r.card(all[0].Subject)
		return
	}
	r.line2(r.say("review.done"), Choice{r.say("review.back"), "rv"})
}

// short is the beginning of a hash, as a button has it.
func short(hash string) string { return hash[:min(len(hash), 6)] }

// on is the value of a figure today, as a label has it.
func (t *turn) on(p *content.Param) string {
	if v, ok := p.On(t.m.Now.In(t.zone())); ok {
		return p.Text(v)
	}
	return t.say("review.no_value")
}
