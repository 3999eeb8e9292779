package telegram

import (
	"errors"
	"testing"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/fault"
)

func TestBehaviour24GoneAndBack(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.receive()
		b.server.Group(xom, resident)
		b.server.User(neighbor)
		gone := func(chat int64, what string) {
			t.Helper()
			time.Sleep(4 * time.Second)
			if _, err := b.say(chat, "chào"); !fault.Is(err, fault.Gone) {
				t.Errorf("%s: %v (%v)", what, err, fault.KindOf(err))
			}
		}
		b.server.Block(resident)
		gone(resident, "blocked")
		b.server.Unblock(resident)
		if _, err := b.say(resident, "chào"); err != nil {
			t.Errorf("unblocked: %v", err)
		}
		b.server.Kick(xom)
		gone(xom, "kicked")
		b.server.Add(xom)
		if _, err := b.say(xom, "chào"); err != nil {
			t.Errorf("added again: %v", err)
		}
		b.server.Deactivate(neighbor)
		gone(neighbor, "deactivated")
		var kinds []channel.Kind
		for _, m := range b.wait(5) {
			if m.Kind != channel.Ignored {
				kinds = append(kinds, m.Kind)
			}
		}
		want := []channel.Kind{channel.Left, channel.Joined, channel.Left, channel.Joined}
		if len(kinds) != 4 || kinds[0] != want[0] || kinds[1] != want[1] || kinds[2] != want[2] || kinds[3] != want[3] {
			t.Errorf("kinds %v, wanted %v", kinds, want)
		}
	})
}

func TestBehaviour24WithoutRightsIsNotGone(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.server.Group(xom, resident)
		b.server.Restrict(xom)
		if _, err := b.say(xom, "chào"); !fault.Is(err, fault.Refused) {
			t.Errorf("%v (%v): the bot is still in the group", err, fault.KindOf(err))
		}
	})
}

func TestBehaviour25Migration(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.receive()
		const to = -1001234567890
		b.server.Group(xom, resident)
		b.server.Migrate(xom, to)
		_, err := b.say(xom, "chào")
		var moved *channel.Moved
		if !errors.As(err, &moved) || moved.To != decimal(to) {
			t.Fatalf("%v", err)
		}
		if _, err := b.say(to, "chào"); err != nil {
			t.Errorf("to the new id: %v", err)
		}
		for _, m := range b.wait(2) {
			if m.Kind != channel.Migrated || m.Chat != decimal(xom) || m.MovedTo != decimal(to) {
				t.Errorf("%s", told(m))
			}
		}
		if n := len(b.server.SentTo(to)) + len(b.server.SentTo(xom)); n != 1 {
			t.Errorf("%d messages", n)
		}
	})
}

func TestBehaviour26ChatNotFound(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		if _, err := b.say(123456789, "chào"); !fault.Is(err, fault.Gone) {
			t.Errorf("%v (%v)", err, fault.KindOf(err))
		}
		if _, err := b.say(resident, "chào"); err != nil {
			t.Errorf("the next one: %v", err)
		}
	})
}
