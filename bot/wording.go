package bot

import (
	"slices"
	"strings"

	"loaxom/bot/faq"
	"loaxom/content"
	"loaxom/internal/vi"
)

// wording is the content's words that decide how a message is taken before any entry is looked for.
type wording struct {
	menu     map[string]string // folded label to item of the main menu, in every language
	groups   map[string]string // folded label to group
	danger   alarms
	asking   phrases // that a call for help holds a question too
	refusals []refusal
	talk     map[string]string // folded whole message to the kind of talk
	anyTalk  phrases           // the same anywhere in a message
	faces    map[rune]string   // emoji to the kind of talk that it is by itself
	insults  phrases           // those of them that are insults of more than one word
	fillers  phrases           // "nhiều", "lắm": says nothing beside talk
	address  phrases           // "bác ơi", "cháu hỏi": says nothing about the matter
	endings  endings
	fine     phrases // "phạt"
	premises []premise
	reports  reportWords
}

// refusal is a kind of request that is not served. It counts where one of its phrases is there, or
// each list of a rule has a word there, and nothing that makes it harmless ("tố cáo ...").
type refusal struct {
	id       string
	phrases  phrases
	rules    [][]phrases
	harmless phrases
	answers  bool // the question is answered in general all the same
}

// askingWords tell that a call for help holds a question about papers too.
var askingWords = []string{"thế nào", "làm sao", "ra sao", "làm lại", "cần gì", "ở đâu", "giấy", "sổ", "thủ tục", "hồ sơ", "bao nhiêu", "đăng ký", "khai", "trợ cấp", "hỗ trợ", "bảo hiểm"}

func newWording(lib *content.Library) wording {
	x := lib.Lexicon()
	w := wording{danger: newAlarms(x.Dangers), talk: map[string]string{}, faces: map[rune]string{}, menu: map[string]string{}, groups: map[string]string{}}
	for _, item := range menuItems {
		for _, lang := range []string{content.English, content.Vietnamese} {
			w.menu[vi.Fold(lib.Say(lang, "menu."+item, nil))] = item
		}
	}
	for _, g := range lib.Groups() {
		for _, lang := range []string{content.English, content.Vietnamese} {
			w.groups[vi.Fold(lib.Say(lang, "group."+g.ID, nil))] = g.ID
		}
	}
	for _, r := range x.Refusals {
		w.refusals = append(w.refusals, newRefusal(r))
	}
	for _, p := range x.Premises {
		w.premises = append(w.premises, newPremise(p))
	}
	for _, t := range x.Talks {
		w.anyTalk.add(t.ID, t.Phrases)
		for _, p := range t.Phrases {
			whole := readText(p)
			if whole.whole() != "" {
				w.talk[whole.whole()] = t.ID
			} else { // an emoji has no words
				for _, r := range p {
					w.faces[r] = t.ID
				}
			}
			if t.ID == "insult" && len(whole.folded) > 1 {
				w.insults.add(t.ID, []string{p})
			}
		}
	}
	w.endings = newEndings(x, w.talk)
	w.reports = newReportWords(lib)
	w.asking.add("asking", askingWords)
	w.fine.add("fine", []string{"phạt"})
	w.fillers.add("filler", fillerWords)
	w.address.add("address", x.Address.Start)
	w.address.add("address", x.Address.End)
	w.address.add("address", x.Address.Anywhere)
	return w
}

func newRefusal(r content.Refusal) refusal {
	f := refusal{id: r.ID, answers: r.AlsoAnswer}
	f.phrases.add(r.ID, r.Phrases)
	f.phrases.mark(r.ID, r.Marked)
	f.harmless.add(r.ID, r.Harmless)
	for _, rule := range r.AllOf {
		var lists []phrases
		for _, list := range rule {
			var p phrases
			p.add(r.ID, list)
			lists = append(lists, p)
		}
		f.rules = append(f.rules, lists)
	}
	return f
}

// refuse is the refusal that a message asks for; nil: none.
func (w wording) refuse(t text) *refusal {
	for i := range w.refusals {
		if w.refusals[i].counts(t) {
			return &w.refusals[i]
		}
	}
	return nil
}

func (r *refusal) counts(t text) bool {
	asked := r.phrases.find(t) != ""
	for _, lists := range r.rules {
		all := true
		for i := range lists {
			all = all && lists[i].find(t) != ""
		}
		asked = asked || all
	}
	return asked && r.harmless.find(t) == ""
}

// fillerWords stand beside thanks, greetings and insults and add nothing.
var fillerWords = []string{"nhiều", "lắm", "rất", "quá", "rồi", "nhé", "nha", "nhỉ", "ạ", "thế", "vậy", "mà", "và", "thì", "là", "bạn", "em", "anh", "chị", "cháu", "bác", "cô", "chú", "ông", "bà", "tôi", "mình", "con", "xã", "cán bộ", "ad", "bot", "trợ lý", "máy", "đấy", "đó", "luôn", "hôm nay", "các", "mọi người", "cả nhà", "với", "đồ", "thằng", "cái", "loại", "mày"}

