package app

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
)

// mailbox is a channel whose messages are handed in by the test, in whatever order and however often, and that
// keeps what was said.
type mailbox struct {
	in   chan []channel.Incoming
	mu   sync.Mutex
	said map[string][]string // by chat
}

func (m *mailbox) Name() string { return "mailbox" }
func (m *mailbox) Limits() channel.Limits {
	return channel.Limits{Text: 4096, Redelivery: 24 * time.Hour} // no buttons: lists are chosen from in words
}
func (m *mailbox) Health() channel.Health      { return channel.Health{LastPoll: time.Now()} }
func (m *mailbox) Probe(context.Context) error { return nil }
func (m *mailbox) Decode(raw []byte) (in channel.Incoming) {
	if json.Unmarshal(raw, &in) != nil {
		return channel.Incoming{Kind: channel.Unreadable}
	}
	in.Raw = raw
	return in
}

func (m *mailbox) Receive(ctx context.Context, take func(context.Context, []channel.Incoming) error) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case batch := <-m.in:
			if err := take(ctx, batch); err != nil && ctx.Err() == nil {
				return err
			}
		}
	}
}

func (m *mailbox) Send(_ context.Context, to channel.Address, out channel.Outgoing) (channel.Receipt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.said[to.Chat] = append(m.said[to.Chat], out.Text.String())
	return channel.Receipt{MessageID: fmt.Sprint(len(m.said[to.Chat]))}, nil
}

// heard is how many messages of a chat hold part.
func (m *mailbox) heard(chat, part string) (n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.said[chat] {
		if strings.Contains(s, part) {
			n++
		}
	}
	return n
}

// typed is what somebody types to report a lamp. Whoever is impatient says the last word three times.
var typed = []string{"/phananh", "Đèn chiếu sáng", "Không rõ xóm, hoặc cả xã", "Đèn đầu ngõ hỏng ba hôm nay", "Tiếp", "Bỏ qua", "Không ghi tên", "Gửi", "Gửi", "Gửi"}

// patient is how many of them are enough.
const patient = 8

// TestReplayedUpdatesMakeNoSecondCase lets 25 people report something, and then hands in the updates of their talks
// 10,000 times more, in any order, batched with each other and with themselves, across restarts. 25 others' talks
// come in a wrong order from the first, each update several times. Nobody has two cases, and whoever has one was told
// of it once.
func TestReplayedUpdatesMakeNoSecondCase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := memkv.New()
		box := &mailbox{in: make(chan []channel.Incoming), said: map[string][]string{}}
		var n atomic.Int64
		var app *App
		var stop func()
		start := func() {
			ctx, cancel := context.WithCancel(context.Background())
			var err error
			cfg := talkConfig()
			cfg.Limits.MessagesAMinute, cfg.Ops.Listen = 0, ""
			app, err = New(cfg, World{
				Now: time.Now, NewID: func() string { return fmt.Sprintf("id-%d", n.Add(1)) }, Log: slog.New(slog.DiscardHandler), DB: db,
				Channels: []channel.Channel{box}, Seal: sealFor(t),
			})
			if err != nil {
				t.Fatal(err)
			}
			done := make(chan error, 1)
			go func() { done <- app.Run(ctx) }()
			stop = func() {
				cancel()
				if err := <-done; err != nil {
					t.Errorf("the program ended with %v", err)
				}
			}
			<-app.loaded
		}
		settle := func() {
			t.Helper()
			synctest.Wait()
			if err := app.Settle(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		update := func(person, i int) channel.Incoming {
			chat := fmt.Sprint("chat-", person)
			in := channel.Incoming{ID: fmt.Sprintf("u-%d-%d", person, i), Kind: channel.Message, Chat: chat, From: chat, Text: typed[i], At: time.Now()}
			in.Raw, _ = json.Marshal(in)
			return in
		}
		start()
		const people = 25
		var all []channel.Incoming
		for i := range patient {
			var batch []channel.Incoming
			for p := range people {
				batch = append(batch, update(p, i))
			}
			box.in <- batch
			settle()
			all = append(all, batch...)
		}
		for p := range people {
			if box.heard(fmt.Sprint("chat-", p), "Xã đã nhận phản ánh") != 1 {
				t.Fatalf("%d has reported nothing: %q", p, box.said[fmt.Sprint("chat-", p)])
			}
		}
		chance := rand.New(rand.NewPCG(5, 8))
		orders := map[int][]int{} // of the updates of a talk, one pair of neighbours exchanged
		for p := people; p < 2*people; p++ {
			orders[p] = []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
			i := chance.IntN(patient)
			orders[p][i], orders[p][i+1] = orders[p][i+1], orders[p][i]
		}
		for i := range typed {
			var batch []channel.Incoming
			for p := people; p < 2*people; p++ {
				batch = append(batch, update(p, orders[p][i]), update(p, orders[p][i]))
			}
			box.in <- batch
			all = append(all, batch...)
		}
		settle()
		for handed := 0; handed < 10_000; {
			size := 1 + chance.IntN(100)
			var batch []channel.Incoming
			for range size {
				batch = append(batch, all[chance.IntN(len(all))])
			}
			box.in <- batch
			if handed += size; chance.IntN(80) == 0 {
				stop()
				start()
			}
		}
		settle()
		cases := map[string]int{}
		var total int
		err := db.View(context.Background(), func(r kv.Reader) error {
			return feedback.All(r, func(c feedback.Case) error {
				cases[c.From]++
				total++
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		for who, n := range cases {
			if n != 1 {
				t.Errorf("%s has %d cases", who, n)
			}
		}
		told := 0
		for p := range 2 * people {
			chat := fmt.Sprint("chat-", p)
			n := box.heard(chat, "Xã đã nhận phản ánh")
			if told += n; n > 1 || p < people && n != 1 {
				t.Errorf("%s was told %d times", chat, n)
			}
		}
		if total < people+people/4 || told != total {
			t.Errorf("%d cases, %d told", total, told)
		}
		t.Logf("%d cases of %d talks in order and %d in disorder", total, people, people)
		stop()
	})
}

// sealFor is one same seal for all programs of a test.
func sealFor(t *testing.T) *feedback.Seal {
	t.Helper()
	seal, err := feedback.NewSeal([]byte("replays have one same key as well"[:feedback.SealSize]))
	if err != nil {
		t.Fatal(err)
	}
	return seal
}
