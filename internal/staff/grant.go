package staff

import (
	"slices"
	"strings"

	"loaxom/internal/commune"
	"loaxom/internal/fault"
)

// Grant is a duty that an invitation gives: a role with what belongs to it.
type Grant struct {
	Role    commune.Role       `json:"role"`
	Hamlets []commune.HamletID `json:"hamlets,omitempty"` // of a leader: at least one
	Office  commune.OfficeID   `json:"office,omitempty"`  // of staff and head
}

// String is the grant as --role and :as take it: "leader xom-1 xom-2", "staff cong-an", "chair".
func (g Grant) String() string {
	words := []string{string(g.Role)}
	for _, h := range g.Hamlets {
		words = append(words, string(h))
	}
	if g.Office != "" {
		words = append(words, string(g.Office))
	}
	return strings.Join(words, " ")
}

// ReadGrant reads what String writes. Invalid where it says nothing that Check could look at.
func ReadGrant(words []string) (g Grant, err error) {
	if len(words) == 0 {
		return g, fault.New(fault.Invalid, "write a role: %s", roleNames())
	}
	g.Role = commune.Role(words[0])
	rest := words[1:]
	switch g.Role {
	case commune.Leader:
		for _, h := range rest {
			g.Hamlets = append(g.Hamlets, commune.HamletID(h))
		}
		rest = nil
	case commune.Staff, commune.Head:
		if len(rest) > 0 {
			g.Office, rest = commune.OfficeID(rest[0]), rest[1:]
		}
	}
	if len(rest) > 0 {
		return g, fault.New(fault.Invalid, "role %s takes no %q", g.Role, rest[0])
	}
	return g, nil
}

// Check holds a grant against the commune's hamlets and offices. Invalid, with what to write instead.
func (g Grant) Check(hamlets []commune.Hamlet, offices []commune.Office) error {
	leads, serves := g.Role == commune.Leader, g.Role == commune.Staff || g.Role == commune.Head
	switch {
	case !slices.Contains(commune.Roles(), g.Role):
		return fault.New(fault.Invalid, "role %q: write one of %s", g.Role, roleNames())
	case leads && len(g.Hamlets) == 0:
		return fault.New(fault.Invalid, "a leader leads a hamlet: name one of %s", hamletIDs(hamlets))
	case !leads && len(g.Hamlets) > 0:
		return fault.New(fault.Invalid, "role %s has no hamlet: only a leader has", g.Role)
	case serves && g.Office == "":
		return fault.New(fault.Invalid, "role %s belongs to an office: name one of %s", g.Role, officeIDs(offices))
	case !serves && g.Office != "":
		return fault.New(fault.Invalid, "role %s has no office: only staff and head have", g.Role)
	}
	for _, id := range g.Hamlets {
		if !slices.ContainsFunc(hamlets, func(h commune.Hamlet) bool { return h.ID == id }) {
			return fault.New(fault.Invalid, "there is no hamlet %q: name one of %s", id, hamletIDs(hamlets))
		}
	}
	if serves && !slices.ContainsFunc(offices, func(o commune.Office) bool { return o.ID == g.Office }) {
		return fault.New(fault.Invalid, "there is no office %q: name one of %s", g.Office, officeIDs(offices))
	}
	return nil
}

func roleNames() string {
	var names []string
	for _, r := range commune.Roles() {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

func hamletIDs(hamlets []commune.Hamlet) string {
	if len(hamlets) == 0 {
		return `those that you first write into the configuration as [[hamlet]] id = "xom-1", name = "Xóm 1"`
	}
	var ids []string
	for _, h := range hamlets {
		ids = append(ids, string(h.ID))
	}
	return strings.Join(ids, ", ")
}

func officeIDs(offices []commune.Office) string {
	if len(offices) == 0 {
		return `those that you first write into the configuration as [[office]] id = "cong-an", name = "Công an xã"`
	}
	var ids []string
	for _, o := range offices {
		ids = append(ids, string(o.ID))
	}
	return strings.Join(ids, ", ")
}

// officialPost tells roles of which a person has one at a time: whoever becomes head of an office is
// not its staff beside it.
func officialPost(r commune.Role) bool {
	return r == commune.Staff || r == commune.Head || r == commune.Chair
}

// add gives an account one more duty. A leader's hamlets come to those that were there; an official post
// takes the place of another; being admin stands beside all.
func (a Account) add(g Grant) Account {
	a.Roles, a.Hamlets = slices.Clone(a.Roles), slices.Clone(a.Hamlets)
	if officialPost(g.Role) {
		a.Roles = slices.DeleteFunc(a.Roles, officialPost)
		a.Office = g.Office
	}
	if !slices.Contains(a.Roles, g.Role) {
		a.Roles = append(a.Roles, g.Role)
	}
	slices.SortFunc(a.Roles, func(x, y commune.Role) int {
		return slices.Index(commune.Roles(), y) - slices.Index(commune.Roles(), x)
	})
	for _, h := range g.Hamlets {
		if !slices.Contains(a.Hamlets, h) {
			a.Hamlets = append(a.Hamlets, h)
		}
	}
	return a
}

// Duties are the account's duties, the highest first, as Grants.
func (a Account) Duties() (list []Grant) {
	for _, r := range a.Roles {
		g := Grant{Role: r}
		switch r {
		case commune.Leader:
			g.Hamlets = a.Hamlets
		case commune.Staff, commune.Head:
			g.Office = a.Office
		}
		list = append(list, g)
	}
	return list
}

// duties are those in words for the audit.
func (a Account) duties() string {
	var words []string
	for _, g := range a.Duties() {
		words = append(words, g.String())
	}
	return strings.Join(words, ", ")
}
