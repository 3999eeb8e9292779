package review

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"loaxom/internal/kv"
)

func TestQuestionsAreKeptForHalfAYear(t *testing.T) {
	o := newOffice(t, "")
	o.ask(Wording{Text: "cũ", Reason: Asked}, "r1")
	again := Wording{Text: "hỏi lại mới đây", Reason: Asked}
	o.ask(again, "r1")
	for i := range 2*tidyAtOnce + 3 {
		o.note(Wording{Text: fmt.Sprintf("cũ %d", i), Reason: None})
	}
	f := numbers()[0]
	o.must(func(tx kv.Tx) error { _, err := Dispute(tx, resident(1), f, "h", "2026-11-23", o.now); return err })
	tidy := func() {
		t.Helper()
		if err := o.desk.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	o.now = start.Add(Keep - time.Second)
	o.note(again)
	tidy()
	if n := len(o.listed(false)); n != 2*tidyAtOnce+3+2 {
		t.Fatalf("%d are left a second too early", n)
	}
	o.read(func(r kv.Reader) error {
		return Standings(r, func(st Standing) error { t.Errorf("a report outlived its week: %+v", st); return nil })
	})
	o.now = start.Add(Keep + time.Second)
	tidy()
	want(t, "left", o.listed(false), []string{"hỏi lại mới đây×2"})
	q := o.get(again.ID())
	if q.Waiting != 0 {
		t.Errorf("somebody waits for more than half a year: %+v", q)
	}
	left := 0
	o.read(func(r kv.Reader) error {
		for _, table := range []string{"asker", "asker.address", "asker.since", "question.waiting"} {
			if err := r.Scan(table, nil, nil, func(_, _ []byte) error { left++; return nil }); err != nil {
				return err
			}
		}
		return nil
	})
	if left != 0 {
		t.Errorf("%d rows of askers are left", left)
	}
}

// The first version kept questions without counted reasons and without indexes; a store of that time is
// read and its questions are listed.
func TestQuestionsOfTheFirstVersionAreListed(t *testing.T) {
	o := newOffice(t, "")
	for id, raw := range map[string]string{
		"Zm9vYmFyYmF6cXV4": `{"id":"Zm9vYmFyYmF6cXV4","text":"xin giấy đi đường","reason":"none","n":3,"first":"2026-11-20T01:00:00Z","last":"2026-11-22T01:00:00Z"}`,
		"AAAAYmFyYmF6cXV4": `{"id":"AAAAYmFyYmF6cXV4","text":"xin giay di duong","reason":"asked","n":2,"first":"2026-11-19T01:00:00Z","last":"2026-11-21T01:00:00Z"}`,
	} {
		o.must(func(tx kv.Tx) error { return tx.Put("question", []byte(id), []byte(raw)) })
	}
	o.note(Wording{Text: "Xin giấy đi đường?", Reason: None})
	if err := o.desk.batches(t.Context(), renew); err != nil {
		t.Fatal(err)
	}
	texts := o.listed(false)
	if len(texts) != 1 || !strings.HasSuffix(texts[0], "×6") {
		t.Fatalf("%q", texts)
	}
	q := o.get(Wording{Text: "xin giấy đi đường"}.ID())
	if q.Why[None] != 4 || q.Why[Asked] != 2 || q.First.Day() != 19 {
		t.Errorf("%+v", q)
	}
}
