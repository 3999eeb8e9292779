package content

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
)

func (c *check) param(p *Param) {
	at := func(key string) string { return p.Key + "." + key }
	switch {
	case strings.TrimSpace(p.Name) == "":
		c.fault(p.file, p.Key, "figure %s has no name; write name = \"...\", the start of a sentence", p.Key)
	case !unicode.IsUpper(firstRune(p.Name)):
		c.fault(p.file, at("name"), "the name %q begins a sentence; write it with a capital letter", p.Name)
	case strings.HasSuffix(p.Name, ".") || strings.HasSuffix(p.Name, ":"):
		c.fault(p.file, at("name"), "the name goes on after it is shown; write it without %q at the end", p.Name[len(p.Name)-1:])
	default:
		c.words(p.file, at("name"), p.Name)
	}
	if !fileID.MatchString(p.Key[strings.IndexByte(p.Key, '.')+1:]) {
		c.fault(p.file, p.Key, "figure %s: write its name in small letters without marks, joined by \"-\"", p.Key)
	}
	if p.Unit == "" {
		c.fault(p.file, p.Key, "figure %s has no unit; write unit = \"đồng\", \"ngày làm việc\", \"%%\" or the like", p.Key)
	}
	if _, ok := c.lib.places[p.Office]; !ok {
		c.fault(p.file, at("office"), "office %q is not known; write the name of a file in %s", p.Office, dirPlace)
	}
	if len(p.Values) == 0 && strings.TrimSpace(p.Pending) == "" {
		c.fault(p.file, p.Key, "figure %s has neither a value nor pending; write [[%s.value]] or pending = \"what is missing\"", p.Key, p.Key)
	}
	for i := range p.Values {
		c.value(p, i)
	}
	if !c.used[p.Key] {
		c.warn(p.file, p.Key, "figure %s is named by no text; leave it out, or write {%s} where it belongs", p.Key, p.Key)
	}
}

func (c *check) value(p *Param, i int) {
	v, key := &p.Values[i], fmt.Sprintf("%s.value.%d", p.Key, i)
	at := func(field string) string { return key + "." + field }
	switch {
	case v.Amount == nil:
		c.fault(p.file, key, "the value has no amount; write amount = 2000")
	case math.IsNaN(*v.Amount) || math.IsInf(*v.Amount, 0) || *v.Amount < 0:
		c.fault(p.file, at("amount"), "the amount %v cannot be meant; write a number that is not negative", *v.Amount)
	case v.AmountTo != nil && !(*v.AmountTo > *v.Amount):
		c.fault(p.file, at("amount_to"), "the range ends at %v, before it begins at %v; write the larger number last", *v.AmountTo, *v.Amount)
	}
	if strings.TrimSpace(v.Source) == "" {
		c.fault(p.file, key, "the value has no source; write the document's number and clause, source = \"...\"")
	}
	for field, d := range map[string]Date{"date": v.Date, "valid_from": v.ValidFrom} {
		if d.IsZero() {
			c.fault(p.file, key, "the value has no %s; write %s = 2026-11-23", field, field)
		} else {
			c.possible(p.file, at(field), d)
		}
	}
	if !v.ValidTo.IsZero() && v.ValidTo.Before(v.ValidFrom) {
		c.fault(p.file, at("valid_to"), "valid_to %s lies before valid_from %s; write the last day on which it holds", v.ValidTo, v.ValidFrom)
	}
	if !slices.Contains([]string{Sure, Likely, Doubtful}, v.Confidence) {
		c.fault(p.file, at("confidence"), "confidence %q is not known; write cao, vừa or thấp", v.Confidence)
	}
	for j := range p.Values[:i] {
		if overlap(&p.Values[j], v) {
			c.fault(p.file, at("valid_from"), "this value holds at the same time as value %d; end the older one with valid_to, the day before this one begins", j+1)
		}
	}
}

func overlap(a, b *Value) bool {
	endsBefore := func(x, y *Value) bool { return !x.ValidTo.IsZero() && x.ValidTo.Before(y.ValidFrom) }
	return !endsBefore(a, b) && !endsBefore(b, a)
}
