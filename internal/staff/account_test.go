package staff

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
)

// office is a store with people in it, told by plain words. Its Updates run twice, as they may.
type office struct {
	*testing.T
	db  kv.DB
	now time.Time
	n   int
}

func newOffice(t *testing.T) *office { return &office{T: t, db: kvtest.Twice(memkv.New()), now: day} }

// machine is whoever acts at the command line without --by.
var machine = commune.Actor{Role: commune.Admin, Machine: true}

// invite makes an invitation and gives its code.
func (o *office) invite(by commune.Actor, inv Invitation) string {
	o.Helper()
	o.n++
	code := NewCode(fmt.Sprint(o.n))
	update(o, o.db, func(tx kv.Tx) error { return Invite(tx, by, code, inv, o.now) })
	return code
}

// redeem types a code in a conversation.
func (o *office) redeem(who address.ID, code string) Attempt {
	o.Helper()
	o.n++
	var a Attempt
	update(o, o.db, func(tx kv.Tx) (err error) {
		a, err = Try(tx, who, code, commune.StaffID(fmt.Sprintf("s-%d", o.n)), o.now)
		return err
	})
	update(o, o.db, a.Commit)
	return a
}

func (o *office) actor(who address.ID) (by commune.Actor) {
	o.Helper()
	update(o, o.db, func(tx kv.Tx) (err error) { by, err = Actor(tx, who); return err })
	return by
}

func (o *office) revoke(by commune.Actor, id commune.StaffID) error {
	return o.db.Update(context.Background(), func(tx kv.Tx) error { return Revoke(tx, by, id, o.now) })
}

// audit is the acts so far; it also holds that the chain is whole.
func (o *office) audit() (acts []string) {
	o.Helper()
	if _, err := verify(o, o.db); err != nil {
		o.Error(err)
	}
	update(o, o.db, func(tx kv.Tx) error {
		acts = nil
		list, err := Entries(tx, 0, 0)
		for _, e := range list {
			acts = append(acts, e.Act)
		}
		return err
	})
	return acts
}

func leader(hamlets ...commune.HamletID) Invitation {
	return Invitation{Grant: Grant{Role: commune.Leader, Hamlets: hamlets}}
}

func of(role commune.Role, office commune.OfficeID) Invitation {
	return Invitation{Grant: Grant{Role: role, Office: office}}
}

// One person may have several duties, each by its own invitation.
func TestDutiesComeTogether(t *testing.T) {
	o := newOffice(t)
	for _, step := range []struct {
		inv  Invitation
		want string
	}{
		{leader("xom-1"), "leader xom-1"},
		{leader("xom-2"), "leader xom-1 xom-2"},
		{of(commune.Staff, "cong-an"), "staff cong-an, leader xom-1 xom-2"},
		{of(commune.Admin, ""), "admin, staff cong-an, leader xom-1 xom-2"},
		{of(commune.Head, "van-hoa"), "admin, head van-hoa, leader xom-1 xom-2"}, // one post at a time
		{of(commune.Chair, ""), "admin, chair, leader xom-1 xom-2"},
	} {
		a := o.redeem("adr-1", o.invite(machine, step.inv))
		if a.Verdict != Accepted || a.Account.duties() != step.want {
			t.Errorf("%s: %s, %q instead of %q", step.inv.Grant, a.Verdict, a.Account.duties(), step.want)
		}
	}
	by := o.actor("adr-1")
	if by.Role != commune.Admin || !by.Leads("xom-2") || !by.Is(commune.Chair) || by.Is(commune.Head, commune.Staff) || by.Office != "" || !by.Official() {
		t.Errorf("%+v", by)
	}
	var list []Account
	update(t, o.db, func(tx kv.Tx) (err error) { list, err = Active(tx); return err })
	if len(list) != 1 {
		t.Errorf("%d accounts for one person", len(list))
	}
}

func TestASecondConversationOfTheSamePerson(t *testing.T) {
	o := newOffice(t)
	a := o.redeem("adr-1", o.invite(machine, leader("xom-1")))
	o.redeem("adr-9", o.invite(machine, leader("xom-9")))
	more := o.invite(machine, Invitation{For: a.Account.ID})
	if v := o.redeem("adr-9", more).Verdict; v != Foreign {
		t.Errorf("somebody else's conversation: %s", v)
	}
	if v := o.redeem("adr-1", more).Verdict; v != Held {
		t.Errorf("the same conversation: %s", v)
	}
	if v := o.redeem("adr-2", more).Verdict; v != Accepted {
		t.Errorf("%s", v)
	}
	if x, y := o.actor("adr-1"), o.actor("adr-2"); x.Staff != y.Staff || !y.Leads("xom-1") {
		t.Errorf("%+v %+v", x, y)
	}
	if err := o.revoke(machine, a.Account.ID); err != nil {
		t.Fatal(err)
	}
	if o.actor("adr-1").Role != commune.Resident || o.actor("adr-2").Role != commune.Resident {
		t.Error("a conversation keeps its role after the account was revoked")
	}
}

