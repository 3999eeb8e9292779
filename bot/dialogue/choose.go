package dialogue

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"loaxom/internal/vi"
)

// Data of the choices that every list may have. No talk uses data that begins with "<" or ">".
const (
	toPage = ">" // and the page, from 0
	goBack = "<"
)

// backWords are folded whole messages that mean the step before.
var backWords = []string{"quay lai", "lui lai", "tro lai", "back"}

// Page is what is shown of the choices: one page, and the ways on and back. perRow is how many stand
// beside each other.
func (t *Turn) Page() (list []Choice, perRow int) {
	perRow, size := t.layout()
	var paged, every []Choice
	for _, c := range t.Choices {
		if c.Every {
			every = append(every, c)
		} else {
			paged = append(paged, c)
		}
	}
	pages := max(1, (len(paged)+size-1)/size)
	page := min(max(t.Talk.Page, 0), pages-1)
	list = append(slices.Clone(paged[page*size:min(len(paged), (page+1)*size)]), every...)
	if page > 0 {
		list = append(list, Choice{Label: t.Say("dialogue.page_back"), Data: toPage + strconv.Itoa(page-1)})
	}
	if page+1 < pages {
		list = append(list, Choice{Label: t.Say("dialogue.page_on"), Data: toPage + strconv.Itoa(page+1)})
	}
	if len(t.Talk.Path) > 0 {
		list = append(list, Choice{Label: t.Say("dialogue.back"), Data: goBack})
	}
	return list, perRow
}

// layout is how many choices stand in a row and on a page: sixty hamlets with short names fill a phone's
// screen twice or three times. Where numbers are typed a page is longer, so that "Xóm 12" is number 12.
func (t *Turn) layout() (perRow, size int) {
	longest := 0
	for _, c := range t.Choices {
		longest = max(longest, utf8.RuneCountInString(c.Label))
	}
	switch {
	case t.Numbered:
		return 1, 30
	case longest <= 10 && len(t.Choices) > 4:
		return 3, 24
	case longest <= 18:
		return 2, 16
	}
	return 1, 8
}

// page is the page that a choice turns to.
func page(data string) (int, bool) {
	rest, ok := strings.CutPrefix(data, toPage)
	n, err := strconv.Atoi(rest)
	return n, ok && err == nil && n >= 0
}

// match takes typed words as the choice that they name, on whatever page it is. Words that name several are
// answered with the question again, unless the step takes text.
func (s Script) match(t *Turn, step Step) {
	said := vi.Fold(t.Text)
	if said == "" {
		return
	}
	if slices.Contains(backWords, said) {
		t.Chosen = goBack
		return
	}
	all := s.all(t, step)
	if t.Numbered && s.number(t, step, all) {
		return
	}
	whole := calling(all, func(n string) bool { return vi.Fold(n) == said })
	if exact := calling(whole, func(n string) bool { return vi.Fold(n) == said && marksFit(t.Text, n) }); len(exact) > 0 {
		whole = exact
	} else if !step.Text {
		whole = named(all, t.Text)
	}
	if len(whole) == 1 {
		t.Chosen = whole[0].Data
		return
	}
	s.number(t, step, all)
}

// calling are the choices one of whose names is right.
func calling(all []Choice, right func(name string) bool) []Choice {
	return choicesOf(all, func(_ Choice, name string) bool { return right(name) })
}

func choicesOf(all []Choice, right func(c Choice, name string) bool) (list []Choice) {
	for _, c := range all {
		if slices.ContainsFunc(c.names(), func(n string) bool { return right(c, n) }) {
			list = append(list, c)
		}
	}
	return list
}

// marksFit tells whether a text that has the letters of a name has its marks too, as far as any were typed.
func marksFit(text, name string) bool {
	said, have := vi.Words(vi.Normal(text)), vi.Words(vi.Normal(name))
	return slices.EqualFunc(said, have, fits)
}

// fits tells whether a typed word may be the word of a name: one without marks stands for any.
func fits(said, name vi.Word) bool { return said.Text == name.Text || said.Text == vi.Fold(name.Text) }

// number takes a typed number as the line of the list shown last. Where the lines are buttons without
// numbers it is asked after the words: "9" is "Xóm 9" there and not the ninth button. Where text is an
// answer it counts for the step's own choices only, because it may be the answer itself (but for Step.Lines).
func (s Script) number(t *Turn, step Step, all []Choice) bool {
	if t.Number < 1 || t.Number > len(t.Shown) {
		return false
	}
	data := t.Shown[t.Number-1]
	own := slices.ContainsFunc(all, func(c Choice) bool { return c.Data == data })
	_, turns := page(data)
	if !own && (step.Text && !step.Lines || !turns && data != goBack) {
		return false
	}
	t.Chosen = data
	return true
}

// names are what a choice may be called.
func (c Choice) names() []string { return append([]string{c.Label}, c.Also...) }

// spellings are the folded words of a text as they were typed, and as the keystrokes of Telex or VNI read
// where a keyboard was set to English.
func spellings(text string) [][]string {
	typed := words(text)
	telex, vni := slices.Clone(typed), slices.Clone(typed)
	for i, w := range vi.Words(strings.ToLower(text)) {
		if i >= len(typed) {
			break
		}
		if s, ok := vi.Telex(w.Text); ok {
			telex[i] = vi.Fold(s)
		}
		if s, ok := vi.VNI(w.Text); ok {
			vni[i] = vi.Fold(s)
		}
	}
	return [][]string{typed, telex, vni}
}

// words are the folded words of a text.
func words(text string) (list []string) {
	for _, w := range vi.Words(vi.Fold(text)) {
		list = append(list, w.Text)
	}
	return list
}
