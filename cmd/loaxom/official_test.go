package main

import (
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"loaxom/bot"
	"loaxom/content"
	"loaxom/internal/channel"
	"loaxom/internal/config"
	"loaxom/internal/vi"
)

// allImported is an overlay folder of all official procedures, which the tests of this file only read: the
// second one finds it made.
func allImported(t testing.TB) (dir string) {
	t.Helper()
	dir = filepath.Join(scratch, "all-imported")
	imported(t, dir)
	return dir
}

// thinkerWith is a bot with the shipped content and an overlay folder, with its content and the moment of talk.
func thinkerWith(t testing.TB, dir string) (*bot.Bot, *content.Library, time.Time) {
	t.Helper()
	cfg := config.Default()
	cfg.Content.Dir = dir
	b, now, err := thinker(cfg)
	if err != nil {
		t.Fatal(err)
	}
	lib, _ := library(cfg)
	return b, lib, now
}

// TestOfficialProceduresAreShown presses every button of every procedure that the real file brings in and
// holds what comes to design 4: short answer, first message, and where it comes from.
func TestOfficialProceduresAreShown(t *testing.T) {
	b, lib, now := thinkerWith(t, allImported(t))
	for _, p := range content.Faults(content.Check(lib, now)) {
		t.Error(p)
	}
	entries, own, turns, longest := 0, 0, 0, 0
	for i, e := range lib.Entries() {
		if !e.National() {
			continue
		}
		entries++
		if n := vi.UTF16Len(e.Short); n > content.MaxShort {
			t.Errorf("%s: short answer of %d", e.ID, n)
		}
		if _, ok := lib.OwnFor(e); ok {
			own++
			r := b.Turn(fresh(now), bot.Message{Kind: channel.Press, Data: "e:" + e.ID, Now: now}).Replies
			if len(r) == 0 || strings.Contains(r[0].Text.String(), "theo Cổng") {
				t.Errorf("%s: the import stands before the commune's own: %v", e.ID, r)
			}
			continue
		}
		lang := "vi"
		if i%3 == 0 {
			lang = "en"
		}
		state := fresh(now)
		state.Lang = lang
		for _, s := range append([]content.SectionID{content.SectionShort}, e.Sections()...) {
			data := fmt.Sprintf("e:%s:%s", e.ID, s)
			for data != "" {
				turn := b.Turn(state, bot.Message{Kind: channel.Press, Data: data, Now: now})
				turns++
				if len(turn.Replies) != 1 {
					t.Fatalf("%s: %d replies", data, len(turn.Replies))
				}
				text := turn.Replies[0].Text.String()
				n := max(utf8.RuneCountInString(text), vi.UTF16Len(text))
				longest = max(longest, n)
				if n > 600 {
					t.Errorf("%s, %s: %d letters:\n%s", data, lang, n, text)
				}
				for _, want := range []string{"theo Cổng Dịch vụ công quốc gia", e.Code(), e.Decision, e.Link} {
					if !strings.Contains(text, want) {
						t.Fatalf("%s: no %q in\n%s", data, want, text)
					}
				}
				data = ""
				if first := turn.State.Choices[0].Data; strings.Count(first, ":") == 3 {
					data = first // there is more
				}
			}
		}
	}
	t.Logf("%d entries, %d of them behind the commune's own; %d messages, the longest of %d letters", entries, own, turns, longest)
	if entries < 2000 || own < 50 {
		t.Errorf("%d entries, %d behind the commune's own", entries, own)
	}
}

// TestOfficialProceduresAreFound asks for the official names word by word.
func TestOfficialProceduresAreFound(t *testing.T) {
	b, lib, now := thinkerWith(t, allImported(t))
	asked, found, ours := 0, 0, 0
	for i, e := range lib.Entries() {
		if _, own := lib.OwnFor(e); !e.National() || own || i%7 != 0 {
			continue
		}
		turn := b.Turn(fresh(now), bot.Message{Kind: channel.Message, Text: e.Title, Now: now})
		if len(turn.Hits) > 0 && turn.Decision == bot.Answer && !strings.HasPrefix(turn.Hits[0].ID, "tthc-") {
			ours++ // what the commune says itself on what comes nearest
			continue
		}
		asked++
		if slices.ContainsFunc(turn.Hits, func(h bot.Hit) bool { return h.ID == e.ID || sameWords(lib, h.ID, e) }) {
			found++
		}
	}
	t.Logf("%d names asked: %d answered by an entry of the commune's, %d of the other %d found", asked+ours, ours, found, asked)
	if found*100 < asked*90 {
		t.Errorf("only %d of %d official names are found", found, asked)
	}
}

// BenchmarkOfficialProcedures times questions through the whole bot with all imports in the index, on one
// processor.
func BenchmarkOfficialProcedures(b *testing.B) {
	bot1, _, now := thinkerWith(b, allImported(b))
	questions, err := labelled("../../bot/faq/testdata/eval-dev.tsv")
	if err != nil {
		b.Fatal(err)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var times []time.Duration
	for b.Loop() {
		for _, q := range questions {
			begun := time.Now()
			bot1.Turn(fresh(now), bot.Message{Kind: channel.Message, Text: q.Question, Now: now})
			times = append(times, time.Since(begun))
		}
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(0, "ns/op")
}

// sameWords tells whether an entry has the same name, as two of the portal's procedures have.
func sameWords(lib *content.Library, id string, e *content.Entry) bool {
	other, ok := lib.Entry(id)
	return ok && vi.Fold(other.Title) == vi.Fold(e.Title)
}
