package staff

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

func TestACodeGivesItsDutyOnce(t *testing.T) {
	o := newOffice(t)
	code := o.invite(machine, leader("xom-1"))
	if a := o.redeem("adr-1", code); a.Verdict != Accepted || a.Grant.Role != commune.Leader {
		t.Fatalf("%+v", a)
	}
	by := o.actor("adr-1")
	if !by.Leads("xom-1") || by.Leads("xom-10") || by.Staff == "" || by.Address != "adr-1" {
		t.Errorf("%+v", by)
	}
	if a := o.redeem("adr-2", code); a.Verdict != Used {
		t.Errorf("used a second time: %s", a.Verdict)
	}
	if by := o.actor("adr-2"); by.Role != commune.Resident || by.Staff != "" {
		t.Errorf("%+v", by)
	}
	if got := o.audit(); !slices.Equal(got, []string{"account.invite", "account.redeem", "account.refuse"}) {
		t.Errorf("%v", got)
	}
}

func TestACodeThatIsNotTakenSaysWhy(t *testing.T) {
	o := newOffice(t)
	late, gone, own := o.invite(machine, of(commune.Chair, "")), o.invite(machine, of(commune.Chair, "")), o.invite(machine, leader("xom-1"))
	update(t, o.db, func(tx kv.Tx) error { return Withdraw(tx, machine, codeHash(gone)[:8], o.now) })
	o.redeem("adr-1", own)
	same := o.invite(machine, leader("xom-1"))
	o.now = o.now.Add(ValidFor - time.Nanosecond)
	last := o.invite(machine, of(commune.Chair, ""))
	o.now = o.now.Add(time.Nanosecond)
	for code, want := range map[string]Verdict{late: Expired, gone: Withdrawn, own: Used, NewCode("?"): Wrong, "": Wrong} {
		if a := o.redeem("adr-2", code); a.Verdict != want {
			t.Errorf("%s instead of %s", a.Verdict, want)
		}
		o.now = o.now.Add(time.Hour)
	}
	if a := o.redeem("adr-2", last); a.Verdict != Accepted {
		t.Errorf("on its first day: %s", a.Verdict)
	}
	o.now = o.now.Add(-ValidFor)
	if a := o.redeem("adr-1", same); a.Verdict != Held {
		t.Errorf("a duty that one has: %s", a.Verdict)
	}
	if a := o.redeem("adr-3", same); a.Verdict != Accepted {
		t.Errorf("a code that its first reader did not need is lost: %s", a.Verdict)
	}
}

// Five wrong codes in an hour and the conversation is not listened to for an hour, right codes included;
// others are.
func TestGuessingIsStopped(t *testing.T) {
	o := newOffice(t)
	right := o.invite(machine, of(commune.Chair, ""))
	for i := range mostWrong {
		a := o.redeem("adr-1", NewCode("x"))
		if a.Verdict != Wrong || a.Last != (i == mostWrong-1) {
			t.Fatalf("wrong code %d: %s %v", i+1, a.Verdict, a.Last)
		}
		o.now = o.now.Add(10 * time.Minute)
	}
	shut := o.now.Add(-10 * time.Minute)
	if a := o.redeem("adr-1", right); a.Verdict != Shut {
		t.Errorf("the right code after five wrong ones: %s", a.Verdict)
	}
	if got := o.audit(); got[len(got)-1] != "account.shut" || len(got) != 1+mostWrong+1 {
		t.Errorf("%v", got)
	}
	if a := o.redeem("adr-2", NewCode("x")); a.Verdict != Wrong {
		t.Errorf("somebody else: %s", a.Verdict)
	}
	o.now = shut.Add(time.Hour - time.Second)
	if a := o.redeem("adr-1", right); a.Verdict != Shut {
		t.Errorf("within the hour: %s", a.Verdict)
	}
	o.now = shut.Add(-48 * time.Hour) // the clock is set back: nobody is shut out for days
	var back Attempt
	update(t, o.db, func(tx kv.Tx) (err error) { back, err = Try(tx, "adr-1", right, "s-x", o.now); return err })
	if back.Verdict != Accepted {
		t.Errorf("with the clock set back: %s", back.Verdict)
	}
	o.now = shut.Add(time.Hour)
	if a := o.redeem("adr-1", right); a.Verdict != Accepted {
		t.Errorf("after the hour: %s", a.Verdict)
	}
}

func TestGuessingFromManyConversationsIsStopped(t *testing.T) {
	o := newOffice(t)
	right := o.invite(machine, of(commune.Chair, ""))
	for i := range mostAll {
		if a := o.redeem(address.ID(fmt.Sprintf("adr-%d", i)), NewCode("x")); a.Verdict != Wrong {
			t.Fatalf("wrong code %d: %s", i+1, a.Verdict)
		}
	}
	if a := o.redeem("adr-new", right); a.Verdict != Closed {
		t.Errorf("after %d: %s", mostAll, a.Verdict)
	}
	if got := o.audit(); got[len(got)-1] != "account.close" {
		t.Errorf("the audit ends with %s", got[len(got)-1])
	}
	o.now = o.now.Add(time.Hour)
	if a := o.redeem("adr-new", NewCode("y")); a.Verdict != Wrong {
		t.Errorf("after an hour: %s", a.Verdict)
	}
	n := 0
	update(t, o.db, func(tx kv.Tx) error {
		n = 0
		return guesses.Scan(tx, nil, nil, func(guess) error { n++; return nil })
	})
	if n != 2 {
		t.Errorf("%d conversations are remembered for their wrong codes after an hour", n)
	}
}

// Two people send one code at the same moment: one of them has it.
func TestTwoPeopleOneCode(t *testing.T) {
	o := newOffice(t)
	code := o.invite(machine, leader("xom-1"))
	var a, b Attempt
	update(t, o.db, func(tx kv.Tx) (err error) {
		if a, err = Try(tx, "adr-1", code, "s-1", o.now); err == nil {
			b, err = Try(tx, "adr-2", code, "s-2", o.now)
		}
		return err
	})
	update(t, o.db, a.Commit)
	if err := o.db.Update(context.Background(), b.Commit); !fault.Is(err, fault.Conflict) {
		t.Errorf("the second: %v", err)
	}
	if o.actor("adr-1").Role != commune.Leader || o.actor("adr-2").Role != commune.Resident {
		t.Errorf("%+v %+v", o.actor("adr-1"), o.actor("adr-2"))
	}
}
