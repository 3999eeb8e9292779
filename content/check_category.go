package content

import (
	"fmt"
	"slices"
	"strings"
)

// categories looks at the kinds of reports and the canned replies to them.
func (c *check) categories() {
	at, official := map[int]string{}, 0
	for _, k := range c.lib.Categories() {
		c.category(k)
		if other, twice := at[k.Order]; twice {
			c.fault(k.file, "order", "place %d is that of %s already; write the next free number", k.Order, other)
		}
		at[k.Order] = k.ID
		if k.Official {
			official++
		}
	}
	if len(c.lib.categories) > 0 && official == 0 {
		c.fault(dirCategory, "", "no category is for reports about offices and people in office; write official = true in one of them")
	}
	for _, r := range c.lib.AllCanned() {
		c.cannedReply(r)
	}
}

func (c *check) category(k Category) {
	c.id(k.file, k.ID)
	c.need(k.file, "name", k.Name, `name = "..."`)
	c.need(k.file, "hint", k.Hint, `what to tell, hint = "..."`)
	c.within(k.file, "name", k.Name, MaxCategory)
	c.within(k.file, "english", k.English, MaxCategory)
	c.within(k.file, "hint", k.Hint, MaxHint)
	for key, text := range map[string]string{"name": k.Name, "hint": k.Hint, "danger": k.Danger} {
		if text == "" {
			continue
		}
		c.words(k.file, key, text)
		if strings.ContainsAny(text, "{}") {
			c.fault(k.file, key, "%s cannot name a figure; write it without braces", key)
		}
	}
	if k.Order < 1 {
		c.fault(k.file, "order", "order %d is no place in a list; write order = 1 or more", k.Order)
	}
	if k.Days < 1 || k.Days > mostDays {
		c.fault(k.file, "days", "days %d is no deadline; write the working days until the answer is due, 1 to %d", k.Days, mostDays)
	}
	for key, list := range map[string][]string{"words": k.Words, "things": k.Things, "troubles": k.Troubles} {
		c.phrases(where{k.file, key}, list)
	}
	if len(k.Troubles) > 0 && len(k.Things) == 0 {
		c.fault(k.file, "troubles", "troubles count only beside things; write things = [\"...\"], or put whole phrases into words")
	}
}

func (c *check) cannedReply(r Canned) {
	c.id(r.file, r.ID)
	c.need(r.file, "name", r.Name, `name = "..."`)
	c.need(r.file, "text", r.Text, `text = """..."""`)
	c.within(r.file, "name", r.Name, mostCannedAt)
	c.within(r.file, "text", r.Text, MaxCanned)
	c.words(r.file, "name", r.Name)
	c.words(r.file, "text", r.Text)
	if !slices.Contains([]string{CannedAnswer, CannedAsk, CannedRefuse}, r.Kind) {
		c.fault(r.file, "kind", "kind %q is not known; write %s, %s or %s", r.Kind, CannedAnswer, CannedAsk, CannedRefuse)
	}
	for i, id := range r.Category {
		if _, ok := c.lib.Category(id); !ok {
			c.fault(r.file, fmt.Sprintf("category.%d", i), "category %q is not known; write the name of a file in %s", id, dirCategory)
		}
	}
}
