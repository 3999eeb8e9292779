package feedback

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

func TestACaseFromFirstWordToLast(t *testing.T) {
	s := newStand(t)
	lan, huy, head := s.resident("lan"), s.official("s-huy", commune.Staff, "kinh-te"), s.official("s-ha", commune.Head, "kinh-te")
	id := s.open(lan, pothole())
	if id != "PA-2026-0001" {
		t.Errorf("code %s", id)
	}
	c := s.get(id)
	if c.Office != "kinh-te" || c.State != Open || !c.Set || c.Days != 10 {
		t.Errorf("opened as %+v", c)
	}
	if want := time.Date(2026, 6, 15, 23, 59, 59, 0, zone); !c.Deadline.Equal(want) {
		t.Errorf("deadline %v, not %v", c.Deadline.In(zone), want)
	}
	for who, part := range map[*commune.Actor]string{&lan: "feedback.received", &huy: "feedback.staff_new", &head: "feedback.staff_new"} {
		if s.heard(*who, part) != 1 {
			t.Errorf("%s heard %q", who.Address, s.told(*who))
		}
	}
	s.at = s.at.Add(time.Hour)
	s.must(func(tx kv.Tx) error { return s.desk.Take(tx, huy, id, s.at) })
	s.must(func(tx kv.Tx) error { return s.desk.Take(tx, huy, id, s.at) }) // twice is once
	s.must(func(tx kv.Tx) error { return s.desk.Ask(tx, huy, id, "Ở đoạn nào ạ?", s.at) })
	s.must(func(tx kv.Tx) error { return s.desk.Reply(tx, lan, id, "Trước nhà bà Tám", nil, s.at) })
	s.want(fault.Conflict, "closing without an answer", func(tx kv.Tx) error { return s.desk.Close(tx, huy, id, s.at) })
	s.must(func(tx kv.Tx) error { return s.desk.Answer(tx, huy, id, "Đã vá xong sáng nay.", nil, "", s.at) })
	s.want(fault.Invalid, "closing without evidence", func(tx kv.Tx) error { return s.desk.Close(tx, huy, id, s.at) })
	s.must(func(tx kv.Tx) error { return s.desk.Answer(tx, huy, id, "Theo thông báo", nil, "12/TB-UBND", s.at) })
	s.must(func(tx kv.Tx) error { return s.desk.Close(tx, huy, id, s.at) })
	s.must(func(tx kv.Tx) error { return s.desk.Rate(tx, lan, id, 2, "còn xóc", s.at) })
	if c = s.get(id); c.State != Closed || c.Stars != 2 || c.Late || c.Answers != 2 {
		t.Errorf("closed as %+v", c)
	}
	for _, part := range []string{"under_way", "feedback.asks", "Đã vá xong", "12/TB-UBND", "feedback.closed"} {
		if s.heard(lan, part) == 0 {
			t.Errorf("the reporter never heard %s: %q", part, s.told(lan))
		}
	}
	if s.heard(huy, "staff_replied") != 1 || s.heard(head, "staff_replied") != 0 {
		t.Error("the reply is told to the officer in charge alone")
	}
	s.at = s.at.AddDate(0, 0, 1)
	s.must(func(tx kv.Tx) error { return s.desk.Reopen(tx, lan, id, "vẫn hỏng", s.at) })
	s.want(fault.Conflict, "reopening twice for one answer", func(tx kv.Tx) error { return s.desk.Reopen(tx, lan, id, "vẫn hỏng", s.at) })
	if c = s.get(id); c.State != Assigned || c.Officer != "s-huy" || c.Reopened != 1 || c.Proven || !c.Deadline.Equal(time.Date(2026, 6, 16, 23, 59, 59, 0, zone)) {
		t.Errorf("reopened as %+v", c)
	}
	s.at = c.Deadline.Add(time.Second)
	s.must(func(tx kv.Tx) error {
		return s.desk.Answer(tx, huy, id, "Đã làm lại.", []channel.File{{Kind: channel.Photo, Hash: strings.Repeat("ab", 32), Ref: "r"}}, "", s.at)
	})
	if c = s.get(id); !c.Late || c.Disputed != 2 || !c.Proven || !c.Reopenable() {
		t.Errorf("answered late as %+v", c)
	}
	s.view(func(r kv.Reader) error {
		_, lines, err := s.desk.Own(r, lan, id)
		var kinds []Kind
		for _, l := range lines {
			kinds = append(kinds, l.Kind)
			if l.By != "" {
				t.Error("a resident is told who of the staff did it")
			}
			for _, f := range l.Files {
				if f.Ref != "" {
					t.Error("a platform's id of a file is kept")
				}
			}
		}
		if fmt.Sprint(kinds) != "[ask reply answer answer reopen answer]" {
			t.Errorf("the reporter reads %v", kinds)
		}
		return err
	})
	s.view(func(r kv.Reader) error { return Check(r) })
	s.view(func(r kv.Reader) error { _, err := staff.Verify(r); return err })
}

