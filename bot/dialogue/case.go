package dialogue

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"loaxom/content"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// Cases is what talks about cases need of the bot.
type Cases struct {
	Desk   *feedback.Desk
	Zone   *time.Location
	Say    func(id string, data ...any) string
	Canned func(category string) []content.Canned // replies that staff may begin with
}

// A case in a resident's conversation is named by its code, but an anonymous one by its place among the person's
// own ("~2"): what is kept of the conversation must not lead to such a case.
const hiddenCase = "~"

// Handle is the name of one's own case in one's own conversation. mine are all of theirs, as Desk.Mine lists
// them.
func Handle(c feedback.Case, mine []feedback.Case) string {
	if !c.Anonymous {
		return string(c.ID)
	}
	for i, m := range mine {
		if m.ID == c.ID {
			return hiddenCase + strconv.Itoa(len(mine)-i) // the oldest is the first: a new case changes no name
		}
	}
	return ""
}

// Mine is the actor's own case with that name, with what they may read of it. NotFound where there is none.
func (c Cases) Mine(r kv.Reader, by commune.Actor, handle string) (feedback.Case, []feedback.Line, error) {
	id := feedback.CaseID(handle)
	if place, hidden := strings.CutPrefix(handle, hiddenCase); hidden {
		mine, err := c.Desk.Mine(r, by)
		if err != nil {
			return feedback.Case{}, nil, err
		}
		n, err := strconv.Atoi(place)
		if err != nil || n < 1 || n > len(mine) {
			return feedback.Case{}, nil, fault.New(fault.NotFound, "dialogue: no own case %q", handle)
		}
		id = mine[len(mine)-n].ID
	}
	return c.Desk.Own(r, by, id)
}

// Name is what colleagues call one of the staff: the name that whoever invited typed in, else the duty.
func (c Cases) Name(r kv.Reader, id commune.StaffID) string {
	a, err := staff.Get(r, id)
	switch {
	case err == nil && a.Label != "":
		return a.Label
	case err == nil && len(a.Roles) > 0:
		return c.Say("role." + string(a.Roles[0]))
	}
	return c.Say("desk.somebody")
}

// Stamp is a time as a day and a minute of the commune.
func (c Cases) Stamp(at time.Time) string { return at.In(c.Zone).Format("15:04 02/01/2006") }

// WhyNot is in plain words why an act on a case was refused; empty where it is our own trouble.
func (c Cases) WhyNot(r kv.Reader, by commune.Actor, id feedback.CaseID, act feedback.Act, err error) string {
	code := string(id)
	switch fault.KindOf(err) {
	case fault.NotFound:
		if act == feedback.ToContact {
			return c.Say("desk.why_no_contact")
		}
		return c.Say("desk.why_gone", "Code", code)
	case fault.Denied:
		is, gone := feedback.Get(r, id)
		switch {
		case by.Staff == "":
			return c.Say("bot.denied")
		case gone == nil && is.Official && c.Desk.May(r, by, id, feedback.ToNote) != nil: // they are not told that there is one
			return c.Say("desk.why_gone", "Code", code)
		case act == feedback.ToContact:
			return c.Say("desk.why_contact")
		case act == feedback.ToAssign || act == feedback.ToTransfer:
			if c.Desk.May(r, by, id, feedback.ToNote) == nil { // of their own office
				return c.Say("desk.why_not_in_charge")
			}
		case act == feedback.ToMerge:
			if c.Desk.May(r, by, id, feedback.ToNote) == nil {
				return c.Say("desk.why_merge_apart")
			}
		}
		return c.Say("desk.why_office", "Code", code)
	case fault.Conflict:
		return c.whyConflict(r, id, act, err)
	case fault.Invalid:
		switch act {
		case feedback.ToClose, feedback.ToContact, feedback.ToMerge, feedback.ToTransfer, feedback.ToAssign:
			return c.Say("desk.why_invalid_" + string(act))
		}
		return c.Say("desk.why_long")
	}
	return ""
}

func (c Cases) whyConflict(r kv.Reader, id feedback.CaseID, act feedback.Act, err error) string {
	is, gone := feedback.Get(r, id)
	if gone != nil {
		return c.Say("desk.why_gone", "Code", string(id))
	}
	var beaten *feedback.Beaten
	switch {
	case errors.As(err, &beaten):
		if is.Taken.IsZero() {
			return c.Say("desk.why_beaten_plain", "Who", c.Name(r, beaten.By))
		}
		return c.Say("desk.why_beaten", "Who", c.Name(r, beaten.By), "When", c.Stamp(is.Taken))
	case act == feedback.ToMerge && !is.State.Ended():
		return c.Say("desk.why_merge_over")
	case is.State == feedback.Merged:
		return c.Say("desk.why_merged", "Code", string(id), "Into", string(is.Into))
	}
	return c.Say("desk.why_state", "Code", string(id), "State", c.Say("desk.state_"+string(is.State)))
}
