package content

import (
	"slices"
	"strings"

	"loaxom/internal/vi"
)

// OriginNational marks an entry that was copied from the national portal (import tthc): official text
// that nobody here wrote. It has one code, a decision, a link and the day of the copy in place of
// sources, figures, plan items and example questions. It is found by its code, title and field only,
// is always shown with where it comes from, and steps behind an entry of the commune's own on the same
// matter. Like all that is shipped it is a draft until staff approve it.
const OriginNational = "national"

// National tells that the entry was copied from the national portal.
func (e *Entry) National() bool { return e.Origin == OriginNational }

// Code is the first code of the entry on the national portal; "" where it has none.
func (e *Entry) Code() string {
	if len(e.Codes) == 0 {
		return ""
	}
	return e.Codes[0]
}

// IsRaw tells that a section stands as it was published, because its cells could not be told apart.
func (e *Entry) IsRaw(s SectionID) bool {
	for _, raw := range e.Raw {
		if raw == s {
			return true
		}
	}
	return false
}

// NationalID is the id of the entry that is copied for a code: "tthc-1-001193" for "1.001193".
func NationalID(code string) string { return "tthc-" + strings.ReplaceAll(code, ".", "-") }

// NationalLine says where an entry of origin national comes from: the portal, its code, the decision
// that published it, the day of the copy where that is known, and whether staff have looked at it.
func (l *Library) NationalLine(lang string, e *Entry) string {
	id := "national.source_draft"
	if !e.Draft() {
		id = "national.source"
	}
	if e.AsOf.IsZero() {
		id += "_undated"
	}
	return l.Say(lang, id, map[string]any{"Code": e.Code(), "Decision": e.Decision, "Day": e.AsOf.Vietnamese()})
}

// OwnFor is the commune's own entry on the matter of an entry of origin national: one that names its
// code, or has its title. A hidden entry is none.
func (l *Library) OwnFor(e *Entry) (own *Entry, ok bool) {
	for _, id := range l.own[e.ID] {
		if own, ok = l.entries[id]; ok && own.State != StateHidden {
			return own, true
		}
	}
	return nil, false
}

// pair finds for every entry of origin national those of the commune's own on the same matter: which of
// them is hidden may change (Under), the matter does not.
func (l *Library) pair() {
	l.own = map[string][]string{}
	byCode, byTitle := map[string][]string{}, map[string][]string{}
	for _, e := range l.ordered {
		if e.National() {
			continue
		}
		for _, code := range e.Codes {
			byCode[code] = append(byCode[code], e.ID)
		}
		title := sameTitle(e.Title)
		byTitle[title] = append(byTitle[title], e.ID)
	}
	for _, e := range l.ordered {
		if e.National() {
			if ids := slices.Concat(byCode[e.Code()], byTitle[sameTitle(e.Title)]); len(ids) > 0 {
				l.own[e.ID] = ids
			}
		}
	}
}

// sameTitle is a title reduced to what two names of one procedure share: "Thủ tục đăng ký kết hôn" and
// "Đăng ký kết hôn (thực hiện tại cấp xã)".
func sameTitle(s string) string {
	if at := strings.LastIndexByte(s, '('); at > 0 && strings.HasSuffix(strings.TrimRight(s, " ."), ")") {
		s = s[:at]
	}
	return strings.TrimPrefix(sameWords(vi.NFC(s)), "thu tuc ")
}
