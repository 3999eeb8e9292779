package staff

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// ValidFor is how long an invitation may be used (design, section 3.1).
const ValidFor = 7 * 24 * time.Hour

// MaxLabel is the longest label, in runes.
const MaxLabel = 60

// Invitation lets whoever has its code take up a duty, once. The code itself is stored nowhere.
type Invitation struct {
	ID string `json:"id"` // the hash of the code
	Grant
	For       commune.StaffID `json:"for,omitempty"`   // adds a conversation to this account; the Grant is empty then
	Label     string          `json:"label,omitempty"` // of the account to be; as the inviter typed it
	By        commune.StaffID `json:"by,omitempty"`    // empty: at the machine
	At        time.Time       `json:"at"`
	Until     time.Time       `json:"until"`
	Used      time.Time       `json:"used,omitzero"`
	UsedBy    commune.StaffID `json:"used_by,omitempty"`
	Withdrawn time.Time       `json:"withdrawn,omitzero"`
}

var invitations = kv.NewTable("invitation", func(i Invitation) string { return i.ID })

// Short names an invitation to people and in the audit; it gives nothing away of the code.
func (i Invitation) Short() string { return i.ID[:min(len(i.ID), 8)] }

// Open tells whether it may still be used at now.
func (i Invitation) Open(now time.Time) bool {
	return i.Used.IsZero() && i.Withdrawn.IsZero() && now.Before(i.Until)
}

// Invite makes an invitation for the code, which NewCode made outside the transaction. inv says what is
// offered: Grant or For, and Label. The Grant was checked against the configuration by the caller, who
// has it.
func Invite(tx kv.Tx, by commune.Actor, code string, inv Invitation, now time.Time) error {
	if err := May(by, ToInvite, Object{}); err != nil {
		return err
	}
	if utf8.RuneCountInString(inv.Label) > MaxLabel {
		return fault.New(fault.Invalid, "a name of %d letters: at most %d", utf8.RuneCountInString(inv.Label), MaxLabel)
	}
	offer := inv.Grant.String()
	if inv.For != "" {
		a, err := accounts.Get(tx, inv.For)
		if err != nil {
			return err
		}
		if !a.Active() {
			return fault.New(fault.Conflict, "staff: account %s is revoked", a.ID)
		}
		inv.Grant, offer = Grant{}, "another conversation for "+string(a.ID)
	} else if !slices.Contains(commune.Roles(), inv.Role) {
		return fault.New(fault.Invalid, "role %q: write one of %s", inv.Role, roleNames())
	}
	inv.ID, inv.By, inv.At, inv.Until = codeHash(code), by.Staff, now.UTC(), now.UTC().Add(ValidFor)
	added, err := invitations.Add(tx, inv)
	if err == nil && !added {
		err = fault.New(fault.Conflict, "staff: this code is taken")
	}
	if err != nil {
		return err
	}
	return Note(tx, by, Entry{Act: string(ToInvite), Kind: "invitation", Object: inv.Short(), New: inv.digest(), Reason: offer}, now)
}

// Waiting lists the invitations that may still be used, the newest first.
func Waiting(r kv.Reader, now time.Time) (list []Invitation, err error) {
	err = open(r, now, func(i Invitation) error { list = append(list, i); return nil })
	slices.SortFunc(list, func(a, b Invitation) int {
		if d := b.At.Compare(a.At); d != 0 {
			return d
		}
		return strings.Compare(a.ID, b.ID)
	})
	return list, err
}

// Withdraw takes an invitation back, named by Short or ID.
func Withdraw(tx kv.Tx, by commune.Actor, id string, now time.Time) error {
	if err := May(by, ToInvite, Object{}); err != nil {
		return err
	}
	found := false
	err := open(tx, now, func(i Invitation) error {
		if found || id == "" || i.ID != id && i.Short() != id {
			return nil
		}
		found = true
		return withdraw(tx, by, i, now)
	})
	if err == nil && !found {
		err = fault.New(fault.NotFound, "staff: no invitation %q is open", id)
	}
	return err
}

func withdraw(tx kv.Tx, by commune.Actor, i Invitation, now time.Time) error {
	old := i.digest()
	i.Withdrawn = now.UTC()
	if err := invitations.Put(tx, i); err != nil {
		return err
	}
	return Note(tx, by, Entry{Act: "account.withdraw", Kind: "invitation", Object: i.Short(), Old: old, New: i.digest()}, now)
}

// open visits the invitations that may be used at now.
func open(r kv.Reader, now time.Time, visit func(Invitation) error) error {
	return invitations.Scan(r, nil, nil, func(i Invitation) error {
		if !i.Open(now) {
			return nil
		}
		return visit(i)
	})
}

func (i Invitation) digest() string {
	raw, err := json.Marshal(i)
	if err != nil {
		return ""
	}
	return Digest(raw)
}
