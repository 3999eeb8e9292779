package content

import (
	"cmp"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// textOf is an empty text of the kind that lies in the file's folder; nil where none does.
func textOf(file string) any {
	id := strings.TrimSuffix(path.Base(file), ".toml")
	switch path.Dir(file) {
	case dirProcedure, dirFAQ:
		return &Entry{ID: id, file: file}
	case dirBulletin:
		return &Bulletin{ID: id, file: file}
	case dirQuiz:
		return &Quiz{ID: id, file: file}
	}
	return nil
}

// readTexts decodes entries, bulletins and quizzes, on as many processors as there are: they are
// most of the files.
func (l *Library) readTexts() {
	var files []string
	var texts []any
	for _, file := range slices.Sorted(maps.Keys(l.sources)) {
		if text := textOf(file); text != nil {
			files, texts = append(files, file), append(texts, text)
		}
	}
	read, problems := make([]bool, len(files)), make([][]Problem, len(files))
	quick := make([]bool, len(files)) // as an import wrote them
	var next atomic.Int64
	var work sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		work.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(files); i = int(next.Add(1)) - 1 {
				report := func(key, format string, args ...any) {
					problems[i] = append(problems[i], l.problem(Fault, files[i], key, format, args...))
				}
				data := l.sources[files[i]].data
				if e, ok := texts[i].(*Entry); ok && Signed(data) {
					if signed := *e; readSigned(&signed, string(data)) {
						texts[i], read[i], quick[i] = &signed, true, true
						continue
					}
				}
				read[i] = decode(data, texts[i], report)
			}
		})
	}
	work.Wait()
	for i, text := range texts {
		l.problems = append(l.problems, problems[i]...)
		if read[i] {
			l.addText(text)
		}
		if quick[i] { // its text is in the entry; what is found wrong with it names the file
			l.sources[files[i]] = source{name: l.sources[files[i]].name}
		}
	}
}

func (l *Library) addText(text any) {
	switch t := text.(type) {
	case *Entry:
		t.State = cmp.Or(t.State, StateDraft)
		l.addEntry(t)
	case *Bulletin:
		t.State = cmp.Or(t.State, StateDraft)
		l.bulletins[t.ID] = t
	case *Quiz:
		t.State = cmp.Or(t.State, StateDraft)
		l.quizzes[t.ID] = t
	}
}

func (l *Library) addEntry(e *Entry) {
	if other, twice := l.entries[e.ID]; twice {
		l.fault(e.file, "title", "an entry %q stands already in %s; give one of them another file name", e.ID, other.file)
		return
	}
	l.entries[e.ID] = e
}
