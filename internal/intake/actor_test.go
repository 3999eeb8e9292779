package intake

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

// Whoever was revoked between the turn and its commit does nothing more: the turn is computed anew.
func TestWhoIsRevokedMeanwhileDoesNothing(t *testing.T) {
	db, p := memkv.New(), newPlatform()
	log := slog.New(slog.DiscardHandler)
	box := outbox.New(db, []channel.Channel{p}, outbox.Config{}, time.Now, log)
	in := New(db, []channel.Channel{p}, answers(), box, nil, time.Now, func() string { return "id" }, log)
	machine := commune.Actor{Role: commune.Admin, Machine: true}
	update := func(f func(kv.Tx) error) {
		t.Helper()
		if err := db.Update(context.Background(), f); err != nil {
			t.Fatal(err)
		}
	}
	update(func(tx kv.Tx) error {
		to, err := address.Meet(tx, "fake", "a", false, "adr", time.Now())
		if err != nil {
			return err
		}
		return staff.Seat(tx, to.ID, "s-1", staff.Grant{Role: commune.Admin}, "", time.Now())
	})
	m := say("1", "a", "/quyen")
	r := row{Lane: laneOf("fake", "a"), Seq: 1, Chan: "fake", ID: "1", At: time.Now(), Raw: m.Raw}
	a, err := in.turn(r, brought{Incoming: m}, nil)
	if err != nil || a.actor.Staff != "s-1" || a.turn.State.Talk == nil {
		t.Fatalf("%+v, %v", a.actor, err)
	}
	done := false
	a.turn.Acts = append(a.turn.Acts, func(kv.Tx) error { done = true; return nil })
	update(func(tx kv.Tx) error { return staff.Revoke(tx, machine, "s-1", time.Now()) })
	a.end = func(kv.Tx) error { return nil }
	if n, err := in.commit([]*answered{a}); n != 0 || !errors.Is(err, errChanged) || done {
		t.Errorf("%d, %v, done: %v", n, err, done)
	}
	if a, err = in.turn(r, brought{Incoming: m}, nil); err != nil || a.actor.Role != commune.Resident || a.turn.State.Talk != nil {
		t.Errorf("computed anew: %+v, %v", a.actor, err)
	}
}

// A role counts in the person's own conversation only.
func TestRolesCountInOnesOwnConversation(t *testing.T) {
	db := memkv.New()
	err := db.Update(context.Background(), func(tx kv.Tx) error {
		if err := staff.Seat(tx, "adr", "s-1", staff.Grant{Role: commune.Chair}, "", time.Now()); err != nil {
			return err
		}
		for _, c := range []struct {
			name string
			to   address.Record
			m    channel.Incoming
			want commune.Role
		}{
			{"own", address.Record{ID: "adr"}, channel.Incoming{Chat: "7", From: "7"}, commune.Chair},
			{"another's", address.Record{ID: "other"}, channel.Incoming{Chat: "8", From: "8"}, commune.Resident},
			{"group", address.Record{ID: "adr", Group: true}, channel.Incoming{Chat: "7", From: "7"}, commune.Resident},
			{"group message", address.Record{ID: "adr"}, channel.Incoming{Chat: "7", From: "7", Group: true}, commune.Resident},
			{"nobody's", address.Record{ID: "adr"}, channel.Incoming{Chat: "7"}, commune.Resident},
			{"somebody else's", address.Record{ID: "adr"}, channel.Incoming{Chat: "7", From: "9"}, commune.Resident},
		} {
			by, err := actor(tx, c.to, c.m)
			if err != nil || by.Role != c.want || by.Address != string(c.to.ID) {
				t.Errorf("%s: %+v, %v", c.name, by, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
