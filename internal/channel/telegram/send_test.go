package telegram

import (
	"strconv"
	"strings"
	"testing"

	"loaxom/internal/channel"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/fault"
)

func TestSendAsShown(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		m := channel.Outgoing{
			Text: channel.Text{{S: "Lệ phí", Bold: true}, {S: ": "}, {S: "", Bold: true}, {S: "xem ở đây", Link: "https://dichvucong.gov.vn/a?b=1&c=2"}, {S: " nhé"}},
			Buttons: [][]channel.Button{
				{{Label: "👍", Data: "+:khai-sinh"}, {Label: "👎 <&>", Data: "-:khai-sinh"}},
				{{Label: "Mở", URL: "https://dichvucong.gov.vn/?a=\"b\"&c"}},
			},
			Silent: true,
		}
		r, err := b.Send(t.Context(), to(resident), m)
		if err != nil {
			t.Fatal(b.seen(err))
		}
		sent := b.server.SentTo(resident)
		if len(sent) != 1 || r.MessageID != strconv.Itoa(sent[0].ID) {
			t.Fatalf("receipt %q, sent %+v", r.MessageID, sent)
		}
		got := sent[0]
		if got.Text != "Lệ phí: xem ở đây nhé" || !got.Silent || !got.NoPreview {
			t.Errorf("%+v", got)
		}
		if len(got.Entities) != 2 || got.Entities[0] != (telegramtest.Entity{Type: "bold", Length: 6}) ||
			got.Entities[1] != (telegramtest.Entity{Type: "text_link", Offset: 8, Length: 9, URL: "https://dichvucong.gov.vn/a?b=1&c=2"}) {
			t.Errorf("entities %+v", got.Entities)
		}
		if len(got.Buttons) != 2 || got.Buttons[0][1] != (telegramtest.Button{Text: "👎 <&>", Data: "-:khai-sinh"}) || got.Buttons[1][0].URL != `https://dichvucong.gov.vn/?a="b"&c` {
			t.Errorf("buttons %+v", got.Buttons)
		}
	})
}

// TestSendRefusesItself: what Telegram would refuse by our own fault costs no call.
func TestSendRefusesItself(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		row := func(n int, one channel.Button) []channel.Button {
			var r []channel.Button
			for range n {
				r = append(r, one)
			}
			return r
		}
		button := channel.Button{Label: "x", Data: "y"}
		for name, v := range map[string]struct {
			to channel.Address
			m  channel.Outgoing
		}{
			"no number":       {channel.Address{Chat: "@loaxom"}, channel.Outgoing{Text: channel.Plain("a")}},
			"no chat":         {channel.Address{}, channel.Outgoing{Text: channel.Plain("a")}},
			"signed":          {channel.Address{Chat: "+5"}, channel.Outgoing{Text: channel.Plain("a")}},
			"nothing to see":  {to(resident), channel.Outgoing{Text: channel.Plain(" \u200b\n")}},
			"too long":        {to(resident), channel.Outgoing{Text: channel.Plain(strings.Repeat("ằ", 4097))}},
			"too wide":        {to(resident), channel.Outgoing{Text: channel.Plain("a"), Buttons: [][]channel.Button{row(9, button)}}},
			"an empty row":    {to(resident), channel.Outgoing{Text: channel.Plain("a"), Buttons: [][]channel.Button{{}}}},
			"no effect":       {to(resident), channel.Outgoing{Text: channel.Plain("a"), Buttons: [][]channel.Button{{{Label: "x"}}}}},
			"no words":        {to(resident), channel.Outgoing{Text: channel.Plain("a"), Buttons: [][]channel.Button{{{Label: " ", Data: "y"}}}}},
			"data no text":    {to(resident), channel.Outgoing{Text: channel.Plain("a"), Buttons: [][]channel.Button{{{Label: "x", Data: "\xff"}}}}},
			"too much data":   {to(resident), channel.Outgoing{Text: channel.Plain("a"), Buttons: [][]channel.Button{{{Label: "x", Data: strings.Repeat("y", 65)}}}}},
			"too many":        {to(resident), channel.Outgoing{Text: channel.Plain("a"), Buttons: [][]channel.Button{row(8, button), row(8, button), row(8, button), row(8, button), row(8, button), row(8, button), row(8, button), row(8, button), row(8, button), row(8, button), row(8, button), row(8, button), row(5, button)}}},
			"too much markup": {to(resident), channel.Outgoing{Text: channel.Plain("a"), Buttons: [][]channel.Button{row(8, channel.Button{Label: strings.Repeat("ằ", 1000), Data: "y"})}}},
		} {
			if _, err := b.Send(t.Context(), v.to, v.m); !fault.Is(b.seen(err), fault.Refused) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := b.seen(b.Ack(t.Context(), "")); !fault.Is(err, fault.Refused) {
			t.Errorf("Ack of nothing: %v", err)
		}
		if n := b.server.Calls("*"); n != 0 {
			t.Errorf("%d calls", n)
		}
	})
}
