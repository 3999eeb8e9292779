package feedback

import (
	"bytes"
	"context"
	"testing"

	"loaxom/internal/address"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
)

func TestALinkLeadsToThePersonWithTheKeyAlone(t *testing.T) {
	ctx, s := context.Background(), sealOf(t, 1)
	db := kvtest.Twice(memkv.New())
	person := address.Record{ID: "ADR-OF-A-PERSON", Channel: "telegram", Chat: "778899"}
	var hidden address.Record
	link := func() {
		t.Helper()
		if err := db.Update(ctx, func(tx kv.Tx) (err error) { hidden, err = s.Link(tx, person); return err }); err != nil {
			t.Fatal(err)
		}
	}
	row := func() (raw []byte) {
		t.Helper()
		if err := db.View(ctx, func(r kv.Reader) (err error) { raw, _, err = r.Get("sealed", []byte(s.Hash(person.ID))); return err }); err != nil {
			t.Fatal(err)
		}
		return raw
	}
	link()
	first := row()
	link() // a second case of the same person
	if len(first) == 0 || !bytes.Equal(first, row()) {
		t.Error("the link changes with each case")
	}
	if bytes.Contains(first, []byte(person.ID)) || bytes.Contains(first, []byte(person.Chat)) {
		t.Errorf("the link names the person: %s", first)
	}
	if hidden.ID != s.Hide(person.ID) || hidden.Channel != "telegram" || hidden.Chat != "" {
		t.Errorf("prepared for %+v", hidden)
	}
	err := db.View(ctx, func(r kv.Reader) error {
		if who, err := s.Reveal(r, hidden.ID); err != nil || who != person.ID {
			t.Errorf("revealed as %q, %v", who, err)
		}
		if again, err := s.Linked(r, s.Hash(person.ID)); err != nil || again.ID != hidden.ID || again.Channel != hidden.Channel {
			t.Errorf("by its hash: %+v, %v", again, err)
		}
		if who, err := sealOf(t, 2).Reveal(r, hidden.ID); who != "" || !fault.Is(err, fault.Corrupt) {
			t.Errorf("with another key: %q, %v", who, err)
		}
		for _, id := range []address.ID{"~nobody", person.ID, ""} {
			if who, err := s.Reveal(r, id); who != "" || !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %q, %v", id, who, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Update(ctx, func(tx kv.Tx) error { return Unlink(tx, s.Hash(person.ID)) }); err != nil {
		t.Fatal(err)
	}
	_ = db.View(ctx, func(r kv.Reader) error {
		if _, err := s.Reveal(r, hidden.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("after the link was taken back: %v", err)
		}
		return nil
	})
}
