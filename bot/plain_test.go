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

// Who asks about a fine reads the notes where they speak of one, and the short answer elsewhere.
func TestFinesAreShown(t *testing.T) {
	b := newBot(t, bot.Config{})
	for question, want := range map[string]string{
		"khai sinh muộn có bị phạt không":                 "notes",
		"không đăng ký tạm trú bị phạt bao nhiêu":         "notes",
		"quá hạn căn cước bị phạt bao nhiêu":              "notes",
		"đốt rơm rạ ngoài đồng có bị phạt không":          "notes",
		"chậm nộp thuế đất có bị phạt không":              "short",
		"không làm căn cước cho con thì có bị phạt không": "short",
	} {
		for _, q := range []string{question, vi.Fold(question)} {
			got := b.Turn(bot.State{Last: talkDay}, bot.Message{Kind: channel.Message, Text: q, Now: talkDay})
			if len(got.Hits) == 0 || got.Hits[0].Section != want || len(got.Replies) == 0 {
				t.Errorf("%q: %v, want %s", q, got.Hits[:min(1, len(got.Hits))], want)
				continue
			}
			if shown := strings.Contains(got.Replies[0].Text.String(), "Lưu ý"); got.Decision == bot.Answer && shown != (want == "notes") {
				t.Errorf("%q shows %q", q, got.Replies[0].Text)
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
