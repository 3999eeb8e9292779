package bot_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"loaxom/bot"
	"loaxom/content"
	"loaxom/internal/channel"
	"loaxom/internal/channel/console"
	"loaxom/internal/commune"
)

var update = flag.Bool("update", false, "write what the bot says now into the golden talks")

// talkDay is the day on which the golden talks take place: what the bot says depends on it.
var talkDay = time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("+07", 7*3600))

// shipped is the shipped content, read once for all tests.
var shipped = sync.OnceValues(func() (*content.Library, []content.Problem) { return content.Load() })

// newBot is a bot with the shipped content, and overlay folders above it.
func newBot(t testing.TB, cfg bot.Config, overlays ...string) *bot.Bot {
	t.Helper()
	lib, problems := shipped()
	if len(overlays) > 0 {
		var above []fs.FS
		for _, dir := range overlays {
			above = append(above, content.Folder(dir))
		}
		lib, problems = content.Load(above...)
	}
	if faults := content.Faults(problems); len(faults) > 0 {
		t.Fatalf("the shipped content does not load: %v", faults[0])
	}
	cfg.Commune = commune.Commune{Name: "xã Xuân Hưng", Province: "tỉnh Ninh Bình"}
	cfg.Location = talkDay.Location()
	b := bot.New(cfg)
	b.Load(lib)
	return b
}

// Each file of testdata/talk is a talk that staff can read and correct: "> " is what a resident
// types, "< " what the bot answers, with its buttons in brackets below; "#" is a remark. The grammar
// of what is typed is the terminal's (:clock +2d, :photo, :press DATA). Written anew by -update.
func TestTalks(t *testing.T) {
	talks(t, newBot(t, bot.Config{MessagesAMinute: 20}), "testdata/talk/*.txt")
}

// The same with procedures of our own making that were brought in by import tthc.
func TestTalksWithImports(t *testing.T) {
	talks(t, newBot(t, bot.Config{MessagesAMinute: 20}, imports), "testdata/imports/talk/*.txt")
}

func talks(t *testing.T, b *bot.Bot, pattern string) {
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no talks: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, b, string(want))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(want) {
				t.Errorf("the talk goes otherwise now (go test ./bot -update writes it anew):\n%s", diff(string(want), got))
			}
		})
	}
}

// silent stands where the bot says nothing.
const silent = "# (không trả lời)\n"

// play talks the talk again and gives it back with today's answers.
func play(t *testing.T, b *bot.Bot, talk string) string {
	t.Helper()
	var out strings.Builder
	var state bot.State
	now := talkDay
	for line := range strings.Lines(talk) {
		said, isSaid := strings.CutPrefix(strings.TrimSuffix(line, "\n"), ">")
		if !isSaid {
			if strings.HasPrefix(line, "#") && line != silent {
				out.WriteString(line)
			}
			continue
		}
		out.WriteString(strings.TrimRight(">"+said, " ") + "\n")
		l, err := console.Parse(strings.TrimPrefix(said, " "))
		if err != nil {
			t.Fatal(err)
		}
		if l.Order == "clock" {
			now = now.Add(l.Clock)
			continue
		}
		now = now.Add(5 * time.Second)
		m := bot.Message{Kind: channel.Message, Text: l.Text, Media: l.Media, Data: l.Data, Now: now}
		switch {
		case l.Kind == "press":
			m.Kind = channel.Press
		case l.Kind == "edited":
			m.Kind = channel.Edited
		case l.Media != "" && l.Text == "":
			m.Kind = channel.Media
		}
		turn := b.Turn(state, m)
		state = turn.State
		for _, r := range turn.Replies {
			out.WriteString(show(r))
		}
		if len(turn.Replies) == 0 {
			out.WriteString(silent)
		}
	}
	return out.String()
}

// show is a reply as a golden talk has it.
func show(m channel.Outgoing) string {
	var b strings.Builder
	b.WriteString("< " + strings.ReplaceAll(m.Text.String(), "\n", "\n  ") + "\n")
	for _, row := range m.Buttons {
		b.WriteString(" ")
		for _, button := range row {
			b.WriteString(" [" + button.Label + "]")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// diff shows the first lines that differ.
func diff(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		var a, b string
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			return fmt.Sprintf("line %d\nwas: %s\nnow: %s", i+1, a, b)
		}
	}
	return ""
}
