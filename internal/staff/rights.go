package staff

import (
	"slices"
	"strings"

	"loaxom/internal/commune"
	"loaxom/internal/fault"
)

// Act is something that not everybody may do. The names are those of the audit's entries where the act
// leaves one.
type Act string

// The acts (design, section 8).
const (
	ToInvite        Act = "account.invite"  // invitations: make, list, withdraw
	ToRevoke        Act = "account.revoke"  //
	ToNotify        Act = "notice.hamlet"   // a notice to one hamlet, by its leader
	ToNotifyWide    Act = "notice.wide"     // to several hamlets, a topic or the commune
	ToApproveWide   Act = "notice.approve"  // by somebody else than its author
	ToConfirmUrgent Act = "notice.urgent"   // an emergency, by somebody else than its author
	ToRunBulletins  Act = "bulletin.run"    // schedule, preview, pause, send now
	ToAnswer        Act = "question.answer" // questions that the content did not answer
	ToMute          Act = "resident.mute"   //
	ToWorkCase      Act = "case.work"       // read, assign, answer, close
	ToTransferCase  Act = "case.transfer"   // to another office
	ToEditContent   Act = "content.edit"    // approve, hide, restore; of a number the first of two
	ToSecondNumber  Act = "content.number"  // the second approval of a number, by somebody else
	ToExport        Act = "export"          //
	ToReadAudit     Act = "audit.read"      //
	ToKeepStore     Act = "store.keep"      // back up, restore, say go after a restore
)

// Object is what an act is done to, as far as rights hang on it. What an act does not ask for stays
// empty.
type Object struct {
	Hamlets    []commune.HamletID // who gets a notice
	Office     commune.OfficeID   // of a case, of what is exported
	Officer    commune.StaffID    // in charge of a case
	First      commune.StaffID    // whoever did the first of two things that need two people
	Leadership bool               // a case about an office or a person in office: the commune's leadership only
}

// reach says on which objects a role may do an act.
type reach uint8

const (
	nothing    reach = iota
	ownHamlet        // exactly one hamlet, which the actor leads
	ownOffice        // of the actor's office, and not for the leadership alone
	inCharge         // the actor is the officer in charge
	another          // somebody else did the first of two things
	everything       //
)

// rights is the table of the design, section 8. A role that is missing may not.
//
// "Staff and up" counts from staff to admin, as the design lists the roles; the one thing that an admin
// is kept from there is the text of cases. Content is kept by those who know the matter: staff, head and
// chair.
var rights = map[Act]map[commune.Role]reach{
	ToInvite:        {commune.Admin: everything},
	ToRevoke:        {commune.Admin: everything},
	ToNotify:        {commune.Leader: ownHamlet},
	ToNotifyWide:    {commune.Staff: everything, commune.Head: everything, commune.Chair: everything},
	ToApproveWide:   {commune.Head: another, commune.Chair: another},
	ToConfirmUrgent: {commune.Head: another, commune.Chair: another, commune.Admin: another},
	ToRunBulletins:  staffAndUp,
	ToAnswer:        staffAndUp,
	ToMute:          staffAndUp,
	ToWorkCase:      {commune.Staff: ownOffice, commune.Head: ownOffice, commune.Chair: everything},
	ToTransferCase:  {commune.Staff: inCharge, commune.Head: ownOffice, commune.Chair: everything},
	ToEditContent:   {commune.Staff: everything, commune.Head: everything, commune.Chair: everything},
	ToSecondNumber:  {commune.Staff: another, commune.Head: another, commune.Chair: another},
	ToExport:        {commune.Head: ownOffice, commune.Chair: everything},
	ToReadAudit:     {commune.Head: ownOffice, commune.Chair: everything},
	ToKeepStore:     {commune.Admin: everything},
}

var staffAndUp = map[commune.Role]reach{commune.Staff: everything, commune.Head: everything, commune.Chair: everything, commune.Admin: everything}

// May asks whether the actor may do the act on the object; Denied where not. A person with several
// duties may do what any of them allows.
func May(by commune.Actor, act Act, on Object) error {
	for _, role := range by.Roles() {
		if rights[act][role].covers(by, on) {
			return nil
		}
	}
	return fault.New(fault.Denied, "staff: %s may not do %s here; who may: %s", by.Role, act, whoMay(act))
}

// whoMay lists the roles that may do an act, if not on every object.
func whoMay(act Act) string {
	var names []string
	for _, role := range commune.Roles() {
		if rights[act][role] != nothing {
			names = append(names, string(role))
		}
	}
	return strings.Join(names, ", ")
}

// Could tells whether there is any object on which the actor may do the act: whether to offer it.
func Could(by commune.Actor, act Act) bool {
	return slices.ContainsFunc(by.Roles(), func(r commune.Role) bool { return rights[act][r] != nothing })
}

func (c reach) covers(by commune.Actor, on Object) bool {
	switch c {
	case ownHamlet:
		return len(on.Hamlets) == 1 && by.Leads(on.Hamlets[0])
	case ownOffice:
		return by.Office != "" && on.Office == by.Office && !on.Leadership
	case inCharge:
		return by.Staff != "" && on.Officer == by.Staff && !on.Leadership
	case another:
		return by.Staff != "" && on.First != "" && on.First != by.Staff
	}
	return c == everything
}
