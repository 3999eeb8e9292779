package review

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loaxom/content"
	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

func words(text string) Reply {
	return Reply{Words: text, Messages: map[string][]channel.Outgoing{
		"vi": {{Text: channel.Plain("vi: " + text)}}, "en": {{Text: channel.Plain("en: " + text)}},
	}}
}

func (o *office) note(w Wording) QuestionID {
	o.t.Helper()
	o.must(func(tx kv.Tx) error { return Note(tx, w, o.now) })
	return w.ID()
}

func (o *office) ask(w Wording, who string) QuestionID {
	o.t.Helper()
	o.must(func(tx kv.Tx) error { return Ask(tx, w, address.ID(who), "", o.now) })
	return w.ID()
}

func (o *office) get(id QuestionID) (q Question) {
	o.t.Helper()
	o.read(func(r kv.Reader) (err error) { q, err = Get(r, id); return err })
	return q
}

// listed are the texts of the open questions.
func (o *office) listed(waiting bool) (texts []string) {
	o.read(func(r kv.Reader) error {
		return Listing(r, waiting, func(q Question) error { texts = append(texts, fmt.Sprintf("%s×%d", q.Text, q.Count)); return nil })
	})
	return texts
}

func TestAlikeQuestionsAreOne(t *testing.T) {
	o := newOffice(t, "")
	a := o.note(Wording{Text: "Xin giấy đi đường ở đâu?", Reason: None})
	b := o.note(Wording{Text: "xin giay di duong o dau", Reason: None})
	c := o.note(Wording{Text: "cháu hỏi xin giấy đi đường ở đâu", Like: "xin giay di duong o dau", Reason: Wrong})
	if a != b || a != c {
		t.Fatal("three ways to ask the same are not one question")
	}
	o.note(Wording{Text: "câu khác", Reason: None})
	d := o.note(Wording{Text: "Xin giấy đi đường ở đâu?", Entry: "mot-cua", Reason: Down})
	if d == a {
		t.Fatal("what an entry did not answer is the same as what nothing did")
	}
	q := o.get(a)
	if q.Count != 3 || q.Why[None] != 2 || q.Why[Wrong] != 1 || q.Text != "Xin giấy đi đường ở đâu?" {
		t.Errorf("%+v", q)
	}
	want(t, "the most frequent first", o.listed(false)[:1], []string{"Xin giấy đi đường ở đâu?×3"})
	o.must(func(tx kv.Tx) error {
		return Explain(tx, Wording{Text: "xin giay di duong o dau", Entry: "mot-cua", Reason: Unclear}, o.now)
	})
	if q := o.get(d); q.Count != 1 || q.Why[Unclear] != 1 {
		t.Errorf("explaining counts as asking: %+v", q)
	}
}

