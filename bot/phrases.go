package bot

import "strings"

// phrases finds whole-word phrases in a text of folded words, and passes over those that only look
// alike. The zero value finds nothing.
type phrases struct {
	byFirst map[string][]phrase
}

type phrase struct {
	rest string // the phrase after its first word, with the space before it
	id   string // empty: looks alike, is passed over
	size int    // in bytes
}

// add makes every phrase of the list, given as words with single spaces, mean id.
func (p *phrases) add(id string, list []string) {
	if p.byFirst == nil {
		p.byFirst = map[string][]phrase{}
	}
	for _, text := range list {
		first, _, _ := strings.Cut(text, " ")
		if first != "" {
			p.byFirst[first] = append(p.byFirst[first], phrase{rest: text[len(first):], id: id, size: len(text)})
		}
	}
}

// pass makes every phrase of the list be passed over, with all shorter phrases inside it.
func (p *phrases) pass(list []string) { p.add("", list) }

// find is the id of the first phrase that stands in text; empty: none does. Where several begin at
// the same word, the longest counts.
func (p *phrases) find(text string) string {
	id, _ := p.scan(text, func(string, int, int) bool { return true })
	return id
}

// strip is text without any of the phrases.
func (p *phrases) strip(text string) string {
	var b strings.Builder
	from := 0
	p.scan(text, func(_ string, start, end int) bool {
		b.WriteString(text[from:start])
		from = end
		return false
	})
	b.WriteString(text[from:])
	return strings.Join(strings.Fields(b.String()), " ")
}

// scan calls found for each phrase in text from left to right, none inside another, until it says
// stop.
func (p *phrases) scan(text string, found func(id string, start, end int) (stop bool)) (string, bool) {
	for start := 0; start < len(text); {
		end := start + len(text[start:])
		if i := strings.IndexByte(text[start:], ' '); i >= 0 {
			end = start + i
		}
		var best *phrase
		for i, f := range p.byFirst[text[start:end]] {
			after := end + len(f.rest)
			if !strings.HasPrefix(text[end:], f.rest) || after < len(text) && text[after] != ' ' {
				continue
			}
			if best == nil || f.size > best.size || f.size == best.size && f.id == "" {
				best = &p.byFirst[text[start:end]][i]
			}
		}
		if best == nil {
			start = end + 1
			continue
		}
		if best.id != "" && found(best.id, start, start+best.size) {
			return best.id, true
		}
		start += best.size + 1
	}
	return "", false
}
