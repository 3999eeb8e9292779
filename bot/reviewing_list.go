package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"loaxom/content"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/review"
)

// listed is a page of a list: what it begins with and how many pages there are.
func listed[T any](all []T, page int) (shown []T, at, pages int) {
	pages = max(1, (len(all)+perPage-1)/perPage)
	at = min(max(page, 0), pages-1)
	return all[at*perPage : min((at+1)*perPage, len(all))], at, pages
}

// turning adds the ways to the other pages and back to a list.
func (t *turn) turning(list []Choice, page, pages int, data, back string) []Choice {
	if page > 0 {
		list = append(list, Choice{t.say("review.page_before"), data + strconv.Itoa(page-1)})
	}
	if page+1 < pages {
		list = append(list, Choice{t.say("bot.more"), data + strconv.Itoa(page+1)})
	}
	return append(list, Choice{t.say("review.back"), back})
}

// list shows what of a kind waits in one office. Numbers are written out, so that a page of them can be
// approved at once by whoever has read it.
func (r reviewer) list(kind review.Kind, office commune.OfficeID, page int) {
	all := r.waiting(kind, office)
	if len(all) == 0 {
		r.line2(r.say("review.done"), Choice{r.say("review.back"), "rv"})
		return
	}
	shown, page, pages := listed(all, page)
	text := r.say("review.list", "Office", r.officeTitle(office), "Page", page+1, "Pages", pages)
	var list []Choice
	for n, i := range shown {
		label := cut(i.Name, 50)
		if e, ok := r.lib.Entry(i.Subject.ID); ok && kind == review.Entry {
			label = e.Plain
		}
		if p, ok := r.lib.Param(i.Subject.ID); ok && kind == review.Figure {
			line := r.figureLine(p)
			if i.Approvals() > 0 {
				line += " " + r.say("review.second")
			}
			if r.m.Numbered { // the numbered lines are the list already
				label = line
			} else {
				text += fmt.Sprintf("\n%d. %s", n+1, line)
			}
		}
		list = append(list, Choice{label, "rv:c:" + i.Subject.String()})
	}
	base := "rv:l:" + string(kind) + ":" + string(office) + ":"
	if kind == review.Figure && len(shown) > 1 {
		list = append(list, Choice{r.say("review.approve_page", "Count", len(shown)), "rv:A:" + string(office) + ":" + strconv.Itoa(page) + ":" + short(together(shown))})
	}
	r.choices(plain(text), 1, r.turning(list, page, pages, base, "rv:o:"+string(kind))...)
}

// together is the hash of several items.
func together(items []review.Item) string {
	h := sha256.New()
	for _, i := range items {
		h.Write([]byte(i.Subject.String() + "\x00" + i.Hash + "\x00"))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// approvePage approves all numbers of a page, if it still is the page that was looked at.
func (r reviewer) approvePage(office commune.OfficeID, page int, seen string) {
	shown, at, _ := listed(r.waiting(review.Figure, office), page)
	if len(shown) == 0 || at != page || seen == "" || !strings.HasPrefix(together(shown), seen) {
		r.line("review.changed")
		r.list(review.Figure, office, page)
		return
	}
	by, now := r.m.Actor, r.m.Now
	r.do(func(tx kv.Tx) error {
		for _, i := range shown {
			if err := review.Approve(tx, by, i.Subject, i.Hash, now); err != nil {
				return err
			}
		}
		return nil
	})
	r.line2(r.say("review.approved_page", "Count", len(shown)),
		Choice{r.say("review.go_on"), "rv:l:" + string(review.Figure) + ":" + string(office) + ":0"}, Choice{r.say("review.back"), "rv"})
}

// others shows what is disputed, what a day stands before, and what is hidden.
func (r reviewer) others(which string, page int) {
	type row struct {
		subject review.Subject
		label   string
	}
	var all []row
	title := "review.questioned"
	switch which {
	case "q":
		for _, i := range r.book.Questioned() {
			all = append(all, row{i.Subject, i.Name + " · " + r.doubt(i)})
		}
	case "s":
		title = "review.soon"
		for _, s := range r.soon() {
			id := "review.soon_" + s.What
			if s.Past {
				id = "review.past_" + s.What
			}
			all = append(all, row{s.Subject, s.Name + " · " + r.say(id, "Day", s.Day.Vietnamese())})
		}
	case "x":
		title = "review.hidden"
		for _, i := range r.book.Hidden() {
			all = append(all, row{i.Subject, i.Name})
		}
	}
	if len(all) == 0 {
		r.line2(r.say("review.done"), Choice{r.say("review.back"), "rv"})
		return
	}
	shown, page, pages := listed(all, page)
	text := r.say("review.other_list", "What", r.say(title), "Page", page+1, "Pages", pages)
	var list []Choice
	for n, o := range shown {
		label := o.label
		if !r.m.Numbered { // else the numbered lines are the list already
			text += fmt.Sprintf("\n%d. %s", n+1, label)
			label = cut(label, 50)
		}
		list = append(list, Choice{label, "rv:c:" + o.subject.String()})
	}
	r.choices(plain(text), 1, r.turning(list, page, pages, "rv:"+which+":", "rv")...)
}

// doubt says what is known of a disputed item.
func (r reviewer) doubt(i review.Item) string {
	switch d := i.Standing.Disputed; {
	case d != nil && d.By != "":
		return r.say("review.doubt_staff")
	case d != nil:
		return r.say("review.doubt_shown")
	}
	return r.say("review.doubt_reported", "Count", i.Reports(r.m.Now))
}

// figureLine is a figure with its values and what each rests on.
func (t *turn) figureLine(p *content.Param) string {
	var values []string
	for i := range p.Values {
		v := &p.Values[i]
		if v.Amount == nil {
			continue
		}
		text := t.say("review.value", "Value", p.Text(v), "From", v.ValidFrom.Vietnamese(), "Source", v.Source, "Sure", v.Confidence)
		if !v.ValidTo.IsZero() {
			text = t.say("review.value_until", "Value", p.Text(v), "From", v.ValidFrom.Vietnamese(), "To", v.ValidTo.Vietnamese(), "Source", v.Source, "Sure", v.Confidence)
		}
		if v.Confirm {
			text += ", " + t.say("review.value_confirm")
		}
		values = append(values, text)
	}
	return p.Name + ": " + strings.Join(values, "; ")
}
