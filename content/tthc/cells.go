package tthc

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"loaxom/content"
)

var (
	// duration finds time limits in a description: what is there besides the cell is said too.
	duration = regexp.MustCompile(`(?i)(\d+) ?(?:\(\p{L}[^)]*\) ?)?((?:ngày|giờ)(?: làm việc)?|phút|tuần|tháng|năm)`)
	// money finds amounts in a description or a note.
	money  = regexp.MustCompile(`(?i)(\d[\d.,]*) ?(?:đồng|vnđ|vnd|usd|việt nam đồng|triệu|nghìn|đ(?:\P{L}|$))`)
	aFee   = regexp.MustCompile(`(?i)lệ phí|mức thu|mức phí|hội đồng nhân dân|thông tư`)
	amount = regexp.MustCompile(`^([\d.,]+) (.+)$`)
)

// leastFee is the least amount in đồng that can be meant: "40 Việt Nam Đồng" is a cell that nobody filled in
// with thousands in mind.
const leastFee = 1000

// times fills the section on time limits. It gives the one limit that all channels share, if no
// description says another; "varies" in words where they differ; "" where the portal does not say it
// clearly.
func (p *page) times(rows []way, say Say) (limit string) {
	var cells []string
	sure, unclear := true, false
	for _, w := range rows {
		cell := w.time + w.both
		if slices.Contains(cells, cell) {
			continue
		}
		cells = append(cells, cell)
		names := byChannel(rows, func(o way) bool { return o.time+o.both == cell })
		data := map[string]any{"Channels": names, "What": cell}
		switch n := digits(w.time); {
		case w.both != "":
			p.add(content.SectionTime, say("import.row", data))
			p.doubtful(content.SectionTime, "the time limit and the fee run together")
			unclear = true
		case n == 0 && none(strings.TrimSpace(w.time)) || w.time == "Không quy định":
			p.add(content.SectionTime, say("import.row", map[string]any{"Channels": names, "What": say("import.not_given", nil)}))
			unclear = true
		case n == 0:
			data["What"] = strings.ToLower(w.time)
			p.add(content.SectionTime, say("import.row", data))
			unclear = true
		case n == len(w.time) || strings.Trim(w.time[:n], "0") == "":
			p.add(content.SectionTime, say("import.no_unit", data))
			p.doubtful(content.SectionTime, "the time limit has no unit")
			unclear = true
		default:
			limit = strings.ToLower(w.time)
			data["What"] = limit
			p.add(content.SectionTime, say("import.row", data))
		}
	}
	for _, w := range rows {
		for _, m := range duration.FindAllStringSubmatch(w.text, -1) {
			if sameLimit(w.time, m[1], m[2]) {
				continue
			}
			sure = false
		}
	}
	p.each(content.SectionTime, rows, say, func(w way) bool { return duration.MatchString(w.text) })
	switch {
	case unclear:
		return ""
	case len(cells) > 1 || !sure:
		return say("import.varies", nil)
	}
	return limit
}

// sameLimit tells whether a time limit in a text is that of the cell: "03 ngày làm việc" and "3 Ngày làm
// việc".
func sameLimit(cell, number, unit string) bool {
	n, err := strconv.Atoi(number)
	return err == nil && strings.EqualFold(cell, strconv.Itoa(n)+" "+unit)
}

// fees fills the section on fees. What a cell says stands beside its note; where the two do not agree
// the section stands as published.
func (p *page) fees(rows []way, say Say) {
	var done []string
	for _, w := range rows {
		key := w.fee + w.both + w.note
		if w.open {
			key += w.text
		}
		if slices.Contains(done, key) {
			continue
		}
		done = append(done, key)
		names := byChannel(rows, func(o way) bool { return o.fee+o.both+o.note == w.fee+w.both+w.note && o.open == w.open })
		note := strings.TrimSpace(w.note)
		if inner := strings.TrimSpace(strings.Trim(note, "() .")); none(inner) || inner == "Không quy định" || inner == "Chưa quy định" {
			note = ""
		}
		why := feeDoubt(w, note)
		if why != "" {
			p.doubtful(content.SectionFee, why)
		}
		what := strings.TrimSpace(feeWords(w) + " " + note)
		switch {
		case w.fee == "Miễn phí" && note == "" && !w.open:
			p.add(content.SectionFee, say("import.free", map[string]any{"Channels": names}))
			continue
		case w.fee == "Không có thông tin" && note == "" && !w.open:
			what = say("import.not_given", nil)
		case w.open:
			what = feeWords(w) + " " + w.text
		case why != "":
			what = strings.TrimSpace(w.fee + w.both + " " + note)
		}
		list := items(what)
		p.add(content.SectionFee, say("import.row", map[string]any{"Channels": names, "What": list[0]}))
		p.add(content.SectionFee, list[1:]...)
	}
	p.each(content.SectionFee, rows, say, func(w way) bool {
		return !w.open && (money.MatchString(w.text) || strings.Contains(strings.ToLower(w.text), "lệ phí"))
	})
}

// feeDoubt is why the cell of a fee cannot be relied on.
func feeDoubt(w way, note string) string {
	switch {
	case w.both != "":
		return "the time limit and the fee run together"
	case w.open:
		return "the bracket behind the fee does not close"
	case w.fee == "Miễn phí" && note != "" && (money.MatchString(note) || aFee.MatchString(note)):
		return "the cell says free, its note speaks of a fee"
	}
	m := amount.FindStringSubmatch(w.fee)
	if m == nil {
		return ""
	}
	cell := onlyDigits(m[1])
	n, err := strconv.Atoi(cell)
	if dong := strings.Contains(m[2], "Đồng") || m[2] == "VNĐ"; err != nil || dong && n < leastFee {
		return "the amount cannot be meant"
	}
	found := money.FindAllStringSubmatch(note, -1)
	if len(found) > 0 && !slices.ContainsFunc(found, func(f []string) bool { return onlyDigits(f[1]) == cell }) {
		return "the cell and its note name different amounts"
	}
	return ""
}

// feeWords is the cell of a fee as it is written here: "7.000 đồng".
func feeWords(w way) string {
	m := amount.FindStringSubmatch(w.fee)
	if m == nil {
		return w.fee + w.both
	}
	number := strings.ReplaceAll(m[1], ",", ".")
	if m[2] == "VNĐ" || m[2] == "Việt Nam Đồng" {
		return number + " đồng"
	}
	return number + " " + m[2]
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
