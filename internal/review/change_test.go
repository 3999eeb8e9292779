package review

import (
	"testing"

	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

func TestAChangeOfContentIsInTheAudit(t *testing.T) {
	o := newOffice(t, "")
	observe := func(name string, wantActs []string) {
		t.Helper()
		want(t, name, o.audit(), wantActs)
	}
	if err := o.desk.Observe(t.Context(), shipped()); err != nil {
		t.Fatal(err)
	}
	acts := []string{" content.first content:all"}
	observe("the first content", acts)
	if err := o.desk.Observe(t.Context(), shipped()); err != nil {
		t.Fatal(err)
	}
	observe("the same after a restart", acts)
	lib := changed(t, "params/chung-thuc.toml", "amount = 2000", "amount = 2500")
	if err := o.desk.Observe(t.Context(), lib); err != nil {
		t.Fatal(err)
	}
	acts = append(acts, " content.change param:fee.chung-thuc-ban-sao")
	observe("a changed number", acts)
	o.read(func(r kv.Reader) error {
		list, err := staff.Entries(r, 2, 1)
		f := Subject{Figure, "fee.chung-thuc-ban-sao"}
		if now, _ := f.In(lib); err == nil && (list[0].Old != hashOf(t, f) || list[0].New != now || !list[0].Machine) {
			t.Errorf("%+v", list[0])
		}
		return err
	})
	if err := o.desk.Observe(t.Context(), shipped()); err != nil {
		t.Fatal(err)
	}
	observe("and back", append(acts, acts[1]))
}
