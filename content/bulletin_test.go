package content

import (
	"strings"
	"testing"
	"time"
)

func TestBulletinsGoOutByTheCommunesClock(t *testing.T) {
	zone := time.FixedZone("ICT", 7*3600)
	l := news(t, nil)
	s, _ := l.Series("thu")
	p, err := s.Plan(zone)
	if err != nil || p.Next(written()).Format(time.RFC3339) != "2026-11-30T07:00:00+07:00" {
		t.Errorf("the series goes out on %s, %v", p.Next(written()), err)
	}
	b, _ := l.Bulletin("tin")
	if p, err = b.Plan(zone); err != nil {
		t.Fatal(err)
	}
	due := p.Due(written(), day(2030, 1, 1), 9)
	if len(due) != 2 || due[0].Format(time.RFC3339) != "2027-01-04T07:30:00+07:00" || due[1].Format(time.RFC3339) != "2027-01-18T07:30:00+07:00" {
		t.Errorf("the notice goes out on %v", due)
	}
	in, _ := l.Bulletin("thu")
	if p, err = in.Plan(zone); err != nil || !p.Next(written()).IsZero() {
		t.Errorf("a bulletin of a series has no plan of its own: %s, %v", p.Next(written()), err)
	}
	bad := Bulletin{Dates: []Date{NewDate(2027, 1, 4)}, At: "25:00"}
	if _, err := bad.Plan(zone); err == nil {
		t.Error("25:00 was taken")
	}
}

func TestTheBulletinAsItIsShown(t *testing.T) {
	l := news(t, nil)
	b, _ := l.Bulletin("thu")
	want := "Bản tin thử\n\nBà con ra một cửa. Lệ phí là 2.000 đồng.\n\nMuốn hỏi thêm thì nhắn xã.\n\n" +
		"Bộ phận một cửa sẽ xác nhận thêm: ngày bắt đầu.\n\nNguồn: Luật 60/2014/QH13 ngày 20/11/2014. Kiểm tra ngày 20/11/2026.\nNội dung tham khảo, xã đang rà soát"
	if got := l.BulletinText(Vietnamese, b, written()); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	before := l.BulletinText(Vietnamese, b, day(2019, 1, 1))
	if !strings.Contains(before, "Lệ phí thử: bà con hỏi bộ phận một cửa.") || strings.Contains(before, "{") {
		t.Errorf("on a day without a value %q", before)
	}
	if b.Topic != "cchc" || b.State != StateDraft {
		t.Errorf("topic %q, state %q", b.Topic, b.State)
	}
	q, _ := l.Quiz("do-1")
	asked := l.Asked(q.Questions[1], written())
	if asked.Options[0] != "Mất 2.000 đồng" || asked.Why != "Lệ phí là 2.000 đồng." || asked.RightIndex() != 0 {
		t.Errorf("asked %+v", asked)
	}
	if q.Questions[1].Options[0] != "Mất {fee.thu}" {
		t.Error("asking changed the library")
	}
}

func TestSeriesGoRound(t *testing.T) {
	member := func(id string, turn int, more string) (string, string) {
		text := strings.Replace(goodBulletin, "turn = 1", "turn = "+string(rune('0'+turn))+"\n"+more, 1)
		return "bulletin/" + id + ".toml", text
	}
	files := map[string]string{"bulletin/thu.toml": ""}
	for turn, more := range []string{"", "expires = 2026-11-30", "state = \"hidden\"", "state = \"approved\"\napproved_by = [\"a\"]\napproved_on = 2026-11-21"} {
		file, text := member("x"+string(rune('a'+turn)), turn+1, more)
		files[file] = text
	}
	l := news(t, files)
	for _, c := range []struct {
		last int
		on   time.Time
		only bool
		want string
	}{
		{0, written(), false, "xa"},
		{1, written(), false, "xb"},
		{2, written(), false, "xd"}, // xc is hidden
		{4, written(), false, "xa"}, // round again
		{9, written(), false, "xa"}, // the series has become shorter
		{1, day(2026, 12, 1), false, "xd"},
		{0, written(), true, "xd"},
		{4, written(), true, "xd"},
	} {
		b, ok := l.NextBulletin("thu", c.last, c.on, c.only)
		if !ok || b.ID != c.want {
			t.Errorf("after turn %d on %s, only approved %v: %v %v, want %s", c.last, c.on.Format(time.DateOnly), c.only, b, ok, c.want)
		}
	}
	for _, series := range []string{"khong-co", "do", ""} {
		if b, ok := l.NextBulletin(series, 0, written(), false); ok {
			t.Errorf("series %q gives %s", series, b.ID)
		}
	}
	if q, ok := l.NextQuiz("do", 1, written(), false); !ok || q.ID != "do-1" {
		t.Errorf("the one quiz comes again: %v %v", q, ok)
	}
	if q, ok := l.NextQuiz("do", 0, day(2027, 1, 1), false); ok {
		t.Errorf("an ended quiz is asked: %s", q.ID)
	}
}

