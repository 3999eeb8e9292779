package staff

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Account is a person with duties. It knows the conversations in which that person writes to us by our
// own ids, and no name but the one that whoever invited typed in.
type Account struct {
	ID        commune.StaffID    `json:"id"`
	Label     string             `json:"label,omitempty"` // as the inviter typed it
	Roles     []commune.Role     `json:"roles"`           // the highest first; at least one
	Hamlets   []commune.HamletID `json:"hamlets,omitempty"`
	Office    commune.OfficeID   `json:"office,omitempty"`
	Addresses []address.ID       `json:"addresses"`
	Since     time.Time          `json:"since"`
	InvitedBy commune.StaffID    `json:"by,omitempty"`      // empty: at the machine
	Revoked   time.Time          `json:"revoked,omitzero"`  // zero: in force
	RevokedBy commune.StaffID    `json:"revoker,omitempty"` //
}

// Active tells whether the account is in force.
func (a Account) Active() bool { return a.Revoked.IsZero() }

// Is tells whether the account has the role.
func (a Account) Is(r commune.Role) bool { return slices.Contains(a.Roles, r) }

// accounts by id, found by the addresses of those in force.
var accounts = kv.NewTable("account", func(a Account) commune.StaffID { return a.ID },
	kv.Index[Account]{Name: addressIndex, Keys: func(a Account) (keys []kv.Key) {
		if a.Active() {
			for _, id := range a.Addresses {
				keys = append(keys, kv.Key{}.Text(string(id)))
			}
		}
		return keys
	}})

const addressIndex = "address"

// Check holds the accounts and invitations against their indexes. Verify looks at the audit.
func Check(r kv.Reader) error {
	if err := accounts.Check(r); err != nil {
		return err
	}
	return invitations.Check(r)
}

// NewStaffID makes the id of an account from an id of chance: short, because people type it after --by.
func NewStaffID(chance string) commune.StaffID {
	sum := sha256.Sum256([]byte(chance))
	return commune.StaffID("s-" + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:5])))
}

// Get reads an account, revoked ones too. NotFound where there is none.
func Get(r kv.Reader, id commune.StaffID) (Account, error) { return accounts.Get(r, id) }

// All calls visit for each account, revoked ones too, in no order that means anything.
func All(r kv.Reader, visit func(Account) error) error { return accounts.Scan(r, nil, nil, visit) }

// Active lists the accounts in force, in the order in which they came to be.
func Active(r kv.Reader) (list []Account, err error) {
	err = All(r, func(a Account) error {
		if a.Active() {
			list = append(list, a)
		}
		return nil
	})
	slices.SortFunc(list, func(a, b Account) int {
		if d := a.Since.Compare(b.Since); d != 0 {
			return d
		}
		return strings.Compare(string(a.ID), string(b.ID))
	})
	return list, err
}

// Of is the account in force that a conversation belongs to; found is false where it is a resident's.
func Of(r kv.Reader, id address.ID) (a Account, found bool, err error) {
	key := kv.Key{}.Text(string(id))
	err = accounts.ByIndex(r, addressIndex, key, key.End(), func(one Account) error {
		a, found = one, true
		return kv.Stop
	})
	return a, found, err
}

// Actor is whoever writes in a conversation that is one person's own. It must be asked for each message
// anew: what was revoked counts no more from then on.
func Actor(r kv.Reader, id address.ID) (commune.Actor, error) {
	a, found, err := Of(r, id)
	if err != nil || !found {
		return commune.Actor{Address: string(id), Role: commune.Resident}, err
	}
	by := a.Actor()
	by.Address = string(id)
	return by, nil
}

// Actor is the account as whoever acts.
func (a Account) Actor() commune.Actor {
	by := commune.Actor{Staff: a.ID, Role: commune.Resident, Hamlets: a.Hamlets, Office: a.Office}
	if a.Active() && len(a.Roles) > 0 {
		by.Role, by.Also = a.Roles[0], a.Roles[1:]
	}
	return by
}

// AtMachine is whoever acts at the command line. by is what --by said: an account's id, or its label
// where only one has it; NotFound and Invalid where that is not so. Without it the actor is nobody in
// particular and may what an admin may: whoever is at the machine holds the store anyway.
func AtMachine(r kv.Reader, by string) (commune.Actor, error) {
	if by == "" {
		return commune.Actor{Role: commune.Admin, Machine: true}, nil
	}
	list, err := Active(r)
	if err != nil {
		return commune.Actor{}, err
	}
	var named []Account
	for _, a := range list {
		if string(a.ID) == by {
			named = []Account{a}
			break
		}
		if strings.EqualFold(a.Label, by) {
			named = append(named, a)
		}
	}
	switch len(named) {
	case 0:
		return commune.Actor{}, fault.New(fault.NotFound, "--by %q: no account has this id or name; take one from /quyen", by)
	case 1:
		actor := named[0].Actor()
		actor.Machine = true
		return actor, nil
	}
	return commune.Actor{}, fault.New(fault.Invalid, "--by %q: %d accounts have this name; take the id from /quyen", by, len(named))
}

// Revoke ends an account at once, with every invitation that it made or that is for it. Denied for the
// last admin, except at the machine: nobody could invite any more.
func Revoke(tx kv.Tx, by commune.Actor, id commune.StaffID, now time.Time) error {
	if err := May(by, ToRevoke, Object{}); err != nil {
		return err
	}
	a, err := accounts.Get(tx, id)
	if err != nil {
		return err
	}
	if !a.Active() {
		return fault.New(fault.Conflict, "staff: account %s is revoked already", id)
	}
	last, err := LastAdmin(tx, id)
	if err != nil {
		return err
	}
	if last && !by.Machine {
		return fault.New(fault.Denied, "staff: %s is the last admin", id)
	}
	old := a.digest()
	a.Revoked, a.RevokedBy = now.UTC(), by.Staff
	if err := accounts.Put(tx, a); err != nil {
		return err
	}
	err = open(tx, now, func(inv Invitation) error {
		if inv.By != id && inv.For != id {
			return nil
		}
		return withdraw(tx, by, inv, now)
	})
	if err != nil {
		return err
	}
	return Note(tx, by, Entry{Act: string(ToRevoke), Kind: "account", Object: string(id), Old: old, New: a.digest(), Reason: a.duties()}, now)
}

// LastAdmin tells whether the account is the only one in force that is admin.
func LastAdmin(r kv.Reader, id commune.StaffID) (bool, error) {
	list, err := Active(r)
	if err != nil {
		return false, err
	}
	is, others := false, false
	for _, a := range list {
		if a.Is(commune.Admin) {
			is, others = is || a.ID == id, others || a.ID != id
		}
	}
	return is && !others, nil
}

// Seat makes an account for a conversation without an invitation: for the terminal, whose only person may
// try every role. An account with this id is left as it is, revoked or not.
func Seat(tx kv.Tx, who address.ID, id commune.StaffID, g Grant, label string, now time.Time) error {
	by := commune.Actor{Role: commune.Admin, Machine: true}
	a := Account{ID: id, Label: label, Since: now.UTC(), Addresses: []address.ID{who}}.add(g)
	if added, err := accounts.Add(tx, a); err != nil || !added {
		return err
	}
	return Note(tx, by, Entry{Act: "account.seat", Kind: "account", Object: string(id), New: a.digest(), Reason: g.String()}, now)
}

// digest is the account's hash for the audit.
func (a Account) digest() string {
	raw, err := json.Marshal(a)
	if err != nil {
		return ""
	}
	return Digest(raw)
}
