package content

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Kinds of PendingItem.
const (
	PendingFigure  = "figure"  // a figure that nobody has given
	PendingValue   = "value"   // a value that is to be confirmed
	PendingPlace   = "place"   // an empty field of an office
	PendingPoint   = "point"   // a point of an entry or a bulletin ([[confirm]])
	PendingHoliday = "holiday" // a day off that is to be confirmed
)

// PendingItem is one thing that the commune has to fill in or confirm.
type PendingItem struct {
	Kind    string
	Key     string // figure, place.field, entry, bulletin/id or day
	What    string // in Vietnamese, as the files say it
	File    string
	Line    int
	Entries []string // who waits for it: ids of entries, bulletins as bulletin/id
}

// PendingOffice is the to-do list of one office.
type PendingOffice struct {
	Office string // id of a Place
	Name   string
	Items  []PendingItem
}

// Pending is the commune's to-do list, by office, the longest list first.
func Pending(l *Library) []PendingOffice {
	b := &pending{lib: l, waits: map[string][]string{}, by: map[string][]PendingItem{}}
	b.references()
	for _, p := range l.Params() {
		if len(p.Values) == 0 {
			b.add(p.Office, PendingFigure, p.Key, cmp.Or(p.Pending, p.Name), p.file, p.Key, b.waits[p.Key])
		}
		for i := range p.Values {
			if v := &p.Values[i]; v.Uncertain() && v.Amount != nil {
				what := fmt.Sprintf("%s: %s (%s)", p.Name, p.Text(v), v.Source)
				b.add(p.Office, PendingValue, p.Key, what, p.file, fmt.Sprintf("%s.value.%d", p.Key, i), b.waits[p.Key])
			}
		}
	}
	for _, p := range l.Places() {
		for _, field := range placeFields() {
			if text, _ := p.Field(field); text == "" {
				key := "place." + p.ID + "." + field
				b.add(p.ID, PendingPlace, key, l.fieldName(p, field), p.file, field, b.waits[key])
			}
		}
	}
	for _, e := range l.ordered {
		for i, c := range e.Confirms {
			b.add(cmp.Or(c.Office, e.Office), PendingPoint, e.ID, e.Title+": "+c.What, e.file, fmt.Sprintf("confirm.%d", i), []string{e.ID})
		}
	}
	for _, n := range l.Bulletins() {
		for i, c := range n.Confirms {
			b.add(c.Office, PendingPoint, bulletinKey(n), n.Title+": "+c.What, n.file, fmt.Sprintf("confirm.%d", i), []string{bulletinKey(n)})
		}
	}
	for d, h := range l.holidays {
		b.holiday(d, h)
	}
	for d, h := range l.workdays {
		b.holiday(d, h)
	}
	return b.offices()
}

type pending struct {
	lib   *Library
	waits map[string][]string // reference in braces: who names it
	by    map[string][]PendingItem
}

// bulletinKey names a bulletin beside entries, which may have the same id.
func bulletinKey(n *Bulletin) string { return dirBulletin + "/" + n.ID }

// references notes who names which figure or place.
func (b *pending) references() {
	for _, e := range b.lib.ordered {
		if e.National() {
			continue
		}
		var texts Lines
		for _, s := range append([]SectionID{SectionShort}, AllSections()...) {
			texts = append(texts, e.Lines(s)...)
		}
		b.note(e.ID, texts)
	}
	for _, n := range b.lib.Bulletins() {
		b.note(bulletinKey(n), Lines{n.Text})
	}
}

// note writes down what the texts of one name.
func (b *pending) note(by string, texts Lines) {
	seen := map[string]bool{}
	for _, text := range texts {
		for _, ref := range braces.FindAllString(text, -1) {
			if name := ref[1 : len(ref)-1]; !seen[name] {
				seen[name] = true
				b.waits[name] = append(b.waits[name], by)
			}
		}
	}
}

func (b *pending) add(office, kind, key, what, file, at string, entries []string) {
	name, line := b.lib.at(file, at)
	b.by[office] = append(b.by[office], PendingItem{Kind: kind, Key: key, What: what, File: name, Line: line, Entries: entries})
}

func (b *pending) holiday(d Date, h Holiday) {
	if h.Confirm || h.Confidence == Doubtful {
		b.add("van-phong", PendingHoliday, d.String(), h.Name+": "+d.Vietnamese(), h.file, "holiday", nil)
	}
}

func (b *pending) offices() []PendingOffice {
	var all []PendingOffice
	for office, items := range b.by {
		o := PendingOffice{Office: office, Name: office, Items: items}
		if p, ok := b.lib.places[office]; ok {
			o.Name = p.Name
		}
		slices.SortFunc(o.Items, func(a, b PendingItem) int {
			return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Key, b.Key), cmp.Compare(a.Line, b.Line))
		})
		all = append(all, o)
	}
	slices.SortFunc(all, func(a, b PendingOffice) int {
		return cmp.Or(len(b.Items)-len(a.Items), strings.Compare(a.Office, b.Office))
	})
	return all
}
