package audience

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

func hamlets(ids ...commune.HamletID) Target { return Target{Hamlets: ids} }

// village has one of each: two hamlets, somebody of both, somebody of none, one who stopped, one who
// left, a group.
func village(t *testing.T) *town {
	o := newTown(t)
	for id, w := range map[string]Wish{
		"a1-storm": wish("xom-1", "thien-tai"),
		"b1":       wish("xom-1"),
		"c2":       wish("xom-2", "cchc"),
		"d12":      {Hamlets: []commune.HamletID{"xom-1", "xom-2"}, Topics: []Topic{"cchc"}},
		"e-none":   {Place: "xóm nào đó", Topics: []Topic{"cchc"}},
		"f10":      wish("xom-10"),
		"x1-left":  wish("xom-1", "cchc"),
		"y1-stop":  wish("xom-1", "thien-tai"),
	} {
		o.meet(id, false)
		if err := o.subscribe(id, w); err != nil {
			t.Fatal(err)
		}
	}
	o.meet("g1", true)
	o.bindTo("xom-1", "g1")
	o.leave("x1-left")
	o.must(func(tx kv.Tx) error { return Stop(tx, resident("y1-stop"), o.now) })
	return o
}

func TestWhoBelongsToATarget(t *testing.T) {
	o := village(t)
	tests := map[string]struct {
		who  Target
		want []address.ID
	}{
		"a hamlet": {hamlets("xom-1"), []address.ID{"a1-storm", "b1", "d12", "g1"}},
		"a hamlet is not one that begins like it": {hamlets("xom-10"), []address.ID{"f10"}},
		"two hamlets, who is of both once":        {hamlets("xom-2", "xom-1"), []address.ID{"a1-storm", "b1", "c2", "d12", "g1"}},
		"the same hamlet twice":                   {hamlets("xom-2", "xom-2"), []address.ID{"c2", "d12"}},
		"a hamlet that is gone":                   {hamlets("xom-99"), nil},
		"a topic":                                 {Target{Topic: "cchc"}, []address.ID{"c2", "d12", "e-none"}},
		"a topic of a hamlet":                     {Target{Hamlets: []commune.HamletID{"xom-1"}, Topic: "cchc"}, []address.ID{"d12"}},
		"an emergency whatever the topics":        {Target{Hamlets: []commune.HamletID{"xom-1"}, Topic: "thien-tai", Urgent: true}, []address.ID{"a1-storm", "b1", "d12", "g1"}},
		"the commune":                             {Target{Commune: true}, []address.ID{"a1-storm", "b1", "c2", "d12", "e-none", "f10", "g1"}},
		"a topic of the commune":                  {Target{Commune: true, Topic: "thien-tai"}, []address.ID{"a1-storm"}},
		"an emergency of the commune":             {Target{Commune: true, Topic: "thien-tai", Urgent: true}, []address.ID{"a1-storm", "b1", "c2", "d12", "e-none", "f10", "g1"}},
		"an emergency for a topic alone":          {Target{Topic: "thien-tai", Urgent: true}, []address.ID{"a1-storm"}},
	}
	everyone := []address.ID{"a1-storm", "b1", "c2", "d12", "e-none", "f10", "g1", "x1-left", "y1-stop", "nobody"}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			for step := 1; step < 10; step++ {
				if d := cmp.Diff(c.want, o.walked(c.who, step)); d != "" {
					t.Errorf("in steps of %d: %s", step, d)
				}
			}
			var may []address.ID
			o.view(func(r kv.Reader) error {
				for _, id := range everyone {
					ok, err := MayReceive(r, id, c.who)
					if err != nil {
						return err
					}
					if ok {
						may = append(may, id)
					}
				}
				return nil
			})
			if d := cmp.Diff(c.want, may); d != "" {
				t.Errorf("who may receive it: %s", d)
			}
		})
	}
}

func TestCountTellsPeopleGroupsAndWhoLeftByChannel(t *testing.T) {
	o := village(t)
	o.must(func(tx kv.Tx) error {
		if _, err := address.Meet(tx, "console", "1", false, "z-console", o.now); err != nil {
			return err
		}
		return Subscribe(tx, resident("z-console"), wish("xom-1"), agreed, o.now)
	})
	o.view(func(r kv.Reader) error {
		got, err := Count(r, hamlets("xom-1"))
		want := []Reach{{Channel: "console", People: 1}, {Channel: "telegram", People: 3, Groups: 1, Left: 1}}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		return err
	})
}

func TestWhoLeftAndComesBackReceivesAsBefore(t *testing.T) {
	o := village(t)
	before := o.of("x1-left")
	o.meet("x1-left", false)
	if got := o.walked(hamlets("xom-1"), 100); !slices.Contains(got, "x1-left") {
		t.Errorf("walked %v", got)
	}
	if d := cmp.Diff(before, o.of("x1-left")); d != "" {
		t.Errorf("the subscription is another: %s", d)
	}
}

