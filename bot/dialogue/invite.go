package dialogue

import (
	"strings"
	"unicode/utf8"

	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
	"loaxom/internal/vi"
)

func askRole(t *Turn) {
	var choices []Choice
	for _, r := range commune.Roles() {
		choices = append(choices, Choice{Label: t.Say("role." + string(r)), Data: string(r)})
	}
	t.Question(t.Say("duty.which_role"), choices...)
}

func takeRole(t *Turn) {
	t.Talk.Fields = nil
	t.Set("role", t.Chosen)
	switch commune.Role(t.Chosen) {
	case commune.Leader:
		if len(t.Hamlets) == 0 {
			t.Tell(t.Say("duty.no_hamlet"))
			return
		}
		t.Go("hamlet")
	case commune.Staff, commune.Head:
		if len(t.Offices) == 0 {
			t.Tell(t.Say("duty.no_office"))
			return
		}
		t.Go("office")
	default:
		t.Go("label")
	}
}

func askHamlet(t *Turn) {
	chosen := t.grant().Hamlets
	if len(chosen) == 0 {
		t.Question(t.Say("duty.which_hamlet"), t.hamletChoices()...)
		return
	}
	t.Question(t.Say("duty.more_hamlets", "Hamlets", t.hamletNames(chosen)), t.tickedHamlets(chosen, Choice{Label: t.Say("duty.enough"), Data: yes})...)
}

func takeHamlet(t *Turn) {
	if t.Chosen == yes {
		t.Go("label")
		return
	}
	t.Set("hamlets", strings.Join(toggled(strings.Fields(t.Get("hamlets")), t.Chosen), " "))
	if len(t.grant().Hamlets) == len(t.Hamlets) {
		t.Go("label")
	}
}

func askOffice(t *Turn) {
	var choices []Choice
	for _, o := range t.Offices {
		choices = append(choices, Choice{Label: o.Name, Data: string(o.ID), Also: []string{string(o.ID)}})
	}
	t.Question(t.Say("duty.which_office"), choices...)
}

func takeOffice(t *Turn) {
	t.Set("office", t.Chosen)
	t.Go("label")
}

func askLabel(t *Turn) {
	t.Question(t.Say("duty.label", "Duty", DutyWords(t.Say, t.Hamlets, t.Offices, t.grant())), Choice{Label: t.Say("duty.no_label"), Data: no})
}

func takeLabel(t *Turn) {
	label := vi.Clean(t.Text)
	switch {
	case t.Chosen == no:
		label = ""
	case utf8.RuneCountInString(label) > staff.MaxLabel:
		t.Tell(t.Say("duty.label_long", "Most", staff.MaxLabel))
		return
	case digits(label) >= 8:
		t.Tell(t.Say("duty.label_number"))
		return
	}
	t.offer(staff.Invitation{Grant: t.grant(), Label: label})
}

// offer makes an invitation and shows its code, once.
func (t *Turn) offer(inv staff.Invitation) {
	if inv.For == "" {
		if err := inv.Grant.Check(t.Hamlets, t.Offices); err != nil { // the configuration changed meanwhile
			t.Tell(t.Say("bot.conflict"))
			t.Go(First)
			return
		}
	}
	code := staff.NewCode(t.NewID())
	by, now := t.Actor, t.Now
	t.Do(func(tx kv.Tx) error { return staff.Invite(tx, by, code, inv, now) })
	lines := []string{t.Say("duty.code", "Code", staff.ShowCode(code), "Day", t.Day(now.Add(staff.ValidFor)))}
	if link := t.Link("i_" + code); link != "" {
		lines = append(lines, t.Say("duty.code_link", "Link", link))
	}
	t.End(strings.Join(append(lines, t.Say("duty.code_once")), "\n\n"))
}

func askOpen(t *Turn) {
	list, err := staff.Waiting(t.Read, t.Now)
	if t.failed(err) {
		return
	}
	if len(list) == 0 {
		t.Go(First)
		return
	}
	var choices []Choice
	for _, i := range list {
		choices = append(choices, Choice{Label: short(t.invited(i)), Data: i.Short()})
	}
	t.Question(t.Say("duty.which_open"), choices...)
}

func takeOpen(t *Turn) {
	t.Set("open", t.Chosen)
	t.Go("take")
}

func askWithdraw(t *Turn) {
	list, err := staff.Waiting(t.Read, t.Now)
	if t.failed(err) {
		return
	}
	for _, i := range list {
		if i.Short() == t.Get("open") {
			t.Question(t.Say("duty.withdraw", "What", t.invited(i), "Day", t.Day(i.Until)),
				Choice{Label: t.Say("duty.withdraw_yes"), Data: yes}, Choice{Label: t.Say("duty.sure_no"), Data: no})
			return
		}
	}
	t.Tell(t.Say("bot.not_found")) // it was used meanwhile
	t.Go(First)
}

func takeWithdraw(t *Turn) {
	if t.Chosen == no {
		t.Go("open")
		return
	}
	by, now, id := t.Actor, t.Now, t.Get("open")
	t.Do(func(tx kv.Tx) error { return staff.Withdraw(tx, by, id, now) })
	t.End(t.Say("duty.withdrawn"))
}

// grant is what the talk has collected.
func (t *Turn) grant() staff.Grant {
	g := staff.Grant{Role: commune.Role(t.Get("role")), Office: commune.OfficeID(t.Get("office"))}
	for _, h := range strings.Fields(t.Get("hamlets")) {
		g.Hamlets = append(g.Hamlets, commune.HamletID(h))
	}
	return g
}
