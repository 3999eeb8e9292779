package vi

import "regexp"

var (
	clockWord  = regexp.MustCompile(`\b(\d{1,3}) ?(?:h|gio|g|:) ?(?:(\d{1,2})\b(?: ?(?:phut|ph|p)\b)?|(ruoi)\b|kem (\d{1,2})\b(?: ?(?:phut|ph|p)\b)?)?`)
	clockHalf  = regexp.MustCompile(`\b(\d{1,2}) ruoi\b`)
	clockPoint = regexp.MustCompile(`\b(\d{1,2})\.(\d{2})\b`)
	clockBare  = regexp.MustCompile(`\b(\d{1,2}) (sang|trua|chieu|toi|dem|khuya)\b`)
	midnight   = regexp.MustCompile(`\bnua dem\b`)
)

// clock reads the hour and the minute.
func (r *reading) clock() Unclear {
	switch {
	case r.taken(clockWord, func(m []string) {
		r.hour, r.minute = number(m[1]), number(m[2])
		if m[3] != "" {
			r.minute = 30
		}
		if m[4] != "" {
			r.hour, r.minute = r.hour-1, 60-number(m[4])
		}
	}):
	case r.taken(clockHalf, func(m []string) { r.hour, r.minute = number(m[1]), 30 }):
	case r.taken(clockPoint, func(m []string) { r.hour, r.minute = number(m[1]), number(m[2]) }):
	case r.taken(clockBare, func(m []string) { r.hour = number(m[1]); r.s += " " + m[2] }):
	case r.taken(midnight, func([]string) { r.hour = 24 }):
	}
	if r.minute > 59 || r.hour > 24 || r.hour == 24 && r.minute > 0 {
		return NoSuchHour
	}
	return ""
}

func (r *reading) taken(re *regexp.Regexp, read func(m []string)) bool {
	m := r.take(re)
	if m == nil {
		return false
	}
	read(m)
	return true
}

var dayparts = regexp.MustCompile(`\b(?:buoi |rang |dau )?(sang|trua|chieu|toi|dem|khuya)\b(?: som\b)?`)

// part reads the part of the day.
func (r *reading) part() Unclear {
	m := r.take(dayparts)
	if m == nil {
		return ""
	}
	r.daypart = m[1]
	return ""
}

// ofDay is the hour of 24 that an hour of a part of the day is.
func ofDay(part string, h int) (hour int, ok bool) {
	type span struct{ from, to, more int }
	for _, s := range map[string][]span{
		"":      {{0, 24, 0}},
		"sang":  {{0, 11, 0}},
		"trua":  {{10, 14, 0}, {1, 2, 12}},
		"chieu": {{1, 7, 12}, {12, 19, 0}},
		"toi":   {{5, 11, 12}, {17, 24, 0}, {12, 12, 12}},
		"dem":   {{8, 11, 12}, {20, 24, 0}, {12, 12, 12}, {0, 4, 24}},
		"khuya": {{9, 11, 12}, {21, 24, 0}, {12, 12, 12}, {0, 4, 24}},
	}[part] {
		if h >= s.from && h <= s.to {
			return h + s.more, true
		}
	}
	return 0, false
}
