package content

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// soonDays is how long before its end something is announced (design 4: valid_to and review_by
// within 30 days are in the staff digest).
const soonDays = 30

// Due lists what was right when it was written and waits for staff on that day.
//
// Overdue: figures whose last value has ended, texts whose review_by has come, bulletins whose days
// are all past, lines that are missing in English. Soon: what ends, or is to be reviewed, within 30 days.
func Due(l *Library, on time.Time) []Problem {
	c := &check{lib: l, on: on}
	today := DateOf(on)
	for _, p := range l.Params() {
		c.dueParam(p, today)
	}
	c.dueImport(today)
	for _, e := range l.ordered {
		c.dueVetting(e.file, &e.Vetting)
	}
	for _, b := range l.Bulletins() {
		c.dueVetting(b.file, &b.Vetting)
		c.dueDates(b, today)
	}
	for _, q := range l.Quizzes() {
		c.dueVetting(q.file, &q.Vetting)
	}
	c.dueYears(today)
	for _, id := range slices.Sorted(maps.Keys(l.locale.messages[Vietnamese])) {
		if _, ok := l.locale.messages[English][id]; !ok && !vietnameseOnly(id) {
			c.add(Overdue, dirLocale+"/en.toml", "", "message %q is missing and is shown in Vietnamese; write [%q] other = \"...\"", id, id)
		}
	}
	return sortProblems(c.all)
}

// vietnameseOnly are lines that stand inside entries, which stay Vietnamese.
func vietnameseOnly(id string) bool {
	return slices.Contains([]string{"content.ask_desk", "content.ask_leader", "content.uncertain", "content.figures", "content.confirm", "content.disputed", "content.disputed_all",
		"place.address", "place.phone", "place.hours", "place.note"}, id) || strings.HasPrefix(id, "import.")
}

// importDays is how old a copy of the national portal may grow before a new one is asked for: the
// portal's procedures change with every other decision, and a quarter's changes are worth a look.
const importDays = 180

// dueImport asks for a new copy of the portal where the oldest one is old: one line, however many
// procedures were imported.
func (c *check) dueImport(today Date) {
	var oldest *Entry
	n := 0
	for _, e := range c.lib.ordered {
		if !e.National() || e.State == StateHidden {
			continue
		}
		if e.AsOf.IsZero() { // nobody can say how old it is
			continue
		}
		n++
		if oldest == nil || e.AsOf.Before(oldest.AsOf) {
			oldest = e
		}
	}
	if oldest != nil && oldest.AsOf.AddDays(importDays).Before(today) {
		c.add(Overdue, oldest.file, "as_of", "is a copy of %s, as others of the %d imported procedures may be; import a newer file of the portal", oldest.AsOf, n)
	}
}

func (c *check) dueParam(p *Param, today Date) {
	var last *Value
	for i := range p.Values {
		if v := &p.Values[i]; last == nil || v.ValidFrom.After(last.ValidFrom) {
			last = v
		}
	}
	if last == nil || last.ValidTo.IsZero() {
		return
	}
	key := fmt.Sprintf("%s.value.%d.valid_to", p.Key, slices.IndexFunc(p.Values, func(v Value) bool { return v.ValidFrom.Equal(last.ValidFrom) }))
	switch {
	case last.ValidTo.Before(today):
		c.add(Overdue, p.file, key, "figure %s has had no value since %s; add the next one", p.Key, last.ValidTo)
	case !last.ValidTo.After(today.AddDays(soonDays)):
		c.add(Soon, p.file, key, "figure %s has a value until %s and none after it; find out the next one", p.Key, last.ValidTo)
	}
}

// dueVetting asks for the review of an entry, a bulletin or a quiz.
func (c *check) dueVetting(file string, v *Vetting) {
	if v.State == StateHidden || v.ReviewBy.IsZero() {
		return
	}
	today := DateOf(c.on)
	switch {
	case v.ReviewDue(c.on):
		c.add(Overdue, file, "review_by", "was to be reviewed by %s; look at it again, then move checked_on and review_by", v.ReviewBy)
	case !v.ReviewBy.After(today.AddDays(soonDays)):
		c.add(Soon, file, "review_by", "is to be reviewed by %s", v.ReviewBy)
	}
	if !v.Expires.IsZero() && v.Expires.Before(today) {
		c.add(Overdue, file, "expires", "has not been shown since %s; renew it, or write state = %q", v.Expires, StateHidden)
	}
}

// dueDates asks for new days where a bulletin has none left. One that expires needs none.
func (c *check) dueDates(b *Bulletin, today Date) {
	n := len(b.Dates)
	if n > 0 && b.State != StateHidden && b.Expires.IsZero() && b.Dates[n-1].Before(today) {
		c.add(Overdue, b.file, "dates", "went out for the last time on %s; write the days of the next season, or state = %q", b.Dates[n-1], StateHidden)
	}
}

// dueYears asks for the holidays of this year, and from December on for those of the next.
func (c *check) dueYears(today Date) {
	ask := func(year int, s Severity) {
		if !c.lib.years[year] {
			c.all = append(c.all, Problem{File: fmt.Sprintf("content/%s/%d.toml", dirHoliday, year), Severity: s,
				What: fmt.Sprintf("the holidays of %d are not known; write the file like that of the year before", year)})
		}
	}
	ask(today.Year(), Overdue)
	if next := today.AddDays(soonDays).Year(); next != today.Year() {
		ask(next, Soon)
	}
}
