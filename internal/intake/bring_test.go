package intake

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/bot"
	"loaxom/bot/dialogue"
	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
	"loaxom/internal/picture"
)

// shelf is a platform's files: what a fetch of each is answered, in turn; the last answer again and again.
type shelf struct {
	mu    sync.Mutex
	says  map[string][]error
	calls []string
}

func (s *shelf) fetch(ctx context.Context, _ string, f channel.File) (channel.File, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, f.Ref)
	list := s.says[f.Ref]
	if len(list) == 0 {
		f.Hash = "hash of " + f.Ref
		return f, nil
	}
	if len(list) > 1 {
		s.says[f.Ref] = list[1:]
	}
	if list[0] == nil {
		f.Hash = "hash of " + f.Ref
	}
	return f, list[0]
}

// collects is a bot that takes reports.
var collects = sync.OnceValue(func() *bot.Bot {
	seal, err := feedback.NewSeal(make([]byte, feedback.SealSize))
	if err != nil {
		panic(err)
	}
	b := bot.New(bot.Config{Cases: feedback.New(memkv.New(), feedback.Config{Seal: seal}, time.Now, slog.New(slog.DiscardHandler))})
	b.Load(library())
	return b
})

// bringing gives one message with files to an intake whose conversation has a report open, and what the talk
// holds afterwards.
func bringing(t *testing.T, s *shelf, files ...channel.File) (talk *dialogue.Talk) {
	t.Helper()
	db, p := memkv.New(), newPlatform()
	log := slog.New(slog.DiscardHandler)
	box := outbox.New(db, []channel.Channel{p}, outbox.Config{}, time.Now, log)
	in := New(db, []channel.Channel{p}, collects(), box, s.fetch, time.Now, func() string { return "id" }, log)
	m := of(channel.Media, "1", "a", func(m *channel.Incoming) { m.Media, m.Files = channel.Photo, files })
	err := db.Update(context.Background(), func(tx kv.Tx) error {
		to, err := address.Meet(tx, "fake", "a", false, "adr", time.Now())
		if err != nil {
			return err
		}
		open := &dialogue.Talk{Name: dialogue.ReportTalk, Step: "text", At: time.Now().Add(-time.Second), Fields: map[string]string{dialogue.ReportCategory: "khac", dialogue.ReportText: "một hai ba"}}
		return states.Put(tx, talkOf(to.ID, open))
	})
	if err != nil {
		t.Fatal(err)
	}
	r := row{Lane: laneOf("fake", "a"), Seq: 1, Chan: "fake", ID: "1", At: time.Now(), Raw: m.Raw}
	if err := in.handle(context.Background(), r); err != nil {
		t.Fatal(err)
	}
	err = db.View(context.Background(), func(rd kv.Reader) error {
		kept, err := states.Get(rd, "adr")
		talk = kept.State.Talk
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return talk
}

func talkOf(id address.ID, k *dialogue.Talk) talk {
	return talk{ID: string(id), State: bot.State{Talk: k, Last: time.Now()}}
}

func photo(ref string, size int64) channel.File {
	return channel.File{Kind: channel.Photo, Ref: ref, Size: size}
}

// What a fetch is answered decides whether it is tried again, how long after, and what the talk holds.
func TestFilesAreFetchedWithPatience(t *testing.T) {
	busy, long := fault.New(fault.Busy, "no line"), fault.BusyFor(40*time.Second, "429")
	soon := fault.BusyFor(7*time.Second, "429")
	for _, c := range []struct {
		name  string
		says  []error
		size  int64
		calls int
		kept  bool
		took  time.Duration
	}{
		{"at once", nil, 100, 1, true, 0},
		{"after two failures", []error{busy, fault.New(fault.Unsure, "cut"), nil}, 100, 3, true, 5 * time.Second},
		{"never", []error{busy}, 100, 3, false, 5 * time.Second},
		{"asked to wait a little", []error{soon, nil}, 100, 2, true, 7 * time.Second},
		{"asked to wait for long", []error{long}, 100, 1, false, 0},
		{"not there", []error{fault.New(fault.NotFound, "gone")}, 100, 1, false, 0},
		{"no picture", []error{fault.New(fault.Refused, "%w", &picture.Refusal{Why: picture.Executable})}, 100, 1, false, 0},
		{"larger than was said", []error{fault.New(fault.Refused, "%w", channel.ErrLarge)}, 100, 1, false, 0},
		{"too large by what was said", nil, picture.MostFile + 1, 0, false, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &shelf{says: map[string][]error{"x": c.says}}
			begun := time.Now()
			talk := bringing(t, s, photo("x", c.size))
			if len(s.calls) != c.calls || (len(talk.Files) == 1) != c.kept {
				t.Errorf("%s: %d calls, the talk has %v", c.name, len(s.calls), talk.Files)
			}
			if took := time.Since(begun); took != c.took {
				t.Errorf("%s: it took %v, want %v", c.name, took, c.took)
			}
			if c.kept && talk.Files[0].Hash == "" {
				t.Errorf("%s: a file without its content", c.name)
			}
		})
	}
}

// Of several files the good ones are kept, whatever becomes of the others.
func TestOneBadFileSpoilsNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{says: map[string][]error{"b": {fault.New(fault.Refused, "%w", &picture.Refusal{Why: picture.Broken})}}}
		talk := bringing(t, s, photo("a", 1), photo("b", 1), photo("c", 1))
		if len(talk.Files) != 2 || talk.Files[0].Ref != "a" || talk.Files[1].Ref != "c" {
			t.Errorf("kept %v", talk.Files)
		}
	})
}

// When the program ends in the middle of a fetch the update waits for the next start, and nothing of it is
// committed.
func TestAFetchEndsWithTheProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, p := memkv.New(), newPlatform()
		log := slog.New(slog.DiscardHandler)
		box := outbox.New(db, []channel.Channel{p}, outbox.Config{}, time.Now, log)
		hangs := func(ctx context.Context, _ string, f channel.File) (channel.File, error) {
			<-ctx.Done()
			return f, fault.New(fault.Busy, "fake: %w", ctx.Err())
		}
		in := New(db, []channel.Channel{p}, collects(), box, hangs, time.Now, func() string { return "id" }, log)
		m := of(channel.Message, "1", "a", func(m *channel.Incoming) {
			m.Text, m.Media, m.Files = "đèn đường hỏng ba hôm rồi", channel.Photo, []channel.File{photo("x", 1)}
		})
		r := row{Lane: laneOf("fake", "a"), Seq: 1, Chan: "fake", ID: "1", At: time.Now(), Raw: m.Raw}
		if err := db.Update(context.Background(), func(tx kv.Tx) error { return r.put(tx) }); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(5*time.Second, cancel)
		begun := time.Now()
		if err := in.handle(ctx, r); !fault.Is(err, fault.Busy) || !strings.Contains(err.Error(), "canceled") {
			t.Errorf("handled: %v", err)
		}
		if took := time.Since(begun); took != 5*time.Second {
			t.Errorf("it took %v", took)
		}
		if n := rows(t, db, inboxTable); n != 1 {
			t.Errorf("%d updates wait", n)
		}
		// A fetch that hangs ends by itself, and the person is told.
		begun = time.Now()
		if err := in.handle(context.Background(), r); err != nil {
			t.Error(err)
		}
		if took := time.Since(begun); took != fetchTries*fetchTime+5*time.Second {
			t.Errorf("it took %v", took)
		}
		if n := rows(t, db, inboxTable); n != 0 {
			t.Errorf("%d updates wait", n)
		}
	})
}
