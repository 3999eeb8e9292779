package content

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"loaxom/internal/vi"
)

var portalCode = regexp.MustCompile(`^\d\.\d{6}$`)

func (c *check) entry(e *Entry) {
	if e.Origin != "" {
		c.national(e)
		return
	}
	c.ownOnly(e)
	c.identity(e)
	c.vetting(e.file, &e.Vetting)
	for _, s := range append([]SectionID{SectionShort}, AllSections()...) {
		c.section(e, s)
	}
	c.confirms(e)
	c.lengths(e)
}

func (c *check) identity(e *Entry) {
	c.need(e.file, "title", e.Title, `title = "..."`)
	c.need(e.file, "plain", e.Plain, `what people call it, plain = "..."`)
	c.need(e.file, "short", e.Short, `the short answer, short = "..."`)
	for key, text := range map[string]string{"title": e.Title, "plain": e.Plain} {
		if text == "" {
			continue
		}
		c.words(e.file, key, text)
		if strings.ContainsAny(text, "{}") {
			c.fault(e.file, key, "%s cannot name a figure; write it without braces", key)
		}
	}
	c.id(e.file, e.ID)
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
	c.planItems(e.file, e.PlanItems)
	for i, code := range e.Codes {
		if !portalCode.MatchString(code) || slices.Index(e.Codes, code) != i {
			c.fault(e.file, fmt.Sprintf("codes.%d", i), "code %q is none of the national portal or stands twice; write it like 2.000815", code)
		}
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
		c.prose(e.file, key, item)
		if s != SectionLegal {
			c.typed(e.file, key, item)
		}
	}
}

func (c *check) confirms(e *Entry) {
	for i, f := range e.Confirms {
		key := fmt.Sprintf("confirm.%d", i)
		c.confirm(e.file, key, f)
		known := f.Section == SectionShort || slices.Contains(AllSections(), f.Section)
		if !known {
			c.fault(e.file, key+".section", "section %q is not known; write short, papers, where, time, fee, online, legal or notes", f.Section)
		} else if len(e.Lines(f.Section)) == 0 {
			c.fault(e.file, key+".section", "the entry has no section %s, so nobody would read this; write it, or name another section", f.Section)
		}
	}
}

// lengths measures what residents would see, on each day from c.on on which something changes.
func (c *check) lengths(e *Entry) {
	c.within(e.file, "title", e.Title, MaxTitle)
	c.within(e.file, "plain", e.Plain, MaxPlain)
	for _, s := range append([]SectionID{SectionShort}, e.Sections()...) {
		limit := MaxSection
		if s == SectionShort {
			limit = MaxShort
		}
		shown, first, days := 0, 0, c.turningDays(e.Lines(s))
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
