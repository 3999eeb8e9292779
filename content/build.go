package content

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"loaxom/internal/vi"
)

// build makes a Library of layers, the lowest first.
func build(layers ...*layer) *Library {
	l := &Library{
		entries: map[string]*Entry{}, bulletins: map[string]*Bulletin{}, quizzes: map[string]*Quiz{}, series: map[string]*Series{},
		params: map[string]*Param{}, places: map[string]*Place{}, categories: map[string]*Category{}, canned: map[string]*Canned{},
		lexicon: newLexicon(), locale: newLocale(), guides: map[string]string{},
		holidays: map[Date]Holiday{}, workdays: map[Date]Holiday{}, years: map[int]bool{},
		sources: map[string]source{}, lines: map[string]map[string]int{},
		mu: &sync.Mutex{},
	}
	for _, from := range layers {
		l.problems = append(l.problems, from.problems...)
		seen := map[string]string{}
		for _, file := range slices.Sorted(maps.Keys(from.files)) {
			src := source{name: path.Join(from.name, file), data: from.files[file]}
			l.sources[file] = src
			if path.Dir(file) == dirLocale && file != groupFile && file != topicFile {
				l.locale.add(file, src.data, l.reporter(file), seen)
			}
		}
	}
	l.readTexts()
	l.readQuestions()
	for _, file := range slices.Sorted(maps.Keys(l.sources)) {
		l.read(file)
	}
	l.locale.seal()
	l.order()
	l.pair()
	return l
}

// groupFile lists the groups in their order; their labels are messages group.<id>.
const groupFile = dirLocale + "/group.toml"

// read decodes one file into its place.
func (l *Library) read(file string) {
	dir, name := path.Split(file)
	id := strings.TrimSuffix(name, ".toml")
	switch path.Clean(dir) {
	case dirParams:
		l.readParams(file)
	case dirPlace:
		p := &Place{ID: id, file: file}
		if l.decode(file, p) {
			l.places[id] = p
		}
	case dirSeries:
		s := &Series{ID: id, file: file}
		if l.decode(file, s) {
			l.series[id] = s
		}
	case dirCategory:
		l.readCategory(file, id)
	case dirCanned:
		l.readCanned(file, id)
	case dirLexicon:
		var f lexiconFile
		if l.decode(file, &f) {
			l.lexicon.add(file, &f)
		}
	case dirHoliday:
		l.readHolidays(file)
	case dirLocale:
		l.readOrder(file)
	case dirGuide:
		l.guides[name] = string(l.sources[file].data)
	}
}

func (l *Library) readParams(file string) {
	var f map[string]map[string]*Param
	if !l.decode(file, &f) {
		return
	}
	for _, prefix := range slices.Sorted(maps.Keys(f)) {
		for _, slug := range slices.Sorted(maps.Keys(f[prefix])) {
			key, p := prefix+"."+slug, f[prefix][slug]
			if !slices.Contains(prefixes(), prefix) {
				l.fault(file, key, "a figure cannot begin with %q; write one of %s", prefix, strings.Join(prefixes(), ", "))
				continue
			}
			if other, twice := l.params[key]; twice {
				l.fault(file, key, "figure %s stands already in %s; keep one of them", key, other.file)
				continue
			}
			p.Key, p.file = key, file
			l.params[key] = p
		}
	}
}

func (l *Library) readHolidays(file string) {
	var f holidayFile
	if !l.decode(file, &f) {
		return
	}
	if f.Year < 2000 || f.Year > 2200 || fmt.Sprintf("%s/%d.toml", dirHoliday, f.Year) != file {
		l.fault(file, "year", "year %d does not fit the file; write the year that the file is named after", f.Year)
		return
	}
	l.years[f.Year] = true
	for i, days := range [][]Holiday{f.Holiday, f.Workday} {
		into, table := l.holidays, "holiday"
		if i == 1 {
			into, table = l.workdays, "workday"
		}
		for n, h := range days {
			key := fmt.Sprintf("%s.%d.date", table, n)
			if h.Date.Year() != f.Year {
				l.fault(file, key, "%s is not in %d; move it to the file of its year", h.Date, f.Year)
				continue
			}
			if _, twice := into[h.Date]; twice {
				l.fault(file, key, "%s stands twice; keep one", h.Date)
				continue
			}
			h.file = file
			into[h.Date] = h
		}
	}
}

// readOrder reads the files that list groups or topics.
func (l *Library) readOrder(file string) {
	if file != groupFile && file != topicFile {
		return
	}
	var f struct {
		Order []string `toml:"order"`
	}
	if !l.decode(file, &f) {
		return
	}
	for _, id := range f.Order {
		if file == groupFile {
			l.groups = append(l.groups, Group{ID: id})
		} else {
			l.topics = append(l.topics, Topic{ID: id})
		}
	}
}

// order sorts the entries, gives groups and topics their labels and the bulletins of a series its
// topic, once everything is read.
func (l *Library) order() {
	for i := range l.topics {
		l.topics[i].Label = l.locale.messages[Vietnamese]["topic."+l.topics[i].ID].text()
	}
	for _, b := range l.bulletins {
		if s, ok := l.series[b.Series]; ok && b.Topic == "" {
			b.Topic = s.Topic
		}
	}
	rank := map[string]int{}
	for i := range l.groups {
		rank[l.groups[i].ID] = i
		l.groups[i].Label = l.locale.messages[Vietnamese]["group."+l.groups[i].ID].text()
	}
	for _, e := range l.entries {
		l.ordered = append(l.ordered, e)
	}
	last := len(l.groups)
	place := func(e *Entry) int {
		if r, ok := rank[e.Group]; ok {
			return r
		}
		return last
	}
	folded := make(map[*Entry]string, len(l.ordered))
	for _, e := range l.ordered {
		folded[e] = vi.Fold(e.Title)
	}
	slices.SortFunc(l.ordered, func(a, b *Entry) int {
		return cmp.Or(place(a)-place(b), strings.Compare(folded[a], folded[b]), strings.Compare(a.ID, b.ID))
	})
}

// reporter makes faults of one file. A key like "#12" is a line, not a key.
func (l *Library) reporter(file string) func(key, format string, args ...any) {
	return func(key, format string, args ...any) { l.fault(file, key, format, args...) }
}

func (l *Library) fault(file, key, format string, args ...any) {
	l.problems = append(l.problems, l.problem(Fault, file, key, format, args...))
}

func (l *Library) problem(s Severity, file, key, format string, args ...any) Problem {
	p := Problem{Severity: s, What: fmt.Sprintf(format, args...)}
	if _, err := fmt.Sscanf(key, "#%d", &p.Line); err == nil {
		p.File, _ = l.at(file, "")
		return p
	}
	p.File, p.Line = l.at(file, key)
	return p
}

func (m message) text() string {
	if m.Message == nil {
		return ""
	}
	return m.Other
}
