package content

import (
	"maps"
	"slices"
	"strings"
)

func (c *check) lexicon() {
	x := c.lib.lexicon
	for _, words := range []map[string]Lines{x.Abbreviations, x.Chat} {
		for _, word := range slices.Sorted(maps.Keys(words)) {
			if len(words[word]) == 0 || slices.ContainsFunc(words[word], blank) || blank(word) {
				c.fault(dirLexicon, "", "the short form %q has no meaning; write %q = \"...\"", word, word)
			}
		}
	}
	for _, g := range x.Groups {
		if len(g.Words) < 2 {
			c.at(g.from, "words with the same meaning are at least two; add one, or leave the group out: %q", g.Words)
		}
		c.weight(g.from, g.Weight, strings.Join(g.Words, ", "))
		c.phrases(g.from, g.Words)
	}
	for _, p := range x.Pairs {
		if len(p.Said) == 0 || blank(p.Means) {
			c.at(p.from, "a pair needs said and means; write said = [\"...\"] and means = \"...\": %q, %q", p.Said, p.Means)
		}
		c.weight(p.from, p.Weight, p.Means)
		c.phrases(p.from, p.Said)
	}
	for _, t := range x.Talks {
		c.answered(t.from, "talk", t.ID)
		c.phrases(t.from, t.Phrases)
	}
	for i := range x.Dangers {
		c.danger(&x.Dangers[i])
	}
	for i := range x.Refusals {
		c.refusal(&x.Refusals[i])
	}
	for i := range x.Premises {
		c.premise(&x.Premises[i])
	}
	folder := where{dirLexicon, ""}
	for _, words := range [][]string{x.Address.Start, x.Address.End, x.Address.Anywhere, x.Harmless} {
		c.phrases(folder, words)
	}
	c.stop(folder, x.Stop)
	for _, words := range [][]string{x.Report.Troubles, x.Report.Opens, x.Report.Asking, x.Report.Marked, x.Report.AskingAt, x.Report.Passing} {
		c.phrases(folder, words)
	}
	for _, o := range x.OffTopics {
		c.phrases(o.from, o.Questions)
	}
	for _, a := range x.Avoid {
		if blank(a.Word) || blank(a.Write) || !slices.Contains([]string{"southern", "office", "other"}, a.Why) {
			c.at(a.from, "a word to avoid needs word, write and why (southern, office or other): %q", a.Word)
		}
	}
	for _, p := range x.PlaceNames {
		if len(p.Was) == 0 || blank(p.Now) {
			c.at(p.from, "an old name needs was and now; write was = [\"...\"] and now = \"...\"")
		}
	}
}

// stop looks for words that would hear a stop in politeness alone, or have no effect.
func (c *check) stop(from where, s Stop) {
	tells := slices.Concat(s.Always, s.Outside, s.Inside)
	for _, words := range [][]string{s.Always, s.Outside, s.Inside, s.Around, s.Besides, s.Alone} {
		c.phrases(from, words)
	}
	for _, word := range s.Around {
		if slices.Contains(tells, word) {
			c.at(from, "%q is a stop word and may not stand in around; put it into besides, or leave it out", word)
		}
	}
	for _, word := range s.Alone {
		if !slices.Contains(tells, word) {
			c.at(from, "%q of alone is no stop word; write it as in always, outside or inside, or leave it out", word)
		}
	}
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// at reports a fault of a word where it was read.
func (c *check) at(from where, format string, args ...any) {
	c.fault(from.file, from.key, format, args...)
}

// danger looks for phrases that could have no effect.
func (c *check) danger(d *Danger) {
	c.answered(d.from, "danger", d.ID)
	tells := slices.Concat(d.Phrases, d.Marked)
	for _, list := range [][]string{tells, d.Harmless, d.Weak, d.Unless} {
		c.phrases(d.from, list)
	}
	for _, h := range d.Harmless {
		if !slices.ContainsFunc(tells, func(p string) bool { return holdsWord(h, p) }) {
			c.at(d.from, "harmless %q holds no phrase of %s, so it has no effect; leave it out, or put its word into unless", h, d.ID)
		}
	}
	for _, w := range d.Weak {
		if !slices.Contains(tells, w) {
			c.at(d.from, "weak %q is no phrase of %s; write it as in phrases or marked, or leave it out", w, d.ID)
		}
	}
}

func (c *check) refusal(r *Refusal) {
	c.answered(r.from, "refusal", r.ID)
	c.phrases(r.from, slices.Concat(r.Phrases, r.Marked))
	c.phrases(r.from, r.Harmless)
	for _, rule := range r.AllOf {
		if len(rule) < 2 {
			c.at(r.from, "a rule of all_of needs at least two lists of words; write [[\"làm\", \"mua\"], [\"giấy giả\"]]: %q", rule)
		}
		for _, words := range rule {
			c.phrases(r.from, words)
		}
	}
}

func (c *check) premise(p *Premise) {
	c.answered(p.from, "premise", p.ID)
	if len(p.Phrases) == 0 || len(p.Said) == 0 {
		c.at(p.from, "a premise needs phrases and said; write said = [\"...\"] with words of an answer that put it right: %q", p.ID)
	}
	for _, list := range [][]string{p.Phrases, p.Harmless, p.Said} {
		c.phrases(p.from, list)
	}
	for _, id := range p.Entries {
		if _, ok := c.lib.Entry(id); !ok {
			c.at(p.from, "there is no entry %q; correct the id or leave it out", id)
		}
	}
}

// answered asks for the line that the bot says to a kind of message.
func (c *check) answered(from where, space, id string) {
	if message := space + "." + id; !c.lib.HasMessage(Vietnamese, message) {
		c.at(from, "there is no answer for %q; write [%q] other = \"...\" in a file of %s, or correct the id", id, message, dirLocale)
	}
}

func (c *check) weight(from where, w float64, of string) {
	if !(w > 0 && w <= 1) {
		c.at(from, "the weight %v of %q is not between 0 and 1; write 0.7 or the like", w, of)
	}
}

// phrases reports empty ones and ones that stand twice in a list.
func (c *check) phrases(from where, list []string) {
	seen := map[string]bool{}
	for _, p := range list {
		if blank(p) || p != strings.TrimSpace(p) || strings.Contains(p, "  ") {
			c.at(from, "%q is empty or has spaces to spare; write the words with one space between", p)
		}
		if seen[strings.ToLower(p)] {
			c.warn(from.file, from.key, "%q stands twice; keep one", p)
		}
		seen[strings.ToLower(p)] = true
	}
}
