package bot_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"loaxom/bot"
	"loaxom/internal/channel"
	"loaxom/internal/vi"
)

// The most ordinary questions of the commonest topics get an answer at once, never a choice, typed with
// their marks or without: testdata/plain.tsv, question and id (ids that are as right joined by "|").
func TestPlainQuestionsAreAnswered(t *testing.T) {
	data, err := os.ReadFile("testdata/plain.tsv")
	if err != nil {
		t.Fatal(err)
	}
	b := newBot(t, bot.Config{})
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	if len(lines) < 60 {
		t.Errorf("only %d questions", len(lines))
	}
	for _, line := range lines {
		question, ids, _ := strings.Cut(line, "\t")
		for _, q := range []string{question, vi.Fold(question)} {
			got := b.Turn(bot.State{Last: talkDay}, bot.Message{Kind: channel.Message, Text: q, Now: talkDay})
			if got.Decision != bot.Answer || len(got.Hits) == 0 || !slices.Contains(strings.Split(ids, "|"), got.Hits[0].ID) {
				t.Errorf("%q: %s %v, want an answer with %s", q, got.Decision, ids3(got.Hits), ids)
			}
		}
	}
}

func ids3(hits []bot.Hit) (ids []string) {
	for _, h := range hits[:min(3, len(hits))] {
		ids = append(ids, h.ID)
	}
	return ids
}