func TestSendingTwiceIsOneCase(t *testing.T) {
	s := newStand(t)
	lan := s.resident("lan")
	var first, second CaseID
	for _, id := range []*CaseID{&first, &second} {
		s.must(func(tx kv.Tx) (err error) { *id, err = s.desk.Open(tx, lan, "one talk", pothole(), s.at); return err })
	}
	if first != second || s.heard(lan, "received") != 1 {
		t.Errorf("%s and %s, told %q", first, second, s.told(lan))
	}
}

func TestTheNumberBeginsAnewEachYear(t *testing.T) {
	s := newStand(t)
	lan := s.resident("lan")
	s.open(lan, pothole())
	s.at = time.Date(2027, 1, 1, 0, 0, 0, 0, zone)
	if id := s.open(lan, pothole()); id != "PA-2027-0001" {
		t.Error(id)
	}
	s.must(func(tx kv.Tx) error { return tx.Put(counterTable, kv.Key{}.Uint(2027), kv.Key{}.Uint(9999)) })
	if id := s.open(lan, pothole()); id != "PA-2027-10000" {
		t.Error(id)
	}
}

func TestWhatCannotBeReported(t *testing.T) {
	s := newStand(t)
	lan := s.resident("lan")
	for what, change := range map[string]func(*Draft){
		"no category":      func(d *Draft) { d.Category = "sao-hoa" },
		"no such hamlet":   func(d *Draft) { d.Hamlet = "xom-99" },
		"nothing said":     func(d *Draft) { d.Text = " \u200b" },
		"too long":         func(d *Draft) { d.Text = strings.Repeat("ơ", MaxText+1) },
		"a lost file":      func(d *Draft) { d.Files = []channel.File{{Kind: channel.Photo, Ref: "r"}} },
		"too many files":   func(d *Draft) { d.Files = make([]channel.File, MaxFiles+1) },
		"an endless place": func(d *Draft) { d.Place = strings.Repeat("x", MaxPlace+1) },
	} {
		d := pothole()
		change(&d)
		s.want(fault.Invalid, what, func(tx kv.Tx) error { _, err := s.desk.Open(tx, lan, what, d, s.at); return err })
	}
}

func TestTenCasesOfOnePersonWait(t *testing.T) {
	s := newStand(t)
	lan, huy := s.resident("lan"), s.official("s-huy", commune.Staff, "kinh-te")
	var first CaseID
	for i := range MaxOpen {
		d := pothole()
		d.Anonymous = i%2 == 1
		if id := s.open(lan, d); i == 0 {
			first = id
		}
	}
	s.want(fault.Denied, "the eleventh", func(tx kv.Tx) error { _, err := s.desk.Open(tx, lan, "11", pothole(), s.at); return err })
	s.view(func(r kv.Reader) error {
		if err := s.desk.MayOpen(r, lan); !fault.Is(err, fault.Denied) {
			t.Errorf("may open: %v", err)
		}
		return nil
	})
	s.must(func(tx kv.Tx) error { return s.desk.Refuse(tx, huy, first, "đã có", s.at) })
	s.open(lan, pothole())
}

func TestTwoOfficersAtOnce(t *testing.T) {
	s := newStand(t)
	id := s.open(s.resident("lan"), pothole())
	huy, mai := s.official("s-huy", commune.Staff, "kinh-te"), s.official("s-mai", commune.Staff, "kinh-te")
	s.must(func(tx kv.Tx) error { return s.desk.Take(tx, huy, id, s.at) })
	for what, act := range map[string]func(kv.Tx) error{
		"take":   func(tx kv.Tx) error { return s.desk.Take(tx, mai, id, s.at) },
		"answer": func(tx kv.Tx) error { return s.desk.Answer(tx, mai, id, "xong", nil, "", s.at) },
		"refuse": func(tx kv.Tx) error { return s.desk.Refuse(tx, mai, id, "không", s.at) },
		"ask":    func(tx kv.Tx) error { return s.desk.Ask(tx, mai, id, "sao?", s.at) },
	} {
		err := s.do(act)
		var b *Beaten
		if !fault.Is(err, fault.Conflict) || !errors.As(err, &b) || b.By != "s-huy" {
			t.Errorf("%s: %v", what, err)
		}
	}
	s.must(func(tx kv.Tx) error { return s.desk.Note(tx, mai, id, "Tôi biết chỗ này", s.at) })
	s.want(fault.Denied, "mai gives it away", func(tx kv.Tx) error { return s.desk.Contact(tx, mai, id, s.at) })
	s.must(func(tx kv.Tx) error { return s.desk.Assign(tx, huy, id, "s-mai", s.at) })
	if c := s.get(id); c.Officer != "s-mai" || s.heard(mai, "staff_given") != 1 {
		t.Errorf("%+v", c)
	}
}