func TestNewsIsDueAndPendingLikeEntries(t *testing.T) {
	endless := strings.Replace(goodNotice, "expires = 2027-01-31\n", "", 1)
	l := news(t, map[string]string{"bulletin/tin.toml": endless,
		"bulletin/cho.toml": strings.Replace(strings.Replace(goodBulletin, "{fee.thu}", "{time.thu}", 1), "turn = 1", "turn = 2", 1),
		"holiday/2026.toml": "year = 2026\n", "holiday/2027.toml": "year = 2027\n"})
	file := "content/bulletin/tin.toml"
	if due := list(Due(l, written())); strings.Contains(due, "bulletin/") || strings.Contains(due, "quiz/") {
		t.Errorf("nothing is due yet:\n%s", due)
	}
	wantProblem(t, Due(l, day(2027, 5, 1)), Soon, file, lineOf(t, endless, "review_by"), "is to be reviewed by")
	wantProblem(t, Due(l, day(2027, 5, 31)), Overdue, "content/quiz/do-1.toml", lineOf(t, goodQuiz, "review_by"), "was to be reviewed by")
	wantProblem(t, Due(l, day(2027, 1, 1)), Overdue, "content/quiz/do-1.toml", lineOf(t, goodQuiz, "expires"), "has not been shown since 2026-12-31")
	wantProblem(t, Due(l, day(2027, 1, 19)), Overdue, file, lineOf(t, endless, "dates"), "went out for the last time on 2027-01-18")
	if due := list(Due(l, day(2027, 1, 18))); strings.Contains(due, "went out for the last time") {
		t.Errorf("the last day is not over:\n%s", due)
	}

	found := map[string]PendingItem{}
	for _, o := range Pending(l) {
		for _, i := range o.Items {
			found[o.Office+" "+i.Key] = i
		}
	}
	if got := found["trung-tam bulletin/thu"]; got.What != "Bản tin thử: ngày bắt đầu" || got.Line != lineOf(t, goodBulletin, "[[confirm]]") || got.File != "content/bulletin/thu.toml" {
		t.Errorf("the bulletin's point is %+v", got)
	}
	if got := found["trung-tam time.thu"]; strings.Join(got.Entries, " ") != "thu bulletin/cho" {
		t.Errorf("time.thu is waited for by %q", got.Entries)
	}
}

func TestThePlanShowsEntriesBulletinsAndQuizzes(t *testing.T) {
	hidden := strings.Replace(goodNotice, "expires", "state = \"hidden\"\nexpires", 1)
	served := map[string][3]int{}
	for _, item := range Plan(news(t, map[string]string{"bulletin/tin.toml": hidden})) {
		served[item.Letter] = [3]int{len(item.Entries), len(item.Bulletins), len(item.Quizzes)}
	}
	for letter, want := range map[string][3]int{"a": {0, 1, 0}, "đ": {1, 1, 0}, "g": {0, 0, 1}, "l": {0, 0, 0}} {
		if served[letter] != want {
			t.Errorf("item %s is served by %v, want %v", letter, served[letter], want)
		}
	}
}

func TestTopicsHaveLabelsInBothLanguages(t *testing.T) {
	l, _ := Load()
	if len(l.Topics()) < 7 {
		t.Errorf("%d topics", len(l.Topics()))
	}
	for _, topic := range l.Topics() {
		if topic.Label == "" || !l.HasMessage(English, "topic."+topic.ID) {
			t.Errorf("topic %s is %q", topic.ID, topic.Label)
		}
	}
	for text, want := range map[string]string{
		"order = [\"cchc\", \"cchc\"]\n": `topic "cchc" stands twice`,
		"order = [\"moi\"]\n":            `topic "moi" has no label`,
	} {
		wantProblem(t, Check(tiny(t, map[string]string{"locale/topic.toml": text}), written()), Fault, "content/locale/topic.toml", 1, want)
	}
}
