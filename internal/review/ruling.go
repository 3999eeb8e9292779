package review

import (
	"strings"

	"loaxom/content"
	"loaxom/internal/kv"
)

// Rule is what staff have decided, as content puts it into force (content.Library.Under). A text counts as
// approved where somebody stands by it and two people by each number that it names; an approval is for one
// hash, so a changed file is a draft again.
func Rule(r kv.Reader, lib *content.Library) (content.Ruling, error) {
	out := content.Ruling{
		States: map[string]string{}, Bulletins: map[string]string{}, Quizzes: map[string]string{},
		Doubted: map[string]bool{}, Figures: map[string]content.Verdict{},
	}
	states := map[Kind]map[string]string{Entry: out.States, Bulletin: out.Bulletins, Quiz: out.Quizzes}
	var approved []Subject // texts that somebody stands by, whatever of their numbers
	err := Standings(r, func(st Standing) error {
		kind, id, _ := strings.Cut(st.ID, ":")
		s := Subject{Kind(kind), id}
		hash, known := s.In(lib)
		enough := known && st.Approved(hash) >= s.people()
		if s.Kind == Figure {
			switch {
			case st.Hidden != nil:
				out.Figures[id] = content.Withdrawn
			case st.Disputed != nil:
				out.Figures[id] = content.Disputed
			case enough:
				out.Figures[id] = content.Confirmed
			}
			return nil
		}
		if st.Disputed != nil && s.Kind == Entry {
			out.Doubted[id] = true
		}
		switch of, ok := states[s.Kind]; {
		case !ok: // a kind of a later version
		case st.Hidden != nil:
			of[id] = content.StateHidden
		case enough:
			approved = append(approved, s)
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	for _, s := range approved {
		if state, figures, ok := s.text(lib); ok && state == content.StateDraft && len(unsure(lib, out, figures)) == 0 {
			states[s.Kind][s.ID] = content.StateApproved
		}
	}
	return out, nil
}

// Unsure are the figures that a text names, that have a value, and by which two people do not stand yet; a
// withdrawn one is not shown and so does not count.
func Unsure(lib *content.Library, r content.Ruling, s Subject) []string {
	_, figures, _ := s.text(lib)
	return unsure(lib, r, figures)
}

func unsure(lib *content.Library, r content.Ruling, figures []string) (keys []string) {
	for _, key := range figures {
		p, ok := lib.Param(key)
		if v := r.Figures[key]; ok && len(p.Values) > 0 && v != content.Confirmed && v != content.Withdrawn {
			keys = append(keys, key)
		}
	}
	return keys
}

// Under is lib as staff have judged it by now: what is sent and shown is taken from it.
func Under(r kv.Reader, lib *content.Library) (*content.Library, error) {
	rule, err := Rule(r, lib)
	if err != nil {
		return nil, err
	}
	return lib.Under(rule), nil
}
