package content

import (
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"
)

// written is a day on which the shipped content was in order; tests do not go bad with time.
func written() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) }

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 12, 0, 0, 0, time.UTC) }

// goodFigures is a figure with two values in a row.
const goodFigures = `[fee.thu]
name = "Lệ phí thử"
unit = "đồng"
office = "trung-tam"
[[fee.thu.value]]
amount = 2000
source = "Thông tư 1/2020/TT-BTC"
date = 2020-01-01
valid_from = 2020-01-01
valid_to = 2026-12-31
confidence = "cao"
[[fee.thu.value]]
amount = 3500.5
source = "Thông tư 2/2026/TT-BTC"
date = 2026-10-01
valid_from = 2027-01-01
confidence = "thấp"
[time.thu]
name = "Thời hạn thử"
unit = "ngày làm việc"
office = "trung-tam"
pending = "thời hạn do tỉnh quy định"
`

// goodEntry is an entry without a fault; each test spoils one thing in it.
func goodEntry() string {
	var q strings.Builder
	for i := range 20 {
		fmt.Fprintf(&q, "  \"câu hỏi thử số %d\",\n", i)
	}
	return `title = "Thủ tục thử"
plain = "Việc thử"
kind = "procedure"
group = "ho-tich"
plan_items = ["đ"]
office = "trung-tam"
codes = ["2.000815"]
short = """Bà con làm ở một cửa. Lệ phí là {fee.thu}."""
papers = ["tờ khai", "giấy cũ nếu còn"]
where = "Bộ phận một cửa của xã."
time = "Thời hạn là {time.thu}."
fee = "Mỗi bản {fee.thu}."
online = ["vào Cổng Dịch vụ công quốc gia"]
legal = ["Luật 60/2014/QH13 có hạn 30 ngày"]
questions = [
` + q.String() + `]
confidence = "cao"
checked_on = 2026-11-20
review_by = 2027-05-31
state = "draft"

[[source]]
document = "Luật 60/2014/QH13"
date = 2014-11-20
what = "hồ sơ"

[[confirm]]
section = "fee"
what = "mức lệ phí của tỉnh"
office = "trung-tam"
`
}

// shipped is the embedded content, read once.
var shipped = sync.OnceValue(func() *layer { return readLayer("content", Embedded()) })

// bare is the shipped lines and offices, without entries, figures and words.
var bare = sync.OnceValue(func() *layer {
	l := &layer{name: "content", files: map[string][]byte{}}
	for name, data := range shipped().files {
		if strings.HasPrefix(name, "locale/") && !strings.HasPrefix(name, "locale/bot.") || strings.HasPrefix(name, "place/") {
			l.files[name] = data
		}
	}
	return l
})

// tiny is a small content tree: the shipped lines and offices, one entry, two figures. A file of
// extra replaces, and one that is empty is left out.
func tiny(t testing.TB, extra map[string]string) *Library {
	t.Helper()
	l := &layer{name: "content", files: maps.Clone(bare().files)}
	files := map[string]string{"procedure/thu.toml": goodEntry(), "params/thu.toml": goodFigures,
		"lexicon/thu.toml": "[[avoid]]\nword = \"heo\"\nwrite = \"lợn\"\nwhy = \"southern\"\n"}
	maps.Copy(files, extra)
	for name, text := range files {
		if text != "" {
			l.files[name] = []byte(text)
		}
	}
	return build(l)
}

// wantProblem fails unless one of the problems has that severity, file, line and words.
func wantProblem(t *testing.T, all []Problem, s Severity, file string, line int, words string) {
	t.Helper()
	for _, p := range all {
		if p.Severity == s && p.File == file && (line == 0 || p.Line == line) && strings.Contains(p.What, words) {
			return
		}
	}
	t.Errorf("no problem %q at %s:%d among:\n%s", words, file, line, list(all))
}

func list(all []Problem) string {
	var b strings.Builder
	for _, p := range all {
		fmt.Fprintf(&b, "  (%d) %s\n", p.Severity, p)
	}
	return b.String()
}

// lineOf is the line of the first occurrence of words in text.
func lineOf(t *testing.T, text, words string) int {
	t.Helper()
	before, _, found := strings.Cut(text, words)
	if !found {
		t.Fatalf("%q is not in the text", words)
	}
	return strings.Count(before, "\n") + 1
}
