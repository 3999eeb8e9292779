package intake

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/bot"
	"loaxom/content"
	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
	"loaxom/internal/review"
)

// platform brings what a test pushes and takes what is sent.
type platform struct {
	in    chan []channel.Incoming
	mu    sync.Mutex
	sent  []sent
	acks  []string
	delay func(chat string) time.Duration
}

type sent struct {
	chat, text string
	at         time.Time
}

func newPlatform() *platform { return &platform{in: make(chan []channel.Incoming)} }

func (p *platform) Name() string                { return "fake" }
func (p *platform) Limits() channel.Limits      { return channel.Limits{Buttons: 100} }
func (p *platform) Health() channel.Health      { return channel.Health{} }
func (p *platform) Probe(context.Context) error { return nil }

func (p *platform) Decode(raw []byte) (m channel.Incoming) {
	if err := json.Unmarshal(raw, &m); err != nil {
		return channel.Incoming{Kind: channel.Unreadable, Raw: raw}
	}
	return m
}

func (p *platform) Receive(ctx context.Context, take func(context.Context, []channel.Incoming) error) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case batch := <-p.in:
			for take(ctx, batch) != nil { // not confirmed: it comes again
				if ctx.Err() != nil {
					return nil
				}
				time.Sleep(time.Second)
			}
		}
	}
}

func (p *platform) Send(_ context.Context, to channel.Address, m channel.Outgoing) (channel.Receipt, error) {
	if p.delay != nil {
		time.Sleep(p.delay(to.Chat))
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = append(p.sent, sent{to.Chat, m.Text.String(), time.Now()})
	return channel.Receipt{MessageID: fmt.Sprint(len(p.sent))}, nil
}

func (p *platform) Ack(_ context.Context, press string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.acks = append(p.acks, press)
	return nil
}

// to lists what was sent to a chat.
func (p *platform) to(chat string) (texts []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.sent {
		if s.chat == chat {
			texts = append(texts, s.text)
		}
	}
	return texts
}

// say is a message of a person.
func say(id, chat, text string) channel.Incoming {
	m := channel.Incoming{ID: id, Kind: channel.Message, Chat: chat, From: chat, Text: text, At: time.Now()}
	m.Raw, _ = json.Marshal(m)
	return m
}

func of(kind channel.Kind, id, chat string, change func(*channel.Incoming)) channel.Incoming {
	m := channel.Incoming{ID: id, Kind: kind, Chat: chat, From: chat}
	if change != nil {
		change(&m)
	}
	m.Raw, _ = json.Marshal(m)
	return m
}

// house is intake, bot and outbox on one store.
type house struct {
	t  *testing.T
	p  *platform
	db kv.DB
	in *Intake

	stop func()
}

var library = sync.OnceValue(func() *content.Library { lib, _ := content.Load(); return lib })

// answers is one bot for all tests: it holds no state, and building its index takes a while.
var answers = sync.OnceValue(func() *bot.Bot {
	b := bot.New(bot.Config{})
	b.Load(library())
	return b
})

// start runs the rooms; the pace is off unless a test is about it.
func start(t *testing.T, p *platform, db kv.DB) *house {
	t.Helper()
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	b := answers()
	chans := []channel.Channel{p}
	box := outbox.New(db, chans, outbox.Config{}, time.Now, log)
	var n atomic.Int64
	in := New(db, chans, b, box, nil, time.Now, func() string { return fmt.Sprintf("adr%04d-%d", n.Add(1), time.Now().UnixNano()) }, log)
	in.Ready()
	ctx, cancel := context.WithCancel(context.Background())
	boxCtx, stopBox := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() {
		if err := in.Run(ctx); err != nil {
			t.Errorf("intake: %v", err)
		}
		stopBox()
	})
	all.Go(func() {
		if err := box.Run(boxCtx); err != nil {
			t.Errorf("outbox: %v", err)
		}
	})
	return &house{t: t, p: p, db: db, in: in, stop: func() { cancel(); all.Wait() }}
}

