package content

import "slices"

// PlanItem is one content item of the commune's plan (part II.1) with what serves it.
type PlanItem struct {
	Letter    string
	Entries   []*Entry
	Bulletins []*Bulletin
	Quizzes   []*Quiz
}

// Plan is every content item of the plan, in order, an empty one too. What is hidden serves nobody.
func Plan(l *Library) []PlanItem {
	var all []PlanItem
	for _, letter := range PlanItems() {
		item := PlanItem{Letter: letter}
		serves := func(items []string, v *Vetting) bool {
			return v.State != StateHidden && slices.Contains(items, letter)
		}
		for _, e := range l.ordered {
			if serves(e.PlanItems, &e.Vetting) {
				item.Entries = append(item.Entries, e)
			}
		}
		for _, b := range l.Bulletins() {
			if serves(b.PlanItems, &b.Vetting) {
				item.Bulletins = append(item.Bulletins, b)
			}
		}
		for _, q := range l.Quizzes() {
			if serves(q.PlanItems, &q.Vetting) {
				item.Quizzes = append(item.Quizzes, q)
			}
		}
		all = append(all, item)
	}
	return all
}
