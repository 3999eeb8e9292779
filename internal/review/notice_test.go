package review

import (
	"fmt"
	"testing"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/commune"
)

func TestStaffAreToldOfABatch(t *testing.T) {
	o := newOffice(t, "")
	dat := commune.Actor{Address: "addr-dat", Staff: "s-dat", Role: commune.Staff, Office: "dat-dai"}
	o.employ(an, binh, dat, chi, xom)
	notice := func(n int) (channel.Outgoing, bool) {
		return channel.Outgoing{Text: channel.Plain(fmt.Sprint(n))}, true
	}
	step := func() map[string][]string {
		t.Helper()
		if err := o.desk.tell(t.Context(), notice); err != nil {
			t.Fatal(err)
		}
		return o.deliver()
	}
	w := func(n int, office commune.OfficeID) Wording {
		return Wording{Text: fmt.Sprintf("câu %d", n), Reason: Asked, Office: office}
	}
	o.ask(w(1, "trung-tam"), "r1")
	o.ask(w(1, "trung-tam"), "r2")
	o.ask(w(2, "dat-dai"), "r1")
	if got := step(); len(got) != 0 {
		t.Fatalf("told at once: %v", got)
	}
	o.now = o.now.Add(gather)
	o.ask(w(3, "trung-tam"), "r3")
	got := step()
	want(t, "an", got["addr-an"], []string{"2"})
	want(t, "binh", got["addr-binh"], []string{"2"})
	want(t, "dat", got["addr-dat"], []string{"1"})
	if len(got) != 3 {
		t.Errorf("told: %v", got)
	}
	o.now = o.now.Add(gather)
	o.ask(w(4, "khong-ai"), "r1")
	if got := step(); len(got) != 0 {
		t.Fatalf("told again within the hour: %v", got)
	}
	o.now = o.now.Add(tellEvery)
	got = step()
	want(t, "the heads, where an office has nobody", got["addr-binh"], []string{"1"})
	if len(got) != 1 {
		t.Errorf("told: %v", got)
	}
	o.now = o.now.Add(tellEvery + gather)
	if got := step(); len(got) != 0 {
		t.Errorf("told with nothing new: %v", got)
	}
	o.ask(w(5, "trung-tam"), "r1")
	o.now = o.now.Add(gather)
	o.desk.c.Quiet = func(time.Time) bool { return true }
	if got := step(); len(got) != 0 {
		t.Errorf("told at night: %v", got)
	}
	o.desk.c.Quiet = nil
	if got := step(); len(got) != 2 {
		t.Errorf("in the morning: %v", got)
	}
}
