package review

import (
	"testing"
	"testing/fstest"

	"loaxom/content"
	"loaxom/internal/kv"
)

// one procedure of the national portal, as an import brings it in.
const copied = `origin = "national"
title = "Đăng ký nuôi chim câu"
plain = "Nuôi chim câu"
kind = "procedure"
codes = ["1.900001"]
decision = "12/QĐ-BNNMT"
link = "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/1"
as_of = 2026-06-30
short = "Bà con hỏi bộ phận một cửa."
`

// Thousands of imports must not bury what the commune itself wrote; one that somebody speaks of is there
// with everything that can be done with it.
func TestAnImportWaitsForNobodyUntilSomebodySpeaksOfIt(t *testing.T) {
	lib, problems := content.Load(fstest.MapFS{"procedure/tthc-1-900001.toml": {Data: []byte(copied)}})
	if faults := content.Faults(problems); len(faults) > 0 {
		t.Fatal(faults)
	}
	o := newOffice(t, "")
	s := Subject{Entry, "tthc-1-900001"}
	book := func() (b *Book) {
		o.read(func(r kv.Reader) (err error) { b, err = ReadBook(r, lib); return err })
		return b
	}
	if _, ok := book().Get(s); ok {
		t.Error("an import that nobody spoke of waits for staff")
	}
	hash, known := s.In(lib)
	if !known {
		t.Fatal("the import cannot be approved by its id")
	}
	o.must(func(tx kv.Tx) error { return Approve(tx, an, s, hash, o.now) })
	if i, ok := book().Get(s); !ok || i.Waits(lib) {
		t.Errorf("approved, it is %v, waits %t", ok, i.Waits(lib))
	}
	var rule content.Ruling
	o.read(func(r kv.Reader) (err error) { rule, err = Rule(r, lib); return err })
	if e, _ := lib.Under(rule).Entry(s.ID); e.Draft() {
		t.Error("approved, it is a draft still")
	}
	o.must(func(tx kv.Tx) error { return Hide(tx, an, s, hash, o.now) })
	if list := book().Hidden(); len(list) != 1 || list[0].Subject != s {
		t.Errorf("hidden are %v", list)
	}
}
