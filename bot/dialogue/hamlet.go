package dialogue

import (
	"slices"

	"loaxom/internal/commune"
)

// hamletChoices are the hamlets to choose from, but for some.
func (t *Turn) hamletChoices(but ...commune.HamletID) []Choice { return hamletChoices(t.Hamlets, but) }

// tickedHamlets are all hamlets to choose from, those that were chosen with a tick: each stays where it stood when the
// list was read first, so that its number stays its own. enough ends the choice and stands below them.
func (t *Turn) tickedHamlets(chosen []commune.HamletID, enough Choice) []Choice {
	list := t.hamletChoices()
	for i, c := range list {
		if slices.Contains(chosen, commune.HamletID(c.Data)) {
			list[i].Label, list[i].Also = c.Label+" ✓", append([]string{c.Label}, c.Also...)
		}
	}
	enough.Every = true
	return append(list, enough)
}

// toggled is a list of ids with one more, or without it where it was there.
func toggled(ids []string, id string) []string {
	if i := slices.Index(ids, id); i >= 0 {
		return slices.Delete(slices.Clone(ids), i, i+1)
	}
	return append(ids, id)
}

func hamletChoices(hamlets []commune.Hamlet, but []commune.HamletID) (list []Choice) {
	for _, h := range hamlets {
		if !slices.Contains(but, h.ID) {
			list = append(list, Choice{Label: h.Name, Data: string(h.ID), Also: append([]string{string(h.ID)}, h.Aliases...), Counts: true})
		}
	}
	return list
}

// FindHamlet is the one hamlet that a text names, by name, alias or id in any spelling. False where it
// names none, or several.
func FindHamlet(hamlets []commune.Hamlet, text string) (commune.HamletID, bool) {
	found := meant(hamletChoices(hamlets, nil), text)
	if len(found) != 1 {
		return "", false
	}
	return commune.HamletID(found[0].Data), true
}

// NamedHamlet is the one hamlet whose name stands in a text with the kind of place before it ("đầu xóm Đình",
// "xóm 5"), in any spelling. A longer name goes before a shorter one that it holds. False where several stand
// there.
func NamedHamlet(hamlets []commune.Hamlet, text string) (id commune.HamletID, found bool) {
	most := 0
	for _, said := range [][]string{words(text), counted(text, false)} {
		for _, c := range hamletChoices(hamlets, nil) {
			n := 0
			for _, name := range c.names() {
				for _, have := range [][]string{words(name), counted(name, true)} {
					if len(have) > max(n, 1) && slices.Contains(kinds, have[0]) && stands(have, said) {
						n = len(have)
					}
				}
			}
			switch is := commune.HamletID(c.Data); {
			case n > most:
				id, found, most = is, true, n
			case n == most && n > 0 && is != id:
				found = false
			}
		}
	}
	return id, found
}
