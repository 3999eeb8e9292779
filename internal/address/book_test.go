package address

import (
	"context"
	"testing"
	"time"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
)

var now = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// book gives a store in which every function runs twice.
func book(t *testing.T) (update func(func(kv.Tx) error), find func(chat string) (Record, error)) {
	t.Helper()
	db := kvtest.Twice(memkv.New())
	update = func(write func(kv.Tx) error) {
		t.Helper()
		if err := db.Update(context.Background(), write); err != nil {
			t.Fatal(err)
		}
	}
	return update, func(chat string) (r Record, err error) {
		err = db.View(context.Background(), func(rd kv.Reader) (err error) { r, err = Find(rd, "telegram", chat); return err })
		return r, err
	}
}

func TestAChatIsMetOnceAndComesBack(t *testing.T) {
	update, find := book(t)
	meet := func(id ID) func(kv.Tx) error {
		return func(tx kv.Tx) error { _, err := Meet(tx, "telegram", "7", false, id, now); return err }
	}
	update(meet("a"))
	update(meet("b"))
	if r, err := find("7"); err != nil || r.ID != "a" {
		t.Fatalf("met as %v, %v", r, err)
	}
	update(func(tx kv.Tx) error { return Leave(tx, "telegram", "7", now) })
	if r, _ := find("7"); !r.Left {
		t.Fatal("leaving is not noted")
	}
	update(meet("c"))
	if r, _ := find("7"); r.Left || r.ID != "a" {
		t.Fatalf("who came back is %+v", r)
	}
	if _, err := find("8"); !fault.Is(err, fault.NotFound) {
		t.Fatalf("a chat that nobody met: %v", err)
	}
	update(func(tx kv.Tx) error { return Leave(tx, "telegram", "8", now) })
}

func TestAMovedChatIsFoundUnderBothIDs(t *testing.T) {
	update, find := book(t)
	update(func(tx kv.Tx) error { _, err := Meet(tx, "telegram", "-1", true, "g", now); return err })
	for range 2 { // twice is harmless
		update(func(tx kv.Tx) error { return MoveChat(tx, "telegram", "-1", "-1001") })
	}
	for _, chat := range []string{"-1", "-1001"} {
		if r, err := find(chat); err != nil || r.ID != "g" || r.Chat != "-1001" {
			t.Fatalf("%s: %+v, %v", chat, r, err)
		}
	}
	update(func(tx kv.Tx) error { return MoveChat(tx, "telegram", "-77", "-1077") }) // none of ours
}

func TestTheNewIDWasMetOnItsOwnMeanwhile(t *testing.T) {
	update, find := book(t)
	update(func(tx kv.Tx) error {
		if _, err := Meet(tx, "telegram", "-1", true, "old", now); err != nil {
			return err
		}
		_, err := Meet(tx, "telegram", "-1001", true, "new", now)
		return err
	})
	update(func(tx kv.Tx) error { return Move(tx, "old", "-1001") })
	if r, err := find("-1001"); err != nil || r.ID != "old" {
		t.Fatalf("the new id belongs to %+v, %v", r, err)
	}
}

func TestAClockSetBackDoesNotStopAGroup(t *testing.T) {
	var r Record
	for i := range 20 {
		r.NoteSend(now.Add(time.Duration(i)*time.Second), 1, 18)
	}
	if got := r.NextSend(now.Add(19*time.Second), 1, 18).Sub(now); got != time.Minute+2*time.Second {
		t.Fatalf("the next may go after %v", got)
	}
	earlier := now.Add(-time.Hour)
	if !r.Rewind(earlier) || r.NextSend(earlier, 1, 18).Sub(earlier) > time.Minute || r.Rewind(earlier) {
		t.Fatal("the group waits for the clock")
	}
}
