package staff

import (
	"slices"

	"loaxom/internal/address"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// About tells which duties the person of a conversation has or had, and what the audit holds of them: numbers
// and acts, as they stand there for good.
func About(r kv.Reader, who address.ID, tell address.Tell) error {
	g, err := guesses.Get(r, "g"+string(who))
	if err == nil {
		tell("guess", "Count", g.N, "At", g.Last)
	} else if !fault.Is(err, fault.NotFound) {
		return err
	}
	var own []Account
	err = All(r, func(a Account) error {
		if slices.Contains(a.Addresses, who) {
			own = append(own, a)
		}
		return nil
	})
	for _, a := range own {
		if err != nil {
			break
		}
		for _, role := range a.Roles {
			tell("account", "ID", string(a.ID), "Role", address.Word("role."+string(role)), "Label", a.Label, "Since", a.Since)
		}
		if a.Office != "" {
			tell("account_office", "Office", a.Office)
		}
		for _, h := range a.Hamlets {
			tell("account_hamlet", "Hamlet", h)
		}
		if !a.Active() {
			tell("account_revoked", "At", a.Revoked)
		}
		err = eachEntry(r, func(e Entry) {
			if e.By == a.ID || e.Kind == "account" && e.Object == string(a.ID) {
				tell("audit", "Number", e.Seq, "At", e.At, "Act", e.Act, "Object", e.Object)
			}
		})
	}
	return err
}

// entriesEach is how many entries of the audit are read at a time.
const entriesEach = 1000

func eachEntry(r kv.Reader, visit func(Entry)) error {
	for from := uint64(1); ; from += entriesEach {
		list, err := Entries(r, from, entriesEach)
		if err != nil {
			return err
		}
		for _, e := range list {
			visit(e)
		}
		if len(list) < entriesEach {
			return nil
		}
	}
}

// Forget takes a conversation out of accounts that are not in force any more, and removes what is remembered of
// its wrong codes. The account's label and the audit stay: who did what in an office is the commune's own
// record. Conflict where the account is in force: an admin revokes it first.
func Forget(tx kv.Tx, who address.ID) error {
	if _, found, err := Of(tx, who); err != nil || found {
		if err == nil {
			err = fault.New(fault.Conflict, "staff: the account of the conversation is in force")
		}
		return err
	}
	var own []Account
	err := All(tx, func(a Account) error {
		if slices.Contains(a.Addresses, who) {
			own = append(own, a)
		}
		return nil
	})
	for _, a := range own {
		if err == nil {
			a.Addresses = slices.DeleteFunc(slices.Clone(a.Addresses), func(id address.ID) bool { return id == who })
			err = accounts.Put(tx, a)
		}
	}
	if err != nil {
		return err
	}
	return guesses.Delete(tx, "g"+string(who))
}

// Had tells whether the person of a conversation has or had a duty.
func Had(r kv.Reader, who address.ID) (had bool, err error) {
	err = All(r, func(a Account) error {
		had = had || slices.Contains(a.Addresses, who)
		return nil
	})
	return had, err
}
