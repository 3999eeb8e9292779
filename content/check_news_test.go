package content

import (
	"strings"
	"testing"
)

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
