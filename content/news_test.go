package content

import (
	"maps"
	"strings"
	"testing"
	"time"
)

const goodSeries = `title = "Chuyên mục thử"
kind = "bulletin"
cron = "0 7 * * 1"
topic = "cchc"
late_hours = 48
`

// goodBulletin has a turn in a series, goodNotice times of its own.
const goodBulletin = `title = "Bản tin thử"
text = """
Bà con ra một cửa. Lệ phí là {fee.thu}.

Muốn hỏi thêm thì nhắn xã."""
plan_items = ["a", "đ"]
series = "thu"
turn = 1
entry = "thu"
confidence = "cao"
checked_on = 2026-11-20
review_by = 2027-05-31

[[source]]
document = "Luật 60/2014/QH13"
date = 2014-11-20

[[confirm]]
what = "ngày bắt đầu"
office = "trung-tam"
`

const goodNotice = `title = "Tin mùa thử"
text = "Bà con nhớ việc này."
plan_items = ["l"]
topic = "thue-phi"
dates = [2027-01-04, 2027-01-18]
at = "07:30"
late_hours = 24
confidence = "vừa"
checked_on = 2026-11-20
review_by = 2027-05-31
expires = 2027-01-31

[[source]]
document = "Luật 60/2014/QH13"
date = 2014-11-20
`

const goodQuizSeries = `title = "Đố vui thử"
kind = "quiz"
cron = "30 19 15 * *"
topic = "cchc"
`

const goodQuiz = `title = "Đố vui thử"
series = "do"
turn = 1
plan_items = ["g"]
confidence = "cao"
checked_on = 2026-11-20
review_by = 2027-05-31
expires = 2026-12-31

[[question]]
text = "Câu một hỏi gì?"
options = ["Đúng", "Sai"]
right = "B"
why = "Vì thế."
entry = "thu"
[[question]]
text = "Câu hai hỏi gì?"
options = ["Mất {fee.thu}", "Không mất tiền", "Tùy", "Chịu"]
right = "A"
why = "Lệ phí là {fee.thu}."
[[question]]
text = "Câu ba hỏi gì?"
options = ["Đúng", "Sai"]
right = "A"
why = "Vì thế."
[[question]]
text = "Câu bốn hỏi gì?"
options = ["Đúng", "Sai"]
right = "A"
why = "Vì thế."
[[question]]
text = "Câu năm hỏi gì?"
options = ["Đúng", "Sai"]
right = "A"
why = """
Một.
Hai.
Ba."""

[[source]]
document = "Luật 60/2014/QH13"
date = 2014-11-20
`

// news is tiny with a series of bulletins, a notice and a series of quizzes. A file of extra
// replaces, and one that is empty is left out.
func news(t testing.TB, extra map[string]string) *Library {
	t.Helper()
	files := map[string]string{"series/thu.toml": goodSeries, "bulletin/thu.toml": goodBulletin, "bulletin/tin.toml": goodNotice,
		"series/do.toml": goodQuizSeries, "quiz/do-1.toml": goodQuiz}
	maps.Copy(files, extra)
	return tiny(t, files)
}

func TestGoodNewsHasNoFault(t *testing.T) {
	for _, p := range Check(news(t, nil), written()) {
		t.Error(p)
	}
}

// spoilt checks that each spoilt file has its fault, on the line of at (or of what replaced old).
func spoilt(t *testing.T, file, good string, cases []spoil) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(good, c.old, c.new, 1)
			if text == good {
				t.Fatalf("%q is not in the good file", c.old)
			}
			line := 0
			if c.at != "" {
				line = lineOf(t, text, c.at)
			}
			wantProblem(t, Check(news(t, map[string]string{file: text}), written()), Fault, "content/"+file, line, c.want)
		})
	}
}

