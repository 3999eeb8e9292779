package dialogue

import (
	"slices"
	"strings"

	"loaxom/bot/faq"
	"loaxom/internal/vi"
)

// kinds are the folded words with which the name of a hamlet begins; people leave them out.
var kinds = []string{"xom", "thon", "lang", "ban", "khu", "to", "ap", "dan", "pho"}

// lead are folded words around a name that are no part of it: "nhà bác ở xóm Đình nhé".
var lead = []string{"toi", "minh", "em", "chau", "bac", "ong", "ba", "co", "chu", "anh", "chi", "con", "nha", "o", "ben", "thuoc", "la", "a", "da", "vang", "nhe", "song", "dang", "que", "tin", "cua", "nhan", "muon", "cho"}

// meant are the choices that typed words may mean, by the best that can be said of them: the words are
// (part of) a name; a name stands in the text; one word of a name was typed with a slip. Several are
// meant where nothing tells them apart.
func meant(all []Choice, text string) []Choice {
	if onlyKinds(words(text)) {
		return nil // "xóm" alone names them all
	}
	rest := bare(text)
	for _, t := range []string{text, rest} {
		if list := named(all, t); len(list) > 0 {
			return list
		}
	}
	for _, said := range append(spellings(text), counted(text, false)) {
		if list := longest(all, said); len(list) > 0 {
			return list
		}
	}
	for _, t := range []string{text, rest} {
		for _, said := range spellings(t) {
			if list := byNames(all, said, slipped); len(list) > 0 {
				return list
			}
		}
	}
	return nil
}

// named are the choices that words name, with the marks that were typed if any, else with numbers read as
// such, else without marks: "xóm năm" is "Xóm 5", although "Xóm Nam" has the same letters.
func named(all []Choice, text string) []Choice {
	if list := byMarks(all, text); len(list) > 0 {
		return list
	}
	if said := counted(text, false); !slices.Equal(said, words(text)) {
		list := slices.DeleteFunc(byNames(all, said, within), func(c Choice) bool { return !c.Counts })
		if len(list) > 0 {
			return list
		}
	}
	for _, said := range spellings(text) {
		if list := byNames(all, said, within); len(list) > 0 {
			return list
		}
	}
	return nil
}

// byMarks are the choices of which one name holds the words as they were typed. A word without marks
// stands for any.
func byMarks(all []Choice, text string) []Choice {
	said := vi.Words(vi.Normal(text))
	if len(said) == 0 {
		return nil
	}
	holds := func(name string) bool {
		have := vi.Words(vi.Normal(name))
		for i := 0; i+len(said) <= len(have); i++ {
			if slices.EqualFunc(said, have[i:i+len(said)], fits) {
				return true
			}
		}
		return false
	}
	return calling(all, holds)
}

// bare is the text without the words around a name.
func bare(text string) string {
	var rest []string
	for _, w := range vi.Words(vi.Normal(text)) {
		if !slices.Contains(lead, vi.Fold(w.Text)) {
			rest = append(rest, w.Text)
		}
	}
	return strings.Join(rest, " ")
}

// byNames are the choices one of whose names goes with the words.
func byNames(all []Choice, said []string, goes func(said, name []string) bool) []Choice {
	if onlyKinds(said) {
		return nil
	}
	return choicesOf(all, func(c Choice, n string) bool { return goes(said, words(n)) || c.Counts && goes(said, counted(n, true)) })
}

func onlyKinds(said []string) bool {
	return !slices.ContainsFunc(said, func(w string) bool { return !slices.Contains(kinds, w) })
}

// within tells whether the words stand in the name in their order, or are it with other spaces: "dinh",
// "12" and "xomdinh" are within "Xóm Đình" and "Xóm 12"; "1" is not within "Xóm 12".
func within(said, name []string) bool {
	return len(said) > 0 && (stands(said, name) || joined(said) == joined(name) || joined(said) == joined(own(name)))
}

// own is a name without the kind of place before it.
func own(name []string) []string {
	i := slices.IndexFunc(name, func(w string) bool { return !slices.Contains(kinds, w) })
	return name[max(i, 0):]
}

// stands tells whether the words of part stand side by side in whole.
func stands(part, whole []string) bool {
	for i := 0; i+len(part) <= len(whole); i++ {
		if slices.Equal(part, whole[i:i+len(part)]) {
			return true
		}
	}
	return false
}

// longest are the choices a name of which stands in the text; where one name is part of another that
// stands there too, the longer one is meant. A name of one word proves nothing there: "gia đình" holds one.
func longest(all []Choice, said []string) (list []Choice) {
	most := 1
	for _, c := range all {
		n := 0
		for _, name := range c.names() {
			if w := words(name); len(w) > n && stands(w, said) {
				n = len(w)
			}
			if w := counted(name, true); c.Counts && len(w) > n && stands(w, said) {
				n = len(w)
			}
		}
		switch {
		case n > most:
			list, most = []Choice{c}, n
		case n == most && n > 1:
			list = append(list, c)
		}
	}
	return list
}

// slipped tells whether the words are the name with a slip in one word, whether with the kind of place
// before it or without.
func slipped(said, name []string) bool {
	return slips(said, name) || slips(said, own(name))
}

// slips tells whether exactly one word differs, and that by a slip of the hand. Of numbers each digit
// counts; where a space was left out or put in, the words are one.
func slips(said, name []string) bool {
	if len(said) != len(name) {
		return joined(name) != "" && len(joined(name)) > 5 && !strings.ContainsAny(joined(name), "0123456789") && faq.Slip(joined(said), joined(name))
	}
	wrong := 0
	for i := range said {
		if said[i] == name[i] {
			continue
		}
		if wrong++; wrong > 1 || strings.ContainsAny(said[i]+name[i], "0123456789") || !faq.Slip(said[i], name[i]) {
			return false
		}
	}
	return wrong == 1
}
