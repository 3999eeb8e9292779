package content

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"loaxom/internal/vi"
)

var (
	entryID    = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	portalCode = regexp.MustCompile(`^\d\.\d{6}$`)
)

func (c *check) entry(e *Entry) {
	if e.Origin != "" {
		c.national(e)
		return
	}
	c.ownOnly(e)
	c.identity(e)
	c.state(e)
	c.sources(e)
	for _, s := range append([]SectionID{SectionShort}, AllSections()...) {
		c.section(e, s)
	}
	c.confirms(e)
	c.lengths(e)
}

// need reports a field that must be there.
func (c *check) need(e *Entry, key, value, write string) {
	if strings.TrimSpace(value) == "" {
		c.fault(e.file, key, "%s is missing; write %s", key, write)
	}
}

func (c *check) identity(e *Entry) {
	c.need(e, "title", e.Title, `title = "..."`)
	c.need(e, "plain", e.Plain, `what people call it, plain = "..."`)
	c.need(e, "short", e.Short, `the short answer, short = "..."`)
	for key, text := range map[string]string{"title": e.Title, "plain": e.Plain} {
		if text == "" {
			continue
		}
		c.words(e.file, key, text)
		if strings.ContainsAny(text, "{}") {
			c.fault(e.file, key, "%s cannot name a figure; write it without braces", key)
		}
	}
	if !entryID.MatchString(e.ID) {
		c.fault(e.file, "title", "the file name %q is no id; write small letters without marks, joined by \"-\"", path.Base(e.file))
	}
	kinds := []string{KindProcedure, KindService, KindReform, KindOffice}
	switch {
	case !slices.Contains(kinds, e.Kind):
		c.fault(e.file, "kind", "kind %q is not known; write one of %s", e.Kind, strings.Join(kinds, ", "))
	case (e.Kind == KindProcedure) != (path.Dir(e.file) == dirProcedure):
		c.fault(e.file, "kind", "kind %s does not belong in %s; procedures lie in %s, all others in %s", e.Kind, path.Dir(e.file), dirProcedure, dirFAQ)
	}
	if _, ok := c.lib.Group(e.Group); !ok {
		c.fault(e.file, "group", "group %q is not known; the groups are in %s", e.Group, groupFile)
	}
	if _, ok := c.lib.places[e.Office]; !ok {
		c.fault(e.file, "office", "office %q is not known; write the name of a file in %s", e.Office, dirPlace)
	}
	if len(e.PlanItems) == 0 {
		c.fault(e.file, "plan_items", "plan_items is missing; write the letters of the plan, like [\"đ\"]")
	}
	for i, item := range e.PlanItems {
		if !slices.Contains(PlanItems(), item) || slices.Index(e.PlanItems, item) != i {
			c.fault(e.file, fmt.Sprintf("plan_items.%d", i), "plan item %q is not known or stands twice; write each of %s at most once", item, strings.Join(PlanItems(), " "))
		}
	}
	for i, code := range e.Codes {
		if !portalCode.MatchString(code) || slices.Index(e.Codes, code) != i {
			c.fault(e.file, fmt.Sprintf("codes.%d", i), "code %q is none of the national portal or stands twice; write it like 2.000815", code)
		}
	}
}

func (c *check) state(e *Entry) {
	c.approval(e)
	if !slices.Contains([]string{Sure, Likely, Doubtful}, e.Confidence) {
		c.fault(e.file, "confidence", "confidence %q is not known; write cao, vừa or thấp", e.Confidence)
	}
	for key, d := range map[string]Date{"checked_on": e.CheckedOn, "review_by": e.ReviewBy} {
		if d.IsZero() {
			c.fault(e.file, key, "%s is missing; write %s = 2026-11-23", key, key)
		} else {
			c.possible(e.file, key, d)
		}
	}
	if !e.ReviewBy.IsZero() && !e.CheckedOn.IsZero() && !e.ReviewBy.After(e.CheckedOn) {
		c.fault(e.file, "review_by", "review_by %s is not after checked_on %s; write a later day", e.ReviewBy, e.CheckedOn)
	}
	if !e.Expires.IsZero() && e.Expires.Before(e.CheckedOn) {
		c.fault(e.file, "expires", "expires %s lies before checked_on %s; write a later day, or state = %q", e.Expires, e.CheckedOn, StateHidden)
	}
}

