package audience

import (
	"context"
	"testing"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/staff"
)

var day = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

const agreed = "Xã giữ số hiệu cuộc trò chuyện và những gì bà con chọn."

// town is a store with people in it. Its Updates run twice, as they may.
type town struct {
	testing.TB
	db  kv.DB
	now time.Time
}

func newTown(t testing.TB) *town { return &town{TB: t, db: kvtest.Twice(memkv.New()), now: day} }

func (o *town) try(write func(kv.Tx) error) error { return o.db.Update(context.Background(), write) }

func (o *town) must(write func(kv.Tx) error) {
	o.Helper()
	if err := o.try(write); err != nil {
		o.Fatal(err)
	}
}

func (o *town) view(read func(kv.Reader) error) {
	o.Helper()
	if err := o.db.View(context.Background(), read); err != nil {
		o.Fatal(err)
	}
}

// meet makes the conversation id known; the platform's id of it is made of ours.
func (o *town) meet(id string, group bool) {
	o.Helper()
	o.must(func(tx kv.Tx) error {
		_, err := address.Meet(tx, "telegram", "chat-"+id, group, address.ID(id), o.now)
		return err
	})
}

func (o *town) leave(id string) {
	o.Helper()
	o.must(func(tx kv.Tx) error { return address.Leave(tx, "telegram", "chat-"+id, o.now) })
}

// resident is whoever writes in the conversation id.
func resident(id string) commune.Actor {
	return commune.Actor{Address: id, Role: commune.Resident}
}

func (o *town) subscribe(id string, w Wish) error {
	return o.try(func(tx kv.Tx) error { return Subscribe(tx, resident(id), w, agreed, o.now) })
}

func (o *town) of(id string) (s Subscription) {
	o.Helper()
	o.view(func(r kv.Reader) (err error) { s, _, err = Of(r, address.ID(id)); return err })
	return s
}

// leader seats somebody in the conversation id as leader of the hamlet.
func (o *town) leader(id string, h commune.HamletID) (by commune.Actor) {
	o.Helper()
	o.meet(id, false)
	o.must(func(tx kv.Tx) error {
		g := staff.Grant{Role: commune.Leader, Hamlets: []commune.HamletID{h}}
		return staff.Seat(tx, address.ID(id), commune.StaffID("s-"+id), g, "", o.now)
	})
	o.view(func(r kv.Reader) (err error) { by, err = staff.Actor(r, address.ID(id)); return err })
	return by
}

// walked is the whole audience in steps.
func (o *town) walked(who Target, step int) (ids []address.ID) {
	o.Helper()
	o.view(func(r kv.Reader) error {
		for from := Cursor(""); ; {
			some, next, err := Walk(r, who, from, step)
			if err != nil {
				return err
			}
			if ids = append(ids, some...); next == "" {
				return nil
			}
			from = next
		}
	})
	return ids
}

func wish(hamlet commune.HamletID, topics ...Topic) Wish {
	return Wish{Hamlets: []commune.HamletID{hamlet}, Topics: topics}
}

func wantKind(t testing.TB, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Errorf("got %v, want kind %v", err, kind)
	}
}