func TestWhoAskedGetsTheAnswerOnce(t *testing.T) {
	o := newOffice(t, "")
	o.employ(an, binh)
	o.meet("r1", "r2", "gone")
	o.must(func(tx kv.Tx) error { return address.Leave(tx, "fake", "chat-gone", o.now) })
	w := Wording{Text: "hỏi gì đó", Reason: Asked}
	id := o.note(w)
	o.ask(w, "r1")
	o.ask(w, "r1") // pressed twice
	o.must(func(tx kv.Tx) error { return Ask(tx, w, "r2", "en", o.now) })
	o.ask(w, "gone")
	o.ask(w, "never-met")
	if q := o.get(id); q.Waiting != 4 || q.Count != 1 {
		t.Fatalf("%+v", q)
	}
	o.refused(fault.Denied, func(tx kv.Tx) error { return o.desk.Answer(tx, resident(1), id, words("x"), o.now) })
	o.refused(fault.Denied, func(tx kv.Tx) error { return o.desk.Answer(tx, xom, id, words("x"), o.now) })
	o.refused(fault.Invalid, func(tx kv.Tx) error { return o.desk.Answer(tx, an, id, Reply{}, o.now) })
	o.refused(fault.NotFound, func(tx kv.Tx) error { return o.desk.Answer(tx, an, "0000", words("x"), o.now) })
	o.must(func(tx kv.Tx) error { return o.desk.Answer(tx, an, id, words("lời đáp"), o.now) })
	// A second one is told that somebody was quicker; nobody gets a second answer.
	o.refused(fault.Conflict, func(tx kv.Tx) error { return o.desk.Answer(tx, binh, id, words("lời khác"), o.now) })
	o.refused(fault.Conflict, func(tx kv.Tx) error { return o.desk.Skip(tx, binh, id, words("lời khác"), o.now) })
	got := o.deliver()
	want(t, "r1", got["r1"], []string{"vi: lời đáp"})
	want(t, "r2", got["r2"], []string{"en: lời đáp"})
	if len(got) != 2 {
		t.Errorf("sent to %v", got)
	}
	if q := o.get(id); q.State != Answered || q.Waiting != 0 || len(q.Reply) != 0 || q.By != "s-an" || q.Words != "lời đáp" {
		t.Errorf("%+v", q)
	}
	want(t, "audit", o.audit(), []string{"s-an question.answered question:" + string(id)})
	if texts := o.listed(false); len(texts) != 0 {
		t.Errorf("still open: %q", texts)
	}
}

func TestManyAskersAreServedInParts(t *testing.T) {
	o := newOffice(t, "")
	w := Wording{Text: "mấy giờ mở cửa", Reason: Asked}
	const n = 2*askersAtOnce + 7
	for i := range n {
		who := fmt.Sprintf("r%03d", i)
		o.meet(who)
		o.ask(w, who)
	}
	o.must(func(tx kv.Tx) error { return o.desk.Answer(tx, an, w.ID(), words("tám giờ"), o.now) })
	if q := o.get(w.ID()); q.Waiting != n-askersAtOnce {
		t.Fatalf("%d wait after the first part", q.Waiting)
	}
	// Asked again in between: that one gets the same answer, the question does not open again.
	o.meet("late")
	o.ask(w, "late")
	if q := o.get(w.ID()); q.State != Answered {
		t.Fatalf("%+v", q)
	}
	if err := o.desk.deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := o.deliver()
	for i := range n {
		if texts := got[fmt.Sprintf("r%03d", i)]; len(texts) != 1 || texts[0] != "vi: tám giờ" {
			t.Fatalf("asker %d got %q", i, texts)
		}
	}
	if len(got["late"]) != 1 || len(got) != n+1 {
		t.Errorf("late got %q; %d were served", got["late"], len(got))
	}
	if q := o.get(w.ID()); q.Waiting != 0 || len(q.Reply) != 0 {
		t.Errorf("%+v", q)
	}
	if err := o.desk.deliver(t.Context()); err != nil || len(o.deliver()) != 0 {
		t.Errorf("served twice: %v", err)
	}
}

func TestAClosedQuestionThatIsAskedAgainIsOpen(t *testing.T) {
	o := newOffice(t, "")
	w := Wording{Text: "hỏi lại", Reason: None}
	o.note(w)
	o.must(func(tx kv.Tx) error { return o.desk.Answer(tx, an, w.ID(), words("đáp"), o.now) })
	o.note(w)
	if q := o.get(w.ID()); q.State != Open || q.Count != 2 {
		t.Fatalf("%+v", q)
	}
	o.must(func(tx kv.Tx) error { return o.desk.Skip(tx, an, w.ID(), Reply{}, o.now) })
	o.note(w)
	if q := o.get(w.ID()); q.State != Skipped || q.Count != 3 {
		t.Fatalf("what staff leave came back: %+v", q)
	}
	o.meet("r1")
	o.ask(w, "r1")
	if q := o.get(w.ID()); q.State != Open || q.Waiting != 1 {
		t.Fatalf("somebody waits for what is closed: %+v", q)
	}
	o.refused(fault.Invalid, func(tx kv.Tx) error { return o.desk.Skip(tx, an, w.ID(), Reply{}, o.now) }) // nobody waits for nothing
	o.must(func(tx kv.Tx) error { return o.desk.Skip(tx, an, w.ID(), words("hỏi một cửa"), o.now) })
	want(t, "who waited", o.deliver()["r1"], []string{"vi: hỏi một cửa"})
}

