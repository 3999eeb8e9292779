package telegram

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/fault"
)

func TestBehaviour31ButtonsWithinTheLimits(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t, telegramtest.WithJudge(telegramtest.Off))
		label := strings.Repeat("Đăng ký thường trú ", 8)
		var rows [][]channel.Button
		for i := range 230 {
			data := ("e:" + strconv.Itoa(i) + strings.Repeat("x", 64))[:64]
			rows = append(rows, []channel.Button{{Label: strconv.Itoa(i) + " " + label, Data: data}})
		}
		rows = append(rows, []channel.Button{{Label: "rỗng"}, {Label: "quá dài", Data: strings.Repeat("x", 65)}, {Label: "không phải chữ", Data: "\xff"}})
		for _, part := range channel.Fit(channel.Outgoing{Text: channel.Plain("Chọn:"), Buttons: rows}, b.Limits()) {
			if _, err := b.Send(t.Context(), to(resident), part); err != nil {
				t.Fatal(b.seen(err))
			}
		}
		n, seen := 0, map[string]bool{}
		for _, m := range b.server.SentTo(resident) {
			inOne := 0
			for _, row := range m.Buttons {
				for _, one := range row {
					n, inOne = n+1, inOne+1
					seen[one.Data] = true
					if len(one.Data) == 0 || len(one.Data) > 64 {
						t.Errorf("%d bytes of data", len(one.Data))
					}
				}
			}
			if inOne > 100 || len(m.Markup) > 10_000 {
				t.Errorf("%d buttons, %d bytes below one message", inOne, len(m.Markup))
			}
		}
		if n != 230 || len(seen) != 230 {
			t.Errorf("%d buttons arrived, %d different ones", n, len(seen))
		}
		if got := b.server.SentTo(resident)[0].Text; got != "Chọn:\n\n• quá dài\n• không phải chữ" {
			t.Errorf("%q", got)
		}
	})
}

func TestBehaviour32Ack(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.receive()
		if _, err := b.Send(t.Context(), to(resident), channel.Outgoing{Text: channel.Plain("Chọn"), Buttons: [][]channel.Button{{{Label: "x", Data: "y"}}}}); err != nil {
			t.Fatal(err)
		}
		b.server.Tap(resident, "x")
		press := b.wait(1)[0].Press
		for range 3 { // late, or twice: fine
			if err := b.Ack(t.Context(), press); err != nil {
				t.Errorf("%v", b.seen(err))
			}
			time.Sleep(time.Hour)
		}
		if err := b.Ack(t.Context(), "999"); err != nil {
			t.Errorf("one that there never was: %v", b.seen(err))
		}
		b.server.Fail("answerCallbackQuery", 1, telegramtest.NoAnswer())
		begun := time.Now()
		if err := b.seen(b.Ack(t.Context(), press)); err == nil || time.Since(begun) > ackTimeout {
			t.Errorf("no answer: %v after %v", err, time.Since(begun))
		}
		b.server.Fail("answerCallbackQuery", 1, telegramtest.TooManyRequests(40, telegramtest.ScopeMethod))
		if err := b.seen(b.Ack(t.Context(), press)); fault.WaitOf(err) != 40*time.Second {
			t.Errorf("429: %v", err)
		}
	})
}

func TestBehaviour33PressesOfOthersMenus(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		b.receive()
		b.server.Group(xom, resident, neighbor)
		r, err := b.Send(t.Context(), to(xom), channel.Outgoing{Text: channel.Plain("Chọn"), Buttons: [][]channel.Button{{{Label: "x", Data: "y"}}}})
		if err != nil {
			t.Fatal(err)
		}
		id, err := strconv.Atoi(r.MessageID)
		if err != nil {
			t.Fatal(err)
		}
		b.server.Press(xom, id, "y", telegramtest.From(neighbor)) // not who asked for the menu
		b.server.Press(resident, 424242, "y")                     // a message that is gone
		b.server.Press(resident, 1, "y", telegramtest.Inline())
		got := b.wait(3)
		for i, want := range []struct {
			chat, from int64
			group      bool
		}{{xom, neighbor, true}, {resident, resident, false}, {resident, resident, false}} {
			m := got[i]
			if m.Kind != channel.Press || m.Chat != decimal(want.chat) || m.From != decimal(want.from) || m.Group != want.group || m.Data != "y" {
				t.Errorf("press %d: %s", i, told(m))
			}
		}
	})
}
