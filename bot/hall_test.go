package bot_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"loaxom/bot"
	"loaxom/internal/address"
	"loaxom/internal/audience"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/staff"
)

// hall is a commune with its bot and its store, in which people talk; what a turn brings about is
// committed as intake does it.
type hall struct {
	testing.TB
	bot    *bot.Bot
	db     kv.DB
	now    time.Time
	states map[string]bot.State
	groups map[string]bool
	n      int
}

func newHall(t testing.TB, hamlets ...string) *hall {
	h := &hall{TB: t, db: kvtest.Twice(memkv.New()), now: talkDay, states: map[string]bot.State{}, groups: map[string]bool{}}
	h.set(hamlets...)
	return h
}

// bots are those that were built already, by their hamlets: building one takes longer than a talk.
var bots sync.Map

// set restarts the bot with these hamlets in its configuration.
func (h *hall) set(hamlets ...string) {
	if b, ok := bots.Load(strings.Join(hamlets, ",")); ok {
		h.bot = b.(*bot.Bot)
		return
	}
	var cfg bot.Config
	for i, name := range hamlets {
		cfg.Hamlets = append(cfg.Hamlets, commune.Hamlet{ID: commune.HamletID(fmt.Sprintf("x%d", i+1)), Name: name})
	}
	h.bot = newBot(h, cfg)
	bots.Store(strings.Join(hamlets, ","), h.bot)
}

func (h *hall) must(write func(kv.Tx) error) {
	h.Helper()
	if err := h.db.Update(context.Background(), write); err != nil {
		h.Fatal(err)
	}
}

// of is what a conversation receives.
func (h *hall) of(id string) (s audience.Subscription) {
	h.Helper()
	h.must(func(tx kv.Tx) (err error) { s, _, err = audience.Of(tx, address.ID(id)); return err })
	return s
}

// group makes a conversation a group chat.
func (h *hall) group(id string) {
	h.groups[id] = true
}

// say brings a message of somebody to the bot and gives what the bot says.
func (h *hall) say(id, text string) string {
	return h.tell(id, bot.Message{Kind: channel.Message, Text: text})
}

func (h *hall) press(id, data string) string {
	return h.tell(id, bot.Message{Kind: channel.Press, Data: data})
}

func (h *hall) tell(id string, m bot.Message) string {
	h.Helper()
	h.now = h.now.Add(5 * time.Second)
	m.Now, m.Group = h.now, h.groups[id]
	m.NewID = func() string { h.n++; return fmt.Sprintf("new-%d", h.n) }
	h.must(func(tx kv.Tx) error {
		_, err := address.Meet(tx, "telegram", "chat-"+id, m.Group, address.ID(id), h.now)
		return err
	})
	turn := h.turn(id, m)
	err := h.db.Update(context.Background(), func(tx kv.Tx) error {
		for _, act := range turn.Acts {
			if err := act(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		if fault.Is(err, fault.Internal) {
			h.Fatal(err)
		}
		m.Refused = err
		if turn = h.turn(id, m); len(turn.Acts) > 0 {
			h.Fatalf("a turn that was refused acts again after %v", err)
		}
	}
	h.states[id] = turn.State
	var said []string
	for _, r := range turn.Replies {
		said = append(said, show(r))
	}
	return strings.Join(said, "")
}

func (h *hall) turn(id string, m bot.Message) (turn bot.Turn) {
	h.Helper()
	err := h.db.View(context.Background(), func(r kv.Reader) (err error) {
		m.Read = r
		m.Actor = commune.Actor{Address: id, Role: commune.Resident}
		if !m.Group {
			if m.Actor, err = staff.Actor(r, address.ID(id)); err != nil {
				return err
			}
		}
		turn = h.bot.Turn(h.states[id], m)
		return nil
	})
	if err != nil {
		h.Fatal(err)
	}
	return turn
}

// lead makes somebody leader of a hamlet.
func (h *hall) lead(id string, hamlets ...commune.HamletID) {
	h.Helper()
	h.must(func(tx kv.Tx) error {
		if _, err := address.Meet(tx, "telegram", "chat-"+id, false, address.ID(id), h.now); err != nil {
			return err
		}
		return staff.Seat(tx, address.ID(id), commune.StaffID("s-"+id), staff.Grant{Role: commune.Leader, Hamlets: hamlets}, "", h.now)
	})
}

func wantSaid(t testing.TB, said string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(said, p) {
			t.Errorf("%q is not in what the bot says:\n%s", p, said)
		}
	}
}