func TestOneConversationCannotFillTheList(t *testing.T) {
	o := newOffice(t, "")
	for i := range MostWaiting {
		o.ask(Wording{Text: fmt.Sprintf("câu số %d", i), Reason: Asked}, "r1")
	}
	o.refused(fault.Invalid, func(tx kv.Tx) error { return Ask(tx, Wording{Text: "câu nữa", Reason: Asked}, "r1", "", o.now) })
	o.ask(Wording{Text: "câu số 3", Reason: Asked}, "r1") // it waits for this one already
	o.ask(Wording{Text: "câu nữa", Reason: Asked}, "r2")
}

func TestErasureForgetsWhoAsked(t *testing.T) {
	o := newOffice(t, "")
	w, f := Wording{Text: "câu này", Reason: Asked}, numbers()[0]
	o.ask(w, "r1")
	o.ask(w, "r2")
	o.must(func(tx kv.Tx) error {
		_, err := Dispute(tx, commune.Actor{Address: "r1"}, f, "h", "2026-11-23", o.now)
		return err
	})
	o.must(func(tx kv.Tx) error { return Forget(tx, "r1") })
	if q := o.get(w.ID()); q.Waiting != 1 {
		t.Fatalf("%+v", q)
	}
	o.read(func(r kv.Reader) error {
		return r.Scan("asker", nil, nil, func(key, value []byte) error {
			if strings.Contains(string(value), "r1") {
				t.Errorf("%s is left", value)
			}
			return nil
		})
	})
	o.read(func(r kv.Reader) error {
		return Standings(r, func(st Standing) error {
			if len(st.Reports) > 0 {
				t.Errorf("%+v is left", st)
			}
			return nil
		})
	})
	o.must(func(tx kv.Tx) error { return Forget(tx, "r2") })
	if q := o.get(w.ID()); q.Waiting != 0 || !q.Since.IsZero() {
		t.Fatalf("%+v", q)
	}
}

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

func TestStaffAreToldOfABatch(t *testing.T) {
	o := newOffice(t, "")
	dat := commune.Actor{Address: "addr-dat", Staff: "s-dat", Role: commune.Staff, Office: "dat-dai"}
	o.employ(an, binh, dat, chi, xom)
	notice := func(n int) (channel.Outgoing, bool) {
		return channel.Outgoing{Text: channel.Plain(fmt.Sprint(n))}, true
	}
	step := func() map[string][]string {
		t.Helper()
		if err := o.desk.tell(t.Context(), notice); err != nil {
			t.Fatal(err)
		}
		return o.deliver()
	}
	w := func(n int, office commune.OfficeID) Wording {
		return Wording{Text: fmt.Sprintf("câu %d", n), Reason: Asked, Office: office}
	}
	o.ask(w(1, "trung-tam"), "r1")
	o.ask(w(1, "trung-tam"), "r2")
	o.ask(w(2, "dat-dai"), "r1")
	if got := step(); len(got) != 0 {
		t.Fatalf("told at once: %v", got)
	}
	o.now = o.now.Add(gather)
	o.ask(w(3, "trung-tam"), "r3")
	got := step()
	want(t, "an", got["addr-an"], []string{"2"})
	want(t, "binh", got["addr-binh"], []string{"2"})
	want(t, "dat", got["addr-dat"], []string{"1"})
	if len(got) != 3 {
		t.Errorf("told: %v", got)
	}
	o.now = o.now.Add(gather)
	o.ask(w(4, "khong-ai"), "r1")
	if got := step(); len(got) != 0 {
		t.Fatalf("told again within the hour: %v", got)
	}
	o.now = o.now.Add(tellEvery)
	got = step()
	want(t, "the heads, where an office has nobody", got["addr-binh"], []string{"1"})
	if len(got) != 1 {
		t.Errorf("told: %v", got)
	}
	o.now = o.now.Add(tellEvery + gather)
	if got := step(); len(got) != 0 {
		t.Errorf("told with nothing new: %v", got)
	}
	o.ask(w(5, "trung-tam"), "r1")
	o.now = o.now.Add(gather)
	o.desk.c.Quiet = func(time.Time) bool { return true }
	if got := step(); len(got) != 0 {
		t.Errorf("told at night: %v", got)
	}
	o.desk.c.Quiet = nil
	if got := step(); len(got) != 2 {
		t.Errorf("in the morning: %v", got)
	}
}

