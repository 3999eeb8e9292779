package review

import (
	"fmt"
	"strings"
	"testing"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

func (o *office) note(w Wording) QuestionID {
	o.t.Helper()
	o.must(func(tx kv.Tx) error { return Note(tx, w, o.now) })
	return w.ID()
}

func (o *office) ask(w Wording, who string) QuestionID {
	o.t.Helper()
	o.must(func(tx kv.Tx) error { return Ask(tx, w, address.ID(who), "", o.now) })
	return w.ID()
}

func (o *office) get(id QuestionID) (q Question) {
	o.t.Helper()
	o.read(func(r kv.Reader) (err error) { q, err = Get(r, id); return err })
	return q
}

// listed are the texts of the open questions.
func (o *office) listed(waiting bool) (texts []string) {
	o.read(func(r kv.Reader) error {
		return Listing(r, waiting, func(q Question) error { texts = append(texts, fmt.Sprintf("%s×%d", q.Text, q.Count)); return nil })
	})
	return texts
}

func TestAlikeQuestionsAreOne(t *testing.T) {
	o := newOffice(t, "")
	a := o.note(Wording{Text: "Xin giấy đi đường ở đâu?", Reason: None})
	b := o.note(Wording{Text: "xin giay di duong o dau", Reason: None})
	c := o.note(Wording{Text: "cháu hỏi xin giấy đi đường ở đâu", Like: "xin giay di duong o dau", Reason: Wrong})
	if a != b || a != c {
		t.Fatal("three ways to ask the same are not one question")
	}
	o.note(Wording{Text: "câu khác", Reason: None})
	d := o.note(Wording{Text: "Xin giấy đi đường ở đâu?", Entry: "mot-cua", Reason: Down})
	if d == a {
		t.Fatal("what an entry did not answer is the same as what nothing did")
	}
	q := o.get(a)
	if q.Count != 3 || q.Why[None] != 2 || q.Why[Wrong] != 1 || q.Text != "Xin giấy đi đường ở đâu?" {
		t.Errorf("%+v", q)
	}
	want(t, "the most frequent first", o.listed(false)[:1], []string{"Xin giấy đi đường ở đâu?×3"})
	o.must(func(tx kv.Tx) error {
		return Explain(tx, Wording{Text: "xin giay di duong o dau", Entry: "mot-cua", Reason: Unclear}, o.now)
	})
	if q := o.get(d); q.Count != 1 || q.Why[Unclear] != 1 {
		t.Errorf("explaining counts as asking: %+v", q)
	}
}

func TestAClosedQuestionThatIsAskedAgainIsOpen(t *testing.T) {
	o := newOffice(t, "")
	w := Wording{Text: "hỏi lại", Reason: None}
	o.note(w)
	o.must(func(tx kv.Tx) error { return o.desk.Answer(tx, an, w.ID(), words("đáp"), o.now) })
	o.note(w)
	if q := o.get(w.ID()); q.State != Open || q.Count != 2 {
		t.Fatalf("%+v", q)
	}
	o.must(func(tx kv.Tx) error { return o.desk.Skip(tx, an, w.ID(), Reply{}, o.now) })
	o.note(w)
	if q := o.get(w.ID()); q.State != Skipped || q.Count != 3 {
		t.Fatalf("what staff leave came back: %+v", q)
	}
	o.meet("r1")
	o.ask(w, "r1")
	if q := o.get(w.ID()); q.State != Open || q.Waiting != 1 {
		t.Fatalf("somebody waits for what is closed: %+v", q)
	}
	o.refused(fault.Invalid, func(tx kv.Tx) error { return o.desk.Skip(tx, an, w.ID(), Reply{}, o.now) }) // nobody waits for nothing
	o.must(func(tx kv.Tx) error { return o.desk.Skip(tx, an, w.ID(), words("hỏi một cửa"), o.now) })
	want(t, "who waited", o.deliver()["r1"], []string{"vi: hỏi một cửa"})
}

func TestOneConversationCannotFillTheList(t *testing.T) {
	o := newOffice(t, "")
	for i := range MostWaiting {
		o.ask(Wording{Text: fmt.Sprintf("câu số %d", i), Reason: Asked}, "r1")
	}
	o.refused(fault.Invalid, func(tx kv.Tx) error { return Ask(tx, Wording{Text: "câu nữa", Reason: Asked}, "r1", "", o.now) })
	o.ask(Wording{Text: "câu số 3", Reason: Asked}, "r1") // it waits for this one already
	o.ask(Wording{Text: "câu nữa", Reason: Asked}, "r2")
}

func TestErasureForgetsWhoAsked(t *testing.T) {
	o := newOffice(t, "")
	w, f := Wording{Text: "câu này", Reason: Asked}, numbers()[0]
	o.ask(w, "r1")
	o.ask(w, "r2")
	o.must(func(tx kv.Tx) error {
		_, err := Dispute(tx, commune.Actor{Address: "r1"}, f, "h", "2026-11-23", o.now)
		return err
	})
	o.must(func(tx kv.Tx) error { return Forget(tx, "r1") })
	if q := o.get(w.ID()); q.Waiting != 1 {
		t.Fatalf("%+v", q)
	}
	o.read(func(r kv.Reader) error {
		return r.Scan("asker", nil, nil, func(key, value []byte) error {
			if strings.Contains(string(value), "r1") {
				t.Errorf("%s is left", value)
			}
			return nil
		})
	})
	o.read(func(r kv.Reader) error {
		return Standings(r, func(st Standing) error {
			if len(st.Reports) > 0 {
				t.Errorf("%+v is left", st)
			}
			return nil
		})
	})
	o.must(func(tx kv.Tx) error { return Forget(tx, "r2") })
	if q := o.get(w.ID()); q.Waiting != 0 || !q.Since.IsZero() {
		t.Fatalf("%+v", q)
	}
}