// rows counts what lies in a table.
func rows(t *testing.T, db kv.DB, table string) (n int) {
	t.Helper()
	err := db.View(context.Background(), func(r kv.Reader) error {
		return r.Scan(table, nil, nil, func(_, _ []byte) error { n++; return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestBehaviour08TheSameUpdateTwiceHasOneEffect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		h := start(t, p, memkv.New())
		m := say("7", "a", "/start")
		p.in <- []channel.Incoming{m, m}
		p.in <- []channel.Incoming{m}
		time.Sleep(time.Minute)
		p.in <- []channel.Incoming{m}
		// After a week ids may begin anew: a lower one, and in time the same one, are new messages.
		p.in <- []channel.Incoming{say("3", "a", "/start")}
		time.Sleep(7 * 24 * time.Hour)
		p.in <- []channel.Incoming{say("7", "a", "/start")}
		time.Sleep(time.Minute)
		h.stop()
		if n := len(p.to("a")); n != 3 {
			t.Errorf("%d answers", n)
		}
		if n := rows(t, h.db, "inbox"); n != 0 {
			t.Errorf("%d updates are left", n)
		}
		if n := rows(t, h.db, seenTable); n != 1 {
			t.Errorf("%d ids are remembered after a week", n)
		}
	})
}

func TestBehaviour09APoisonUpdateIsKeptAside(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		h := start(t, p, memkv.New())
		var batch []channel.Incoming
		for i := range 100 {
			m := say(fmt.Sprint(i), fmt.Sprintf("c%d", i%10), "/start")
			if i == 41 {
				m = channel.Incoming{ID: "41", Kind: channel.Unreadable, Raw: []byte(`{"update_id":41,"message":7`)}
			}
			batch = append(batch, m)
		}
		p.in <- batch
		time.Sleep(time.Minute)
		h.stop()
		total := 0
		for i := range 10 {
			total += len(p.to(fmt.Sprintf("c%d", i)))
		}
		if total != 99 || rows(t, h.db, "aside") != 1 || h.in.Count().Unreadable != 1 {
			t.Errorf("%d answers, %d kept aside, counted %d", total, rows(t, h.db, "aside"), h.in.Count().Unreadable)
		}
	})
}

func TestBehaviour15OrderIsKeptAndASlowChatDelaysNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		p.delay = func(chat string) time.Duration {
			if chat == "slow" {
				return 10 * time.Second
			}
			return time.Millisecond
		}
		h := start(t, p, memkv.New())
		begun := time.Now()
		for i := range 20 {
			p.in <- []channel.Incoming{
				say(fmt.Sprintf("s%d", i), "slow", fmt.Sprintf("/start q_none%d", i)),
				say(fmt.Sprintf("f%d", i), fmt.Sprintf("fast%d", i), "/start"),
			}
		}
		// A talk whose answers tell their order: a list, then its numbers.
		p.in <- []channel.Incoming{say("o1", "order", "/ngonngu"), say("o2", "order", "2"), say("o3", "order", "/ngonngu"), say("o4", "order", "1")}
		time.Sleep(5 * time.Minute)
		h.stop()
		p.mu.Lock()
		for _, s := range p.sent {
			if strings.HasPrefix(s.chat, "fast") && s.at.Sub(begun) > time.Second {
				t.Errorf("%s was answered after %v", s.chat, s.at.Sub(begun))
			}
		}
		p.mu.Unlock()
		if n := len(p.to("slow")); n != 20 {
			t.Errorf("the slow chat got %d answers", n)
		}
		lib := library()
		got := p.to("order")
		if len(got) != 4 || !strings.Contains(got[1], lib.Say("en", "bot.language_set", nil)) || !strings.Contains(got[3], lib.Say("vi", "bot.language_set", nil)) {
			t.Errorf("out of order: %q", got)
		}
	})
}

