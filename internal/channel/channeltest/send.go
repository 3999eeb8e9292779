package channeltest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/fault"
)

func typed(t *testing.T, h Harness) {
	for _, s := range []string{
		"chào bà con", "<b>đậm</b> & \"nháy\" 'đơn' <", "&lt; &amp; &#39;", "_a_ *b* [c](d) `e`", "<a href=\"x\">y</a>",
		"một\nhai\n\nba", "😀 👨‍👩‍👧‍👦 🇻🇳", "2 < 3 > 1 && x", "\"", "&", "\\",
	} {
		send(t, h, channel.Outgoing{Text: channel.Plain(s)})
		if got := last(h); got != s {
			t.Errorf("%q arrived as %q", s, got)
		}
	}
}

func last(h Harness) string {
	sent := h.Sent()
	if len(sent) == 0 {
		return ""
	}
	return sent[len(sent)-1]
}

func length(t *testing.T, h Harness) {
	l := h.Channel.Limits()
	most := l.Text
	if most == 0 {
		most = 5000
	}
	exact := strings.Repeat("ằ", most)
	send(t, h, channel.Outgoing{Text: channel.Plain(exact)})
	if got := h.Sent(); len(got) != 1 || got[0] != exact {
		t.Fatalf("a text of the limit arrived as %d messages", len(got))
	}
	sentence := "Bà con mang theo giấy chứng sinh và căn cước. "
	for i, long := range []string{exact + "ằ", strings.Repeat(sentence, 1+3*most/len([]rune(sentence))), strings.Repeat("😀", most)} {
		before := len(h.Sent())
		parts := send(t, h, channel.Outgoing{Text: channel.Plain(long)})
		got := h.Sent()[before:]
		if len(got) != len(parts) || l.Text > 0 && len(got) < 2 {
			t.Errorf("text %d: %d messages arrived, %d were sent", i, len(got), len(parts))
		}
		joined := ""
		for j, s := range got {
			if len(got) > 1 {
				s = strings.TrimPrefix(s, fmt.Sprintf("(%d/%d) ", j+1, len(got)))
			}
			joined += s
		}
		if strings.Join(strings.Fields(joined), "") != strings.Join(strings.Fields(long), "") {
			t.Errorf("text %d did not arrive whole", i)
		}
	}
}

func style(t *testing.T, h Harness) {
	const address = "https://dichvucong.gov.vn/p/home?a=1&b=\"2\""
	send(t, h, channel.Outgoing{Text: channel.Text{{S: "Nộp ở "}, {S: "Cổng dịch vụ công", Bold: true, Link: address}, {S: "."}}})
	got := last(h)
	if !strings.Contains(got, "Cổng dịch vụ công") || strings.ContainsAny(got, "<>") {
		t.Errorf("arrived as %q", got)
	}
	if h.Channel.Limits().Formatting == strings.Contains(got, address) {
		t.Errorf("formatting is %v, and the text is %q", h.Channel.Limits().Formatting, got)
	}
}

func buttons(t *testing.T, h Harness) {
	l := h.Channel.Limits()
	_, acks := h.Channel.(channel.Acker)
	if (l.Buttons > 0) != (h.Press != nil) || (l.Buttons > 0) != acks {
		t.Fatalf("Limits.Buttons is %d, buttons can be pressed: %v, the channel is an Acker: %v", l.Buttons, h.Press != nil, acks)
	}
	data := "e:khai-sinh"
	if l.ButtonData > 0 {
		data += strings.Repeat("x", l.ButtonData-len(data))
	}
	send(t, h, channel.Outgoing{
		Text:    channel.Plain("Bà con hỏi gì?"),
		Buttons: [][]channel.Button{{{Label: "Khai sinh", Data: data}, {Label: "Đăng ký & \"cấp đổi\"", Data: "e:cap-doi"}}},
	})
	if h.Press == nil {
		if got := last(h); got != "Bà con hỏi gì?\n\n1. Khai sinh\n2. Đăng ký & \"cấp đổi\"" {
			t.Errorf("a menu without buttons arrived as %q", got)
		}
		return
	}
	var b inbox
	receive(t, h, &b)
	if !h.Press("Khai sinh") || !h.Press("Đăng ký & \"cấp đổi\"") {
		t.Fatal("a button did not arrive")
	}
	settled(t, "both presses", func() bool { return len(b.got()) == 2 })
	for i, want := range []string{data, "e:cap-doi"} {
		m := b.got()[i]
		if m.Kind != channel.Press || m.Data != want || m.Chat != h.Address.Chat || m.Press == "" || !m.At.IsZero() {
			t.Errorf("press %d: kind %d, data %q, chat %q, press %q, at %v", i, m.Kind, m.Data, m.Chat, m.Press, m.At)
		}
		for range 2 { // the second one is harmless
			if err := h.Channel.(channel.Acker).Ack(t.Context(), m.Press); err != nil {
				t.Errorf("Ack: %v", err)
			}
		}
	}
}