// approval looks at the state, and at who approved the entry and when.
func (c *check) approval(e *Entry) {
	switch e.State {
	case StateDraft, StateHidden:
		if len(e.ApprovedBy) > 0 || !e.ApprovedOn.IsZero() {
			c.fault(e.file, "state", "state %s cannot have approved_by or approved_on; leave them out, or write state = %q", e.State, StateApproved)
		}
	case StateApproved:
		if len(e.ApprovedBy) == 0 || e.ApprovedOn.IsZero() {
			c.fault(e.file, "state", "an approved entry says who approved it and when; write approved_by = [\"...\"] and approved_on = 2026-11-23")
		}
	default:
		c.fault(e.file, "state", "state %q is not known; write draft, approved or hidden", e.State)
	}
}

// possible reports a day that can only be a slip of the hand.
func (c *check) possible(file, key string, d Date) {
	if d.Year() < 1945 || d.Year() > 2099 {
		c.fault(file, key, "the day %s cannot be meant; write the year with four digits, like 2026-11-23", d)
	}
}

func (c *check) sources(e *Entry) {
	numbered := false
	for i, s := range e.Sources {
		key := fmt.Sprintf("source.%d", i)
		if strings.TrimSpace(s.Document) == "" {
			c.fault(e.file, key, "the source has no document; write document = \"...\" with its number")
		}
		if s.Date.IsZero() {
			c.fault(e.file, key, "the source has no date; write the document's date, date = 2016-11-11")
			continue
		}
		c.possible(e.file, key+".date", s.Date)
		if !e.CheckedOn.IsZero() && s.Date.After(e.CheckedOn) {
			c.fault(e.file, key+".date", "the source is of %s, after checked_on %s; correct one of them", s.Date, e.CheckedOn)
		}
		numbered = numbered || strings.ContainsFunc(s.Document, unicode.IsDigit)
	}
	if !numbered {
		c.fault(e.file, "source", "no source has a document number; write at least one [[source]] with number and date")
	}
}

func (c *check) section(e *Entry, s SectionID) {
	items := e.Lines(s)
	if len(items) == 0 {
		mandatory := s != SectionShort && s != SectionNotes && s != SectionSteps && e.Kind == KindProcedure
		if mandatory {
			c.fault(e.file, string(s), "a procedure needs %s; write %s = \"...\", and where nothing is known, that the one-stop desk tells", s, s)
		}
		return
	}
	for i, item := range items {
		key := string(s)
		if len(items) > 1 {
			key = fmt.Sprintf("%s.%d", s, i)
		}
		c.words(e.file, key, item)
		c.references(e, key, item)
		if strings.Contains(item, "!") {
			c.warn(e.file, key, "has an exclamation mark; end with a full stop")
		}
		if s == SectionLegal {
			continue
		}
		for _, f := range figures(item) {
			c.fault(e.file, key, "the figure %q is typed into the text; write {fee.some-name} or {time.some-name} and put the number into %s", f, dirParams)
		}
	}
}

// references looks at what stands in braces.
func (c *check) references(e *Entry, key, text string) {
	for _, ref := range braces.FindAllString(text, -1) {
		name := ref[1 : len(ref)-1]
		if id, field, ok := placeRef(name); ok {
			p := c.lib.places[id]
			if p == nil {
				c.fault(e.file, key, "%s names no office; write the name of a file in %s", ref, dirPlace)
			} else if _, known := p.Field(field); !known {
				c.fault(e.file, key, "%s names no field of an office; write address, phone, hours, name, plain or note", ref)
			}
			continue
		}
		if _, ok := c.lib.params[name]; !ok {
			c.fault(e.file, key, "the figure %s is defined nowhere; add [%s] to a file in %s, or correct the name", ref, name, dirParams)
		}
		c.used[name] = true
	}
	if strings.ContainsAny(braces.ReplaceAllString(text, ""), "{}") {
		c.fault(e.file, key, "a brace stands alone; write {fee.some-name} whole, on one line")
	}
}

