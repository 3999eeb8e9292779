package content

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Group is a field of topics that residents browse by.
type Group struct {
	ID    string
	Label string // Vietnamese; Library.Say(lang, "group."+ID, nil) gives the other languages
}

// Library is all content at one moment. It never changes, and any number of goroutines may use it.
type Library struct {
	entries   map[string]*Entry
	ordered   []*Entry
	own       map[string][]string // by id of an entry of origin national: ids of the commune's own on the same matter
	groups    []Group
	topics    []Topic
	bulletins map[string]*Bulletin
	quizzes   map[string]*Quiz
	series    map[string]*Series
	params    map[string]*Param
	places    map[string]*Place

	categories map[string]*Category
	canned     map[string]*Canned

	lexicon  *Lexicon
	holidays map[Date]Holiday
	workdays map[Date]Holiday
	years    map[int]bool
	locale   *locale
	guides   map[string]string

	sources  map[string]source // by path in the tree
	problems []Problem         // found while reading

	mu    *sync.Mutex               // of lines
	lines map[string]map[string]int // line indexes of files that something was found in

	ruling Ruling // what staff have decided above the files
}

// source is a file as it was read, kept so that problems can name lines.
type source struct {
	name string // with the layer's name before it
	data []byte
}

// Load reads the embedded content with the given folders above it, the last one uppermost: a file of
// the same path replaces the one below, others add. The Library is never nil and holds what could be
// read; with any fault among the problems it must not be used in place of a good one.
func Load(overlays ...fs.FS) (*Library, []Problem) {
	layers := []*layer{readLayer("content", Embedded())}
	for _, fsys := range overlays {
		layers = append(layers, readLayer(nameOf(fsys), fsys))
	}
	l := build(layers...)
	return l, slices.Clone(l.problems)
}

// nameOf is the folder's name in messages: what Folder was given, or "overlay".
func nameOf(fsys fs.FS) string {
	if n, ok := fsys.(interface{ Name() string }); ok {
		return n.Name()
	}
	return "overlay"
}

// Entry is the entry with that id.
func (l *Library) Entry(id string) (*Entry, bool) {
	e, ok := l.entries[id]
	return e, ok
}

// Entries are all entries, hidden ones too, in the order of the groups and of the titles within one.
// The slice is the caller's, the entries are not to be changed.
func (l *Library) Entries() []*Entry { return slices.Clone(l.ordered) }

// EntriesOf are the entries of one group, by title.
func (l *Library) EntriesOf(group string) []*Entry {
	var of []*Entry
	for _, e := range l.ordered {
		if e.Group == group {
			of = append(of, e)
		}
	}
	return of
}

// Groups are the groups in the order in which they are shown.
func (l *Library) Groups() []Group { return slices.Clone(l.groups) }

// Group is the group with that id.
func (l *Library) Group(id string) (Group, bool) {
	for _, g := range l.groups {
		if g.ID == id {
			return g, true
		}
	}
	return Group{}, false
}

// Param is the figure with that key, as texts name it: "fee.chung-thuc-ban-sao".
func (l *Library) Param(key string) (*Param, bool) {
	p, ok := l.params[key]
	return p, ok
}

// Params are all figures by key.
func (l *Library) Params() []*Param {
	var all []*Param
	for _, key := range slices.Sorted(maps.Keys(l.params)) {
		all = append(all, l.params[key])
	}
	return all
}

// Place is the office with that id.
func (l *Library) Place(id string) (*Place, bool) {
	p, ok := l.places[id]
	return p, ok
}

// Places are all offices by id.
func (l *Library) Places() []*Place {
	var all []*Place
	for _, id := range slices.Sorted(maps.Keys(l.places)) {
		all = append(all, l.places[id])
	}
	return all
}

// Lexicon is the words. It is not to be changed.
func (l *Library) Lexicon() *Lexicon { return l.lexicon }

// Guide is one of the short manuals by name ("nguoi-dan"), as Markdown.
func (l *Library) Guide(name string) (string, bool) {
	text, ok := l.guides[name+".md"]
	return text, ok
}

// Say is a line of the bot itself in that language, with data filled in ({{.Name}} in the file; a
// Count chooses the plural in English). A line that is missing in English comes in Vietnamese. An id
// that nobody wrote gives a harmless line, and Check reports it from then on.
func (l *Library) Say(lang, id string, data map[string]any) string {
	return l.locale.say(lang, id, data)
}

// HasMessage tells whether a line with that id is written in that language.
func (l *Library) HasMessage(lang, id string) bool {
	_, ok := l.locale.messages[lang][id]
	return ok
}

// at is the name of a file in messages and the line of a key in it.
func (l *Library) at(file, key string) (name string, line int) {
	src, ok := l.sources[file]
	if !ok {
		return "content/" + file, 0
	}
	l.mu.Lock()
	lines := l.lines[file]
	if lines == nil {
		lines = lineIndex(src.data)
		l.lines[file] = lines
	}
	l.mu.Unlock()
	for {
		if n, ok := lines[key]; ok {
			return src.name, n
		}
		cut := strings.LastIndexByte(key, '.')
		if cut < 0 {
			return src.name, 1
		}
		key = key[:cut] // the table that the key should stand in
	}
}