func TestRevokingIsAtOnceAndWhole(t *testing.T) {
	o := newOffice(t)
	admin := o.redeem("adr-1", o.invite(machine, of(commune.Admin, ""))).Account
	second := o.redeem("adr-2", o.invite(admin.Actor(), of(commune.Admin, ""))).Account
	left := o.invite(second.Actor(), of(commune.Chair, "")) // prepared for the day after
	if err := o.revoke(o.actor("adr-2"), second.ID); err != nil {
		t.Fatal(err)
	}
	if by := o.actor("adr-2"); by.Role != commune.Resident || by.Staff != "" {
		t.Errorf("%+v", by)
	}
	if v := o.redeem("adr-3", left).Verdict; v != Withdrawn {
		t.Errorf("an invitation of somebody who was revoked: %s", v)
	}
	if err := o.revoke(o.actor("adr-1"), second.ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("twice: %v", err)
	}
	if err := o.revoke(o.actor("adr-1"), "s-none"); !fault.Is(err, fault.NotFound) {
		t.Errorf("nobody: %v", err)
	}
	if err := o.revoke(o.actor("adr-2"), admin.ID); !fault.Is(err, fault.Denied) {
		t.Errorf("by somebody who was revoked: %v", err)
	}
	if err := o.revoke(o.actor("adr-1"), admin.ID); !fault.Is(err, fault.Denied) {
		t.Errorf("the last admin from chat: %v", err)
	}
	if o.actor("adr-1").Role != commune.Admin {
		t.Error("the last admin is gone")
	}
	if err := o.revoke(machine, admin.ID); err != nil {
		t.Errorf("the last admin at the machine: %v", err)
	}
	// Whoever was revoked may be invited again and is a new account.
	again := o.redeem("adr-2", o.invite(machine, leader("xom-1")))
	if again.Verdict != Accepted || again.Account.ID == second.ID || again.Account.Is(commune.Admin) {
		t.Errorf("%+v", again)
	}
	o.audit()
}

func TestOnlyAnAdminInvites(t *testing.T) {
	o := newOffice(t)
	for _, by := range []commune.Actor{{}, {Role: commune.Resident}, {Role: commune.Leader}, {Role: commune.Chair, Machine: true}} {
		err := o.db.Update(context.Background(), func(tx kv.Tx) error { return Invite(tx, by, "x", leader("xom-1"), o.now) })
		if !fault.Is(err, fault.Denied) {
			t.Errorf("%+v: %v", by, err)
		}
		err = o.db.Update(context.Background(), func(tx kv.Tx) error { return Withdraw(tx, by, "x", o.now) })
		if !fault.Is(err, fault.Denied) {
			t.Errorf("%+v takes back: %v", by, err)
		}
	}
	for _, inv := range []Invitation{{}, {Grant: Grant{Role: commune.Resident}}, {Grant: Grant{Role: "king"}}, {Grant: Grant{Role: commune.Chair}, Label: strings.Repeat("ạ", MaxLabel+1)}} {
		err := o.db.Update(context.Background(), func(tx kv.Tx) error { return Invite(tx, machine, "x", inv, o.now) })
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", inv.Grant, err)
		}
	}
	if n := len(o.audit()); n != 0 {
		t.Errorf("%d entries of what was not done", n)
	}
}

func TestWhoActsAtTheMachine(t *testing.T) {
	o := newOffice(t)
	inv := of(commune.Head, "van-hoa")
	inv.Label = "Chị Lan"
	lan := o.redeem("adr-1", o.invite(machine, inv)).Account
	at := func(by string) (a commune.Actor, err error) {
		e := o.db.View(context.Background(), func(r kv.Reader) error { a, err = AtMachine(r, by); return nil })
		if e != nil {
			t.Fatal(e)
		}
		return a, err
	}
	for by, want := range map[string]commune.StaffID{"": "", string(lan.ID): lan.ID, "chị lan": lan.ID} {
		if a, err := at(by); err != nil || a.Staff != want || !a.Machine {
			t.Errorf("--by %q: %+v, %v", by, a, err)
		}
	}
	if a, _ := at(string(lan.ID)); a.Role != commune.Head || a.Office != "van-hoa" {
		t.Errorf("%+v", a)
	}
	if _, err := at("chị Hoa"); !fault.Is(err, fault.NotFound) {
		t.Errorf("nobody: %v", err)
	}
	o.redeem("adr-2", o.invite(machine, inv))
	if _, err := at("Chị Lan"); !fault.Is(err, fault.Invalid) {
		t.Errorf("two of a name: %v", err)
	}
}

func TestGrantsAreHeldAgainstTheCommune(t *testing.T) {
	hamlets, offices := []commune.Hamlet{{ID: "xom-1"}, {ID: "xom-2"}}, []commune.Office{{ID: "cong-an"}}
	for words, want := range map[string]string{
		"leader xom-1": "", "leader xom-1 xom-2": "", "staff cong-an": "", "head cong-an": "", "chair": "", "admin": "",
		"":                "write a role: leader, staff, head, chair, admin",
		"king":            `role "king": write one of leader, staff`,
		"resident":        `role "resident": write one of leader, staff`,
		"leader":          "name one of xom-1, xom-2",
		"leader xom-9":    `there is no hamlet "xom-9": name one of xom-1, xom-2`,
		"staff":           "name one of cong-an",
		"head x":          `there is no office "x": name one of cong-an`,
		"chair xom-1":     `role chair takes no "xom-1"`,
		"staff cong-an x": `role staff takes no "x"`,
	} {
		g, err := ReadGrant(strings.Fields(words))
		if err == nil {
			err = g.Check(hamlets, offices)
		}
		switch {
		case want == "" && (err != nil || g.String() != words):
			t.Errorf("%q: %v, %q", words, err, g)
		case want != "" && (!fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want)):
			t.Errorf("%q: %v, want %q", words, err, want)
		}
	}
	for _, g := range []Grant{{Role: commune.Chair, Office: "cong-an"}, {Role: commune.Staff, Office: "cong-an", Hamlets: []commune.HamletID{"xom-1"}}} {
		if err := g.Check(hamlets, offices); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", g, err)
		}
	}
	if err := (Grant{Role: commune.Leader, Hamlets: []commune.HamletID{"xom-1"}}).Check(nil, nil); err == nil || !strings.Contains(err.Error(), "[[hamlet]]") {
		t.Errorf("without any hamlet in the configuration: %v", err)
	}
}
