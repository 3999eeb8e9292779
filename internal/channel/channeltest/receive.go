package channeltest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"loaxom/internal/channel"
)

func order(t *testing.T, h Harness) {
	const n = 250
	for i := range n {
		h.Say(fmt.Sprint("câu ", i))
	}
	var b inbox
	stop := receive(t, h, &b)
	settled(t, "all messages", func() bool { return len(b.got()) >= n })
	stop()
	for i, m := range b.got() {
		if m.Text != fmt.Sprint("câu ", i) {
			t.Fatalf("message %d is %q", i, m.Text)
		}
		if m.Kind != channel.Message || m.Chat != h.Address.Chat || m.ID == "" || len(m.Raw) == 0 {
			t.Fatalf("message %d: kind %d, chat %q, id %q, %d raw bytes", i, m.Kind, m.Chat, m.ID, len(m.Raw))
		}
	}
	for _, size := range b.batches {
		if size == 0 || size > 100 {
			t.Errorf("a batch of %d", size)
		}
	}
}

func confirm(t *testing.T, h Harness) {
	if h.Channel.Limits().Redelivery == 0 {
		if h.Waiting != nil {
			t.Error("Limits.Redelivery is 0, but the platform keeps messages")
		}
		return
	}
	var b inbox
	kept := -1
	b.ask(func([]channel.Incoming) error { kept = h.Waiting(); return nil })
	receive(t, h, &b)
	h.Say("một")
	settled(t, "the message", func() bool { return len(b.got()) == 1 })
	if kept != 1 {
		t.Errorf("while it was being taken the platform kept %d messages, not 1: it was confirmed too early", kept)
	}
	settled(t, "its confirmation", func() bool { return h.Waiting() == 0 })
}

func again(t *testing.T, h Harness) {
	if h.Channel.Limits().Redelivery == 0 {
		return
	}
	var b inbox
	failures := 0
	b.ask(func([]channel.Incoming) error {
		if failures++; failures <= 2 {
			return errors.New("the store says no")
		}
		return nil
	})
	receive(t, h, &b)
	h.Say("một")
	h.Say("hai")
	settled(t, "both messages", func() bool { return len(b.got()) == 2 })
	if got := b.got(); got[0].Text != "một" || got[1].Text != "hai" {
		t.Errorf("order after two failures: %q, %q", got[0].Text, got[1].Text)
	}
	settled(t, "their confirmation", func() bool { return h.Waiting() == 0 })
}

func restart(t *testing.T, h Harness) {
	if h.Channel.Limits().Redelivery == 0 {
		return
	}
	h.Say("một")
	var first, second inbox
	var seen []channel.Incoming
	ctx, cancel := context.WithCancel(context.Background())
	first.ask(func(batch []channel.Incoming) error { // ends in the middle of taking
		seen = batch
		cancel()
		return ctx.Err()
	})
	if err := h.Channel.Receive(ctx, first.take); err != nil {
		t.Errorf("Receive: %v", err)
	}
	receive(t, h, &second)
	settled(t, "the message again", func() bool { return len(second.got()) == 1 })
	if diff := cmp.Diff(seen, second.got()); diff != "" {
		t.Errorf("it came differently the second time: %s", diff)
	}
}

func ending(t *testing.T, h Harness) {
	var b inbox
	stop := receive(t, h, &b)
	time.Sleep(7 * time.Second) // in the middle of waiting
	stop()
	stop = receive(t, h, &b) // and it can be run again
	h.Say("một")
	settled(t, "a message after the second start", func() bool { return len(b.got()) == 1 })
	stop()
}

func health(t *testing.T, h Harness) {
	var b inbox
	stop := receive(t, h, &b)
	h.Say("một")
	settled(t, "the message", func() bool { return len(b.got()) == 1 })
	got := h.Channel.Health()
	if !got.Started || got.Trouble != "" || got.Wait != 0 {
		t.Errorf("while all is well: %+v", got)
	}
	if age := time.Since(got.LastPoll); age < 0 || age > time.Minute {
		t.Errorf("the last poll was %v ago", age)
	}
	time.Sleep(10 * time.Minute)
	if age := time.Since(h.Channel.Health().LastPoll); age > time.Minute {
		t.Errorf("after ten quiet minutes the last poll was %v ago", age)
	}
	stop()
}

func decode(t *testing.T, h Harness) {
	var b inbox
	stop := receive(t, h, &b)
	texts := []string{"đèn đường hỏng", "/start x_xom-1", "😀", "<b>không & \"có\"</b>", "e\u0302\u0301", "một\nhai"}
	for _, s := range texts {
		h.Say(s)
	}
	settled(t, "all messages", func() bool { return len(b.got()) == len(texts) })
	stop()
	for _, m := range b.got() {
		if diff := cmp.Diff(m, h.Channel.Decode(m.Raw)); diff != "" {
			t.Errorf("%q decodes to something else: %s", m.Text, diff)
		}
	}
}

func garbage(t *testing.T, h Harness) {
	for _, raw := range append([][]byte{nil, {}, []byte("{"), []byte("null"), []byte("[]"), []byte("\xff\xfe"), []byte("5"), []byte(`""`), []byte("{}")}, h.Garbage...) {
		m := h.Channel.Decode(raw)
		if m.Kind != channel.Unreadable {
			t.Errorf("%.60q has kind %d, not Unreadable", raw, m.Kind)
		}
		if string(m.Raw) != string(raw) {
			t.Errorf("%.60q: its raw bytes became %.60q", raw, m.Raw)
		}
	}
}

func normal(t *testing.T, h Harness) {
	var b inbox
	receive(t, h, &b)
	const typed = "Nguyễn Văn Ơn hỏi: đăng ký khai sinh ở đâu?"
	h.Say(norm.NFD.String(typed))
	settled(t, "the message", func() bool { return len(b.got()) == 1 })
	if got := b.got()[0].Text; got != norm.NFC.String(typed) {
		t.Errorf("%+q", got)
	}
}
