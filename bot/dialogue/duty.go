package dialogue

import (
	"strings"

	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// DutyTalk is the name of the talk about who has which duty.
const DutyTalk = "quyen"

// Duties is /quyen: who has which duty, inviting, revoking. For admins.
func Duties() Script {
	return Script{
		Name: DutyTalk, More: "duty.more",
		May: func(by commune.Actor) bool { return staff.Could(by, staff.ToInvite) },
		Steps: map[string]Step{
			First:    {Ask: askPeople, Take: takePeople},
			"role":   {Ask: askRole, Take: takeRole},
			"hamlet": {Ask: askHamlet, Take: takeHamlet},
			"office": {Ask: askOffice, Take: takeOffice},
			"label":  {Ask: askLabel, Take: takeLabel, Text: true},
			"person": {Ask: askPerson, Take: takePerson},
			"revoke": {Ask: askRevoke, Take: takeRevoke},
			"open":   {Ask: askOpen, Take: takeOpen},
			"take":   {Ask: askWithdraw, Take: takeWithdraw},
		},
	}
}

// Data of choices that are not ids.
const (
	yes     = "+"
	no      = "-"
	invite  = "+new"
	waiting = "+open"
	device  = "+device"
)

// mostListed is how many people the first message names; the buttons name all of them.
const mostListed = 25

func askPeople(t *Turn) {
	list, err := staff.Active(t.Read)
	if t.failed(err) {
		return
	}
	open, err := staff.Waiting(t.Read, t.Now)
	if t.failed(err) {
		return
	}
	lines := []string{t.Say("duty.people", "Count", len(list))}
	choices := []Choice{{Label: t.Say("duty.invite"), Data: invite}}
	if len(open) > 0 {
		choices = append(choices, Choice{Label: t.Say("duty.open", "Count", len(open)), Data: waiting})
	}
	for i, a := range list {
		if i < mostListed {
			lines = append(lines, t.Say("duty.line", "Who", t.name(a), "Duties", t.duties(a), "Since", t.Day(a.Since)))
		}
		choices = append(choices, Choice{Label: short(t.name(a) + " · " + t.duties(a)), Data: string(a.ID), Also: []string{t.name(a), string(a.ID)}})
	}
	t.Question(strings.Join(lines, "\n"), choices...)
}

func takePeople(t *Turn) {
	switch t.Chosen {
	case invite:
		t.Talk.Fields = nil
		t.Go("role")
	case waiting:
		t.Go("open")
	default:
		t.Set("person", t.Chosen)
		t.Go("person")
	}
}

func askPerson(t *Turn) {
	a, ok := t.person()
	if !ok {
		return
	}
	text := t.Say("duty.person", "Who", t.name(a), "Duties", t.duties(a), "Since", t.Day(a.Since), "ID", a.ID)
	t.Question(text, Choice{Label: t.Say("duty.revoke"), Data: no}, Choice{Label: t.Say("duty.device"), Data: device})
}

func takePerson(t *Turn) {
	if t.Chosen == no {
		t.Go("revoke")
		return
	}
	t.offer(staff.Invitation{For: commune.StaffID(t.Get("person"))})
}

func askRevoke(t *Turn) {
	a, ok := t.person()
	if !ok {
		return
	}
	last, err := staff.LastAdmin(t.Read, a.ID)
	if t.failed(err) {
		return
	}
	if last {
		t.Tell(t.Say("duty.last_admin"))
		t.Go("person")
		return
	}
	t.Question(t.Say("duty.sure", "Who", t.name(a), "Duties", t.duties(a)),
		Choice{Label: t.Say("duty.sure_yes"), Data: yes}, Choice{Label: t.Say("duty.sure_no"), Data: no})
}

func takeRevoke(t *Turn) {
	a, ok := t.person()
	if !ok {
		return
	}
	if t.Chosen == no {
		t.Go("person")
		return
	}
	by, now := t.Actor, t.Now
	t.Do(func(tx kv.Tx) error { return staff.Revoke(tx, by, a.ID, now) })
	t.End(t.Say("duty.revoked", "Who", t.name(a)))
}

// person is the account that is looked at. Where it is gone the talk goes back to the list.
func (t *Turn) person() (staff.Account, bool) {
	a, err := staff.Get(t.Read, commune.StaffID(t.Get("person")))
	if fault.Is(err, fault.NotFound) || err == nil && !a.Active() {
		t.Tell(t.Say("bot.not_found"))
		t.Go(First)
		return a, false
	}
	return a, !t.failed(err)
}

// failed notes an error of the store.
func (t *Turn) failed(err error) bool {
	if err != nil {
		t.Err = err
	}
	return err != nil
}
