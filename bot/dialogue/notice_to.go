package dialogue

import (
	"slices"
	"strings"

	"loaxom/internal/commune"
	"loaxom/internal/staff"
	"loaxom/internal/vi"
)

// Whom a notice is for.
const (
	toHamlets = "+hamlets"
	toTopic   = "+topic"
	toCommune = "+commune"
	toStaff   = "+staff"
	toLeaders = "+leaders"
)

// askTo asks for whom the notice is: a leader's own hamlets one by one, and whatever else one may.
func askTo(t *Turn) {
	led, wide := t.led(), staff.Could(t.Actor, staff.ToNotifyWide)
	if len(led) == 0 && !wide {
		t.End(t.Say("notify.no_hamlet"))
		return
	}
	var choices []Choice
	for _, c := range t.hamletChoices() {
		if slices.Contains(led, commune.HamletID(c.Data)) {
			choices = append(choices, c)
		}
	}
	if wide {
		if len(t.Hamlets) > 0 {
			choices = append(choices, Choice{Label: t.Say("notify.to_hamlets"), Data: toHamlets})
		}
		choices = append(choices, Choice{Label: t.Say("notify.to_topic"), Data: toTopic}, Choice{Label: t.Say("notify.to_commune"), Data: toCommune},
			Choice{Label: t.Say("notify.to_staff"), Data: toStaff}, Choice{Label: t.Say("notify.to_leaders"), Data: toLeaders})
	}
	t.Question(t.Say("notify.to"), choices...)
}

func takeTo(t *Turn) {
	t.Set(noticeHamlets, "")
	t.Set(noticeTopic, "")
	switch t.Chosen {
	case toHamlets:
		t.Set(noticeTo, "")
		t.Go("hamlets")
	case toTopic:
		t.Set(noticeTo, "")
		t.Go("topic")
	case toCommune, toStaff, toLeaders:
		t.Set(noticeTo, t.Chosen)
		t.preview()
	default:
		t.Set(noticeTo, toHamlets)
		t.Set(noticeHamlets, t.Chosen)
		t.preview()
	}
}

// otherTo takes the names of hamlets for the choice of hamlets.
func otherTo(t *Turn) {
	if !staff.Could(t.Actor, staff.ToNotifyWide) {
		t.Miss(t.Say("dialogue.choose"))
		return
	}
	if !t.addHamlets() {
		t.Miss(t.Say("dialogue.choose"))
		return
	}
	t.Go("hamlets")
}

// askHamlets asks for hamlets, one after another; one that is chosen again is left out.
func askHamlets(t *Turn) {
	var chosen []commune.HamletID
	for _, h := range strings.Fields(t.Get(noticeHamlets)) {
		chosen = append(chosen, commune.HamletID(h))
	}
	chosen = t.stillThere(chosen)
	if len(chosen) == 0 {
		t.Question(t.Say("notify.which_hamlets"), t.hamletChoices()...)
		return
	}
	t.Question(t.Say("notify.more_hamlets", "Hamlets", t.hamletNames(chosen)), t.tickedHamlets(chosen, Choice{Label: t.Say("duty.enough"), Data: yes})...)
}

func takeHamlets(t *Turn) {
	if t.Chosen != yes {
		t.Set(noticeHamlets, strings.Join(toggled(strings.Fields(t.Get(noticeHamlets)), t.Chosen), " "))
		return
	}
	t.Set(noticeTo, toHamlets)
	t.preview()
}

// otherHamlets reads several names at once: "xóm 1, xóm 3 và xóm Đình".
func otherHamlets(t *Turn) {
	if !t.addHamlets() {
		t.Miss(t.Say("dialogue.choose"))
	}
}

// addHamlets adds the hamlets that a text names. False: a part of it names none, or several, and then none is
// added.
func (t *Turn) addHamlets() bool {
	all, list := t.hamletChoices(), strings.Fields(t.Get(noticeHamlets))
	for _, name := range listed(t.Text) {
		found := meant(all, name)
		if len(found) != 1 {
			return false
		}
		if !slices.Contains(list, found[0].Data) {
			list = append(list, found[0].Data)
		}
	}
	if len(list) == 0 {
		return false
	}
	t.Set(noticeHamlets, strings.Join(list, " "))
	return true
}

// listed are the names that somebody typed one after another: "xóm 1, xóm 3 và xóm Đình".
func listed(text string) (names []string) {
	text = strings.NewReplacer(" và ", ",", " va ", ",", " với ", ",", " and ", ",").Replace(" " + vi.Normal(strings.ReplaceAll(text, "\n", ",")) + " ")
	for _, name := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;/+&", r) }) {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

func askTopic(t *Turn) { t.Question(t.Say("notify.which_topic"), t.Topics...) }

func takeTopic(t *Turn) {
	t.Set(noticeTo, toTopic)
	t.Set(noticeTopic, t.Chosen)
	t.preview()
}
