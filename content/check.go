package content

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"text/template"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Bounds of what a resident sees, in characters as the platforms count them (design 4).
const (
	MaxTitle     = 80
	MaxPlain     = 40
	MaxShort     = 350
	MaxSection   = 430
	MaxFirst     = 600 // the whole first message: Library.First
	MinQuestions = 20
)

// PlanItems are the letters of the plan's part II.1, in order.
func PlanItems() []string { return []string{"a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l"} }

// check gathers what is wrong with a Library.
type check struct {
	lib  *Library
	on   time.Time
	all  []Problem
	used map[string]bool // figures that some text names
}

func (c *check) add(s Severity, file, key, format string, args ...any) {
	c.all = append(c.all, c.lib.problem(s, file, key, format, args...))
}

func (c *check) fault(file, key, format string, args ...any) {
	c.add(Fault, file, key, format, args...)
}

func (c *check) warn(file, key, format string, args ...any) {
	c.add(Warning, file, key, format, args...)
}

// Check is what is wrong with the content: what reading it found, and what breaks a rule of the
// format. Faults do not come with the passing of time: lengths are measured with the values of on
// and of every later day on which one begins or ends. What waits for a day is in Due.
func Check(l *Library, on time.Time) []Problem {
	c := &check{lib: l, on: on, all: slices.Clone(l.problems), used: map[string]bool{}}
	for _, file := range slices.Sorted(maps.Keys(l.sources)) {
		c.text(file)
	}
	for _, e := range l.ordered {
		c.entry(e)
	}
	c.questions()
	c.topics()
	for _, s := range l.AllSeries() {
		c.series(s)
	}
	for _, b := range l.Bulletins() {
		c.bulletin(b)
	}
	for _, q := range l.Quizzes() {
		c.quiz(q)
	}
	for _, p := range l.Params() {
		c.param(p)
	}
	for _, p := range l.Places() {
		c.place(p)
	}
	c.groups()
	c.categories()
	c.locale()
	c.lexicon()
	c.holidays()
	return sortProblems(c.all)
}

// text looks at a file as bytes: composed letters, and no characters that nobody sees.
func (c *check) text(file string) {
	data := c.lib.sources[file].data
	if norm.NFC.IsNormal(data) && !strings.ContainsFunc(string(data), unseen) {
		return
	}
	for i, line := range strings.Split(string(data), "\n") {
		key := fmt.Sprintf("#%d", i+1)
		if !norm.NFC.IsNormalString(line) {
			c.fault(file, key, "marks stand apart from their letters (not NFC); type the line again, or save the file with composed letters (Unicode dựng sẵn)")
		}
		if at := strings.IndexFunc(line, unseen); at >= 0 {
			c.fault(file, key, "an unseen character %U; type the line again without it", []rune(line[at:])[0])
		}
	}
}

// unseen are characters that come along with copied text and break words apart.
func unseen(r rune) bool {
	switch r {
	case '\u00a0', '\u00ad', '\u200b', '\u200c', '\u200e', '\u200f', '\u2028', '\u2029', '\u2060', '\ufeff', '\ufffd':
		return true
	}
	return unicode.IsControl(r) && r != '\n' && r != '\t'
}

func (c *check) place(p *Place) {
	if p.Name == "" {
		c.fault(p.file, "name", "name is missing; write the office's full name")
	}
	if p.Plain == "" {
		c.fault(p.file, "plain", "plain is missing; write what people call the office")
	}
	for _, field := range []string{"name", "plain", "address", "phone", "hours", "note"} {
		if text, _ := p.Field(field); text != "" {
			c.words(p.file, field, text)
		}
	}
}

func (c *check) groups() {
	seen := map[string]bool{}
	for i, g := range c.lib.groups {
		c.listed(groupFile, i, "group", g.ID, g.Label, seen)
	}
}

func (c *check) topics() {
	seen := map[string]bool{}
	for i, t := range c.lib.topics {
		c.listed(topicFile, i, "topic", t.ID, t.Label, seen)
		c.within(topicFile, fmt.Sprintf("order.%d", i), t.Label, MaxPlain)
	}
}