func TestTransferKeepsTheClockAndShowsTheChain(t *testing.T) {
	s := newStand(t)
	lan := s.resident("lan")
	id := s.open(lan, pothole())
	huy, van := s.official("s-huy", commune.Staff, "kinh-te"), s.official("s-van", commune.Staff, "van-hoa")
	s.must(func(tx kv.Tx) error { return s.desk.Take(tx, huy, id, s.at) })
	due := s.get(id).Deadline
	s.at = s.at.AddDate(0, 0, 2)
	s.want(fault.Invalid, "without a reason", func(tx kv.Tx) error { return s.desk.Transfer(tx, huy, id, "van-hoa", " ", s.at) })
	s.want(fault.Invalid, "to no office", func(tx kv.Tx) error { return s.desk.Transfer(tx, huy, id, "sao", "nhầm", s.at) })
	s.must(func(tx kv.Tx) error { return s.desk.Transfer(tx, huy, id, "van-hoa", "việc của văn hóa", s.at) })
	c := s.get(id)
	if c.Office != "van-hoa" || c.Officer != "" || c.State != Open || !c.Deadline.Equal(due) {
		t.Errorf("%+v", c)
	}
	s.want(fault.Denied, "the old office answers", func(tx kv.Tx) error { return s.desk.Answer(tx, huy, id, "xong", nil, "", s.at) })
	s.view(func(r kv.Reader) error {
		v, err := s.desk.Card(r, van, id)
		found := false
		for _, l := range v.Lines {
			found = found || l.Kind == Turned && l.From == "kinh-te" && l.To == "van-hoa" && l.Text != ""
		}
		if !found {
			t.Errorf("the chain: %+v", v.Lines)
		}
		return err
	})
	if s.heard(lan, "feedback.moved") != 1 || s.heard(van, "staff_turned") != 1 {
		t.Error("somebody was not told")
	}
}

func TestMergingMakesNoRing(t *testing.T) {
	s := newStand(t)
	lan, cuc := s.resident("lan"), s.resident("cuc")
	huy := s.official("s-huy", commune.Staff, "kinh-te")
	d := pothole()
	d.Anonymous = true
	a, b, c := s.open(lan, pothole()), s.open(cuc, d), s.open(cuc, pothole())
	s.want(fault.Invalid, "into itself", func(tx kv.Tx) error { return s.desk.Merge(tx, huy, a, a, s.at) })
	s.must(func(tx kv.Tx) error { return s.desk.Merge(tx, huy, b, c, s.at) })
	s.must(func(tx kv.Tx) error { return s.desk.Merge(tx, huy, c, a, s.at) })
	s.want(fault.Conflict, "a ring", func(tx kv.Tx) error { return s.desk.Merge(tx, huy, a, b, s.at) })
	s.want(fault.Conflict, "merged twice", func(tx kv.Tx) error { return s.desk.Merge(tx, huy, b, a, s.at) })
	s.want(fault.NotFound, "into nothing", func(tx kv.Tx) error { return s.desk.Merge(tx, huy, a, "PA-2026-9999", s.at) })
	s.must(func(tx kv.Tx) error { return s.desk.Answer(tx, huy, a, "Đã vá", nil, "", s.at) })
	s.tick()
	if n := s.heard(cuc, "answered_same"); n == 0 {
		t.Errorf("whose cases were merged hears nothing: %q", s.told(cuc))
	}
	if s.heard(lan, "answered_same") != 0 || s.heard(lan, "feedback.answered ") != 1 {
		t.Errorf("the reporter hears %q", s.told(lan))
	}
}

func TestReportingTheSame(t *testing.T) {
	s := newStand(t)
	lan, cuc, huy := s.resident("lan"), s.resident("cuc"), s.official("s-huy", commune.Staff, "kinh-te")
	id := s.open(lan, pothole())
	hidden := pothole()
	hidden.Anonymous = true
	anonymous := s.open(lan, hidden)
	official := pothole()
	official.Official = true
	about := s.open(lan, official)
	s.view(func(r kv.Reader) error {
		list, err := s.desk.Similar(r, cuc, "xom-1")
		if len(list) != 1 || list[0].ID != id {
			t.Errorf("offered %+v", list)
		}
		if own, _ := s.desk.Similar(r, lan, "xom-1"); len(own) != 0 {
			t.Errorf("one's own offered: %+v", own)
		}
		return err
	})
	for range 2 {
		s.must(func(tx kv.Tx) error { return s.desk.Join(tx, cuc, id, s.at) })
	}
	s.must(func(tx kv.Tx) error { return s.desk.Join(tx, lan, id, s.at) })
	for _, closed := range []CaseID{anonymous, about} {
		s.want(fault.NotFound, "joining "+string(closed), func(tx kv.Tx) error { return s.desk.Join(tx, cuc, closed, s.at) })
	}
	if c := s.get(id); c.With != 1 {
		t.Errorf("%d others", c.With)
	}
	s.must(func(tx kv.Tx) error { return s.desk.Answer(tx, huy, id, "Gọi 0912345678 nhé", nil, "", s.at) })
	s.tick()
	if s.heard(cuc, "answered_same") != 1 || s.heard(cuc, "0912345678") != 0 {
		t.Errorf("told %q", s.told(cuc))
	}
}
