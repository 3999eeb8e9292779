package dialogue

import (
	"slices"
	"strings"
	"unicode/utf8"

	"loaxom/internal/audience"
	"loaxom/internal/commune"
	"loaxom/internal/vi"
)

// mostAmong is how many hamlets a typed name may mean to be offered as a choice of their own.
const mostAmong = 8

// askWhere asks for a hamlet: for a first one, for one more, or for another.
func askWhere(t *Turn) {
	if len(t.Hamlets) == 0 { // the configuration changed meanwhile
		t.Go("place")
		return
	}
	s := t.subscription()
	if t.Err != nil {
		return
	}
	choices := t.hamletChoices()
	for i, c := range choices {
		if s.Active() && s.From(commune.HamletID(c.Data)) { // it keeps its place: a number is the hamlet's wherever it can be
			choices[i].Label, choices[i].Also = c.Label+" ✓", append([]string{c.Label}, c.Also...)
		}
	}
	if some := strings.Fields(t.Get(among)); len(some) > 0 {
		choices = slices.DeleteFunc(choices, func(c Choice) bool { return !slices.Contains(some, c.Data) })
		t.Question(t.Say("news.which_of"), append(choices, Choice{Label: t.Say("news.all_hamlets"), Data: all})...)
		return
	}
	text := t.Say("news.where")
	switch t.Get(changing) {
	case another, swap:
		text = t.Say("news.where_else")
	default:
		choices = append(choices, Choice{Label: t.Say("news.no_hamlet"), Data: none, Every: true})
	}
	t.Question(text, choices...)
}

func takeWhere(t *Turn) {
	t.Set(among, "")
	switch t.Chosen {
	case all:
		return
	case none:
		t.Set(wishHamlets, "")
		t.Go("topics")
		return
	}
	id := commune.HamletID(t.Chosen)
	s := t.subscription()
	switch w := s.Wish; {
	case t.Err != nil:
	case !s.Active():
		t.Set(wishHamlets, string(id))
		t.Go("topics")
	case s.From(id):
		t.Tell(t.Say("news.already", "Hamlet", hamletName(t.Hamlets, id)))
	case t.Get(changing) == swap:
		w.Hamlets, w.Place = []commune.HamletID{id}, ""
		t.change(w)
	case len(t.stillThere(s.Hamlets)) >= audience.MaxHamlets:
		t.Tell(t.Say("news.most_hamlets", "Most", audience.MaxHamlets))
		t.Go(First)
	default:
		w.Hamlets, w.Place = append(slices.Clone(w.Hamlets), id), ""
		t.change(w)
	}
}

// otherWhere reads a name that is written in its own way.
func otherWhere(t *Turn) { t.otherHamlet(among, "news.no_such_hamlet", takeWhere) }

// otherHamlet reads a hamlet's name that is written in its own way: the one that it means is taken, a few are kept
// in field to choose from, and none is said with the message none.
func (t *Turn) otherHamlet(field, none string, take func(*Turn)) {
	switch found := meant(t.hamletChoices(), t.Text); {
	case len(found) == 1:
		t.Chosen = found[0].Data
		take(t)
	case len(found) > 1 && len(found) <= mostAmong:
		var ids []string
		for _, c := range found {
			ids = append(ids, c.Data)
		}
		t.Set(field, strings.Join(ids, " "))
		t.Talk.Page = 0
	default:
		t.Miss(t.Say(none))
		if said := words(t.Text); len(said) > 0 && slices.Contains(kinds, said[0]) {
			t.Missed = false // whatever it sounds like, it was to be a name
		}
	}
}

// askPlace asks for the hamlet in words, where the commune has not listed any.
func askPlace(t *Turn) {
	if len(t.Hamlets) > 0 { // the configuration changed meanwhile
		t.Go("hamlet")
		return
	}
	t.Question(t.Say("news.place"), Choice{Label: t.Say("news.skip"), Data: none, Also: strings.Split(t.Say("news.skip_words"), ", ")})
}

func takePlace(t *Turn) {
	place := strings.Join(strings.Fields(vi.Clean(t.Text)), " ")
	switch {
	case t.Chosen == none:
		place = ""
	case utf8.RuneCountInString(place) > audience.MaxPlace:
		t.Tell(t.Say("news.place_long", "Most", audience.MaxPlace))
		return
	case digits(place) >= 8:
		t.Tell(t.Say("news.place_number"))
		return
	}
	s := t.subscription()
	switch w := s.Wish; {
	case t.Err != nil:
	case s.Active():
		w.Hamlets, w.Place = nil, place
		t.change(w)
	default:
		t.Set(wishPlace, place)
		t.Go("topics")
	}
}

// askAlso asks what a link to another hamlet was meant for.
func askAlso(t *Turn) {
	s, w := t.subscription(), t.wish()
	if t.Err != nil {
		return
	}
	here := t.stillThere(s.Hamlets)
	if len(w.Hamlets) == 0 {
		t.Tell(t.Say("news.hamlet_gone"))
		t.Go(First)
		return
	}
	var choices []Choice
	if len(here) < audience.MaxHamlets {
		choices = append(choices, Choice{Label: t.Say("news.also_add"), Data: another})
	}
	if len(here) > 0 {
		choices = append(choices, Choice{Label: t.Say("news.also_swap"), Data: swap})
	}
	text := t.Say("news.also", "What", t.wishWords(s.Wish), "Hamlet", t.hamletNames(w.Hamlets))
	t.Question(text, append(choices, Choice{Label: t.Say("news.also_no"), Data: no})...)
}

func takeAlso(t *Turn) {
	s, link := t.subscription(), t.wish().Hamlets
	w := s.Wish
	switch {
	case t.Err != nil:
	case t.Chosen == no:
		t.End(t.Say("news.as_before"))
	case t.Chosen == swap:
		w.Hamlets, w.Place = link, ""
		t.change(w)
	default:
		w.Hamlets, w.Place = append(t.stillThere(w.Hamlets), link...), ""
		t.change(w)
	}
}

// askDrop asks which hamlet is not wanted any more.
func askDrop(t *Turn) {
	s := t.subscription()
	if t.Err != nil {
		return
	}
	here := t.stillThere(s.Hamlets)
	if len(here) < 2 {
		t.Go(First)
		return
	}
	var choices []Choice
	for _, c := range t.hamletChoices() {
		if slices.Contains(here, commune.HamletID(c.Data)) {
			choices = append(choices, c)
		}
	}
	t.Question(t.Say("news.which_drop"), choices...)
}

func takeDrop(t *Turn) {
	s := t.subscription()
	if t.Err != nil {
		return
	}
	w := s.Wish
	w.Hamlets = slices.DeleteFunc(slices.Clone(w.Hamlets), func(h commune.HamletID) bool { return string(h) == t.Chosen })
	t.change(w)
}