func TestBehaviour16StaleQuestionsGetAnApologyStalePressesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		h := start(t, p, memkv.New())
		old := say("1", "a", "/trogiup")
		time.Sleep(11 * time.Minute)
		p.in <- []channel.Incoming{old, say("2", "b", "/trogiup")}
		time.Sleep(time.Second)
		h.stop()
		late := library().Say("vi", "bot.late", nil)
		if a := p.to("a"); len(a) != 1 || !strings.HasPrefix(a[0], late) {
			t.Errorf("a late question got %q", a)
		}
		if b := p.to("b"); len(b) != 1 || strings.Contains(b[0], late) {
			t.Errorf("a fresh question got %q", b)
		}
		// A press that lay in our inbox over an outage of ours.
		db := memkv.New()
		row := row{Lane: laneOf("fake", "c"), Seq: 1, Chan: "fake", ID: "9", At: time.Now(), Raw: of(channel.Press, "9", "c", func(m *channel.Incoming) { m.Press, m.Data = "p", "m:ask" }).Raw}
		if err := db.Update(context.Background(), func(tx kv.Tx) error { return row.put(tx) }); err != nil {
			t.Fatal(err)
		}
		time.Sleep(11 * time.Minute)
		h = start(t, p, db)
		time.Sleep(time.Second)
		h.stop()
		if c := p.to("c"); len(c) != 0 || rows(t, db, inboxTable) != 0 {
			t.Errorf("a stale press got %q", c)
		}
	})
}

// What lay in the inbox when a backup was made takes effect after its restore, but its answer, which was
// perhaps given at the time, is not given by itself.
func TestWhatWaitedInABackupIsHandledAndNotAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		db := memkv.New()
		row := row{Lane: laneOf("fake", "a"), Seq: 1, Chan: "fake", ID: "1", At: time.Now().Add(time.Hour), Raw: say("1", "a", "/ngonngu").Raw}
		err := db.Update(context.Background(), func(tx kv.Tx) error {
			return errors.Join(row.put(tx), tx.Put(counterTable, []byte("fake"), binary.BigEndian.AppendUint64(nil, 1)))
		})
		if err == nil {
			err = Restored(context.Background(), db)
		}
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		h := start(t, p, db)
		time.Sleep(time.Second)
		if got := p.to("a"); len(got) != 0 || rows(t, db, inboxTable) != 0 || rows(t, db, "delivery") == 0 {
			t.Errorf("answered %q, %d rows, %d deliveries", got, rows(t, db, inboxTable), rows(t, db, "delivery"))
		}
		// The talk goes on where it was: the list that the person was not shown again still counts. Of two
		// messages the second waits in the inbox.
		p.in <- []channel.Incoming{say("2", "a", "2"), say("3", "a", "/menu")}
		time.Sleep(time.Second)
		h.stop()
		if got := p.to("a"); len(got) != 2 || !strings.Contains(got[0], library().Say("en", "bot.language_set", nil)) {
			t.Errorf("the next message got %q", got)
		}
	})
}

func TestBehaviour32EveryPressIsAnsweredOnceWithinTwoSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		h := start(t, p, memkv.New())
		// Behaviour 34: a double tap is two presses and one effect each time it is the same update.
		press := func(id, query string) channel.Incoming {
			return of(channel.Press, id, "a", func(m *channel.Incoming) { m.Press, m.Data = query, "-:dang-ky-khai-sinh" })
		}
		p.in <- []channel.Incoming{press("1", "q1"), press("2", "q2"), press("1", "q1")}
		time.Sleep(2 * time.Second)
		h.stop()
		slices.Sort(p.acks)
		if fmt.Sprint(p.acks) != "[q1 q2]" {
			t.Errorf("acknowledged: %v", p.acks)
		}
	})
}

func TestBehaviour34ADoubleTapHasOneEffect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		h := start(t, p, memkv.New())
		tap := func(id string) channel.Incoming {
			return of(channel.Press, id, "a", func(m *channel.Incoming) { m.Press, m.Data = "q"+id, "-:dang-ky-khai-sinh" })
		}
		p.in <- []channel.Incoming{tap("1"), tap("2")}
		time.Sleep(time.Second)
		h.stop()
		if n := len(p.to("a")); n != 1 {
			t.Errorf("%d answers to a double tap", n)
		}
		votes := 0
		if err := h.db.View(context.Background(), func(r kv.Reader) error {
			return r.Scan("question", nil, nil, func(_, v []byte) error {
				var q struct{ N int }
				err := json.Unmarshal(v, &q)
				votes += q.N
				return err
			})
		}); err != nil || votes != 1 {
			t.Errorf("%d votes, %v", votes, err)
		}
	})
}

