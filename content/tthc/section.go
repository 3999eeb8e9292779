package tthc

import (
	"regexp"
	"slices"
	"strings"

	"loaxom/content"
)

// office is who does the procedure, as the portal names it; "" where it does not say.
func office(r *Record) string {
	for _, name := range []string{r.Agency, r.Authority} {
		if !none(name) {
			return strings.TrimRight(oneLine(name), " .;")
		}
	}
	return ""
}

// oneProvince is an office of a province that has a name: a record of all provinces that names one was
// filled in by that one.
var oneProvince = regexp.MustCompile(`(?:[Tt]ỉnh|[Tt]hành phố|TP\.?) (?:\p{Lu}\p{L}*)`)

// places fills the section on where a dossier is handed in, and says where it cannot be relied on.
func (p *page) places(r *Record, rows []way, say Say) {
	central := !hasLevel(r.Level, "tỉnh") && !hasLevel(r.Level, "xã") && r.Level != ""
	for _, f := range []struct{ id, text string }{
		{"import.address", r.Address}, {"import.agency", r.Agency}, {"import.authority", r.Authority},
		{"import.delegated", r.Delegated}, {"import.joint", r.Joint},
	} {
		if none(f.text) {
			continue
		}
		p.add(content.SectionWhere, say(f.id, map[string]any{"Name": oneLine(f.text)}))
		switch folded := words(f.text); {
		case pageHead.MatchString(f.text):
			p.doubtful(content.SectionWhere, "the head of the page is glued to it")
		case strings.Contains(f.text, "_"): // "Tòa án nhân dân_old"
			p.doubtful(content.SectionWhere, "names a list of the portal's and no office")
		case strings.Contains(" "+folded+" ", " huyen "):
			p.doubtful(content.SectionWhere, "names an office of a district, a level that is no more")
		case !central && oneProvince.MatchString(f.text):
			p.doubtful(content.SectionWhere, "names the office of one province")
		}
	}
	p.each(content.SectionWhere, rows, say, func(w way) bool { return w.channel != online })
	if len(p.sections[content.SectionWhere]) == 0 {
		p.add(content.SectionWhere, say("import.not_given", nil))
	}
}

const online = "Trực tuyến"

// each adds the descriptions of rows, each once with the channels that share it.
func (p *page) each(s content.SectionID, rows []way, say Say, take func(way) bool) {
	var done []string
	for _, w := range rows {
		text := strings.TrimSpace(w.text)
		if none(text) || !take(w) || slices.Contains(done, text) {
			continue
		}
		done = append(done, text)
		names := byChannel(rows, func(o way) bool { return take(o) && strings.TrimSpace(o.text) == text })
		list := items(text)
		if len(list) == 0 {
			continue
		}
		p.add(s, say("import.row", map[string]any{"Channels": names, "What": list[0]}))
		p.add(s, list[1:]...)
	}
}

func (p *page) online(rows []way, say Say) {
	if !slices.ContainsFunc(rows, func(w way) bool { return w.channel == online }) {
		return
	}
	p.add(content.SectionOnline, say("import.online", nil))
	p.each(content.SectionOnline, rows, say, func(w way) bool { return w.channel == online })
}

// papers fills the section on papers.
func (p *page) papers(r *Record, say Say) {
	groups, ok := papers(r.Papers)
	if !ok {
		if !torn(r) && !none(r.Papers) {
			p.verbatim(content.SectionPapers, r.Papers, "the rows of the table cannot be told apart")
		}
		return
	}
	for _, g := range groups {
		if label := oneLine(bullet(g.label)); !none(label) {
			p.add(content.SectionPapers, strings.TrimRight(label, " :;.")+":")
		}
		for _, row := range g.papers {
			text := strings.TrimRight(oneLine(bullet(row.text)), " ;")
			if row.form != "" {
				text = say("import.form", map[string]any{"Paper": text, "File": row.form})
			}
			if copies := copiesOf(row.copies); copies != "" {
				text = say("import.paper", map[string]any{"Paper": strings.TrimRight(text, " .;"), "Copies": copies})
			}
			p.add(content.SectionPapers, text)
		}
	}
}

// copiesOf is the number of copies as a person would say it: a row with none is a remark.
func copiesOf(cell string) string {
	var say []string
	for _, part := range strings.Split(cell, ",") {
		if part = strings.TrimSpace(part); part != "" && !strings.HasPrefix(part, "0 ") {
			say = append(say, part)
		}
	}
	return strings.Join(say, ", ")
}

// torn tells that the field of papers is the rest of the steps: the words "Thành phần hồ sơ" in a
// sentence were taken for the head of the next field, and the papers themselves were lost.
func torn(r *Record) bool {
	first, _ := firstRune(r.Papers)
	return r.Papers != "" && !strings.Contains(r.Papers, paperHead) &&
		(strings.ContainsRune(").;,:", first) || strings.HasPrefix(r.Papers, "và ") || strings.HasPrefix(r.Papers, "Bước 2"))
}

func (p *page) steps(r *Record) {
	if none(r.Steps) && !torn(r) {
		return
	}
	p.add(content.SectionSteps, items(r.Steps)...)
	if torn(r) {
		p.add(content.SectionSteps, items(r.Papers)...)
		p.doubtful(content.SectionSteps, "its text was torn apart, and the papers are missing")
	}
}

func (p *page) laws(r *Record) {
	if none(strings.TrimPrefix(r.Laws, lawHead)) {
		return
	}
	rows, ok := laws(r.Laws)
	if !ok {
		p.verbatim(content.SectionLegal, strings.TrimPrefix(r.Laws, lawHead), "the rows of the table cannot be told apart")
		return
	}
	for _, l := range rows {
		name, number := oneLine(bullet(l.name)), oneLine(l.number)
		if !strings.Contains(name, number) {
			name += " (" + number + ")"
		}
		if !slices.Contains(p.sections[content.SectionLegal], name) {
			p.add(content.SectionLegal, name)
		}
	}
}

// notes fills the section of everything else: who, conditions, results.
func (p *page) notes(r *Record, say Say) {
	list := func(id, text string) {
		if none(text) {
			return
		}
		lines := items(text)
		if len(lines) == 0 {
			return
		}
		p.add(content.SectionNotes, say(id, map[string]any{"What": lines[0]}))
		p.add(content.SectionNotes, lines[1:]...)
	}
	gives, keywords, about := result(r.Result)
	list("import.who", r.Who)
	list("import.needs", r.Needs)
	list("import.result", strings.Join(gives, "\n"))
	list("import.about", about)
	list("import.keywords", keywords)
	list("import.related", strings.TrimPrefix(r.Related, "#Tên thủ tục"))
}