// wholeOnly are the kinds of talk whose words are too common to tell it among others.
var wholeOnly = []string{"yes", "no", "wait", "not_meant", "what_can_you_do", "again"}

// talkKind is the kind of small talk that a whole message is, address words aside; empty: it is none.
func (w wording) talkKind(t text) string {
	whole := t.whole()
	if kind := w.talk[whole]; kind != "" {
		return kind
	}
	if rest := w.address.strip(t).whole(); rest != "" {
		if kind := w.talk[rest]; kind != "" {
			return kind
		}
		return w.onlyTalk(t)
	}
	if kind := w.anyTalk.find(t); kind != "" { // "cảm ơn em nhé" is politeness all through
		return kind
	}
	return "greeting"
}

// goesOnFrom and goesOnTo are the words with which people go on about what was answered.
var (
	goesOnFrom = foldAll([]string{"thế", "còn", "vậy", "nếu", "thế còn", "thế nếu", "vậy nếu", "còn nếu", "nhưng", "mà", "trường hợp", "nhỡ", "lỡ"})
	goesOnTo   = foldAll([]string{"thì sao", "thì thế nào", "thì làm sao", "thì ra sao", "có được không", "được không"})
)

func foldAll(list []string) []string {
	folded := make([]string, len(list))
	for i, s := range list {
		folded[i] = vi.Fold(s)
	}
	return folded
}

// longestGoingOn is the length in words above which a text is a question of its own.
const longestGoingOn = 14

// goesOn tells whether a text goes on about what was answered: it begins as people then do, or ends so.
func (w wording) goesOn(t text) bool {
	if len(t.folded) > longestGoingOn {
		return false
	}
	said := w.address.strip(t).whole()
	for _, from := range goesOnFrom {
		if strings.HasPrefix(said, from) && strings.HasPrefix(said[len(from):], " ") {
			return true
		}
	}
	for _, to := range goesOnTo {
		if strings.HasSuffix(said, to) && strings.HasSuffix(said[:len(said)-len(to)], " ") {
			return true
		}
	}
	return false
}

// englishWords are words of English that are no syllable of Vietnamese, or stand in every English sentence.
var englishWords = []string{"how", "what", "where", "when", "which", "who", "why", "is", "are", "do", "does", "can", "could", "i", "my", "me", "you", "your", "the", "of", "for", "to", "a", "an", "in", "and", "need", "want", "please", "get", "have", "register", "birth", "marriage", "certificate", "fee", "cost", "office", "open", "here", "apply", "card", "child", "foreigner", "visa", "help", "speak", "english"}

// english tells whether a text is written in English: half of it or more, and at least three words.
func english(t text) bool {
	n := 0
	for _, w := range t.folded {
		if slices.Contains(englishWords, w) {
			n++
		}
	}
	return n >= 3 && 2*n >= len(t.folded)
}

// polite is a text without insults, and whether there were any: what is asked in anger is asked all the
// same.
func (w wording) polite(t text, said string) (polite string, angry bool) {
	if w.insults.find(t) == "" {
		return said, false
	}
	return strings.Join(w.insults.strip(t).typed, " "), true
}

// onlyTalk is the kind of small talk of a message of which nothing is left but words that add nothing:
// "cảm ơn bạn nhiều lắm nhé". Empty: something is left.
func (w wording) onlyTalk(t text) string {
	kind := w.anyTalk.find(t)
	if kind == "" || slices.Contains(wholeOnly, kind) {
		return ""
	}
	if rest := w.fillers.strip(w.address.strip(w.anyTalk.strip(t))); rest.whole() != "" {
		return ""
	}
	return kind
}

// documents are the entries as the matcher reads them. Of what was copied from the national portal that
// is code, title and field, and nothing of what the commune has an entry of its own on.
func documents(lib *content.Library) (docs []faq.Doc) {
	for _, e := range lib.Entries() {
		if e.State == content.StateHidden {
			continue
		}
		if e.National() {
			if _, own := lib.OwnFor(e); !own {
				docs = append(docs, faq.Doc{ID: e.ID, Title: e.Title, Group: e.Field, Codes: e.Codes})
			}
			continue
		}
		d := faq.Doc{
			ID: e.ID, Title: e.Title, Plain: e.Plain, Questions: e.Questions, Codes: e.Codes, Body: []string{e.Short},
			Group: strings.ReplaceAll(e.Group, "-", " "), // its label names other entries of the group
		}
		for _, s := range e.Sections() {
			d.Body = append(d.Body, e.Lines(s)...)
		}
		docs = append(docs, d)
	}
	return docs
}

func sectionID(aspect string) content.SectionID { return content.SectionID(aspect) }
