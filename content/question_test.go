package content

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loaxom/internal/fault"
)

func TestQuestionsBesideEntriesAreTheirs(t *testing.T) {
	other := strings.NewReplacer("câu hỏi thử", "câu hỏi khác", "Việc thử", "Việc khác", "Thủ tục thử", "Thủ tục khác").Replace(goodEntry())
	l := tiny(t, map[string]string{
		"procedure/thu.toml": goodEntry(), "procedure/khac.toml": other, "params/thu.toml": goodFigures,
		"question/xa.toml": "[thu]\nquestions = [\"hỏi  kiểu mới\", \"Câu hỏi khác số 3?\", \"cau hoi thu so 4\", \"hoi kieu moi\", \"\"]\n[da-bo]\nquestions = [\"x\"]\n",
	})
	e, _ := l.Entry("thu")
	// What it knows already, what another entry knows, what stands twice and what is empty is passed over.
	if n := len(e.Questions); n != 21 || e.Questions[20] != "hỏi kiểu mới" {
		t.Fatalf("%d: %q", n, e.Questions[20:])
	}
	if faults := Faults(Check(l, written())); len(faults) > 0 {
		t.Error(faults)
	}
	wantProblem(t, l.problems, Warning, "content/question/xa.toml", 3, "no entry \"da-bo\"")
}

func TestAddQuestionKeepsWhatIsThere(t *testing.T) {
	dir := t.TempDir()
	for _, q := range []string{"hỏi \"kiểu\" mới \\ lạ", "hỏi nữa", "HOI NUA"} {
		if err := AddQuestion(dir, "mot-cua", q); err != nil {
			t.Fatal(err)
		}
	}
	if err := AddQuestion(dir, "1.004194", "hỏi chuyện khác"); err != nil {
		t.Fatal(err)
	}
	l, problems := Load(Folder(dir))
	if faults := Faults(append(problems, Check(l, written())...)); len(faults) > 0 {
		t.Fatal(faults)
	}
	e, _ := l.Entry("mot-cua")
	if got := strings.Join(e.Questions[len(e.Questions)-2:], "|"); got != "hỏi \"kiểu\" mới \\ lạ|hỏi nữa" {
		t.Errorf("%s", got)
	}
	file := filepath.Join(dir, filepath.FromSlash(askedFile))
	if err := os.WriteFile(file, []byte("[hỏng"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := AddQuestion(dir, "mot-cua", "hỏi thêm"); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), askedFile[len("question/"):]) {
		t.Errorf("%v", err)
	}
	if text, _ := os.ReadFile(file); string(text) != "[hỏng" {
		t.Errorf("a broken file was written over: %s", text)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "question", ".new-*")); len(left) > 0 {
		t.Errorf("%v is left over", left)
	}
}

func TestDraftIDIsAnID(t *testing.T) {
	for question, want := range map[string]string{
		"Mượn loa đài ở đâu?": "muon-loa-dai-o-dau-ab12",
		"":                    "cau-hoi-ab12",
		"？！ 你好":               "cau-hoi-ab12",
		"../../etc/passwd":    "etc-passwd-ab12",
		"một câu hỏi rất là dài để xem nó bị cắt ở chỗ nào": "mot-cau-hoi-rat-la-dai-de-xem-no-bi-cat-ab12",
	} {
		got := DraftID(question, "ab12")
		if got != want || !fileID.MatchString(got) {
			t.Errorf("%q: %q", question, got)
		}
	}
}

// Whatever was asked and answered, the draft is TOML that says the same.
func FuzzDraftReads(f *testing.F) {
	f.Add("hỏi \"gì\"", "đáp\n\"\"\"\\")
	f.Add("\x00\x1f\x7f", "\u2028")
	f.Fuzz(func(t *testing.T, question, answer string) {
		question, answer = strings.ToValidUTF8(question, ""), strings.ToValidUTF8(answer, "")
		if strings.ContainsAny(question+answer, "\r") { // cleaned away before it comes here
			return
		}
		d := Draft{ID: "x", Question: question, Answer: answer, Office: "trung-tam", Day: "2026-11-23", Review: "2027-05-23"}
		var e Entry
		ok := decode([]byte(d.TOML()), &e, func(key, format string, args ...any) { t.Errorf(key+": "+format, args...) })
		if !ok || len(e.Questions) != 1 || e.Questions[0] != strings.ReplaceAll(question, "\n", " ") || answer != "" && e.Short != answer {
			t.Errorf("%q, %q: %q, %q", question, answer, e.Questions, e.Short)
		}
	})
}
