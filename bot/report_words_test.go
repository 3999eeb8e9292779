package bot

import (
	"os"
	"strings"
	"testing"

	"loaxom/bot/dialogue"
	"loaxom/content"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/vi"
)

// reporter is a bot that takes reports, with the shipped content.
func reporter(t testing.TB) *Bot {
	t.Helper()
	lib, problems := content.Load()
	if faults := content.Faults(problems); len(faults) > 0 {
		t.Fatal(faults[0])
	}
	seal, err := feedback.NewSeal(make([]byte, feedback.SealSize))
	if err != nil {
		t.Fatal(err)
	}
	b := New(Config{Cases: feedback.New(memkv.New(), feedback.Config{Seal: seal}, nil, discard()),
		Hamlets: []commune.Hamlet{{ID: "xom-dinh", Name: "Xóm Đình"}, {ID: "xom-5", Name: "Xóm 5"}}})
	b.Load(lib)
	return b
}

// first is the answer to a message of somebody who writes for the first time.
func first(t testing.TB, b *Bot, text string) (turn Turn) {
	t.Helper()
	err := memkv.New().View(t.Context(), func(r kv.Reader) error {
		turn = b.Turn(State{Last: testNow}, Message{Kind: channel.Message, Text: text, Now: testNow, Read: r, NewID: func() string { return "id" },
			Actor: commune.Actor{Address: "r", Role: commune.Resident}})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return turn
}

func reports(turn Turn) bool {
	return turn.State.Talk != nil && turn.State.Talk.Name == dialogue.ReportTalk
}

// Sentences that plainly report something open the talk about a report, with the right category, typed with
// their marks or without: testdata/reports.tsv, sentence and category (empty: none can be told). Required: 95 of
// 100 recognised, and 90 of them with the right category.
func TestPlainReportsAreRecognised(t *testing.T) {
	data, err := os.ReadFile("testdata/reports.tsv")
	if err != nil {
		t.Fatal(err)
	}
	b := reporter(t)
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	if len(lines) < 80 {
		t.Errorf("only %d sentences", len(lines))
	}
	for name, spell := range map[string]func(string) string{"as typed": func(s string) string { return s }, "without marks": vi.Fold} {
		known, right := 0, 0
		for _, line := range lines {
			sentence, category, _ := strings.Cut(line, "\t")
			turn := first(t, b, spell(sentence))
			if !reports(turn) {
				t.Logf("%s: %q is taken for no report", name, spell(sentence))
				continue
			}
			known++
			if got := turn.State.Talk.Fields[dialogue.ReportCategory]; got == category || category == "" {
				right++
			} else {
				t.Logf("%s: %q is %q, want %q", name, spell(sentence), got, category)
			}
		}
		t.Logf("%s: %d of %d recognised, %d with the right category", name, known, len(lines), right)
		if 100*known < 95*len(lines) || 100*right < 90*known {
			t.Errorf("%s: %d of %d recognised, %d with the right category", name, known, len(lines), right)
		}
	}
}

// Questions are answered, not taken for reports: at most 1 of 200 of those that the content was written
// against (bot/faq/testdata), and none that asks whom to tell.
func TestQuestionsAreNoReports(t *testing.T) {
	b := reporter(t)
	for _, file := range []string{"dev", "eval-dev", "eval-dev-2", "eval-report"} {
		data, err := os.ReadFile("faq/testdata/" + file + ".tsv")
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(data)), "\n")[1:]
		taken := 0
		for _, line := range lines {
			question, ids, _ := strings.Cut(line, "\t")
			if reports(first(t, b, question)) {
				taken++
				t.Logf("%s: taken for a report: %q (%s)", file, question, ids)
			}
		}
		t.Logf("%s: %d of %d taken for reports (%.2f %%)", file, taken, len(lines), 100*float64(taken)/float64(len(lines)))
		if 200*taken > len(lines) {
			t.Errorf("%s: %d of %d taken for reports", file, taken, len(lines))
		}
	}
	for _, q := range []string{"đèn đường hỏng thì báo ai", "den duong hong thi bao ai", "cống tắc báo ở đâu", "ổ gà trước nhà thì gọi ai sửa", "hàng xóm hát karaoke ồn suốt đêm báo ai",
		"đèn đường xóm tôi hỏng, xã sửa giúp được không", "Đường xóm hỏng, phản ánh ở đâu?", "vứt rác bừa bãi bị phạt bao nhiêu", "đèn đường"} {
		turn := first(t, b, q)
		if reports(turn) {
			t.Errorf("%q is taken for a report", q)
			continue
		}
		offered := false
		for _, c := range turn.State.Choices {
			offered = offered || strings.HasPrefix(c.Data, "b:"+dialogue.ReportTalk)
		}
		if !offered && q != "đèn đường" {
			t.Errorf("%q is answered without a button to report: %v", q, turn.State.Choices)
		}
	}
}

// Danger goes first, whatever is reported beside it.
func TestDangerGoesBeforeReports(t *testing.T) {
	b := reporter(t)
	for _, s := range []string{"cháy nhà đầu xóm rồi, đường hỏng xe không vào được", "cột điện đổ đè lên người, cứu với"} {
		turn := first(t, b, s)
		if reports(turn) || len(turn.Replies) == 0 || !strings.Contains(turn.Replies[0].Text.String(), "11") {
			t.Errorf("%q: %v", s, turn.Replies)
		}
	}
}
