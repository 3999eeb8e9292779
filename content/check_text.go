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

// What entries, bulletins and quizzes are held to alike: their words, figures, lengths and what
// they name.

var fileID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// id looks at the id that a file gives by its name.
func (c *check) id(file, id string) {
	if !fileID.MatchString(id) {
		c.fault(file, "title", "the file name %q is no id; write small letters without marks, joined by \"-\"", path.Base(file))
	}
}

// need reports a field that must be there.
func (c *check) need(file, key, value, write string) {
	if strings.TrimSpace(value) == "" {
		c.fault(file, key, "%s is missing; write %s", key, write)
	}
}

// within reports a text over its limit, in UTF-16 code units.
func (c *check) within(file, key, text string, limit int) {
	if n := vi.UTF16Len(text); n > limit {
		c.fault(file, key, "%s has %d characters; write at most %d", key[strings.LastIndexByte(key, '.')+1:], n, limit)
	}
}

func (c *check) planItems(file string, items []string) {
	if len(items) == 0 {
		c.fault(file, "plan_items", "plan_items is missing; write the letters of the plan, like [\"đ\"]")
	}
	for i, item := range items {
		if !slices.Contains(PlanItems(), item) || slices.Index(items, item) != i {
			c.fault(file, fmt.Sprintf("plan_items.%d", i), "plan item %q is not known or stands twice; write each of %s at most once", item, strings.Join(PlanItems(), " "))
		}
	}
}

// confirm looks at a point that the commune is still to confirm.
func (c *check) confirm(file, key string, f Confirm) {
	if strings.TrimSpace(f.What) == "" {
		c.fault(file, key, "what is missing; write what completes \"Bộ phận một cửa sẽ xác nhận thêm: ...\"")
	} else {
		c.words(file, key+".what", f.What)
	}
	if _, ok := c.lib.places[f.Office]; !ok {
		c.fault(file, key+".office", "office %q is not known; write the name of a file in %s", f.Office, dirPlace)
	}
}

// prose looks at one text in which figures and places may stand in braces.
func (c *check) prose(file, key, text string) {
	c.words(file, key, text)
	c.references(file, key, text)
	if strings.Contains(text, "!") {
		c.warn(file, key, "has an exclamation mark; end with a full stop")
	}
}

// typed reports figures that stand in the text itself.
func (c *check) typed(file, key, text string) {
	for _, f := range figures(text) {
		c.fault(file, key, "the figure %q is typed into the text; write {fee.some-name} or {time.some-name} and put the number into %s", f, dirParams)
	}
}

// references looks at what stands in braces.
func (c *check) references(file, key, text string) {
	for _, ref := range braces.FindAllString(text, -1) {
		name := ref[1 : len(ref)-1]
		if id, field, ok := placeRef(name); ok {
			p := c.lib.places[id]
			if p == nil {
				c.fault(file, key, "%s names no office; write the name of a file in %s", ref, dirPlace)
			} else if _, known := p.Field(field); !known {
				c.fault(file, key, "%s names no field of an office; write address, phone, hours, name, plain or note", ref)
			}
			continue
		}
		if _, ok := c.lib.params[name]; !ok {
			c.fault(file, key, "the figure %s is defined nowhere; add [%s] to a file in %s, or correct the name", ref, name, dirParams)
		}
		c.used[name] = true
	}
	if strings.ContainsAny(braces.ReplaceAllString(text, ""), "{}") {
		c.fault(file, key, "a brace stands alone; write {fee.some-name} whole, on one line")
	}
}

// turningDays are c.on and each later day on which a figure of the texts begins or has ended.
func (c *check) turningDays(texts Lines) []time.Time {
	days := []time.Time{c.on}
	for _, text := range texts {
		for _, ref := range braces.FindAllString(text, -1) {
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

// words looks at one text that people read: spaces, and words that we avoid.
func (c *check) words(file, key, text string) {
	switch {
	case strings.TrimSpace(text) == "":
		c.fault(file, key, "is empty; write the text, or leave the line out")
		return
	case strings.Contains(text, "\t"):
		c.fault(file, key, "holds a tab; write one space")
	case strings.Contains(text, "  "):
		c.fault(file, key, "holds two spaces in a row; write one")
	}
	lower := strings.ToLower(text)
	for _, a := range c.lib.lexicon.Avoid {
		if holdsWord(lower, strings.ToLower(a.Word)) {
			c.warn(file, key, "says %q (%s); write %q", a.Word, a.Why, a.Write)
		}
	}
}

// holdsWord tells whether word stands in text as a whole word; both in small letters.
func holdsWord(text, word string) bool {
	if word == "" {
		return false
	}
	for from := 0; ; {
		at := strings.Index(text[from:], word)
		if at < 0 {
			return false
		}
		start, end := from+at, from+at+len(word)
		before, after := lastRune(text[:start]), firstRune(text[end:])
		if !unicode.IsLetter(before) && !unicode.IsDigit(before) && !unicode.IsLetter(after) && !unicode.IsDigit(after) {
			return true
		}
		from = end
	}
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

func lastRune(s string) rune {
	r := []rune(s)
	if len(r) == 0 {
		return 0
	}
	return r[len(r)-1]
}
