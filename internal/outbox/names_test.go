package outbox

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
)

// masked gives conversations the hidden name of their id read backwards; gone are names that nobody knows.
type masked struct{ gone map[address.ID]fault.Kind }

func (m masked) hide(id address.ID) address.ID { return address.Hide(backwards(string(id))) }

func (m masked) reveal(_ kv.Reader, hidden address.ID) (address.ID, error) {
	if kind, ok := m.gone[hidden]; ok {
		return "", fault.New(kind, "nobody")
	}
	return address.ID(backwards(strings.TrimPrefix(string(hidden), "~"))), nil
}

func backwards(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// newMasked is a desk whose box knows hidden names.
func newMasked(t *testing.T, p *platform, m masked, db kv.DB) *desk {
	d := newDesk(t, p, DefaultPace, db)
	d.box = New(d.db, []channel.Channel{p}, Config{Pace: map[string]Pace{"fake": DefaultPace}, Reveal: m.reveal, Hide: m.hide}, time.Now, discard)
	return d
}

// sendHidden queues a message to the hidden name of a chat that was met.
func (d *desk) sendHidden(m masked, chat string, at Lane, text string) ID {
	d.t.Helper()
	d.n++
	id := ID(fmt.Sprintf("case-%08d", d.n))
	err := d.db.Update(context.Background(), func(tx kv.Tx) error {
		r, err := address.Find(tx, "fake", chat)
		if fault.Is(err, fault.NotFound) {
			r, err = address.Meet(tx, "fake", chat, false, address.ID("adr-"+chat), time.Now())
		}
		if err != nil {
			return err
		}
		r = address.Record{ID: m.hide(r.ID), Channel: r.Channel}
		ds, err := d.box.Prepare(id, r, at, Answer, []channel.Outgoing{{Text: channel.Plain(text)}}, time.Now())
		if err != nil {
			return err
		}
		return d.box.Enqueue(tx, ds...)
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return id + ".00"
}

func TestAHiddenNameIsFoundWhenItIsSentAndNotBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, m := &platform{}, masked{}
		d := newMasked(t, p, m, nil)
		d.run()
		id := d.sendHidden(m, "77", Answers, "hello")
		time.Sleep(5 * time.Second)
		d.stop()
		calls := p.calls()
		if len(calls) != 1 || calls[0].to != "77" || calls[0].text != "hello" {
			t.Fatalf("the platform saw %+v", calls)
		}
		got := d.get(id)
		if got.State != Sent || got.To != "~77-rda" || got.Receipt != "" || got.More != nil {
			t.Errorf("the record is %+v", got)
		}
	})
}

func TestAChatKeepsItsPaceUnderBothNames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, m := &platform{took: 30 * time.Millisecond}, masked{}
		d := newMasked(t, p, m, nil)
		d.run()
		for i := range 20 {
			if i%3 == 0 {
				d.send("77", false, Answers, Answer, "open")
			} else {
				d.sendHidden(m, "77", Lane(i%2), "hidden") // both lanes
			}
		}
		time.Sleep(time.Minute)
		d.stop()
		calls := p.calls()
		if len(calls) != 20 {
			t.Fatalf("%d calls", len(calls))
		}
		if n := breaches(calls, 1, time.Second, everyone); n > 0 {
			t.Errorf("%d times over one a second", n)
		}
	})
}

func TestHiddenNamesAreFoundAgainAfterARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, m, db := &platform{}, masked{}, memkv.New()
		before := newMasked(t, p, m, db)
		for i := range 3 {
			before.sendHidden(m, fmt.Sprint("7", i), Answers, "hidden")
			before.send(fmt.Sprint("7", i), false, Answers, Answer, "open")
		}
		d := newMasked(t, p, m, db)
		d.run()
		time.Sleep(time.Minute)
		d.stop()
		to := map[string]int{}
		for _, c := range p.calls() {
			to[c.to]++
		}
		if len(to) != 3 || to["70"] != 2 || to["71"] != 2 || to["72"] != 2 {
			t.Errorf("the platform saw %v", to)
		}
	})
}

func TestWhatAPlatformSaysOfAHiddenChatIsNotedAtTheChat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, m := &platform{}, masked{}
		p.answer = func(n int, to, _ string) error {
			switch {
			case n == 1:
				return fault.BusyFor(40*time.Second, "wait")
			case to == "77":
				return fault.New(fault.Gone, "blocked")
			}
			return nil
		}
		d := newMasked(t, p, m, nil)
		d.run()
		d.sendHidden(m, "77", Answers, "one")
		time.Sleep(2 * time.Second)
		d.send("77", false, Answers, Answer, "two") // must wait as well
		time.Sleep(30 * time.Second)
		if n := len(p.calls()); n != 1 {
			t.Errorf("%d calls while the chat is to be left alone", n)
		}
		time.Sleep(time.Minute)
		skipped := d.sendHidden(m, "77", Answers, "three")
		time.Sleep(10 * time.Second)
		d.stop()
		if got := d.get(skipped); got.State != Skipped || got.Reason != "left" {
			t.Errorf("to a chat that blocked us: %+v", got)
		}
		var r address.Record
		if err := d.db.View(context.Background(), func(rd kv.Reader) (err error) { r, err = address.Get(rd, "adr-77"); return err }); err != nil || !r.Left {
			t.Errorf("the chat is %+v, %v", r, err)
		}
	})
}

func TestBehindAHiddenNameThereMayBeNobodyAnyMore(t *testing.T) {
	for _, kind := range []fault.Kind{fault.NotFound, fault.Corrupt} {
		synctest.Test(t, func(t *testing.T) {
			p, m, db := &platform{}, masked{gone: map[address.ID]fault.Kind{}}, memkv.New()
			d := newMasked(t, p, m, db)
			waits := d.sendHidden(m, "77", Answers, "before")
			m.gone[m.hide("adr-77")] = kind
			d = newMasked(t, p, m, db)
			d.run()
			late := d.sendHidden(m, "77", Notices, "after")
			time.Sleep(10 * time.Second)
			d.stop()
			for _, id := range []ID{waits, late} {
				if got := d.get(id); got.State != Skipped || got.Reason != Closed || !got.Message.Empty() {
					t.Errorf("%v: %+v", kind, got)
				}
			}
			if len(p.calls()) != 0 {
				t.Error("somebody was written to")
			}
		})
	}
}
