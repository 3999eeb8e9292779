package bot_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"loaxom/bot"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/staff"
)

// What an act of a talk was refused is said in plain words; the talk goes on with what is so now, except
// for somebody who may not do it at all.
func TestARefusedActOfATalk(t *testing.T) {
	b := newBot(t, bot.Config{})
	db := memkv.New()
	err := db.Update(context.Background(), func(tx kv.Tx) error {
		for i := range 2 {
			id := commune.StaffID(fmt.Sprintf("s-%d", i))
			if err := staff.Seat(tx, "", id, staff.Grant{Role: commune.Admin}, string(id), talkDay); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	admin := commune.Actor{Address: "adr", Staff: "s-0", Role: commune.Admin}
	say := func(s bot.State, text string, refused error) (turn bot.Turn) {
		t.Helper()
		err := db.View(context.Background(), func(r kv.Reader) error {
			turn = b.Turn(s, bot.Message{
				Kind: channel.Message, Text: text, Now: talkDay, Actor: admin, Read: r, Refused: refused,
				NewID: func() string { n++; return fmt.Sprint(n) },
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return turn
	}
	state := bot.State{Last: talkDay}
	for _, text := range []string{"/quyen", "s-1", "thu hồi"} {
		state = say(state, text, nil).State
	}
	done := say(state, "thu hồi ngay", nil)
	if len(done.Acts) != 1 || done.State.Talk != nil {
		t.Fatalf("%d acts, talk %v", len(done.Acts), done.State.Talk)
	}
	for _, c := range []struct {
		kind fault.Kind
		want string // begins
		goes bool
	}{
		{fault.Conflict, "Vừa có người khác", true},
		{fault.NotFound, "Tôi không thấy mục này", true},
		{fault.Invalid, "Việc này chưa làm được", true},
		{fault.Denied, "Việc này dành cho người có trách nhiệm", false},
	} {
		turn := say(state, "thu hồi ngay", fault.New(c.kind, "refused"))
		if len(turn.Acts) > 0 || len(turn.Replies) == 0 || !strings.HasPrefix(turn.Replies[0].Text.String(), c.want) || (turn.State.Talk != nil) != c.goes {
			t.Errorf("%v: %d acts, %v, talk %v", c.kind, len(turn.Acts), turn.Replies, turn.State.Talk)
		}
		if c.goes && !strings.Contains(turn.Replies[len(turn.Replies)-1].Text.String(), "Thu hồi mọi phần việc của s-1") {
			t.Errorf("%v: the question is not asked again: %v", c.kind, turn.Replies)
		}
	}
}
