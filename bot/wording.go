package bot

import (
	"loaxom/bot/faq"
	"loaxom/content"
)

// wording is the content's words that decide how a message is taken before any entry is looked for.
type wording struct {
	danger   alarms
	asking   phrases // that a call for help holds a question too
	refusal  phrases
	needsAll []needsAll
	answers  map[string]bool   // refusals beside which the question is answered in general
	talk     map[string]string // folded whole message to the kind of talk
	anyTalk  phrases           // the same anywhere in a message
	address  phrases           // "bác ơi", "cháu hỏi": says nothing about the matter
}

// needsAll is a refusal that shows only where each of the lists gives a word.
type needsAll struct {
	id       string
	lists    []phrases
	harmless phrases // where one of these stands, the resident asks about it, not for it
}

func newWording(lib *content.Library) wording {
	x := lib.Lexicon()
	w := wording{danger: newAlarms(x.Dangers), talk: map[string]string{}, answers: map[string]bool{}}
	for _, r := range x.Refusals {
		w.refusal.add(r.ID, folded(r.Phrases))
		w.refusal.pass(folded(r.Harmless))
		w.answers[r.ID] = r.AlsoAnswer
		harmless := phrases{}
		harmless.add(r.ID, folded(r.Harmless))
		for _, rule := range r.AllOf {
			n := needsAll{id: r.ID, harmless: harmless}
			for _, list := range rule {
				var p phrases
				p.add(r.ID, folded(list))
				n.lists = append(n.lists, p)
			}
			w.needsAll = append(w.needsAll, n)
		}
	}
	w.asking.add("asking", folded(askingWords))
	for _, t := range x.Talks {
		w.anyTalk.add(t.ID, folded(t.Phrases))
		for _, p := range t.Phrases {
			if whole := words(p); whole != "" { // an emoji has no words
				w.talk[whole] = t.ID
			}
		}
	}
	w.address.add("address", folded(x.Address.Start))
	w.address.add("address", folded(x.Address.End))
	w.address.add("address", folded(x.Address.Anywhere))
	return w
}

// refuse is the kind of a request that is not served; empty: it is none.
func (w wording) refuse(folded string) string {
	if id := w.refusal.find(folded); id != "" {
		return id
	}
	for _, n := range w.needsAll {
		all := n.harmless.find(folded) == ""
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
	if rest := w.address.strip(whole); rest != "" {
		return w.talk[rest]
	}
	if kind := w.anyTalk.find(whole); kind != "" { // "cảm ơn em nhé" is politeness all through
		return kind
	}
	return "greeting"
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
