package telegram

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"loaxom/internal/channel"
)

func TestBehaviour09OnePoisonUpdateInAHundred(t *testing.T) {
	bubble(t, func(t *testing.T) {
		for _, v := range []struct{ name, raw string }{
			{"a field of another type", `{"message":{"message_id":1,"chat":{"id":5,"type":"private"},"date":1,"text":{"no":"text"}}}`},
			{"no object", `["garbage"]`},
			{"null", `null`},
			{"without a number", `{"update_id":"không","message":{}}`},
		} {
			b := newBot(t)
			say := func(i int) (int64, string) { return resident, fmt.Sprint(v.name, i) }
			b.server.Bulk(50, say)
			b.server.Push(v.raw)
			b.server.Bulk(49, say)
			b.receive()
			got := b.wait(100)
			good := 0
			for i, m := range got {
				switch {
				case m.Kind == channel.Message:
					good++
				case m.Kind != channel.Unreadable || i != 50 || len(m.Raw) == 0 || m.ID == "":
					t.Errorf("%s: item %d: %s", v.name, i, told(m))
				}
			}
			if good != 99 {
				t.Errorf("%s: %d of 99 others came", v.name, good)
			}
			time.Sleep(time.Minute)
			if n := len(b.taken()); n != 100 || b.server.Unconfirmed() != 0 {
				t.Errorf("%s: %d came, %d are not confirmed", v.name, n, b.server.Unconfirmed())
			}
			if b.Alarms()["unreadable"] != 1 || b.log.count("alarm=unreadable") != 1 {
				t.Errorf("%s: alarms %v, log %s", v.name, b.Alarms(), b.log)
			}
		}
	})
}

// TestBehaviour09PoisonAtTheEnd: what has no number at the end of a batch, where no later number
// confirms it, does not come for ever.
func TestBehaviour09PoisonAtTheEnd(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.receive()
		b.server.Say(resident, "một")
		b.wait(1)
		for range 3 {
			b.server.Push(`"rác"`)
		}
		got := b.wait(4)
		time.Sleep(time.Minute)
		if n := len(b.taken()); n != 4 || b.server.Unconfirmed() != 0 {
			t.Errorf("%d came, %d are not confirmed", n, b.server.Unconfirmed())
		}
		if got[1].ID != got[2].ID { // the same content twice cannot be told apart, and is the same garbage
			t.Errorf("ids %s, %s", got[1].ID, got[2].ID)
		}
		b.server.Say(resident, "hai")
		if got := b.wait(5)[4]; got.Text != "hai" {
			t.Errorf("afterwards: %s", told(got))
		}
	})
	bubble(t, func(t *testing.T) { // nothing has a number, from the start: it comes again, but not in a tight loop
		b := newBot(t)
		b.server.Push(`"rác"`)
		b.receive()
		b.wait(1)
		time.Sleep(time.Minute)
		if n := b.server.Calls("getUpdates"); n > 13 {
			t.Errorf("%d polls in a minute", n)
		}
		b.server.Say(resident, "hai")
		for b.server.Unconfirmed() != 0 {
			time.Sleep(time.Second)
		}
	})
}

func TestBehaviour10UnknownUpdatesFloodNoLog(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.receive()
		time.Sleep(time.Second)
		before := strings.Count(b.log.String(), "\n")
		for i := range 1000 {
			b.server.Push(fmt.Sprintf(`{"new_kind_of_%d":{"anything":[%d]}}`, i%7, i))
		}
		for _, m := range b.wait(1000) {
			if m.Kind != channel.Ignored {
				t.Fatal(told(m))
			}
		}
		if after := strings.Count(b.log.String(), "\n"); after != before {
			t.Errorf("%d log lines:\n%s", after-before, b.log)
		}
	})
}