func TestStaffAreWalkedByAccount(t *testing.T) {
	o := newTown(t)
	seat := func(id, account string, role commune.Role) {
		o.meet(id, false)
		o.must(func(tx kv.Tx) error {
			return staff.Seat(tx, address.ID(id), commune.StaffID(account), staff.Grant{Role: role, Office: "mot-cua"}, "", o.now)
		})
	}
	seat("z", "s-1", commune.Staff)
	seat("b", "s-2", commune.Head)
	seat("a", "s-3", commune.Staff)
	seat("c", "s-4", commune.Chair)
	// s-1 writes on a second phone too.
	o.meet("y", false)
	machine := commune.Actor{Role: commune.Admin, Machine: true}
	code := staff.NewCode("phone")
	o.must(func(tx kv.Tx) error {
		return staff.Invite(tx, machine, code, staff.Invitation{For: "s-1"}, o.now)
	})
	var a staff.Attempt
	o.view(func(r kv.Reader) (err error) { a, err = staff.Try(r, "y", code, "", o.now); return err })
	o.must(a.Commit)

	who := Target{Roles: []commune.Role{commune.Staff, commune.Head}}
	want := []address.ID{"z", "b", "a"}
	for step := 1; step < 5; step++ {
		if d := cmp.Diff(want, o.walked(who, step)); d != "" {
			t.Errorf("in steps of %d: %s", step, d)
		}
	}
	o.leave("z")
	if d := cmp.Diff([]address.ID{"y", "b", "a"}, o.walked(who, 2)); d != "" {
		t.Errorf("after the first phone left: %s", d)
	}
	o.leave("y")
	o.view(func(r kv.Reader) error {
		got, err := Count(r, who)
		if d := cmp.Diff([]Reach{{Channel: "telegram", People: 2, Left: 1}}, got); d != "" {
			t.Error(d)
		}
		return err
	})
	o.must(func(tx kv.Tx) error { return staff.Revoke(tx, machine, "s-2", o.now) })
	may := func(id address.ID) (ok bool) {
		o.view(func(r kv.Reader) (err error) { ok, err = MayReceive(r, id, who); return err })
		return ok
	}
	for id, want := range map[address.ID]bool{"a": true, "b": false, "c": false, "y": false, "nobody": false} {
		if may(id) != want {
			t.Errorf("MayReceive(%s) is %v", id, !want)
		}
	}
}

func TestATargetThatNamesNobodyOrTwoThingsIsInvalid(t *testing.T) {
	o := village(t)
	roles := []commune.Role{commune.Staff}
	for name, who := range map[string]Target{
		"nobody":              {},
		"urgent nobody":       {Urgent: true},
		"hamlets and commune": {Hamlets: []commune.HamletID{"xom-1"}, Commune: true},
		"hamlets and staff":   {Hamlets: []commune.HamletID{"xom-1"}, Roles: roles},
		"a topic of staff":    {Topic: "cchc", Roles: roles},
	} {
		t.Run(name, func(t *testing.T) {
			o.view(func(r kv.Reader) error {
				_, _, err := Walk(r, who, "", 10)
				wantKind(t, err, fault.Invalid)
				_, err = Count(r, who)
				wantKind(t, err, fault.Invalid)
				return nil
			})
		})
	}
	o.view(func(r kv.Reader) error {
		_, _, err := Walk(r, Target{Commune: true}, "", 0)
		wantKind(t, err, fault.Invalid)
		return nil
	})
}

func TestManyHamletsAreOneOrderlyWalk(t *testing.T) {
	o := newTown(t)
	var all []commune.HamletID
	var want []address.ID
	for h := range 60 {
		all = append(all, commune.HamletID(fmt.Sprintf("xom-%d", h)))
	}
	for i := range 300 {
		id := address.ID(fmt.Sprintf("p%03d", (i*7919)%1000))
		want = append(want, id)
		o.must(func(tx kv.Tx) error {
			if _, err := address.Meet(tx, "telegram", string(id), false, id, o.now); err != nil {
				return err
			}
			w := Wish{Hamlets: []commune.HamletID{all[i*i%7], all[i%60]}}
			return Subscribe(tx, resident(string(id)), w, agreed, o.now)
		})
	}
	slices.Sort(want)
	want = slices.Compact(want)
	for _, step := range []int{1, 7, 150, 1000} {
		if d := cmp.Diff(want, o.walked(hamlets(all...), step)); d != "" {
			t.Errorf("in steps of %d: %s", step, d)
		}
	}
}
