package telegram

import (
	"testing"

	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/fault"
)

func TestBehaviour45CommandsOnlyWhenChanged(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		sets := []CommandSet{
			{Commands: []Command{{"menu", "Trình đơn"}, {"hoi", "Hỏi \"thủ tục\" <&>"}}},
			{Language: "en", Commands: []Command{{"menu", "Menu"}}},
			{Scope: Groups, Commands: []Command{{"hoi", "Hỏi"}}},
			{Scope: OneChat, Chat: resident, Commands: []Command{{"menu", "Trình đơn"}, {"thongbao", "Thông báo"}}},
		}
		set := func(writes, deletes int) {
			t.Helper()
			w, d := b.server.Calls("setMyCommands"), b.server.Calls("deleteMyCommands")
			if err := b.Commands(t.Context(), sets); err != nil {
				t.Fatal(b.seen(err))
			}
			w, d = b.server.Calls("setMyCommands")-w, b.server.Calls("deleteMyCommands")-d
			if w != writes || d != deletes {
				t.Errorf("%d writes and %d deletions, wanted %d and %d", w, d, writes, deletes)
			}
		}
		set(4, 0)
		set(0, 0)
		sets[1].Commands = []Command{{"menu", "Main menu"}}
		set(1, 0)
		sets[2].Commands = nil
		set(0, 1)
		set(0, 0)
		sets[0].Commands[0], sets[0].Commands[1] = sets[0].Commands[1], sets[0].Commands[0] // the order is shown
		set(1, 0)

		for _, method := range []string{"getMyCommands", "setMyCommands"} {
			sets[0].Commands = append(sets[0].Commands, Command{"x", method})
			b.server.Fail(method, 1, telegramtest.TooManyRequests(1, telegramtest.ScopeMethod))
			if err := b.seen(b.Commands(t.Context(), sets)); !fault.Is(err, fault.Busy) {
				t.Errorf("%s: %v", method, err)
			}
			rest(t.Context(), 2e9)
		}
	})
}
