package bot

import (
	"strings"

	"loaxom/bot/faq"
	"loaxom/content"
	"loaxom/internal/vi"
)

// wording is the content's words that decide how a message is taken before any entry is looked for.
type wording struct {
	danger   phrases
	refusal  phrases
	needsAll []needsAll
	talk     map[string]string // folded whole message to the kind of talk
	address  phrases           // "bác ơi", "cháu hỏi": says nothing about the matter
}

// needsAll is a refusal that shows only where each of the lists gives a word.
type needsAll struct {
	id    string
	lists []phrases
}

func newWording(lib *content.Library) wording {
	x := lib.Lexicon()
	w := wording{talk: map[string]string{}}
	for _, d := range x.Dangers {
		w.danger.add(d.ID, d.Phrases)
		w.danger.pass(d.Harmless)
	}
	w.danger.pass(x.Harmless)
	for _, r := range x.Refusals {
		w.refusal.add(r.ID, r.Phrases)
		for _, rule := range r.AllOf {
			n := needsAll{id: r.ID}
			for _, list := range rule {
				var p phrases
				p.add(r.ID, list)
				n.lists = append(n.lists, p)
			}
			w.needsAll = append(w.needsAll, n)
		}
	}
	for _, t := range x.Talks {
		for _, p := range t.Phrases {
			w.talk[words(p)] = t.ID
		}
	}
	w.address.add("address", x.Address.Start)
	w.address.add("address", x.Address.End)
	w.address.add("address", x.Address.Anywhere)
	return w
}

// refuse is the kind of a request that is not served; empty: it is none.
func (w wording) refuse(folded string) string {
	if id := w.refusal.find(folded); id != "" {
		return id
	}
	for _, n := range w.needsAll {
		all := true
		for _, list := range n.lists {
			all = all && list.find(folded) != ""
		}
		if all {
			return n.id
		}
	}
	return ""
}

// talkKind is the kind of small talk that a whole message is, address words aside.
func (w wording) talkKind(text string) string {
	whole := words(text)
	if kind := w.talk[whole]; kind != "" {
		return kind
	}
	return w.talk[w.address.strip(whole)]
}

// words is a text folded, its words joined by single spaces and nothing between them.
func words(text string) string {
	var b strings.Builder
	for _, w := range vi.Words(vi.Fold(text)) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.Text)
	}
	return b.String()
}

// documents are the entries as the matcher reads them.
func documents(lib *content.Library) (docs []faq.Doc) {
	for _, e := range lib.Entries() {
		if e.State == content.StateHidden {
			continue
		}
		d := faq.Doc{ID: e.ID, Title: e.Title, Plain: e.Plain, Questions: e.Questions, Codes: e.Codes, Body: []string{e.Short}}
		if g, ok := lib.Group(e.Group); ok {
			d.Group = g.Label
		}
		for _, s := range e.Sections() {
			d.Body = append(d.Body, e.Lines(s)...)
		}
		docs = append(docs, d)
	}
	return docs
}

func sectionID(aspect string) content.SectionID { return content.SectionID(aspect) }
