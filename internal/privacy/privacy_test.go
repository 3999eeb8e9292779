package privacy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/outbox"
)

// silent is a channel to nowhere, without files.
type silent struct{ channel.Channel }

func (silent) Name() string           { return "fake" }
func (silent) Limits() channel.Limits { return channel.Limits{} }

// stand is a desk with one room, which keeps a word of each conversation.
type stand struct {
	t     testing.TB
	db    kv.DB
	desk  *Desk
	at    time.Time
	list  string
	words map[address.ID]string
	needs int
	talks bool
	n     int

	compacted int
	failing   error
}

var monday = time.Date(2026, 6, 1, 8, 30, 0, 0, time.UTC)

func newStand(t testing.TB, db kv.DB) *stand {
	s := &stand{t: t, db: db, at: monday, list: filepath.Join(t.TempDir(), "forgotten"), words: map[address.ID]string{}}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	now := func() time.Time { return s.at }
	box := outbox.New(db, []channel.Channel{silent{}}, outbox.Config{}, now, log)
	rooms := []Room{{
		Name: "words",
		About: func(_ kv.Reader, to address.Record, tell address.Tell) error {
			if w, ok := s.words[to.ID]; ok {
				tell("word", "Text", w, "At", s.at, "Where", commune.HamletID("xom-1"), "How", address.Word("how"))
			}
			return nil
		},
		Forget: func(_ kv.Tx, to address.Record, _ address.ID, _ time.Time, stays address.Tell) error {
			delete(s.words, to.ID)
			if s.needs > 0 {
				stays("work", "Count", s.needs)
			}
			return nil
		},
		Needs: func(kv.Reader, address.ID) (int, error) { return s.needs, nil },
	}}
	s.desk = New(db, Config{
		Box: box, Rooms: rooms, List: s.list, Zone: time.FixedZone("ICT", 7*3600), Keep: 14,
		Gone: func(ch, chat string) string { return "hash-of-" + fmt.Sprint(len(ch)+len(chat)) + chat[len(chat)-1:] },
		Say: func(lang, id string, data map[string]any) (string, bool) {
			return strings.TrimSpace(fmt.Sprint(lang, " ", id, " ", data)), true
		},
		Name:    func(id any) string { return "Xóm Một" },
		Talks:   func(kv.Reader, address.ID) (bool, error) { return s.talks, nil },
		Compact: func(context.Context) error { s.compacted++; return s.failing },
		Night:   func(at time.Time) bool { h := at.Add(7 * time.Hour).Hour(); return h >= 2 && h < 5 },
	}, now, func() string { s.n++; return fmt.Sprint("nobody-", s.n) }, log)
	return s
}

func (s *stand) must(f func(tx kv.Tx) error) {
	s.t.Helper()
	if err := s.db.Update(context.Background(), f); err != nil {
		s.t.Fatal(err)
	}
}

// resident is somebody with a conversation and a word.
func (s *stand) resident(name string) commune.Actor {
	s.t.Helper()
	s.must(func(tx kv.Tx) error {
		_, err := address.Meet(tx, "fake", "chat-"+name, strings.HasPrefix(name, "g"), address.ID("adr-"+name), s.at)
		return err
	})
	s.words[address.ID("adr-"+name)] = "the word of " + name
	return commune.Actor{Address: "adr-" + name, Role: commune.Resident}
}

// sent lists what is queued to a conversation, and lets it arrive.
func (s *stand) sent(who string) (texts []string) {
	s.t.Helper()
	s.must(func(tx kv.Tx) error {
		texts = nil
		return outbox.All(tx, func(d outbox.Delivery) error {
			if d.To == address.ID("adr-"+who) && d.State == outbox.Queued {
				texts = append(texts, d.Message.Text.String())
			}
			return nil
		})
	})
	return texts
}

func (s *stand) do(what string, f func(context.Context) error) {
	s.t.Helper()
	if err := f(context.Background()); err != nil {
		s.t.Fatalf("%s: %v", what, err)
	}
}

