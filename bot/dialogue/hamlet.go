package dialogue

import (
	"slices"

	"loaxom/internal/commune"
)

// hamletChoices are the hamlets to choose from, but for some.
func (t *Turn) hamletChoices(but ...commune.HamletID) []Choice { return hamletChoices(t.Hamlets, but) }

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
