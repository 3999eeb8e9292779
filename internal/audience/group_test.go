package audience

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

func TestALeaderBindsAGroupWithACode(t *testing.T) {
	o := newTown(t)
	lan := o.leader("lan", "xom-1")
	o.meet("g", true)
	o.must(func(tx kv.Tx) error { return OfferGroup(tx, lan, "code", "xom-1", o.now) })
	bind := func(tx kv.Tx) error { return BindGroup(tx, "code", "g", []Topic{"cchc"}, o.now) }
	o.must(bind)
	want := Subscription{ID: "g", Wish: wish("xom-1", "cchc"), Since: day, BoundBy: lan.Staff}
	if d := cmp.Diff(want, o.of("g")); d != "" {
		t.Error(d)
	}
	wantKind(t, o.try(bind), fault.NotFound) // a code works once

	o.view(func(r kv.Reader) error {
		reach, err := Count(r, Target{Hamlets: []commune.HamletID{"xom-1"}})
		if d := cmp.Diff([]Reach{{Channel: "telegram", Groups: 1}}, reach); d != "" {
			t.Error(d)
		}
		groups, err2 := Groups(r, "xom-1")
		if len(groups) != 1 || groups[0].ID != "g" {
			t.Errorf("groups of the hamlet: %v", groups)
		}
		if err == nil {
			err = err2
		}
		return err
	})

	other := o.leader("hai", "xom-2")
	unbind := func(by commune.Actor) error {
		return o.try(func(tx kv.Tx) error { return UnbindGroup(tx, by, "g", o.now) })
	}
	wantKind(t, unbind(other), fault.Denied)
	wantKind(t, unbind(resident("g")), fault.Denied)
	if err := unbind(lan); err != nil {
		t.Fatal(err)
	}
	wantKind(t, unbind(lan), fault.NotFound)
	if o.of("g").Active() {
		t.Error("the group still receives")
	}
	var acts []string
	o.view(func(r kv.Reader) error {
		entries, err := staff.Entries(r, 1, 0)
		for _, e := range entries {
			if e.Kind == "address" {
				acts = append(acts, e.Act+" "+e.Object+" "+string(e.By))
			}
		}
		return err
	})
	if d := cmp.Diff([]string{"audience.bind_group g s-lan", "audience.unbind_group g s-lan"}, acts); d != "" {
		t.Errorf("the audit: %s", d)
	}
}

func TestACodeForAGroupIsRefused(t *testing.T) {
	tests := map[string]struct {
		before func(o *town, lan commune.Actor)
		code   string
		to     string
		want   fault.Kind
	}{
		"made up":               {func(*town, commune.Actor) {}, "other", "g", fault.NotFound},
		"an hour later":         {func(o *town, _ commune.Actor) { o.now = o.now.Add(OfferLasts) }, "code", "g", fault.NotFound},
		"in a person's own":     {func(*town, commune.Actor) {}, "code", "p", fault.Invalid},
		"of a leader revoked":   {func(o *town, lan commune.Actor) { o.revoke(lan) }, "code", "g", fault.NotFound},
		"after a newer code":    {func(o *town, lan commune.Actor) { o.offer(lan, "newer", "xom-1") }, "code", "g", fault.NotFound},
		"of another's hamlet":   {func(o *town, _ commune.Actor) { o.bindTo("xom-2", "g") }, "code", "g", fault.Conflict},
		"with too many topics":  {func(*town, commune.Actor) {}, "code", "many", fault.Invalid},
		"of nobody that we met": {func(*town, commune.Actor) {}, "code", "stranger", fault.NotFound},
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			o := newTown(t)
			lan := o.leader("lan", "xom-1")
			for _, g := range []string{"g", "many"} {
				o.meet(g, true)
			}
			o.meet("p", false)
			o.offer(lan, "code", "xom-1")
			c.before(o, lan)
			var topics []Topic
			if c.to == "many" {
				topics = make([]Topic, MaxTopics+1)
			}
			wantKind(t, o.try(func(tx kv.Tx) error { return BindGroup(tx, c.code, address.ID(c.to), topics, o.now) }), c.want)
		})
	}
}

func TestOnlyALeaderOffersAndOnlyForTheOwnHamlet(t *testing.T) {
	o := newTown(t)
	lan := o.leader("lan", "xom-1")
	for name, by := range map[string]commune.Actor{
		"a resident": resident("lan"), "the leader of another": lan, "a chair": {Staff: "s-c", Role: commune.Chair},
	} {
		h := commune.HamletID("xom-2")
		t.Run(name, func(t *testing.T) {
			wantKind(t, o.try(func(tx kv.Tx) error { return OfferGroup(tx, by, "code", h, o.now) }), fault.Denied)
		})
	}
}

func TestALeaderOfTwoHamletsMovesAGroupBetweenThem(t *testing.T) {
	o := newTown(t)
	o.meet("g", true)
	lan := o.leader("lan", "xom-1")
	o.must(func(tx kv.Tx) error {
		g := staff.Grant{Role: commune.Leader, Hamlets: []commune.HamletID{"xom-1", "xom-2"}}
		return staff.Seat(tx, "lan", "s-two", g, "", o.now)
	})
	lan.Staff, lan.Hamlets = "s-two", []commune.HamletID{"xom-1", "xom-2"}
	for i, h := range lan.Hamlets {
		o.now = o.now.Add(time.Minute)
		code := string(rune('a' + i))
		o.offer(lan, code, h)
		o.must(func(tx kv.Tx) error { return BindGroup(tx, code, "g", nil, o.now) })
		if s := o.of("g"); len(s.Hamlets) != 1 || s.Hamlets[0] != h {
			t.Errorf("bound to %v, want %v", s.Hamlets, h)
		}
	}
}

func (o *town) offer(by commune.Actor, code string, h commune.HamletID) {
	o.Helper()
	o.must(func(tx kv.Tx) error { return OfferGroup(tx, by, code, h, o.now) })
}

func (o *town) revoke(by commune.Actor) {
	o.Helper()
	machine := commune.Actor{Role: commune.Admin, Machine: true}
	o.must(func(tx kv.Tx) error { return staff.Revoke(tx, machine, by.Staff, o.now) })
}

// bindTo binds the group to a hamlet by that hamlet's own leader.
func (o *town) bindTo(h commune.HamletID, group string) {
	o.Helper()
	by := o.leader("leader-"+string(h), h)
	o.offer(by, "code of "+string(h), h)
	o.must(func(tx kv.Tx) error { return BindGroup(tx, "code of "+string(h), address.ID(group), nil, o.now) })
}