func TestWhoMayAskAndHowOften(t *testing.T) {
	s := newStand(t, kvtest.Twice(memkv.New()))
	lan, group := s.resident("lan"), s.resident("group")
	official := lan
	official.Staff = "s-lan"
	want := func(kind fault.Kind, what string, f func(tx kv.Tx) error) {
		t.Helper()
		if err := s.db.Update(context.Background(), f); !fault.Is(err, kind) {
			t.Errorf("%s: %v, not %s", what, err, kind)
		}
	}
	see := func(by commune.Actor) func(kv.Tx) error {
		return func(tx kv.Tx) error { return s.desk.See(tx, by, "vi", s.at) }
	}
	erase := func(by commune.Actor) func(kv.Tx) error {
		return func(tx kv.Tx) error { return s.desk.Erase(tx, by, "vi", s.at) }
	}
	want(fault.Denied, "a group asks", see(group))
	want(fault.Denied, "a group has itself erased", erase(group))
	want(fault.Denied, "somebody with a duty", erase(official))
	want(fault.NotFound, "a stranger", see(commune.Actor{Address: "adr-x"}))
	s.must(see(lan))
	want(fault.Conflict, "asked twice", see(lan))
	s.do("serve", s.desk.serve)
	texts := s.sent("lan")
	if len(texts) != 1 || !strings.Contains(texts[0], "the word of lan") || !strings.Contains(texts[0], "Xóm Một") || !strings.Contains(texts[0], "01/06/2026 15:30") {
		t.Errorf("the file as text: %q", texts)
	}
	s.do("serve again", s.desk.serve)
	if again := s.sent("lan"); len(again) != 1 {
		t.Errorf("sent %d times", len(again))
	}
	s.at = s.at.Add(9 * time.Minute)
	want(fault.Conflict, "nine minutes later", see(lan))
	s.at = s.at.Add(time.Minute)
	s.must(see(lan))
	s.must(erase(lan))
	want(fault.Conflict, "erased twice", erase(lan))
}

func TestTheListIsWrittenBeforeTheErasureAndSurvivesItsFailure(t *testing.T) {
	broken := &failing{DB: kvtest.Twice(memkv.New())}
	s := newStand(t, broken)
	lan := s.resident("lan")
	s.must(func(tx kv.Tx) error { return s.desk.Erase(tx, lan, "vi", s.at) })
	broken.err = errors.New("no room")
	if err := s.desk.serve(context.Background()); !errors.Is(err, broken.err) {
		t.Fatalf("served with %v", err)
	}
	if raw, err := os.ReadFile(s.list); err != nil || strings.Count(string(raw), "\n") != 1 {
		t.Fatalf("the list is %q, %v", raw, err)
	}
	if s.words[address.ID(lan.Address)] == "" && len(s.sent("lan")) > 0 {
		t.Fatal("the erasure was committed")
	}
	broken.err = nil
	s.at = s.at.Add(time.Minute)
	s.do("serve", s.desk.serve)
	if texts := s.sent("lan"); len(texts) != 1 || !strings.Contains(texts[0], "data.erased") || !strings.Contains(texts[0], "15/06/2026") {
		t.Errorf("the last words are %q", texts)
	}
	if _, left := s.words[address.ID(lan.Address)]; left {
		t.Error("the room was not asked to forget")
	}
}

// failing is a store whose writes fail as long as err is set.
type failing struct {
	kv.DB
	err error
}

func (f *failing) Update(ctx context.Context, write func(kv.Tx) error) error {
	if f.err != nil {
		return f.err
	}
	return f.DB.Update(ctx, write)
}

func TestTheAddressStaysAsLongAsItIsNeeded(t *testing.T) {
	for _, c := range []struct {
		name  string
		needs int
		talks bool
		stays bool
	}{
		{"nothing needs it", 0, false, false},
		{"a case needs it", 1, false, true},
		{"the person wrote again", 0, true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStand(t, kvtest.Twice(memkv.New()))
			s.needs, s.talks = c.needs, c.talks
			lan := s.resident("lan")
			s.must(func(tx kv.Tx) error { return s.desk.Erase(tx, lan, "vi", s.at) })
			s.do("serve", s.desk.serve)
			if has := strings.Contains(strings.Join(s.sent("lan"), ""), "data.stays_work"); has != (c.needs > 0) {
				t.Errorf("it is told that something stays: %v", has)
			}
			there := func() bool {
				found := false
				_ = s.db.View(context.Background(), func(r kv.Reader) error {
					_, err := address.Get(r, "adr-lan")
					found = err == nil
					return nil
				})
				return found
			}
			s.at = s.at.Add(time.Minute)
			s.do("leave", s.desk.leave)
			if !there() {
				t.Fatal("gone before the last words had left")
			}
			s.at = s.at.Add(24 * time.Hour) // they could not be sent
			s.do("leave", s.desk.leave)
			if there() != c.stays {
				t.Errorf("the address is there: %v", there())
			}
			if !c.talks && !c.stays && len(s.sent("lan")) > 0 {
				t.Error("the last words still wait")
			}
			s.needs, s.talks = 0, false
			s.do("leave", s.desk.leave)
			if there() != c.talks {
				t.Errorf("at the end the address is there: %v", there())
			}
		})
	}
}

