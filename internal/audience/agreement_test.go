package audience

import (
	"testing"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Each wording is agreed to once; a group agrees to nothing; whoever asks to be forgotten is.
func TestAgreementsForReports(t *testing.T) {
	o := newTown(t)
	o.meet("a", false)
	o.meet("b", false)
	o.meet("g", true)
	by := func(id string) commune.Actor { return commune.Actor{Address: id, Role: commune.Resident} }
	agree := func(id, text string) error {
		return o.try(func(tx kv.Tx) error { return Agree(tx, by(id), ForReports, text, o.now) })
	}
	for _, text := range []string{"đồng ý một", "đồng ý một", "đồng ý hai"} {
		if err := agree("a", text); err != nil {
			t.Fatal(err)
		}
		o.now = o.now.Add(time.Hour)
	}
	if err := agree("b", "đồng ý một"); err != nil {
		t.Fatal(err)
	}
	if err := agree("g", "đồng ý một"); fault.KindOf(err) != fault.Denied {
		t.Errorf("a group agrees: %v", err)
	}
	of := func(id address.ID) (list []Agreement) {
		o.view(func(r kv.Reader) error {
			return Agreements(r, id, func(a Agreement) error { list = append(list, a); return nil })
		})
		return list
	}
	a := of("a")
	if len(a) != 1 || len(a[0].Consents) != 2 || !a[0].Consents[0].At.Equal(day) || a[0].Consents[0].Channel != "telegram" {
		t.Errorf("a has agreed to %+v", a)
	}
	o.view(func(r kv.Reader) error {
		if w, err := Wording(r, a[0].Consents[1].Text); err != nil || w.Words != "đồng ý hai" {
			t.Errorf("the second wording is %+v, %v", w, err)
		}
		return Check(r)
	})
	o.must(func(tx kv.Tx) error { return Forget(tx, "a") })
	if len(of("a")) != 0 || len(of("b")) != 1 {
		t.Error("the wrong one was forgotten")
	}
}