func TestCheckFindsWhatIsWrongWithABulletin(t *testing.T) {
	long := strings.Repeat("chữ dài ", 110)
	spoilt(t, "bulletin/thu.toml", goodBulletin, []spoil{
		{"an unknown key", "turn = 1", "turns = 1", "turns", `unknown key "turns"`},
		{"no title", "title = \"Bản tin thử\"\n", "", "", "title is missing"},
		{"a long title", `"Bản tin thử"`, `"` + strings.Repeat("a", 81) + `"`, "title", "has 81 characters; write at most 80"},
		{"a figure in the title", `"Bản tin thử"`, `"Bản tin {fee.thu}"`, "title", "without braces"},
		{"a typed figure in the title", `"Bản tin thử"`, `"Mất 20.000 đồng"`, "title", `"20.000 đồng" is typed`},
		{"no text", `text = """`, `txt = """`, "", "text is missing"},
		{"a long text", "Bà con ra một cửa.", long, "text", "characters when shown with title and source; write at most 900"},
		{"a typed figure", "Bà con ra một cửa.", "Bà con chờ 7 ngày.", "text", `the figure "7 ngày" is typed`},
		{"a figure that nobody defined", "{fee.thu}", "{fee.thua}", "text", "{fee.thua} is defined nowhere"},
		{"an office that is none", "{fee.thu}", "{place.xa.address}", "text", "names no office"},
		{"a brace alone", "{fee.thu}", "{fee.thu", "text", "a brace stands alone"},
		{"two spaces", "Bà con ra một", "Bà con  ra một", "text", "two spaces"},
		{"no plan item", `["a", "đ"]`, `[]`, "plan_items", "plan_items is missing"},
		{"an unknown plan item", `["a", "đ"]`, `["a", "z"]`, "plan_items", `plan item "z"`},
		{"a plan item twice", `["a", "đ"]`, `["a", "a"]`, "plan_items", "stands twice"},
		{"an unknown entry", `entry = "thu"`, `entry = "thua"`, "entry", `entry "thua" is not known`},
		{"an unknown series", `series = "thu"`, `series = "thua"`, "series", `series "thua" is not known`},
		{"a series of quizzes", `series = "thu"`, `series = "do"`, "series", "is one of kind quiz"},
		{"turn nought", "turn = 1", "turn = 0", "turn", "turn 0 is no place in a series"},
		{"no turn", "turn = 1\n", "", "", "turn 0 is no place in a series"},
		{"neither a series nor times", "series = \"thu\"\nturn = 1\n", "topic = \"cchc\"\n", "", "nothing says when it goes out"},
		{"a series and times", "turn = 1\n", "turn = 1\ncron = \"0 7 15 4 *\"\n", "series", "exclude each other"},
		{"a series and days", "turn = 1\n", "turn = 1\ndates = [2027-01-04]\nat = \"07:00\"\n", "series", "exclude each other"},
		{"another topic than the series", "turn = 1\n", "turn = 1\ntopic = \"thue-phi\"\n", "topic", `is not that of series thu`},
		{"late hours in a series", "turn = 1\n", "turn = 1\nlate_hours = 3\n", "late_hours", "the series has its own"},
		{"no source", "[[source]]\ndocument = \"Luật 60/2014/QH13\"\ndate = 2014-11-20\n", "", "", "no source has a document number"},
		{"a source without a number", `"Luật 60/2014/QH13"`, `"Luật Hộ tịch"`, "[[source]]", "no source has a document number"},
		{"no review_by", "review_by = 2027-05-31\n", "", "", "review_by is missing"},
		{"approved by nobody", "review_by", "state = \"approved\"\nreview_by", "state", "who approved it"},
		{"an unknown state", "review_by", "state = \"sent\"\nreview_by", "state", `state "sent" is not known`},
		{"an unknown confidence", `"cao"`, `"chắc"`, "confidence", "is not known"},
		{"a confirm of nothing", `what = "ngày bắt đầu"`, `what = ""`, "[[confirm]]", "what is missing"},
		{"a confirm by nobody", "office = \"trung-tam\"\n", "office = \"x\"\n", "office", `office "x" is not known`},
		{"a confirm of a section", "office = \"trung-tam\"\n", "office = \"trung-tam\"\nsection = \"fee\"\n", "section", "has no sections"},
	})
	all := Check(news(t, map[string]string{"bulletin/Tin_2.toml": goodNotice}), written())
	wantProblem(t, all, Fault, "content/bulletin/Tin_2.toml", 1, "is no id")
}

