package bot_test

import (
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"loaxom/bot"
	"loaxom/content"
	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
	"loaxom/internal/review"
	"loaxom/internal/staff"
)

// house is a bot with rooms on a store, every write of which runs twice.
type house struct {
	t      testing.TB
	db     kv.DB
	bot    *bot.Bot
	states map[string]bot.State
	now    time.Time
}

// newHouse opens a bot on db, as a restart does; with files above the shipped content.
func newHouse(t testing.TB, db kv.DB, cfg bot.Config, files fstest.MapFS) *house {
	t.Helper()
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	lib, problems := content.Load(files)
	if faults := content.Faults(problems); len(faults) > 0 {
		t.Fatal(faults[0])
	}
	h := &house{t: t, db: db, states: map[string]bot.State{}, now: talkDay}
	box := outbox.New(db, nil, outbox.Config{}, time.Now, log)
	cfg.Review = review.New(review.Config{DB: db, Box: box, Now: func() time.Time { return h.now }, Log: log})
	cfg.Commune = commune.Commune{Name: "xã Xuân Hưng", Province: "tỉnh Ninh Bình"}
	cfg.Location = talkDay.Location()
	h.bot = bot.New(cfg)
	h.bot.Load(lib)
	return h
}

// turn brings a message to the bot and commits what it brings about, as intake does.
func (h *house) turn(by commune.Actor, m bot.Message) []channel.Outgoing {
	h.t.Helper()
	h.now = h.now.Add(5 * time.Second)
	var turn bot.Turn
	for {
		err := h.db.View(h.t.Context(), func(r kv.Reader) error {
			m.Now, m.Actor, m.Read, m.NewID = h.now, by, r, func() string { return "id" }
			turn = h.bot.Turn(h.states[by.Address], m)
			return nil
		})
		if err != nil {
			h.t.Fatal(err)
		}
		err = h.db.Update(h.t.Context(), func(tx kv.Tx) error {
			for _, act := range turn.Acts {
				if err := act(tx); err != nil {
					return err
				}
			}
			for _, q := range turn.Opens {
				if err := review.Note(tx, q, h.now); err != nil {
					return err
				}
			}
			return nil
		})
		if err == nil {
			h.states[by.Address] = turn.State
			return turn.Replies
		}
		if m.Refused != nil || fault.KindOf(err) == fault.Internal {
			h.t.Fatal(err)
		}
		m.Refused = err
	}
}

func (h *house) say(by commune.Actor, text string) string {
	h.t.Helper()
	return all(h.turn(by, bot.Message{Kind: channel.Message, Text: text}))
}

func (h *house) press(by commune.Actor, data string) string {
	h.t.Helper()
	return all(h.turn(by, bot.Message{Kind: channel.Press, Data: data}))
}

func all(replies []channel.Outgoing) string {
	var b strings.Builder
	for _, r := range replies {
		b.WriteString(show(r))
	}
	return b.String()
}

var (
	resident = commune.Actor{Address: "r", Role: commune.Resident}
	lan      = commune.Actor{Address: "lan", Staff: "s-lan", Role: commune.Staff, Office: "trung-tam"}
	hoa      = commune.Actor{Address: "hoa", Staff: "s-hoa", Role: commune.Head, Office: "trung-tam"}
)

const draftLine = "xã đang rà soát"

func wantIn(t testing.TB, what, got string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(got, p) {
			t.Errorf("%s lacks %q:\n%s", what, p, got)
		}
	}
}

func wantNot(t testing.TB, what, got string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(got, p) {
			t.Errorf("%s has %q:\n%s", what, p, got)
		}
	}
}

// edited is a file of the shipped content with something else in it.
func edited(t testing.TB, file string, pairs ...string) fstest.MapFS {
	t.Helper()
	f, err := content.Embedded().Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	raw, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(string(raw), pairs[i]) {
			t.Fatalf("%s does not hold %q", file, pairs[i])
		}
	}
	return fstest.MapFS{file: {Data: []byte(strings.NewReplacer(pairs...).Replace(string(raw)))}}
}

// seat gives somebody an account, and a conversation on a channel that there is not.
func seat(t testing.TB, db kv.DB, who commune.Actor) {
	t.Helper()
	err := db.Update(t.Context(), func(tx kv.Tx) error {
		if _, err := address.Meet(tx, "console", who.Address, false, address.ID(who.Address), talkDay); err != nil {
			return err
		}
		return staff.Seat(tx, address.ID(who.Address), who.Staff, staff.Grant{Role: who.Role, Office: who.Office}, who.Address, talkDay)
	})
	if err != nil {
		t.Fatal(err)
	}
}
