package review

import (
	"errors"
	"fmt"
	"testing"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

func words(text string) Reply {
	return Reply{Words: text, Messages: map[string][]channel.Outgoing{
		"vi": {{Text: channel.Plain("vi: " + text)}}, "en": {{Text: channel.Plain("en: " + text)}},
	}}
}

func TestWhoAskedGetsTheAnswerOnce(t *testing.T) {
	o := newOffice(t, "")
	o.employ(an, binh)
	o.meet("r1", "r2", "gone")
	o.must(func(tx kv.Tx) error { return address.Leave(tx, "fake", "chat-gone", o.now) })
	w := Wording{Text: "hỏi gì đó", Reason: Asked}
	id := o.note(w)
	o.ask(w, "r1")
	o.ask(w, "r1") // pressed twice
	o.must(func(tx kv.Tx) error { return Ask(tx, w, "r2", "en", o.now) })
	o.ask(w, "gone")
	o.ask(w, "never-met")
	if q := o.get(id); q.Waiting != 4 || q.Count != 1 {
		t.Fatalf("%+v", q)
	}
	o.refused(fault.Denied, func(tx kv.Tx) error { return o.desk.Answer(tx, resident(1), id, words("x"), o.now) })
	o.refused(fault.Denied, func(tx kv.Tx) error { return o.desk.Answer(tx, xom, id, words("x"), o.now) })
	o.refused(fault.Invalid, func(tx kv.Tx) error { return o.desk.Answer(tx, an, id, Reply{}, o.now) })
	o.refused(fault.NotFound, func(tx kv.Tx) error { return o.desk.Answer(tx, an, "0000", words("x"), o.now) })
	o.must(func(tx kv.Tx) error { return o.desk.Answer(tx, an, id, words("lời đáp"), o.now) })
	// A second one is told that somebody was quicker; nobody gets a second answer.
	o.refused(fault.Conflict, func(tx kv.Tx) error { return o.desk.Answer(tx, binh, id, words("lời khác"), o.now) })
	o.refused(fault.Conflict, func(tx kv.Tx) error { return o.desk.Skip(tx, binh, id, words("lời khác"), o.now) })
	got := o.deliver()
	want(t, "r1", got["r1"], []string{"vi: lời đáp"})
	want(t, "r2", got["r2"], []string{"en: lời đáp"})
	if len(got) != 2 {
		t.Errorf("sent to %v", got)
	}
	if q := o.get(id); q.State != Answered || q.Waiting != 0 || len(q.Reply) != 0 || q.By != "s-an" || q.Words != "lời đáp" {
		t.Errorf("%+v", q)
	}
	want(t, "audit", o.audit(), []string{"s-an question.answered question:" + string(id)})
	if texts := o.listed(false); len(texts) != 0 {
		t.Errorf("still open: %q", texts)
	}
}

func TestManyAskersAreServedInParts(t *testing.T) {
	o := newOffice(t, "")
	w := Wording{Text: "mấy giờ mở cửa", Reason: Asked}
	const n = 2*askersAtOnce + 7
	for i := range n {
		who := fmt.Sprintf("r%03d", i)
		o.meet(who)
		o.ask(w, who)
	}
	o.must(func(tx kv.Tx) error { return o.desk.Answer(tx, an, w.ID(), words("tám giờ"), o.now) })
	if q := o.get(w.ID()); q.Waiting != n-askersAtOnce {
		t.Fatalf("%d wait after the first part", q.Waiting)
	}
	// Asked again in between: that one gets the same answer, the question does not open again.
	o.meet("late")
	o.ask(w, "late")
	if q := o.get(w.ID()); q.State != Answered {
		t.Fatalf("%+v", q)
	}
	if err := o.desk.deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := o.deliver()
	for i := range n {
		if texts := got[fmt.Sprintf("r%03d", i)]; len(texts) != 1 || texts[0] != "vi: tám giờ" {
			t.Fatalf("asker %d got %q", i, texts)
		}
	}
	if len(got["late"]) != 1 || len(got) != n+1 {
		t.Errorf("late got %q; %d were served", got["late"], len(got))
	}
	if q := o.get(w.ID()); q.Waiting != 0 || len(q.Reply) != 0 {
		t.Errorf("%+v", q)
	}
	if err := o.desk.deliver(t.Context()); err != nil || len(o.deliver()) != 0 {
		t.Errorf("served twice: %v", err)
	}
}

// Somebody whose channel is switched off keeps nobody from being answered, and is answered when it is on.
func TestWhoCannotBeReachedNowWaits(t *testing.T) {
	o := newOffice(t, "")
	o.meet("r1")
	o.must(func(tx kv.Tx) error {
		_, err := address.Meet(tx, "other", "chat-far", false, "far", o.now)
		return err
	})
	w := Wording{Text: "hỏi từ hai nơi", Reason: Asked}
	o.ask(w, "r1")
	o.ask(w, "far")
	o.must(func(tx kv.Tx) error { return o.desk.Answer(tx, an, w.ID(), words("đáp"), o.now) })
	for range 3 {
		if err := o.desk.deliver(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	got := o.deliver()
	want(t, "who can be reached", got["r1"], []string{"vi: đáp"})
	if q := o.get(w.ID()); q.Waiting != 1 || len(q.Reply) == 0 || len(got) != 1 {
		t.Fatalf("%+v, %v", q, got)
	}
	o.must(func(tx kv.Tx) error { // the channel is on: the same chat is on the one that there is
		r, err := address.Get(tx, "far")
		r.Channel = "fake"
		return errors.Join(err, address.Put(tx, r))
	})
	if err := o.desk.deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	want(t, "who was away", o.deliver()["far"], []string{"vi: đáp"})
	if q := o.get(w.ID()); q.Waiting != 0 || len(q.Reply) != 0 {
		t.Errorf("%+v", q)
	}
}