func TestCheckFindsWhatIsWrongWithTimes(t *testing.T) {
	cron := func(line string) string { return "cron = \"" + line + "\"\n" }
	const days = "dates = [2027-01-04, 2027-01-18]\nat = \"07:30\"\n"
	spoilt(t, "bulletin/tin.toml", goodNotice, []spoil{
		{"no time at all", days, "", "", "nothing says when it goes out"},
		{"days and a line", "late_hours", "cron = \"0 7 15 4 *\"\nlate_hours", "", "exclude each other"},
		{"an unknown topic", `"thue-phi"`, `"thue"`, "topic", `topic "thue" is not known`},
		{"no topic", "topic = \"thue-phi\"\n", "", "", `topic "" is not known`},
		{"a turn without a series", "late_hours", "turn = 2\nlate_hours", "turn", "turn is a place in a series"},
		{"a day that does not exist", "2027-01-18", "2027-02-30", "dates", "correct the line"},
		{"a day in quotes", "2027-01-18", `"2027-01-18"`, "dates", "dates"},
		{"a year that cannot be meant", "dates = [2027-01-04", "dates = [0027-01-04", "dates", "cannot be meant"},
		{"a day twice", "2027-01-18", "2027-01-04", "dates", "write each day once"},
		{"days out of order", "2027-01-04, 2027-01-18", "2027-01-18, 2027-01-04", "dates", "the earliest first"},
		{"a day after the end", "2027-01-18", "2027-02-18", "dates", "is not shown any more (expires 2027-01-31)"},
		{"days without an hour", "at = \"07:30\"\n", "", "", `at "" is no time of day`},
		{"an hour that is none", `"07:30"`, `"25:00"`, "at =", `at "25:00" is no time of day`},
		{"an hour without its nought", `"07:30"`, `"7:30"`, "at =", "is no time of day"},
		{"an hour without days", "dates = [2027-01-04, 2027-01-18]\n", cron("0 7 15 4 *"), "at =", "at belongs to dates"},
		{"late by more than a week", "late_hours = 24", "late_hours = 169", "late_hours", "is not between 0 and 168"},
		{"late by less than nothing", "late_hours = 24", "late_hours = -1", "late_hours", "is not between 0 and 168"},
		{"a zone", days, cron("TZ=Asia/Tokyo 0 7 * * 1"), "cron", "names a time zone"},
		{"another zone", days, cron("CRON_TZ=UTC 0 7 * * 1"), "cron", "names a time zone"},
		{"every so often", days, cron("@every 24h"), "cron", "write the five fields"},
		{"the 30th of February", days, cron("0 7 30 2 *"), "cron", "does not exist"},
		{"the 31st of April", days, cron("0 7 31 4 *"), "cron", "does not exist"},
		{"25 o'clock", days, cron("0 25 * * *"), "cron", "write five fields"},
		{"six fields", days, cron("0 0 7 * * 1"), "cron", "write five fields"},
		{"words", days, cron("sáng thứ Hai"), "cron", "write five fields"},
		{"every minute", days, cron("* 7 * * 1"), "cron", "more than once a day"},
		{"twice a day", days, cron("0 7,19 * * *"), "cron", "more than once a day"},
		{"a day of the month and of the week", days, cron("0 7 1-7 * 1"), "cron", "write * for one of them"},
	})
	night := strings.Replace(goodNotice, days, cron("0 22 * * 1"), 1)
	all := Check(news(t, map[string]string{"bulletin/tin.toml": night}), written())
	wantProblem(t, all, Warning, "content/bulletin/tin.toml", lineOf(t, night, "cron"), "22:00 is in the quiet hours")
	early := strings.Replace(goodNotice, `"07:30"`, `"05:59"`, 1)
	all = Check(news(t, map[string]string{"bulletin/tin.toml": early}), written())
	wantProblem(t, all, Warning, "content/bulletin/tin.toml", lineOf(t, early, "at ="), "05:59 is in the quiet hours")
}

func TestCheckFindsWhatIsWrongWithASeries(t *testing.T) {
	spoilt(t, "series/thu.toml", goodSeries, []spoil{
		{"no title", "title = \"Chuyên mục thử\"\n", "", "", "title is missing"},
		{"an unknown kind", `"bulletin"`, `"song"`, "kind", `kind "song" is not known`},
		{"no line", "cron = \"0 7 * * 1\"\n", "", "", "cron is missing"},
		{"a line that does not read", `"0 7 * * 1"`, `"0 7 * *"`, "cron", "write five fields"},
		{"the 30th of February", `"0 7 * * 1"`, `"0 7 30 2 *"`, "cron", "does not exist"},
		{"an unknown topic", `"cchc"`, `"cch"`, "topic", `topic "cch" is not known`},
		{"late by more than a week", "48", "480", "late_hours", "is not between 0 and 168"},
		{"members of the other kind", `kind = "bulletin"`, `kind = "quiz"`, "", "the series has no member"},
	})
	second := strings.Replace(goodBulletin, "Bản tin thử", "Bản tin hai", 1)
	all := Check(news(t, map[string]string{"bulletin/hai.toml": second}), written())
	wantProblem(t, all, Fault, "content/bulletin/thu.toml", lineOf(t, goodBulletin, "turn"), "turn 1 of series thu stands already in bulletin/hai.toml")

	fourth := strings.Replace(second, "turn = 1", "turn = 4", 1)
	all = Check(news(t, map[string]string{"bulletin/hai.toml": fourth}), written())
	wantProblem(t, all, Fault, "content/series/thu.toml", 1, "has a turn 4 but no turn 2, 3")

	all = Check(news(t, map[string]string{"bulletin/thu.toml": ""}), written())
	wantProblem(t, all, Fault, "content/series/thu.toml", 1, "the series has no member")

	hidden := strings.Replace(second, "turn = 1", "turn = 2\nstate = \"hidden\"", 1)
	third := strings.Replace(strings.Replace(second, "turn = 1", "turn = 3", 1), "Bản tin hai", "Bản tin ba", 1)
	if faults := Faults(Check(news(t, map[string]string{"bulletin/hai.toml": hidden, "bulletin/ba.toml": third}), written())); len(faults) > 0 {
		t.Errorf("a hidden bulletin keeps its turn:\n%s", list(faults))
	}
}