func TestBehaviour38NobodyIsInventedForAnAnonymousAdmin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		h := start(t, p, memkv.New())
		p.in <- []channel.Incoming{
			of(channel.Message, "1", "-100", func(m *channel.Incoming) { m.Group, m.From, m.Text = true, "", "/trogiup" }),
			of(channel.Ignored, "2", "-200", nil),
			of(channel.Press, "3", "", func(m *channel.Incoming) { m.Press = "p" }),
		}
		time.Sleep(time.Second)
		h.stop()
		if len(p.to("-100")) != 1 || len(p.to("-200")) != 0 || rows(t, h.db, "address") != 1 || rows(t, h.db, "inbox") != 0 {
			t.Errorf("answers %v, addresses %d, left %d", p.sent, rows(t, h.db, "address"), rows(t, h.db, "inbox"))
		}
	})
}

func TestAGroupThatMovedKeepsItsTalk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		h := start(t, p, memkv.New())
		p.in <- []channel.Incoming{
			of(channel.Message, "1", "-1", func(m *channel.Incoming) { m.Group, m.Text = true, "/ngonngu" }),
			of(channel.Message, "2", "-1", func(m *channel.Incoming) { m.Group, m.Text = true, "2" }),
		}
		time.Sleep(time.Second)
		moved := of(channel.Migrated, "3", "-1", func(m *channel.Incoming) { m.MovedTo = "-1001" })
		p.in <- []channel.Incoming{moved}
		time.Sleep(time.Second)
		again := moved
		again.ID = "4"
		p.in <- []channel.Incoming{again}
		time.Sleep(time.Second)
		p.in <- []channel.Incoming{of(channel.Message, "5", "-1001", func(m *channel.Incoming) { m.Group, m.Text = true, "/trogiup" })}
		time.Sleep(time.Second)
		h.stop()
		if got := p.to("-1001"); len(got) != 1 || !strings.Contains(got[0], library().Say("en", "bot.help", nil)) {
			t.Errorf("after the move: %q", got)
		}
		if rows(t, h.db, "address") != 1 {
			t.Errorf("%d addresses", rows(t, h.db, "address"))
		}
	})
}

func TestWhoLeavesAndComesBackIsMarked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		h := start(t, p, memkv.New())
		left := func() bool {
			var r address.Record
			if err := h.db.View(context.Background(), func(rd kv.Reader) (err error) { r, err = address.Find(rd, "fake", "a"); return err }); err != nil {
				t.Fatal(err)
			}
			return r.Left
		}
		p.in <- []channel.Incoming{say("1", "a", "/start")}
		time.Sleep(time.Second)
		p.in <- []channel.Incoming{of(channel.Left, "2", "a", nil)}
		time.Sleep(time.Second)
		if !left() {
			t.Error("who blocked us is not marked")
		}
		p.in <- []channel.Incoming{of(channel.Joined, "3", "a", nil)}
		time.Sleep(time.Second)
		if left() {
			t.Error("who came back is still marked")
		}
		h.stop()
	})
}

// The store may run a function twice, refuse a write for a while, or be full: nothing is lost, nothing
// is done twice.
func TestAStoreThatFailsNowAndThenLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		flaky := kvtest.Fail(kvtest.Twice(memkv.New()), func(n int) error {
			if n%5 == 0 {
				return fault.New(fault.Busy, "no space left on device")
			}
			return nil
		})
		h := start(t, p, flaky)
		for i := range 50 {
			p.in <- []channel.Incoming{say(fmt.Sprint(i), fmt.Sprintf("c%d", i%5), "/start")}
		}
		time.Sleep(time.Hour)
		h.stop()
		for i := range 5 {
			if n := len(p.to(fmt.Sprintf("c%d", i))); n != 10 {
				t.Errorf("c%d got %d answers", i, n)
			}
		}
		if n := rows(t, h.db, "inbox"); n != 0 {
			t.Errorf("%d updates are left", n)
		}
	})
}

