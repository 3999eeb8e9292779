package content

import (
	"maps"
	"testing"
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
