package review

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"loaxom/content"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

var (
	// An entry of the shipped content that names figures, and one that names none.
	birth   = Subject{Entry, "dang-ky-khai-sinh"}
	numbers = func() []Subject {
		e, _ := shipped().Entry(birth.ID)
		var list []Subject
		for _, key := range e.Figures() {
			if p, _ := shipped().Param(key); len(p.Values) > 0 {
				list = append(list, Subject{Figure, key})
			}
		}
		return list
	}
)

func (o *office) approve(by commune.Actor, s Subject) func(kv.Tx) error {
	hash := hashOf(o.t, s)
	return func(tx kv.Tx) error { return Approve(tx, by, s, hash, o.now) }
}

func TestAnEntryIsApprovedByOneAndItsNumbersByTwo(t *testing.T) {
	o := newOffice(t, "")
	o.must(o.approve(an, birth))
	if s := o.rule().States[birth.ID]; s != "" {
		t.Fatalf("the entry is %q while its numbers are not approved", s)
	}
	figures := numbers()
	if len(figures) < 2 {
		t.Fatal("the entry was to have several numbers")
	}
	for _, f := range figures {
		o.must(o.approve(an, f))
		if v := o.rule().Figures[f.ID]; v != content.AsWritten {
			t.Fatalf("one person's word made %s %v", f.ID, v)
		}
		o.refused(fault.Conflict, o.approve(an, f)) // the same person is not a second one
	}
	for i, f := range figures {
		if s := o.rule().States[birth.ID]; s != "" {
			t.Fatalf("the entry is %q with %d of its numbers approved", s, i)
		}
		o.must(o.approve(binh, f))
		if v := o.rule().Figures[f.ID]; v != content.Confirmed {
			t.Fatalf("two people's word left %s at %v", f.ID, v)
		}
		o.refused(fault.Conflict, o.approve(chi, f))
	}
	if s := o.rule().States[birth.ID]; s != content.StateApproved {
		t.Fatalf("the entry is %q with everything approved", s)
	}
	lib := shipped().Under(o.rule())
	if e, _ := lib.Entry(birth.ID); e.Draft() {
		t.Error("the entry still says that it is a draft")
	}
	if acts := o.audit(); len(acts) != 1+2*len(figures) || acts[0] != "s-an content.approve entry:dang-ky-khai-sinh" {
		t.Errorf("the audit has %q", acts)
	}
}

// changed is the shipped content with a number of one file written otherwise.
func changed(t *testing.T, file, old, now string) *content.Library {
	t.Helper()
	text, err := fs.ReadFile(content.Embedded(), file)
	if err != nil || !strings.Contains(string(text), old) {
		t.Fatalf("%s does not hold %q: %v", file, old, err)
	}
	lib, problems := content.Load(fstest.MapFS{file: {Data: []byte(strings.Replace(string(text), old, now, 1))}})
	if faults := content.Faults(problems); len(faults) > 0 {
		t.Fatal(faults[0])
	}
	return lib
}

func TestAChangedFileIsADraftAgain(t *testing.T) {
	o := newOffice(t, "")
	f := Subject{Figure, "fee.chung-thuc-ban-sao"}
	e := Subject{Entry, "mot-cua"}
	lib := changed(t, "params/chung-thuc.toml", "amount = 2000", "amount = 2500")
	now, _ := f.In(lib)
	verdict := func(lib *content.Library) (v content.Verdict) {
		o.read(func(r kv.Reader) error {
			rule, err := Rule(r, lib)
			v = rule.Figures[f.ID]
			return err
		})
		return v
	}
	o.must(o.approve(an, f))
	o.must(o.approve(binh, f))
	if old, changed := verdict(shipped()), verdict(lib); old != content.Confirmed || changed != content.AsWritten {
		t.Fatalf("as it was: %v, changed: %v", old, changed)
	}
	// What was approved before is no first approval of what it is now.
	o.must(func(tx kv.Tx) error { return Approve(tx, an, f, now, o.now) })
	if v := verdict(lib); v != content.AsWritten {
		t.Fatalf("after one approval of the new value: %v", v)
	}
	o.must(func(tx kv.Tx) error { return Approve(tx, binh, f, now, o.now) })
	if v := verdict(lib); v != content.Confirmed {
		t.Fatalf("after two: %v", v)
	}

	o.must(o.approve(an, e))
	lib = changed(t, "faq/mot-cua.toml", "title = \"", "title = \"Về ")
	o.read(func(r kv.Reader) error {
		rule, err := Rule(r, lib)
		if rule.States[e.ID] != "" {
			t.Errorf("a changed entry is %q", rule.States[e.ID])
		}
		return err
	})
}