func (c *check) confirms(e *Entry) {
	for i, f := range e.Confirms {
		key := fmt.Sprintf("confirm.%d", i)
		if strings.TrimSpace(f.What) == "" {
			c.fault(e.file, key, "what is missing; write what completes \"Bộ phận một cửa sẽ xác nhận thêm: ...\"")
		} else {
			c.words(e.file, key+".what", f.What)
		}
		known := f.Section == SectionShort || slices.Contains(AllSections(), f.Section)
		if !known {
			c.fault(e.file, key+".section", "section %q is not known; write short, papers, where, time, fee, online, legal or notes", f.Section)
		} else if len(e.Lines(f.Section)) == 0 {
			c.fault(e.file, key+".section", "the entry has no section %s, so nobody would read this; write it, or name another section", f.Section)
		}
		if _, ok := c.lib.places[f.Office]; !ok {
			c.fault(e.file, key+".office", "office %q is not known; write the name of a file in %s", f.Office, dirPlace)
		}
	}
}

// lengths measures what residents would see, on each day from c.on on which something changes.
func (c *check) lengths(e *Entry) {
	c.within(e, "title", e.Title, MaxTitle)
	c.within(e, "plain", e.Plain, MaxPlain)
	for _, s := range append([]SectionID{SectionShort}, e.Sections()...) {
		limit := MaxSection
		if s == SectionShort {
			limit = MaxShort
		}
		shown, first, days := 0, 0, c.turningDays(e, s)
		for _, day := range days {
			shown = max(shown, vi.UTF16Len(c.lib.Section(e, s, day)))
			first = max(first, vi.UTF16Len(c.lib.First(Vietnamese, e, s, day)))
		}
		if shown > limit {
			c.fault(e.file, string(s), "%s has %d characters when shown; write at most %d", s, shown, limit)
		} else if first > MaxFirst {
			c.fault(e.file, string(s), "a first message that opens with %s has %d characters with title and source; shorten it by %d", s, first, first-MaxFirst)
		}
	}
}

func (c *check) within(e *Entry, key, text string, limit int) {
	if n := vi.UTF16Len(text); n > limit {
		c.fault(e.file, key, "%s has %d characters; write at most %d", key, n, limit)
	}
}

// turningDays are c.on and each later day on which a figure of the section begins or has ended.
func (c *check) turningDays(e *Entry, s SectionID) []time.Time {
	days := []time.Time{c.on}
	for _, item := range e.Lines(s) {
		for _, ref := range braces.FindAllString(item, -1) {
			p := c.lib.params[ref[1:len(ref)-1]]
			if p == nil {
				continue
			}
			for _, v := range p.Values {
				days = append(days, v.ValidFrom.Time())
				if !v.ValidTo.IsZero() {
					days = append(days, v.ValidTo.AddDays(1).Time())
				}
			}
		}
	}
	today := DateOf(c.on)
	return slices.DeleteFunc(days, func(d time.Time) bool { return DateOf(d).Before(today) })
}

// questions looks at the questions of all entries together.
func (c *check) questions() {
	type asked struct {
		e *Entry
		n int
	}
	first := map[string]asked{}
	for _, e := range c.lib.ordered {
		if e.National() {
			continue
		}
		distinct := map[string]int{}
		for i, q := range e.Questions {
			key := fmt.Sprintf("questions.%d", i)
			if strings.TrimSpace(q) == "" {
				c.fault(e.file, key, "the question is empty; write it, or leave the line out")
				continue
			}
			if strings.Contains(q, "\t") || strings.Contains(q, "  ") {
				c.fault(e.file, key, "holds a tab or two spaces in a row; write one space")
			}
			plain := sameWords(q)
			if n, again := distinct[plain]; again {
				c.warn(e.file, key, "is question %d again, marks aside; ask it in other words", n+1)
				continue
			}
			distinct[plain] = i
			if other, taken := first[plain]; taken {
				file, line := c.lib.at(other.e.file, fmt.Sprintf("questions.%d", other.n))
				c.fault(e.file, key, "the same question stands in %s:%d; ask each of them so that it fits one entry only", file, line)
				continue
			}
			first[plain] = asked{e, i}
		}
		if len(distinct) < MinQuestions {
			c.fault(e.file, "questions", "has %d different questions; write at least %d, as people ask", len(distinct), MinQuestions)
		}
	}
}
