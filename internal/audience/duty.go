package audience

import (
	"slices"
	"strings"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// Staff receive what their duty brings without having subscribed; it ends with the account. They are
// walked by account and not by conversation, because an account with two phones is one person: what is
// written goes to the conversation added first of those that can be written to.

// takesStaff tells whether an account is of the target.
func (t Target) takesStaff(a staff.Account) bool {
	return a.Active() && slices.ContainsFunc(t.Roles, func(r commune.Role) bool { return a.Is(r) })
}

// eachOfStaff is each for a target of Roles; its cursor is an account's id.
func eachOfStaff(r kv.Reader, who Target, from Cursor, visit func(address.Record) (more bool)) (next Cursor, err error) {
	list, err := staff.Active(r)
	if err != nil {
		return "", err
	}
	slices.SortFunc(list, func(a, b staff.Account) int { return strings.Compare(string(a.ID), string(b.ID)) })
	for _, a := range list {
		if !who.takesStaff(a) || Cursor(a.ID) <= from {
			continue
		}
		to, found, err := writesTo(r, a)
		if err != nil {
			return "", err
		}
		if found && !visit(to) {
			return Cursor(a.ID), nil
		}
	}
	return "", nil
}

// writesTo is the conversation in which an account is written to; where it has left all of them, one
// that it left.
func writesTo(r kv.Reader, a staff.Account) (to address.Record, found bool, err error) {
	for _, id := range a.Addresses {
		is, err := address.Get(r, id)
		if absent(err) != nil {
			return to, false, err
		}
		if err == nil && (!found || to.Left && !is.Left) {
			to, found = is, true
		}
	}
	return to, found, nil
}