func TestCheckFindsWhatIsWrongWithAQuiz(t *testing.T) {
	long := strings.Repeat("chữ dài ", 40)
	spoilt(t, "quiz/do-1.toml", goodQuiz, []spoil{
		{"no title", "title = \"Đố vui thử\"\n", "", "", "title is missing"},
		{"no series", "series = \"do\"\n", "", "", "series is missing"},
		{"a series of bulletins", `"do"`, `"thu"`, "series", "is one of kind bulletin"},
		{"no turn", "turn = 1\n", "", "", "is no place in a series"},
		{"an unknown plan item", `["g"]`, `["o"]`, "plan_items", `plan item "o"`},
		{"four questions", "[[question]]\ntext = \"Câu ba hỏi gì?\"\noptions = [\"Đúng\", \"Sai\"]\nright = \"A\"\nwhy = \"Vì thế.\"\n", "", "[[question]]", "has 4 questions; write 5 times"},
		{"an unknown table", "[[source]]", "[[sources]]", "", `unknown key "sources"`},
		{"a question without a text", "text = \"Câu một hỏi gì?\"\n", "", "[[question]]", "text is missing"},
		{"a long question", "Câu một hỏi gì?", long, "text", "text has 319 characters when shown; write at most 300"},
		{"the same question", "Câu hai hỏi gì?", "cau mot hoi gi", "cau mot hoi gi", "is question 1 again"},
		{"one option", `["Đúng", "Sai"]`, `["Sai"]`, "options", "the question has 1 options; write 2 to 4"},
		{"five options", `"Tùy", "Chịu"]`, `"Tùy", "Chịu", "Khác"]`, `options = ["Mất`, "the question has 5 options"},
		{"an option twice", `["Đúng", "Sai"]`, `["Sai", "Sai"]`, "options", "the option stands twice"},
		{"an empty option", `["Đúng", "Sai"]`, `["Đúng", ""]`, "options", "is empty"},
		{"a long option", `["Đúng", "Sai"]`, `["Đúng", "` + long + `"]`, "options", "the option has 319 characters when shown; write at most 100"},
		{"a right answer out of range", `right = "B"`, `right = "C"`, "right", `right "C" names no option; write a letter from A to B`},
		{"a right answer that is no letter", `right = "B"`, `right = "Sai"`, "right", "names no option"},
		{"two right answers", `right = "B"`, `right = "AB"`, "right", "names no option"},
		{"no right answer", "right = \"B\"\n", "", "[[question]]", "names no option"},
		{"a right answer as a number", `right = "B"`, `right = 2`, "right", "is not text"},
		{"no why", "why = \"Vì thế.\"\nentry", "entry", "[[question]]", "why is missing"},
		{"a long why", "why = \"Vì thế.\"\nentry", "why = \"" + long + "\"\nentry", "why", "why has 319 characters when shown; write at most 200"},
		{"a why of four lines", "Ba.", "Ba.\nBốn.", `why = """`, "has more than 2 line breaks"},
		{"an unknown entry", `entry = "thu"`, `entry = "thua"`, "entry", `entry "thua" is not known`},
		{"a typed figure", "Không mất tiền", "Mất 3.000 đồng", `options = ["Mất`, `the figure "3.000 đồng" is typed`},
		{"a figure that nobody defined", "Lệ phí là {fee.thu}", "Lệ phí là {fee.thua}", "why = \"Lệ", "is defined nowhere"},
		{"a figure that changes into an unsure one", "expires = 2026-12-31\n", "expires = 2027-12-31\n", "options = [\"Mất", "still to be confirmed"},
		{"a figure that nobody gave", "Mất {fee.thu}", "Chờ {time.thu}", "options = [\"Chờ", "has no value on 2026-11-24"},
		{"a place", "Mất {fee.thu}", "Ở {place.trung-tam.address}", "options = [\"Ở", "does not ask for what the commune fills in"},
		{"no source", "document = \"Luật 60/2014/QH13\"", "document = \"Luật\"", "", "no source has a document number"},
	})
}

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