// Whether an update is answered at once or waits in the inbox: in each conversation all are answered once
// and in order, also where several lie in one batch, come again, and the store fails now and then.
func TestBehaviour15OrderWhereSomeAreAnsweredAtOnce(t *testing.T) {
	for seed := range uint64(20) {
		synctest.Test(t, func(t *testing.T) {
			chance := rand.New(rand.NewPCG(seed, 15))
			chats, most := 6, 30
			if seed%2 == 1 { // several of them share a commit
				chats, most = 60, 100
			}
			var mu sync.Mutex
			fails := func(int) error {
				mu.Lock()
				defer mu.Unlock()
				if chance.IntN(8) == 0 {
					return kvtest.DiskFull()
				}
				return nil
			}
			p := newPlatform()
			p.delay = func(string) time.Duration { return 3 * time.Millisecond }
			h := start(t, p, kvtest.Fail(memkv.New(), fails))
			want := map[string][]string{}
			n := 0
			for range 12 {
				var batch []channel.Incoming
				mu.Lock()
				size := 1 + chance.IntN(most)
				for range size {
					n++
					chat, word := fmt.Sprint("c", chance.IntN(chats)), fmt.Sprintf("qzxv%dw", n)
					batch = append(batch, say(fmt.Sprint(n), chat, word))
					want[chat] = append(want[chat], word)
				}
				pause := time.Duration(chance.IntN(4)) * time.Millisecond
				mu.Unlock()
				p.in <- batch
				time.Sleep(pause)
			}
			time.Sleep(10 * time.Minute)
			h.stop()
			left := rows(t, h.db, inboxTable)
			asked := map[string]int{}
			if err := h.db.View(context.Background(), func(r kv.Reader) error {
				return review.All(r, func(q review.Question) error { asked[q.Text] += q.Count; return nil })
			}); err != nil {
				t.Fatal(err)
			}
			for chat, words := range want {
				if got := len(p.to(chat)); got < len(words) || left > 0 {
					t.Fatalf("seed %d, chat %s: %d answers to %d questions, %d rows left", seed, chat, got, len(words), left)
				}
				for _, w := range words {
					if asked[w] != 1 {
						t.Fatalf("seed %d: %s was counted %d times", seed, w, asked[w])
					}
				}
				// The turn that saw a question last left it in the conversation's state.
				if last := h.lastQuestion(chat); last != words[len(words)-1] {
					t.Fatalf("seed %d, chat %s: the last question handled is %s, not %s", seed, chat, last, words[len(words)-1])
				}
			}
		})
	}
}

// lastQuestion is what a conversation's state remembers.
func (h *house) lastQuestion(chat string) (last string) {
	h.t.Helper()
	err := h.db.View(context.Background(), func(r kv.Reader) error {
		to, err := address.Find(r, "fake", chat)
		if err != nil {
			return err
		}
		s, err := states.Get(r, string(to.ID))
		last = s.State.Question
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return last
}

// Behaviour 39: a group is greeted once when the bot is added, and again only when it was removed in
// between; a person who comes back is not greeted.
func TestBehaviour39AGroupIsGreetedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform()
		h := start(t, p, kvtest.Twice(memkv.New()))
		in := func(kind channel.Kind, id, chat string, group bool) {
			p.in <- []channel.Incoming{of(kind, id, chat, func(m *channel.Incoming) { m.Group = group })}
			time.Sleep(time.Minute)
		}
		in(channel.Joined, "1", "g", true)
		in(channel.Joined, "2", "g", true)
		if got := p.to("g"); len(got) != 1 || !strings.Contains(got[0], "trợ lý tự động") {
			t.Fatalf("the group reads %q", got)
		}
		in(channel.Left, "3", "g", true)
		in(channel.Joined, "4", "g", true)
		if got := p.to("g"); len(got) != 2 {
			t.Errorf("after it was removed and added again the group has %d greetings", len(got))
		}
		in(channel.Joined, "5", "a", false)
		if got := p.to("a"); len(got) != 0 {
			t.Errorf("a person who came back reads %q", got)
		}
		h.stop()
	})
}
