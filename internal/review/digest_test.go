package review

import (
	"strings"
	"testing"
	"time"

	"loaxom/content"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
)

func (o *office) digest(who commune.Actor, on time.Time) (d Digest, text string) {
	o.t.Helper()
	o.read(func(r kv.Reader) (err error) { d, err = Sum(r, shipped(), who, on); return err })
	return d, strings.Join(d.Lines(shipped(), true), "\n")
}

func TestTheDigestIsOfOnesOwnMatters(t *testing.T) {
	o := newOffice(t, "")
	for i, s := range []struct {
		office commune.OfficeID
		waits  bool
	}{{"trung-tam", true}, {"trung-tam", false}, {"cong-an", true}} {
		w := Wording{Text: strings.Repeat("câu ", i+1), Office: s.office, Reason: Asked}
		if s.waits {
			o.ask(w, "r1")
		} else {
			o.note(w)
		}
	}
	o.must(o.approve(binh, numbers()[0]))
	o.must(func(tx kv.Tx) error { _, err := Dispute(tx, resident(1), birth, "h", "2026-11-23", o.now); return err })
	d, text := o.digest(an, start)
	if d.Open != 2 || d.Waiting != 1 || d.Late != 0 || d.Disputed != 1 || d.Second != 1 || d.Texts == 0 || d.Figures == 0 {
		t.Errorf("%+v", d)
	}
	if n := strings.Count(text, "• "); n != 6 || !strings.Contains(text, "/cauhoi") || !strings.Contains(text, "/duyet") || strings.Contains(text, "…") {
		t.Errorf("%d lines: %s", n, text)
	}
	if few := d.Lines(shipped(), false); len(few) != 3 {
		t.Errorf("without what stands for weeks: %v", few)
	}
	if all, _ := o.digest(chi, start); all.Open != 3 || all.Texts <= d.Texts {
		t.Errorf("the chair's: %+v", all)
	}
	// Asked on Monday 23/11; 24/11 is a holiday, so two working days end with the 26th.
	if d, _ := o.digest(an, start.AddDate(0, 0, 3)); d.Late != 0 {
		t.Errorf("on the last day: %+v", d)
	}
	if d, text := o.digest(an, start.AddDate(0, 0, 4)); d.Late != 1 || !strings.Contains(text, "quá hạn") {
		t.Errorf("the day after: %+v\n%s", d, text)
	}
	if d, text := o.digest(admin, start); d.Open != 3 || d.Texts != 0 {
		t.Errorf("the admin's: %+v %s", d, text)
	}
	if d, text := o.digest(xom, start); text != "" {
		t.Errorf("a leader's: %+v %s", d, text)
	}
}

// What a day stands before is listed 30 days ahead, and after it until it is looked at.
func TestDueSoonIsThirtyDaysAhead(t *testing.T) {
	lib := changed(t, "faq/papi.toml", "review_by = 2027-05-31", "review_by = 2027-05-31\nexpires = 2027-06-10")
	find := func(on string) (what []string) {
		day, err := time.ParseInLocation(time.DateOnly, on, start.Location())
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range DueSoon(lib, day) {
			if s.Subject == (Subject{Entry, "papi"}) {
				text := s.What
				if s.Past {
					text += " past"
				}
				what = append(what, text)
			}
		}
		return what
	}
	for on, w := range map[string][]string{
		"2027-04-30": nil, "2027-05-01": {"review"}, "2027-05-11": {"review", "end"}, "2027-05-30": {"review", "end"},
		"2027-05-31": {"review past", "end"}, "2027-06-10": {"review past", "end"}, "2027-06-11": {"review past", "end past"},
	} {
		want(t, on, find(on), w)
	}
	values := 0
	for _, s := range DueSoon(shipped(), time.Date(2027, 2, 15, 9, 0, 0, 0, start.Location())) {
		if s.What == ToRenew {
			values++
			if s.Day.After(content.NewDate(2027, 3, 17)) {
				t.Errorf("%+v", s)
			}
		}
	}
	if values == 0 {
		t.Error("no figure ends in February 2027, though reliefs do")
	}
}
