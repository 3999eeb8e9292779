package review

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loaxom/content"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

func TestAnEntryAnswersAQuestion(t *testing.T) {
	dir := t.TempDir()
	o := newOffice(t, dir)
	o.meet("r1")
	w := Wording{Text: "vợ chồng mới cưới xin tờ gì \"đỏ\"", Reason: Asked}
	o.ask(w, "r1")
	o.must(func(tx kv.Tx) error { return o.desk.Attach(tx, an, w.ID(), "dang-ky-ket-hon", words("bài"), o.now) })
	want(t, "the asker", o.deliver()["r1"], []string{"vi: bài"})
	if q := o.get(w.ID()); q.State != Attached || q.Into != "dang-ky-ket-hon" {
		t.Errorf("%+v", q)
	}
	for range 2 {
		if err := o.desk.WriteFiles(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	lib, problems := content.Load(content.Folder(dir))
	if faults := content.Faults(append(problems, content.Check(lib, o.now)...)); len(faults) > 0 {
		t.Fatal(faults)
	}
	e, _ := lib.Entry("dang-ky-ket-hon")
	base, _ := shipped().Entry("dang-ky-ket-hon")
	if len(e.Questions) != len(base.Questions)+1 || e.Questions[len(e.Questions)-1] != w.Text {
		t.Errorf("the entry's last questions are %q", e.Questions[len(e.Questions)-2:])
	}
}

func TestAQuestionBecomesADraft(t *testing.T) {
	dir := t.TempDir()
	o := newOffice(t, dir)
	w := Wording{Text: "Xin \"giấy đi đường\" \\ ở đâu?", Reason: None, Office: "cong-an"}
	o.note(w)
	q := o.get(w.ID())
	draft := DraftOf(q, "Bà con ra Công an xã.\nMang căn cước.", o.now)
	o.refused(fault.Denied, func(tx kv.Tx) error { return o.desk.Draft(tx, admin, w.ID(), draft, o.now) })
	o.must(func(tx kv.Tx) error { return o.desk.Draft(tx, an, w.ID(), draft, o.now) })
	o.refused(fault.Conflict, func(tx kv.Tx) error { return o.desk.Draft(tx, binh, w.ID(), draft, o.now) })
	if err := o.desk.WriteFiles(t.Context()); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "faq", "_"+draft.ID+".toml")
	text, err := os.ReadFile(file)
	if err != nil || draft.ID != "xin-giay-di-duong-o-dau-"+string(w.ID()[:4]) {
		t.Fatal(draft.ID, err)
	}
	// Beside it the overlay stays good; and once somebody has filled it in, it is an entry with what was asked.
	if lib, problems := content.Load(content.Folder(dir)); len(content.Faults(append(problems, content.Check(lib, o.now)...))) > 0 {
		t.Fatal("an unfinished draft is a fault of the overlay", content.Faults(append(problems, content.Check(lib, o.now)...)))
	}
	done := strings.Replace(string(text), "group = \"...\"", "group = \"cu-tru\"", 1)
	for range 20 {
		done = strings.Replace(done, "questions = [", "questions = [\n  \"hỏi kiểu "+fmt.Sprint(strings.Count(done, "kiểu"))+"\",", 1)
	}
	done = strings.ReplaceAll(done, "\"...\"", "\"Giấy 1/2026/QĐ\"")
	if err := os.WriteFile(filepath.Join(dir, "faq", draft.ID+".toml"), []byte(done), 0o600); err != nil {
		t.Fatal(err)
	}
	lib, problems := content.Load(content.Folder(dir))
	if faults := content.Faults(append(problems, content.Check(lib, o.now)...)); len(faults) > 0 {
		t.Fatal(faults)
	}
	e, ok := lib.Entry(draft.ID)
	if !ok || e.Short != "Bà con ra Công an xã.\nMang căn cước." || e.Questions[len(e.Questions)-1] != w.Text || e.Office != "cong-an" {
		t.Errorf("%+v", e)
	}
	if q := o.get(w.ID()); q.State != Drafted || q.Into != draft.ID {
		t.Errorf("%+v", q)
	}

	// What lies there is never written over.
	if err := os.WriteFile(file, []byte("# của tôi"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := content.WriteDraft(dir, draft); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(file); string(text) != "# của tôi" {
		t.Error("a file of somebody's was written over")
	}
	o.refused(fault.Invalid, func(tx kv.Tx) error { return newOffice(t, "").desk.Draft(tx, an, w.ID(), draft, o.now) })
}

func TestWhoWaitsGoesOnWaitingForADraft(t *testing.T) {
	o := newOffice(t, t.TempDir())
	o.meet("r1")
	w := Wording{Text: "câu có người đợi", Reason: Asked}
	o.ask(w, "r1")
	o.must(func(tx kv.Tx) error {
		return o.desk.Draft(tx, an, w.ID(), DraftOf(o.get2(tx, w.ID()), "", o.now), o.now)
	})
	if q := o.get(w.ID()); q.State != Open || q.Waiting != 1 || q.Into == "" {
		t.Fatalf("%+v", q)
	}
	o.must(func(tx kv.Tx) error { return o.desk.Answer(tx, an, w.ID(), words("đây"), o.now) })
	want(t, "r1", o.deliver()["r1"], []string{"vi: đây"})
}

func (o *office) get2(r kv.Reader, id QuestionID) Question {
	q, err := Get(r, id)
	if err != nil {
		o.t.Error(err)
	}
	return q
}
