package dialogue

import (
	"strings"
	"unicode/utf8"

	"loaxom/internal/commune"
	"loaxom/internal/staff"
	"loaxom/internal/vi"
)

// DutyWords is a duty in the words of people: "Trưởng xóm (Xóm 1, Xóm 2)".
func DutyWords(say func(string, ...any) string, hamlets []commune.Hamlet, offices []commune.Office, g staff.Grant) string {
	words := say("role." + string(g.Role))
	var of []string
	for _, id := range g.Hamlets {
		of = append(of, hamletName(hamlets, id))
	}
	if g.Office != "" {
		of = append(of, officeName(offices, g.Office))
	}
	if len(of) > 0 {
		words += " (" + strings.Join(of, ", ") + ")"
	}
	return words
}

// hamletName is the hamlet's name; its id where the configuration has it no longer.
func hamletName(hamlets []commune.Hamlet, id commune.HamletID) string {
	for _, h := range hamlets {
		if h.ID == id {
			return h.Name
		}
	}
	return string(id)
}

func officeName(offices []commune.Office, id commune.OfficeID) string {
	for _, o := range offices {
		if o.ID == id {
			return o.Name
		}
	}
	return string(id)
}

func (t *Turn) hamletNames(ids []commune.HamletID) string {
	var names []string
	for _, id := range ids {
		names = append(names, hamletName(t.Hamlets, id))
	}
	return strings.Join(names, ", ")
}

// duties are all duties of an account.
func (t *Turn) duties(a staff.Account) string {
	var words []string
	for _, g := range a.Duties() {
		words = append(words, DutyWords(t.Say, t.Hamlets, t.Offices, g))
	}
	return strings.Join(words, ", ")
}

// name is what the inviter called a person, or the account's id.
func (t *Turn) name(a staff.Account) string {
	if a.Label != "" {
		return a.Label
	}
	return string(a.ID)
}

// invited is an open invitation in words.
func (t *Turn) invited(i staff.Invitation) string {
	what := t.Say("duty.device_for", "Who", string(i.For))
	if i.For == "" {
		what = DutyWords(t.Say, t.Hamlets, t.Offices, i.Grant)
	}
	if i.Label != "" {
		what = i.Label + " · " + what
	}
	return what + " · " + t.Day(i.At)
}

// maxButton is how many runes of a label a phone shows on one button.
const maxButton = 60

func short(label string) string {
	if utf8.RuneCountInString(label) <= maxButton {
		return label
	}
	return strings.TrimSpace(string([]rune(label)[:maxButton-1])) + "…"
}

func digits(s string) (n int) {
	for _, r := range s {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}

// addTo adds a text to what a field holds, behind between, as long as all of it has at most most characters; where
// not, the message long says so.
func (t *Turn) addTo(field, between, text string, most int, long string) bool {
	if was := t.Get(field); was != "" {
		text = was + between + text
	}
	if n := utf8.RuneCountInString(text); n > most {
		t.Tell(t.Say(long, "Length", vi.Number(int64(n)), "Most", vi.Number(int64(most))))
		return false
	}
	t.Set(field, text)
	return true
}
