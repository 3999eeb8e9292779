package commune

import "slices"

// Role is what somebody may do here (design, section 8). Which act asks for which role is decided in
// the room that acts.
type Role string

// The roles. Everybody is a resident; the others are given by invitation.
const (
	Resident Role = "resident" // người dân
	Leader   Role = "leader"   // trưởng xóm, of the hamlets that the account names
	Staff    Role = "staff"    // cán bộ of one office
	Head     Role = "head"     // staff who leads an office
	Chair    Role = "chair"    // lãnh đạo xã
	Admin    Role = "admin"    // accounts and configuration, no case text
)

// Roles are all roles but Resident, from the least to the most.
func Roles() []Role { return []Role{Leader, Staff, Head, Chair, Admin} }

// StaffID names an account of somebody with a role, in records and in the audit.
type StaffID string

// Actor is whoever acts: the account with its role, or a resident, who has none. It is read from the
// store for each message, so what was revoked is gone with the next one.
type Actor struct {
	Address string     // our own id of the conversation in which it is done; empty at the machine
	Staff   StaffID    // empty for a resident
	Role    Role       // the highest; ask with Is, for one person may have several duties
	Also    []Role     // the others: a leader may work in an office, and one of the staff is admin
	Hamlets []HamletID // of a leader
	Office  OfficeID   // of staff and head
	Machine bool       // at the command line of the machine itself
}

// Is tells whether the actor has one of the roles.
func (a Actor) Is(roles ...Role) bool {
	return slices.Contains(roles, a.Role) || slices.ContainsFunc(a.Also, func(r Role) bool { return slices.Contains(roles, r) })
}

// Roles are all that the actor has.
func (a Actor) Roles() []Role { return append([]Role{a.Role}, a.Also...) }

// Leads tells whether the actor is the leader of that hamlet.
func (a Actor) Leads(h HamletID) bool { return a.Is(Leader) && slices.Contains(a.Hamlets, h) }

// Official tells whether the actor is staff or above: every act of theirs is in the audit.
func (a Actor) Official() bool { return a.Is(Staff, Head, Chair, Admin) }
