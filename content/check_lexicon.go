package content

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Kinds that the program knows how to answer, each with a line of its own in the locale.

// Dangers are the kinds of emergency (design 4, "Danger first").
func Dangers() []string {
	return []string{"fire", "violence", "accident", "medical", "despair", "child"}
}

// Refusals are the kinds of request that get one line and no entry.
func Refusals() []string {
	return []string{"forge", "other_data", "contact", "injection", "land_price", "entitled", "when_done", "own_secret"}
}

// Talks are the kinds of message that are no question.
func Talks() []string {
	return []string{"greeting", "thanks", "bye", "insult", "praise", "small_talk", "who_are_you", "what_can_you_do", "yes", "no", "wait", "person"}
}

func (c *check) lexicon() {
	x := c.lib.lexicon
	for _, words := range []map[string]Lines{x.Abbreviations, x.Chat} {
		for _, word := range slices.Sorted(maps.Keys(words)) {
			if len(words[word]) == 0 || slices.ContainsFunc(words[word], blank) || blank(word) {
				c.fault(dirLexicon, "", "the short form %q has no meaning; write %q = \"...\"", word, word)
			}
		}
	}
	for i, g := range x.Groups {
		if len(g.Words) < 2 {
			c.fault(g.file, fmt.Sprintf("group.%d", i), "a group of words with the same meaning needs at least two; add one, or leave the group out: %q", g.Words)
		}
		c.weight(g.file, "group", g.Weight, strings.Join(g.Words, ", "))
		c.phrases(g.file, "group", g.Words)
	}
	for _, p := range x.Pairs {
		if len(p.Said) == 0 || blank(p.Means) {
			c.fault(p.file, "pair", "a pair needs said and means; write said = [\"...\"] and means = \"...\": %q, %q", p.Said, p.Means)
		}
		c.weight(p.file, "pair", p.Weight, p.Means)
		c.phrases(p.file, "pair", p.Said)
	}
	for _, t := range x.Talks {
		c.known(t.file, "talk", t.ID, Talks())
		c.phrases(t.file, "talk", t.Phrases)
	}
	for _, d := range x.Dangers {
		c.known(d.file, "danger", d.ID, Dangers())
		c.phrases(d.file, "danger", d.Phrases)
		c.danger(&d)
	}
	for _, r := range x.Refusals {
		c.known(r.file, "refusal", r.ID, Refusals())
		c.phrases(r.file, "refusal", r.Phrases)
		c.phrases(r.file, "refusal", r.Harmless)
		for _, list := range r.AllOf {
			for _, words := range list {
				c.phrases(r.file, "refusal", words)
			}
			if len(list) < 2 {
				c.fault(r.file, "refusal.all_of", "a rule of all_of needs at least two lists of words; write [[\"làm\", \"mua\"], [\"giấy giả\"]]: %q", list)
			}
		}
	}
	for _, o := range x.OffTopics {
		c.phrases(o.file, "off_topic", o.Questions)
	}
	for _, a := range x.Avoid {
		if blank(a.Word) || blank(a.Write) || !slices.Contains([]string{"southern", "office", "other"}, a.Why) {
			c.fault(a.file, "avoid", "a word to avoid needs word, write and why (southern, office or other): %q", a.Word)
		}
	}
	for _, p := range x.PlaceNames {
		if len(p.Was) == 0 || blank(p.Now) {
			c.fault(p.file, "place_name", "an old name needs was and now; write was = [\"...\"] and now = \"...\"")
		}
	}
}

// danger looks for words that could have no effect.
func (c *check) danger(d *Danger) {
	tells := slices.Concat(d.Phrases, d.Marked)
	c.phrases(d.file, "danger", d.Marked)
	c.phrases(d.file, "danger", d.Harmless)
	c.phrases(d.file, "danger", d.Unless)
	for _, h := range d.Harmless {
		if !slices.ContainsFunc(tells, func(p string) bool { return holdsWord(h, p) }) {
			c.fault(d.file, "danger", "harmless %q holds no phrase of %s, so it has no effect; leave it out, or put its word into unless", h, d.ID)
		}
	}
	for _, w := range d.Weak {
		if !slices.Contains(tells, w) {
			c.fault(d.file, "danger", "weak %q is no phrase of %s; write it as in phrases or marked, or leave it out", w, d.ID)
		}
	}
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

func (c *check) known(file, key, id string, ids []string) {
	if !slices.Contains(ids, id) {
		c.fault(file, key, "the program has no answer for %q; write one of %s", id, strings.Join(ids, ", "))
	}
}

func (c *check) weight(file, key string, w float64, of string) {
	if !(w > 0 && w <= 1) {
		c.fault(file, key, "the weight %v of %q is not between 0 and 1; write 0.7 or the like", w, of)
	}
}

// phrases reports empty ones and ones that stand twice in a list.
func (c *check) phrases(file, key string, list []string) {
	seen := map[string]bool{}
	for _, p := range list {
		if blank(p) || p != strings.TrimSpace(p) || strings.Contains(p, "  ") {
			c.fault(file, key, "%q is empty or has spaces to spare; write the words with one space between", p)
		}
		if seen[strings.ToLower(p)] {
			c.warn(file, key, "%q stands twice; keep one", p)
		}
		seen[strings.ToLower(p)] = true
	}
}