// listed looks at one id of an ordered list, which needs its label.
func (c *check) listed(file string, i int, what, id, label string, seen map[string]bool) {
	key := fmt.Sprintf("order.%d", i)
	if seen[id] {
		c.fault(file, key, "%s %q stands twice; keep one", what, id)
	}
	seen[id] = true
	if label == "" {
		c.fault(file, key, "%s %q has no label; write [\"%s.%s\"] other = \"...\" in locale/vi.toml", what, id, what, id)
	}
}

var placeholder = regexp.MustCompile(`\{\{[^}]*\.([A-Za-z]+)[^}]*\}\}`)

// names are the names that a line's template asks for.
func names(text string) []string {
	var found []string
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		found = append(found, m[1])
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// required are the lines that this room itself says.
func required() []string {
	ids := []string{"section.short", "entry.source", "entry.draft", "say.unknown", "national.source", "national.source_draft",
		"national.source_undated", "national.source_draft_undated",
		"content.ask_desk", "content.ask_leader", "content.uncertain", "content.confirm", "content.disputed", "content.disputed_all"}
	for _, s := range AllSections() {
		ids = append(ids, "section."+string(s))
	}
	for _, f := range placeFields() {
		ids = append(ids, "place."+f)
	}
	return ids
}

func (c *check) locale() {
	lines := c.lib.locale.messages[Vietnamese]
	for _, id := range required() {
		if _, ok := lines[id]; !ok {
			c.fault(dirLocale+"/vi.toml", id, "message %q is missing; write [%q] other = \"...\"", id, id)
		}
	}
	for lang, messages := range c.lib.locale.messages {
		for id, m := range messages {
			for _, text := range []string{m.One, m.Other} {
				if _, err := template.New("").Parse(text); err != nil {
					c.fault(m.file, id, "message %q is no template: %s; write names as {{.Name}}", id, strings.TrimPrefix(err.Error(), "template: "))
				}
				if strings.Contains(text, "\t") || strings.Contains(text, "  ") {
					c.fault(m.file, id, "message %q holds a tab or two spaces in a row; write one space", id)
				}
			}
			if lang == Vietnamese {
				c.words(m.file, id, m.Other)
				continue
			}
			base, ok := lines[id]
			if !ok {
				c.fault(m.file, id, "message %q is not in Vietnamese; check its name, or write it in vi.toml first", id)
				continue
			}
			for _, name := range append(names(m.One), names(m.Other)...) {
				if !slices.Contains(names(base.Other), name) {
					c.fault(m.file, id, "message %q names {{.%s}}, which the Vietnamese line does not have; take the name from there", id, name)
				}
			}
		}
	}
	c.lib.locale.unknown.Range(func(id, _ any) bool {
		c.fault(dirLocale+"/vi.toml", id.(string), "message %q was asked for by the program and is missing or lacks a name to fill in; write [%q] other = \"...\"", id, id)
		return true
	})
}

func (c *check) holidays() {
	for _, days := range []map[Date]Holiday{c.lib.holidays, c.lib.workdays} {
		for d, h := range days {
			key := "holiday"
			if _, makeUp := c.lib.workdays[d]; makeUp {
				key = "workday"
			}
			if h.Name == "" || h.Source == "" {
				c.fault(h.file, key, "%s lacks its name or its source; write name = \"...\" and source = \"...\"", d)
			}
			if !slices.Contains([]string{Sure, Likely, Doubtful}, h.Confidence) {
				c.fault(h.file, key, "%s: confidence %q is not known; write cao, vừa or thấp", d, h.Confidence)
			}
		}
	}
	for d, h := range c.lib.workdays {
		if !weekend(d) {
			c.fault(h.file, "workday", "%s is a %s; a make-up day is a Saturday or a Sunday", d, d.Weekday())
		}
		if _, off := c.lib.holidays[d]; off {
			c.fault(h.file, "workday", "%s stands as a holiday too; keep one of them", d)
		}
	}
	for _, year := range slices.Sorted(maps.Keys(c.lib.years)) {
		for _, h := range fixedHolidays(year) {
			if _, off := c.lib.holidays[h.date]; !off && !strings.Contains(h.name, "liền kề") {
				c.warn(fmt.Sprintf("%s/%d.toml", dirHoliday, year), "holiday", "%s (%s) is missing; write it, or the days are counted as worked", h.date, h.name)
			}
		}
	}
}