func crowd(t *testing.T, h Harness) {
	var rows [][]channel.Button
	var labels []string
	for i := range 260 {
		label := fmt.Sprintf("Thủ tục số %d <&> %s", i, strings.Repeat("ằ", i%50))
		labels = append(labels, label)
		if i%20 == 0 {
			rows = append(rows, nil)
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], channel.Button{Label: label, Data: fmt.Sprint("e:", i)})
	}
	rows = append(rows, []channel.Button{
		{Label: "không làm gì"}, {Data: "e:1"}, {Label: "quá dài", Data: strings.Repeat("x", 500)}, {Label: "mở", URL: "https://dichvucong.gov.vn"},
	})
	send(t, h, channel.Outgoing{Text: channel.Plain("Chọn:"), Buttons: rows})
	if h.Press == nil {
		all := strings.Join(h.Sent(), "\n")
		for i, label := range labels {
			if !strings.Contains(all, fmt.Sprintf("%d. %s", i+1, label)) {
				t.Fatalf("%q is not offered", label)
			}
		}
		return
	}
	for _, label := range labels {
		if !h.Press(label) {
			t.Fatalf("%q is not offered", label)
		}
	}
}

func nothing(t *testing.T, h Harness) {
	for _, m := range []channel.Outgoing{
		{}, {Text: channel.Plain("")}, {Text: channel.Plain(" \n\t ")}, {Text: channel.Plain("\u200b\u2060\u3000")},
		{Text: channel.Plain(strings.Repeat("\n", 10_000))}, {Text: channel.Text{{S: " ", Bold: true}}},
	} {
		send(t, h, m)
	}
	if got := h.Sent(); len(got) != 0 {
		t.Errorf("%d messages arrived: %q", len(got), got)
	}
	send(t, h, channel.Outgoing{Buttons: [][]channel.Button{{{Label: "Quay lại", Data: "m"}}}})
	if got := h.Sent(); len(got) != 1 {
		t.Errorf("a button without a text arrived as %q", got)
	}
}

func kinds(t *testing.T, h Harness) {
	for kind, fail := range h.Fail {
		fail()
		receipt, err := h.Channel.Send(t.Context(), h.Address, channel.Outgoing{Text: channel.Plain("chào")})
		if !fault.Is(err, kind) {
			t.Errorf("%v, wanted kind %v", err, kind)
		}
		if receipt.MessageID != "" {
			t.Errorf("%v came with a receipt", err)
		}
		if kind == fault.Busy && fault.WaitOf(err) != BusyWait {
			t.Errorf("asks to wait %v, not %v", fault.WaitOf(err), BusyWait)
		}
		time.Sleep(BusyWait + time.Second)
	}
	if got := h.Sent(); slices.Contains(got, "chào") && h.Fail[fault.Unsure] == nil {
		t.Errorf("a failed message arrived: %q", got)
	}
}

func ended(t *testing.T, h Harness) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := h.Channel.Send(ctx, h.Address, channel.Outgoing{Text: channel.Plain("chào")})
	if !fault.Is(err, fault.Busy) || fault.WaitOf(err) != 0 {
		t.Errorf("%v, wanted Busy without a wait: it was surely not taken", err)
	}
	if got := h.Sent(); len(got) != 0 {
		t.Errorf("arrived all the same: %q", got)
	}
}

func probe(t *testing.T, h Harness) {
	if err := h.Channel.Probe(t.Context()); err != nil {
		t.Error(err)
	}
	if got := h.Sent(); len(got) != 0 {
		t.Errorf("arrived: %q", got)
	}
}

func many(t *testing.T, h Harness) {
	var all sync.WaitGroup
	var mu sync.Mutex
	ids := map[string]bool{}
	for i := range 20 {
		all.Go(func() {
			time.Sleep(time.Duration(i) * 1100 * time.Millisecond / 4) // four at once, as far as the platform lets them
			for {
				receipt, err := h.Channel.Send(t.Context(), h.Address, channel.Outgoing{Text: channel.Plain(fmt.Sprint("tin ", i))})
				if wait := fault.WaitOf(err); fault.Is(err, fault.Busy) && wait > 0 {
					time.Sleep(wait + time.Duration(i)*1100*time.Millisecond)
					continue
				}
				if err != nil {
					t.Errorf("tin %d: %v", i, err)
				}
				mu.Lock()
				ids[receipt.MessageID] = true
				mu.Unlock()
				return
			}
		})
	}
	all.Wait()
	if got := h.Sent(); len(got) != 20 || len(ids) != 20 {
		t.Errorf("%d of 20 arrived, with %d receipts", len(got), len(ids))
	}
}
