package app

import (
	"context"
	"fmt"
	"testing"
	"time"

	"loaxom/content"
	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/config"
	"loaxom/internal/control"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/staff"
)

// Everything can be approved in one command by two people, which is more than one transaction holds.
func TestEverythingIsApprovedAtTheMachine(t *testing.T) {
	db := kvtest.Twice(memkv.New())
	h := House{Config: config.Default(), DB: db, Now: func() time.Time { return talkBegins }, NewID: func() string { return "x" }}
	for n, role := range []commune.Role{commune.Chair, commune.Chair, commune.Admin} {
		err := db.Update(t.Context(), func(tx kv.Tx) error {
			id := address.ID(fmt.Sprint("adr", n))
			return staff.Seat(tx, id, commune.StaffID(fmt.Sprint("s-", n)), staff.Grant{Role: role}, fmt.Sprint("n", n), talkBegins)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	lib, _ := content.Load()
	var ids []string
	for _, e := range lib.Entries() {
		ids = append(ids, e.ID)
	}
	for _, b := range lib.Bulletins() {
		ids = append(ids, "bulletin:"+b.ID)
	}
	for _, q := range lib.Quizzes() {
		ids = append(ids, "quiz:"+q.ID)
	}
	for _, p := range lib.Params() {
		if len(p.Values) > 0 {
			ids = append(ids, p.Key)
		}
	}
	calls := h.Calls()
	approve := func(by string) ([]Decided, error) {
		return control.Call[[]Decided](context.Background(), calls, ApproveCall, ApproveOrder{IDs: ids, By: by})
	}
	for _, by := range []string{"", "n2", "nobody"} { // nobody in particular, an admin, no account
		if _, err := approve(by); !fault.Is(err, fault.Denied) && !fault.Is(err, fault.NotFound) {
			t.Errorf("--by %q: %v", by, err)
		}
	}
	for n, want := range []string{StateHalf, StateApproved} {
		done, err := approve(fmt.Sprint("n", n))
		if err != nil || len(done) != len(ids) {
			t.Fatalf("%d of %d, %v", len(done), len(ids), err)
		}
		for _, d := range done {
			if d.Kind == "param" && d.State != want || n == 1 && d.State != StateApproved {
				t.Fatalf("after %d people %s %s is %s", n+1, d.Kind, d.ID, d.State)
			}
		}
	}
	if _, err := control.Call[Verified](context.Background(), calls, VerifyCall, struct{}{}); err != nil {
		t.Error(err)
	}
}
