package tthc

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"loaxom/internal/vi"
)

var (
	anyCode   = regexp.MustCompile(`\b\d\.\d{6}\b`)
	pageHead  = regexp.MustCompile(`(?s)Tên thủ tục(.{4,}?)Mã thủ tục:? ?(\d\.\d{6})`)
	doneAt    = regexp.MustCompile(`\(thực hiện (?:tại|ở) cấp (xã|huyện|tỉnh|bộ|trung ương)[^)]*\)`)
	decidedBy = regexp.MustCompile(`[A-ZĐ]{3,}`)
)

// issuing are the letters of the decisions of each list that the portal keeps, those of the ministries
// that went up in it in 2025.
func issuing() map[string][]string {
	return map[string][]string{
		"bo-cong-an":         {"BCA"},
		"bo-tu-phap":         {"BTP"},
		"bo-tai-chinh":       {"BTC", "BKHĐT", "TCHQ", "BHXH"},
		"bo-xay-dung":        {"BXD", "BGTVT"},
		"bo-nong-nghiep-mt":  {"BNNMT", "BNNPTNT", "BTNMT"},
		"ngan-hang-nha-nuoc": {"NHNN"},
		"toa-an-nhan-dan":    {"TANDTC"},
	}
}

// doubt is why the text of a record belongs to another code, as far as the record itself shows it; ""
// where nothing does.
func (r *Record) doubt() string {
	for _, code := range anyCode.FindAllString(r.Name, -1) {
		if code != r.Code {
			return fmt.Sprintf("the name says code %s", code)
		}
	}
	fields := r.keys()
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		head := pageHead.FindStringSubmatch(*fields[key])
		switch {
		case head == nil:
		case head[2] != r.Code:
			return fmt.Sprintf("%s is of the page of code %s", key, head[2])
		case !sameName(head[1], r.Name):
			return fmt.Sprintf("%s is of a page with another name: %q", key, short(head[1], 60))
		}
	}
	if of := r.decidedElsewhere(); of != "" {
		return fmt.Sprintf("decision %s is of %s, the record of %s", r.Decision, of, r.Source)
	}
	if at := doneAt.FindStringSubmatch(strings.ToLower(r.Name)); at != nil {
		level := at[1]
		if level == "trung ương" {
			level = "bộ"
		}
		if r.Level != "" && !hasLevel(r.Level, level) {
			return fmt.Sprintf("the name says cấp %s, the level %s", at[1], r.Level)
		}
	}
	return ""
}

// decidedElsewhere names the list whose ministry published the decision, where it is another one than
// that of the record.
func (r *Record) decidedElsewhere() (of string) {
	own, known := issuing()[r.Source]
	if !known {
		return ""
	}
	for _, letters := range decidedBy.FindAllString(r.Decision, -1) {
		if slices.Contains(own, letters) {
			return ""
		}
		for source, others := range issuing() {
			if slices.Contains(others, letters) {
				of = source
			}
		}
	}
	return of
}

// hasLevel tells whether a level ("Cấp tỉnh, Cấp xã") contains the words of want; marks do not count.
func hasLevel(level, want string) bool {
	return strings.Contains(" "+words(level)+" ", " "+words(want)+" ")
}

func sameName(a, b string) bool { return words(a) == words(b) }

// words is a text as its syllables without marks, with single spaces.
func words(s string) string {
	var list []string
	for _, w := range vi.Words(vi.Fold(s)) {
		list = append(list, w.Text)
	}
	return strings.Join(list, " ")
}
