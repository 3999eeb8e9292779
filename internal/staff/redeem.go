package staff

import (
	"slices"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Verdict is what comes of a code.
type Verdict string

// The verdicts. All but Accepted leave the duties as they are; all but Held, Shut and Closed leave an entry in
// the audit, and those that do count as a wrong code.
const (
	Accepted  Verdict = "accepted"
	Held      Verdict = "held"      // the person has this duty already; the code stays unused
	Foreign   Verdict = "foreign"   // the code adds a conversation to an account that is not this person's
	Wrong     Verdict = "wrong"     //
	Used      Verdict = "used"      //
	Expired   Verdict = "expired"   //
	Withdrawn Verdict = "withdrawn" //
	Shut      Verdict = "shut"      // too many wrong codes from this conversation: nothing is said
	Closed    Verdict = "closed"    // too many from everywhere: later, please
)

// Attempt is a code put to the test, before anything is written.
type Attempt struct {
	Verdict Verdict
	Account Account    // Accepted: as it will be
	Grant   Grant      // Accepted: what came to it; empty where it was a conversation only
	Old     string     // hash of the account before; empty where it is new
	Last    bool       // with this one it was too many: silence from now on
	invite  Invitation //
	who     address.ID
	code    string
	id      commune.StaffID
	now     time.Time
}

// Try tells what would come of the code in the conversation of one person; id names the account if it has
// to be made. Commit does it.
func Try(r kv.Reader, who address.ID, code string, id commune.StaffID, now time.Time) (Attempt, error) {
	a := Attempt{who: who, code: code, id: id, now: now}
	own, err := guessed(r, who, now)
	if err != nil {
		return a, err
	}
	all, err := guessed(r, "", now)
	if err != nil {
		return a, err
	}
	switch {
	case !own.Shut.IsZero():
		a.Verdict = Shut
		return a, nil
	case !all.Shut.IsZero():
		a.Verdict = Closed
		return a, nil
	}
	if err := a.judge(r); err != nil {
		return a, err
	}
	a.Last = a.counts() && !own.count(now, mostWrong).Shut.IsZero()
	return a, nil
}

// judge looks the code up.
func (a *Attempt) judge(r kv.Reader) error {
	inv, err := invitations.Get(r, codeHash(a.code))
	if fault.Is(err, fault.NotFound) {
		a.Verdict = Wrong
		return nil
	}
	if err != nil {
		return err
	}
	a.invite = inv
	switch {
	case !inv.Withdrawn.IsZero():
		a.Verdict = Withdrawn
	case !inv.Used.IsZero():
		a.Verdict = Used
	case !a.now.Before(inv.Until):
		a.Verdict = Expired
	default:
		return a.accept(r, inv)
	}
	return nil
}

// accept works out the account as it will be.
func (a *Attempt) accept(r kv.Reader, inv Invitation) error {
	held, has, err := Of(r, a.who)
	if err != nil {
		return err
	}
	switch {
	case inv.For == "" && has:
		a.Old, a.Account = held.digest(), held.add(inv.Grant)
		if a.Account.digest() == a.Old {
			a.Verdict = Held
			return nil
		}
	case inv.For == "":
		a.Account = Account{ID: a.id, Label: inv.Label, Since: a.now.UTC(), InvitedBy: inv.By, Addresses: []address.ID{a.who}}.add(inv.Grant)
	case has && held.ID == inv.For:
		a.Verdict = Held
		return nil
	case has:
		a.Verdict = Foreign
		return nil
	default:
		if a.Account, err = accounts.Get(r, inv.For); err != nil {
			return err
		}
		a.Old = a.Account.digest()
		a.Account.Addresses = append(slices.Clone(a.Account.Addresses), a.who)
	}
	a.Verdict, a.Grant = Accepted, inv.Grant
	return nil
}

// counts tells whether it counts as a wrong code.
func (a Attempt) counts() bool {
	return !slices.Contains([]Verdict{Accepted, Held, Shut, Closed}, a.Verdict)
}

// Commit writes what came of the attempt. Conflict where it would come out otherwise by now, such as
// when somebody else used the code meanwhile.
func (a Attempt) Commit(tx kv.Tx) error {
	is, err := Try(tx, a.who, a.code, a.id, a.now)
	if err != nil {
		return err
	}
	if is.Verdict != a.Verdict || is.Old != a.Old || is.Last != a.Last {
		return fault.New(fault.Conflict, "staff: the invitation or the account changed meanwhile")
	}
	by, err := Actor(tx, a.who)
	switch {
	case err != nil:
		return err
	case a.Verdict == Accepted:
		return a.take(tx, by)
	case a.counts():
		return a.refuse(tx, by)
	}
	return nil
}

func (a Attempt) take(tx kv.Tx, by commune.Actor) error {
	if a.Old == "" {
		if added, err := accounts.Add(tx, a.Account); err != nil {
			return err
		} else if !added {
			return fault.New(fault.Conflict, "staff: the id %s is taken", a.Account.ID)
		}
	} else if err := accounts.Put(tx, a.Account); err != nil {
		return err
	}
	inv := a.invite
	inv.Used, inv.UsedBy = a.now.UTC(), a.Account.ID
	if err := invitations.Put(tx, inv); err != nil {
		return err
	}
	by.Staff = a.Account.ID
	return Note(tx, by, Entry{
		Act: "account.redeem", Kind: "account", Object: string(a.Account.ID), Old: a.Old, New: a.Account.digest(),
		Reason: "invitation " + inv.Short() + ": " + a.Account.duties(),
	}, a.now)
}

// refuse counts a code that was not taken and notes it.
func (a Attempt) refuse(tx kv.Tx, by commune.Actor) error {
	if err := forget(tx, a.now); err != nil {
		return err
	}
	what := string(a.Verdict) + " code"
	if a.invite.ID != "" {
		what += " of invitation " + a.invite.Short()
	}
	if err := Note(tx, by, Entry{Act: "account.refuse", Kind: "address", Object: string(a.who), Reason: what}, a.now); err != nil {
		return err
	}
	for _, of := range []struct {
		id   address.ID
		most int
		act  string
	}{{a.who, mostWrong, "account.shut"}, {"", mostAll, "account.close"}} {
		g, err := guessed(tx, of.id, a.now)
		if err != nil {
			return err
		}
		g = g.count(a.now, of.most)
		if err := guesses.Put(tx, g); err != nil {
			return err
		}
		if !g.Shut.IsZero() {
			if err := Note(tx, by, Entry{Act: of.act, Kind: "address", Object: string(of.id), Reason: "too many codes that were not taken"}, a.now); err != nil {
				return err
			}
		}
	}
	return nil
}
