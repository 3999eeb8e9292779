package feedback

import (
	"context"
	"strings"
	"testing"
	"time"

	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

// A report about an office is in no list, notice, table or figure of that office, and of no other office either,
// whatever happens to it: the chair alone hears of it.
func TestAReportAboutAnOfficeIsTheLeadershipsAlone(t *testing.T) {
	s := newStand(t)
	lan := s.resident("lan")
	chair := s.official("s-chu", commune.Chair, "")
	var below []commune.Actor
	for _, o := range offices {
		below = append(below, s.official(commune.StaffID("s-cb-"+o.ID), commune.Staff, o.ID), s.official(commune.StaffID("s-tp-"+o.ID), commune.Head, o.ID))
	}
	below = append(below, s.official("s-qt", commune.Admin, ""), s.official("s-tx", commune.Leader, ""))
	ordinary := s.open(lan, pothole()) // so that the lists are not empty anyway
	byCategory := pothole()
	byCategory.Category = "canbo"
	byChoice := pothole()
	byChoice.Official, byChoice.About = true, "kinh-te"
	secret := []CaseID{s.open(lan, byCategory), s.open(lan, byChoice)}
	acts := map[string]func(tx kv.Tx, by commune.Actor, id CaseID) error{
		"take": func(tx kv.Tx, by commune.Actor, id CaseID) error { return s.desk.Take(tx, by, id, s.at) },
		"note": func(tx kv.Tx, by commune.Actor, id CaseID) error { return s.desk.Note(tx, by, id, "x", s.at) },
		"ask":  func(tx kv.Tx, by commune.Actor, id CaseID) error { return s.desk.Ask(tx, by, id, "x", s.at) },
		"answer": func(tx kv.Tx, by commune.Actor, id CaseID) error {
			return s.desk.Answer(tx, by, id, "x", nil, "", s.at)
		},
		"close":   func(tx kv.Tx, by commune.Actor, id CaseID) error { return s.desk.Close(tx, by, id, s.at) },
		"refuse":  func(tx kv.Tx, by commune.Actor, id CaseID) error { return s.desk.Refuse(tx, by, id, "x", s.at) },
		"contact": func(tx kv.Tx, by commune.Actor, id CaseID) error { return s.desk.Contact(tx, by, id, s.at) },
		"assign":  func(tx kv.Tx, by commune.Actor, id CaseID) error { return s.desk.Assign(tx, by, id, by.Staff, s.at) },
		"transfer": func(tx kv.Tx, by commune.Actor, id CaseID) error {
			return s.desk.Transfer(tx, by, id, "van-hoa", "x", s.at)
		},
		"merge": func(tx kv.Tx, by commune.Actor, id CaseID) error { return s.desk.Merge(tx, by, id, ordinary, s.at) },
	}
	look := func(when string) {
		t.Helper()
		for _, by := range below {
			s.view(func(r kv.Reader) error {
				for _, id := range secret {
					if _, err := s.desk.Card(r, by, id); !fault.Is(err, fault.Denied) {
						t.Errorf("%s: %s reads %s: %v", when, by.Staff, id, err)
					}
					if _, err := s.desk.Status(r, by, id); !fault.Is(err, fault.NotFound) {
						t.Errorf("%s: %s sees that there is %s: %v", when, by.Staff, id, err)
					}
				}
				seen := map[CaseID]bool{}
				for _, tab := range []Tab{Waiting, Own, Overdue, Unclosed, Over} {
					list, total, err := s.desk.Inbox(r, by, tab, 0, 100)
					if err != nil && !fault.Is(err, fault.Denied) {
						return err
					}
					if total != len(list) {
						t.Errorf("%s: %s counts %d in %s and sees %d", when, by.Staff, total, tab, len(list))
					}
					for _, c := range list {
						seen[c.ID] = true
					}
				}
				err := Rows(r, by, time.Time{}, time.Time{}, func(c Case) error { seen[c.ID] = true; return nil })
				if err != nil && !fault.Is(err, fault.Denied) {
					return err
				}
				sum, err := s.desk.Sum(r, by, s.at)
				if err == nil && sum.Waiting+sum.Unclosed > 1 {
					t.Errorf("%s: %s counts %+v", when, by.Staff, sum)
				}
				figures, err := Figures(r, by, time.Time{}, time.Time{}, s.at, zone)
				n := 0
				for _, f := range figures {
					n += f.Received
				}
				if err == nil && n > 1 {
					t.Errorf("%s: %s has figures %+v", when, by.Staff, figures)
				}
				for _, id := range secret {
					if seen[id] {
						t.Errorf("%s: %s lists %s", when, by.Staff, id)
					}
				}
				waiting, _, err := Counts(r, "xom-1", s.at)
				if waiting > 1 {
					t.Errorf("%s: the hamlet's leader counts %d", when, waiting)
				}
				return err
			})
			for _, id := range secret {
				for name, act := range acts {
					if err := s.do(func(tx kv.Tx) error { return act(tx, by, id) }); !fault.Is(err, fault.Denied) {
						t.Errorf("%s: %s may %s %s: %v", when, by.Staff, name, id, err)
					}
				}
				if s.heard(by, string(id)) != 0 {
					t.Errorf("%s: %s was told of %s: %q", when, by.Staff, id, s.told(by))
				}
			}
		}
		s.view(func(r kv.Reader) error {
			if list, _, err := s.desk.Inbox(r, chair, Waiting, 0, 100); len(list) == 0 || err != nil {
				t.Errorf("%s: the chair sees nothing: %v", when, err)
			}
			return nil
		})
	}
	look("new")
	s.want(fault.Invalid, "the chair passes it to an office", func(tx kv.Tx) error { return s.desk.Transfer(tx, chair, secret[0], "van-hoa", "x", s.at) })
	s.want(fault.Invalid, "the chair puts a head in charge", func(tx kv.Tx) error { return s.desk.Assign(tx, chair, secret[0], "s-tp-kinh-te", s.at) })
	s.want(fault.Denied, "merged with an ordinary one", func(tx kv.Tx) error { return s.desk.Merge(tx, chair, secret[0], ordinary, s.at) })
	s.want(fault.Denied, "an ordinary one merged into it", func(tx kv.Tx) error { return s.desk.Merge(tx, chair, ordinary, secret[0], s.at) })
	s.must(func(tx kv.Tx) error { return s.desk.Take(tx, chair, secret[0], s.at) })
	look("taken")
	for range 20 { // past every reminder
		s.at = s.at.AddDate(0, 0, 1)
		s.tick()
	}
	look("overdue")
	s.must(func(tx kv.Tx) error { return s.desk.Answer(tx, chair, secret[0], "Đã nhắc nhở.", nil, "", s.at) })
	s.must(func(tx kv.Tx) error { return s.desk.Refuse(tx, chair, secret[1], "không rõ", s.at) })
	look("decided")
	s.must(func(tx kv.Tx) error { return s.desk.Reopen(tx, lan, secret[0], "chưa", s.at) })
	look("reopened")
	if s.heard(chair, string(secret[0])) < 3 || s.heard(lan, string(secret[0])) < 3 {
		t.Errorf("the chair heard %q", s.told(chair))
	}
	// The audit names the code and no word of it; no log does more.
	s.view(func(r kv.Reader) error {
		entries, err := staff.Entries(r, 1, 0)
		for _, e := range entries {
			if strings.Contains(e.Reason+e.Old+e.New, "ổ gà") {
				t.Errorf("the audit: %+v", e)
			}
		}
		return err
	})
}

func TestACaseThatNoOfficeHandlesGoesToTheLeadership(t *testing.T) {
	s := newStand(t)
	lan, chair := s.resident("lan"), s.official("s-chu", commune.Chair, "")
	s.desk.cfg.Offices = offices[:2] // nobody handles Other
	d := pothole()
	d.Category = "rac"
	id := s.open(lan, d)
	if c := s.get(id); c.Office != "" || c.Official || s.heard(chair, "staff_homeless") != 1 {
		t.Errorf("%+v %q", c, s.told(chair))
	}
	s.must(func(tx kv.Tx) error { return s.desk.Transfer(tx, chair, id, "van-hoa", "phân công", s.at) })
	if c := s.get(id); c.Office != "van-hoa" {
		t.Errorf("%+v", c)
	}
}

func TestAnAnonymousReportLeadsToNobody(t *testing.T) {
	s := newStand(t)
	lan, huy := s.resident("an-danh-7391"), s.official("s-huy", commune.Staff, "kinh-te")
	d := pothole()
	d.Anonymous, d.Name, d.Phone = true, "Trần Thị Kín", "0987650123"
	id := s.open(lan, d)
	s.must(func(tx kv.Tx) error { return s.desk.Ask(tx, huy, id, "Ở đâu?", s.at) })
	s.view(func(r kv.Reader) error {
		c, talks, err := s.desk.Talking(r, lan, s.at)
		if !talks || c.ID != id {
			t.Error("the question does not find the way back")
		}
		return err
	})
	s.must(func(tx kv.Tx) error { return s.desk.Reply(tx, lan, id, "Chỗ cầu", nil, s.at) })
	s.must(func(tx kv.Tx) error { return s.desk.Answer(tx, huy, id, "Đã vá", nil, "", s.at) })
	if n := len(s.told(lan)); n != 4 { // received, under way is told by Take alone: asked, answered
		t.Logf("told %q", s.told(lan))
	}
	if s.heard(lan, "feedback.asks") != 1 || s.heard(lan, "Đã vá") != 1 {
		t.Errorf("told %q", s.told(lan))
	}
	dump := s.dump(func(table string) bool { return table != "address" && !strings.HasPrefix(table, "address.") })
	for _, trace := range []string{lan.Address, "chat-an-danh-7391", "Trần Thị Kín", "0987650123"} {
		if strings.Contains(dump, trace) {
			t.Errorf("the store holds %q", trace)
		}
		if strings.Contains(s.log.String(), trace) {
			t.Errorf("the log holds %q", trace)
		}
	}
	s.want(fault.NotFound, "there is no contact", func(tx kv.Tx) error { return s.desk.Contact(tx, huy, id, s.at) })
	s.view(func(r kv.Reader) error {
		mine, err := s.desk.Mine(r, lan)
		if len(mine) != 1 {
			t.Errorf("the reporter finds %d", len(mine))
		}
		return err
	})
}

// dump is everything that the tables of the store hold, keys and values.
func (s *stand) dump(wanted func(table string) bool) string {
	s.t.Helper()
	var b strings.Builder
	s.view(func(r kv.Reader) error {
		for _, table := range []string{
			"case", "case.once", "case.person", "case.work", "case.hamlet", "case.remind", "case.opened", "case.asked", "case.erase",
			"case_line", "case_number", "case_party", "case_party.person", "case_spread", "case_contact", "case_nudge", "case_tries", "sealed", "journal", "journal_end",
			"delivery", "delivery.open", "delivery.cause", "sending", "offered",
		} {
			if !wanted(table) {
				continue
			}
			err := r.Scan(table, nil, nil, func(k, v []byte) error {
				b.Write(k)
				b.WriteByte(' ')
				b.Write(v)
				b.WriteByte('\n')
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if !strings.Contains(b.String(), "PA-2026-") {
		s.t.Fatal("the dump holds no case")
	}
	return b.String()
}

func TestTheContactIsShownForAQuarterOfAnHour(t *testing.T) {
	s := newStand(t)
	lan, huy, mai := s.resident("lan"), s.official("s-huy", commune.Staff, "kinh-te"), s.official("s-mai", commune.Staff, "kinh-te")
	d := pothole()
	d.Name, d.Phone = "Bà Lan", "0987650123"
	d.Text += ", gọi 0987650123"
	id := s.open(lan, d)
	for _, who := range []commune.Actor{huy, mai} {
		if s.heard(who, "0987650123")+s.heard(who, "Bà Lan") != 0 {
			t.Error("name or phone were pushed")
		}
	}
	s.must(func(tx kv.Tx) error { return s.desk.Take(tx, huy, id, s.at) })
	for _, who := range []commune.Actor{huy, mai} {
		s.view(func(r kv.Reader) error {
			v, err := s.desk.Card(r, who, id)
			if got := strings.Contains(v.Text, "0987650123"); got != (who.Staff == "s-huy") || v.Name != "" || v.Phone != "" || v.From != "" {
				t.Errorf("%s reads %+v", who.Staff, v.Draft)
			}
			return err
		})
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- s.box.Run(ctx) }()
	s.must(func(tx kv.Tx) error { return s.desk.Contact(tx, huy, id, s.at) })
	for sent := false; !sent; {
		time.Sleep(time.Millisecond)
		s.view(func(r kv.Reader) error {
			return outbox.All(r, func(x outbox.Delivery) error {
				sent = sent || strings.Contains(string(x.ID), "contact") && x.State == outbox.Sent
				return nil
			})
		})
	}
	cancel() // the clock is moved when nobody reads it beside
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	s.tick()
	if s.removals() != 0 {
		t.Fatal("taken back at once")
	}
	s.at = s.at.Add(ContactFor)
	s.tick()
	if s.removals() == 0 {
		t.Fatal("not taken back")
	}
	s.view(func(r kv.Reader) error {
		entries, err := staff.Entries(r, 1, 0)
		found := false
		for _, e := range entries {
			found = found || e.Act == "case.contact" && e.By == "s-huy" && e.Object == string(id)
		}
		if !found {
			t.Error("not in the audit")
		}
		return err
	})
}

// removals is how many messages are being taken back.
func (s *stand) removals() (n int) {
	s.view(func(r kv.Reader) error {
		return outbox.All(r, func(x outbox.Delivery) error {
			if strings.Contains(string(x.ID), "-back") {
				n++
			}
			return nil
		})
	})
	return n
}
