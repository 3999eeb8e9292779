package review

import (
	"strings"

	"loaxom/content"
	"loaxom/internal/kv"
)

// Rule is what staff have decided, as content puts it into force (content.Library.Under). An entry
// counts as approved where somebody stands by its text and two people by each number that it names; an
// approval is for one hash, so a changed file is a draft again.
func Rule(r kv.Reader, lib *content.Library) (content.Ruling, error) {
	out := content.Ruling{States: map[string]string{}, Doubted: map[string]bool{}, Figures: map[string]content.Verdict{}}
	approved := map[string]bool{} // entries whose text is
	err := Standings(r, func(st Standing) error {
		kind, id, _ := strings.Cut(st.ID, ":")
		s := Subject{Kind(kind), id}
		switch s.Kind {
		case Figure:
			hash, known := s.In(lib)
			switch {
			case st.Hidden != nil:
				out.Figures[id] = content.Withdrawn
			case st.Disputed != nil:
				out.Figures[id] = content.Disputed
			case known && st.Approved(hash) >= s.people():
				out.Figures[id] = content.Confirmed
			}
		case Entry:
			hash, known := s.In(lib)
			approved[id] = known && st.Approved(hash) >= s.people()
			if st.Disputed != nil {
				out.Doubted[id] = true
			}
			if st.Hidden != nil {
				out.States[id] = content.StateHidden
			}
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	for id, ok := range approved {
		e, known := lib.Entry(id)
		if ok && known && e.State == content.StateDraft && out.States[id] == "" && len(Unsure(lib, out, e)) == 0 {
			out.States[id] = content.StateApproved
		}
	}
	return out, nil
}

// Unsure are the figures that an entry names, that have a value, and by which two people do not stand
// yet; a withdrawn one is not shown and so does not count.
func Unsure(lib *content.Library, r content.Ruling, e *content.Entry) (keys []string) {
	for _, key := range e.Figures() {
		p, ok := lib.Param(key)
		if v := r.Figures[key]; ok && len(p.Values) > 0 && v != content.Confirmed && v != content.Withdrawn {
			keys = append(keys, key)
		}
	}
	return keys
}