func TestWhoMayDecide(t *testing.T) {
	o := newOffice(t, "")
	hash := hashOf(t, birth)
	for _, by := range []commune.Actor{resident(1), xom, admin, {Role: commune.Admin, Machine: true}, {Role: commune.Staff, Address: "x"}} {
		o.refused(fault.Denied, func(tx kv.Tx) error { return Approve(tx, by, birth, hash, o.now) })
		o.refused(fault.Denied, func(tx kv.Tx) error { return Hide(tx, by, birth, hash, o.now) })
		o.refused(fault.Denied, func(tx kv.Tx) error { return Unhide(tx, by, birth, hash, o.now) })
		o.refused(fault.Denied, func(tx kv.Tx) error { return Settle(tx, by, birth, hash, o.now) })
	}
	if len(o.audit()) != 0 || o.revision() != 0 {
		t.Error("what was refused left a trace")
	}
	for _, by := range []commune.Actor{chi, {Staff: "s-an", Role: commune.Staff, Machine: true}} {
		s := Subject{Entry, "mot-cua"}
		if by.Machine {
			s.ID = "papi"
		}
		o.must(o.approve(by, s))
	}
	o.refused(fault.Invalid, func(tx kv.Tx) error { return Approve(tx, an, birth, "", o.now) })
}

func TestHiddenStaysHiddenUntilStaffShowIt(t *testing.T) {
	o := newOffice(t, "")
	f, hash := numbers()[0], hashOf(t, numbers()[0])
	hide := func(tx kv.Tx) error { return Hide(tx, an, birth, hashOf(t, birth), o.now) }
	o.must(hide)
	o.refused(fault.Conflict, hide)
	o.must(func(tx kv.Tx) error { return Hide(tx, an, f, hash, o.now) })
	r := o.rule()
	if r.States[birth.ID] != content.StateHidden || r.Figures[f.ID] != content.Withdrawn {
		t.Fatalf("%v, %v", r.States, r.Figures)
	}
	o.must(o.approve(an, birth)) // an approval does not show it
	if r := o.rule(); r.States[birth.ID] != content.StateHidden {
		t.Fatalf("%v", r.States)
	}
	unhide := func(tx kv.Tx) error { return Unhide(tx, binh, birth, hashOf(t, birth), o.now) }
	o.must(unhide)
	o.refused(fault.Conflict, unhide)
	if r := o.rule(); r.States[birth.ID] == content.StateHidden {
		t.Fatalf("%v", r.States)
	}
	want(t, "audit", o.audit(), []string{
		"s-an content.hide entry:dang-ky-khai-sinh", "s-an content.hide param:" + f.ID,
		"s-an content.approve entry:dang-ky-khai-sinh", "s-binh content.unhide entry:dang-ky-khai-sinh",
	})
}

func TestParseSubject(t *testing.T) {
	lib := shipped()
	for text, want := range map[string]Subject{
		"dang-ky-khai-sinh": birth, "entry:dang-ky-khai-sinh": birth,
		"fee.ban-sao-ho-tich": {Figure, "fee.ban-sao-ho-tich"}, "param:fee.ban-sao-ho-tich": {Figure, "fee.ban-sao-ho-tich"},
	} {
		if got, ok := ParseSubject(lib, text); !ok || got != want {
			t.Errorf("%s: %v, %t", text, got, ok)
		}
	}
	for _, text := range []string{"", "khong-co", "entry:", "param:dang-ky-khai-sinh", "bulletin:x", "time.tra-loi-phan-anh"} { // the last has no value
		if got, ok := ParseSubject(lib, text); ok {
			t.Errorf("%q: %v", text, got)
		}
	}
}