func TestATornLineCostsNoOther(t *testing.T) {
	file := filepath.Join(t.TempDir(), "forgotten")
	at := monday
	for i, hash := range []string{"aa", "bb"} {
		if err := note(file, hash, at.Add(time.Duration(i)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Truncate(file, sizeOf(t, file)-5); err != nil { // a crash in the middle of the second
		t.Fatal(err)
	}
	for i, hash := range []string{"cc", "aa"} {
		if err := note(file, hash, at.Add(time.Duration(i+2)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	list := readList(raw)
	if len(list) != 2 || !list["cc"].Equal(at.Add(2*time.Hour)) || !list["aa"].Equal(at.Add(3*time.Hour)) {
		t.Errorf("read as %v from %q", list, raw)
	}
	if err := note("", "aa", at); err != nil {
		t.Error("a store without a file has no list:", err)
	}
}

func sizeOf(t *testing.T, file string) int64 {
	t.Helper()
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

func TestARestoreErasesWhomTheListNamesLaterThanTheBackup(t *testing.T) {
	s := newStand(t, kvtest.Twice(memkv.New()))
	for _, name := range []string{"an", "binh", "chi"} {
		s.resident(name)
	}
	hash := func(name string) string { return s.desk.cfg.Gone("fake", "chat-"+name) }
	made := monday
	list := fmt.Sprintf("%s %s\nnonsense\n%s %s\n", hash("an"), made.Add(time.Hour).Format(time.RFC3339), hash("binh"), made.Add(-time.Hour).Format(time.RFC3339))
	for range 2 { // twice is harmless
		if _, err := s.desk.Again(context.Background(), []byte(list), made); err != nil {
			t.Fatal(err)
		}
	}
	var left []string
	for id := range s.words {
		left = append(left, string(id))
	}
	slices.Sort(left)
	if !slices.Equal(left, []string{"adr-binh", "adr-chi"}) {
		t.Errorf("left are %v", left)
	}
	if len(s.sent("an")) > 0 {
		t.Error("somebody was written to")
	}
}

// A process that dies after the erasure was committed leaves it to the next one to bring it to its end, and what
// had been asked for and not been done is done then.
func TestTheNextProcessBringsItToItsEnd(t *testing.T) {
	db := kvtest.Twice(memkv.New())
	s := newStand(t, db)
	lan, tu := s.resident("lan"), s.resident("tu")
	s.must(func(tx kv.Tx) error { return s.desk.Erase(tx, lan, "vi", s.at) })
	s.do("serve", s.desk.serve)
	s.must(func(tx kv.Tx) error { return s.desk.See(tx, tu, "vi", s.at) })

	next := newStand(t, db)
	next.at, next.list, next.words = s.at.Add(25*time.Hour), s.list, s.words
	next.desk.cfg.List = s.list
	next.n = 100
	for range 2 {
		for _, do := range []func(context.Context) error{next.desk.serve, next.desk.leave} {
			next.do("the next process", do)
		}
	}
	if raw, err := os.ReadFile(s.list); err != nil || strings.Count(string(raw), "\n") != 2 {
		t.Errorf("the list is %q, %v", raw, err)
	}
	_ = db.View(context.Background(), func(r kv.Reader) error {
		if _, err := address.Get(r, "adr-lan"); !fault.Is(err, fault.NotFound) {
			t.Errorf("the address is left: %v", err)
		}
		return outbox.All(r, func(d outbox.Delivery) error {
			if d.To == "adr-lan" {
				t.Errorf("a delivery is left: %+v", d)
			}
			return nil
		})
	})
	if texts := next.sent("tu"); len(texts) != 1 || !strings.Contains(texts[0], "the word of tu") {
		t.Errorf("the other one reads %q", texts)
	}
}