func TestQuestionsAreKeptForHalfAYear(t *testing.T) {
	o := newOffice(t, "")
	o.ask(Wording{Text: "cũ", Reason: Asked}, "r1")
	again := Wording{Text: "hỏi lại mới đây", Reason: Asked}
	o.ask(again, "r1")
	for i := range 2*tidyAtOnce + 3 {
		o.note(Wording{Text: fmt.Sprintf("cũ %d", i), Reason: None})
	}
	f := numbers()[0]
	o.must(func(tx kv.Tx) error { _, err := Dispute(tx, resident(1), f, "h", "2026-11-23", o.now); return err })
	tidy := func() {
		t.Helper()
		if err := o.desk.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	o.now = start.Add(Keep - time.Second)
	o.note(again)
	tidy()
	if n := len(o.listed(false)); n != 2*tidyAtOnce+3+2 {
		t.Fatalf("%d are left a second too early", n)
	}
	o.read(func(r kv.Reader) error {
		return Standings(r, func(st Standing) error { t.Errorf("a report outlived its week: %+v", st); return nil })
	})
	o.now = start.Add(Keep + time.Second)
	tidy()
	want(t, "left", o.listed(false), []string{"hỏi lại mới đây×2"})
	q := o.get(again.ID())
	if q.Waiting != 0 {
		t.Errorf("somebody waits for more than half a year: %+v", q)
	}
	left := 0
	o.read(func(r kv.Reader) error {
		for _, table := range []string{"asker", "asker.address", "asker.since", "question.waiting"} {
			if err := r.Scan(table, nil, nil, func(_, _ []byte) error { left++; return nil }); err != nil {
				return err
			}
		}
		return nil
	})
	if left != 0 {
		t.Errorf("%d rows of askers are left", left)
	}
}

// The first version kept questions without counted reasons and without indexes; a store of that time is
// read and its questions are listed.
func TestQuestionsOfTheFirstVersionAreListed(t *testing.T) {
	o := newOffice(t, "")
	for id, raw := range map[string]string{
		"Zm9vYmFyYmF6cXV4": `{"id":"Zm9vYmFyYmF6cXV4","text":"xin giấy đi đường","reason":"none","n":3,"first":"2026-11-20T01:00:00Z","last":"2026-11-22T01:00:00Z"}`,
		"AAAAYmFyYmF6cXV4": `{"id":"AAAAYmFyYmF6cXV4","text":"xin giay di duong","reason":"asked","n":2,"first":"2026-11-19T01:00:00Z","last":"2026-11-21T01:00:00Z"}`,
	} {
		o.must(func(tx kv.Tx) error { return tx.Put("question", []byte(id), []byte(raw)) })
	}
	o.note(Wording{Text: "Xin giấy đi đường?", Reason: None})
	if err := o.desk.batches(t.Context(), renew); err != nil {
		t.Fatal(err)
	}
	texts := o.listed(false)
	if len(texts) != 1 || !strings.HasSuffix(texts[0], "×6") {
		t.Fatalf("%q", texts)
	}
	q := o.get(Wording{Text: "xin giấy đi đường"}.ID())
	if q.Why[None] != 4 || q.Why[Asked] != 2 || q.First.Day() != 19 {
		t.Errorf("%+v", q)
	}
}
