package content

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Category is a kind of report (loại phản ánh): how residents choose it and how a plain sentence shows it,
// which deadline it has and what closing it needs. Which office handles it is configuration, because rights
// hang on that.
type Category struct {
	ID      string `toml:"-"`       // the file's name
	Name    string `toml:"name"`    // on a button, at most MaxCategory characters
	English string `toml:"english"` // the same for who reads English; empty: Name
	Hint    string `toml:"hint"`    // what to tell: below the question for the text
	Order   int    `toml:"order"`   // place in the list, from 1

	// A plain sentence shows the category where one of Words stands in it, or one of Things together with one
	// of Troubles or of the lexicon's troubles (Lexicon.Report).
	Words    []string `toml:"words"`
	Things   []string `toml:"things"`
	Troubles []string `toml:"troubles"`

	Days     int    `toml:"days"`     // working days until the answer is due, where the configuration sets none
	Evidence bool   `toml:"evidence"` // closing needs a photo or the number of a document
	Official bool   `toml:"official"` // about an office or a person in office: the leadership alone reads it
	Danger   string `toml:"danger"`   // whom to call first where it cannot wait; empty: nobody

	file string
}

// Canned is a reply that staff may begin with (câu trả lời mẫu).
type Canned struct {
	ID       string   `toml:"-"`        // the file's name
	Name     string   `toml:"name"`     // on a button
	Kind     string   `toml:"kind"`     // answer, ask or refuse
	Category []string `toml:"category"` // those that it is for; empty: all
	Text     string   `toml:"text"`     // "..." stands where the officer fills something in

	file string
}

// Kinds of Canned.
const (
	CannedAnswer = "answer" // trả lời
	CannedAsk    = "ask"    // hỏi thêm
	CannedRefuse = "refuse" // không tiếp nhận
)

// Bounds of categories and canned replies, in characters as the platforms count them.
const (
	MaxCategory  = 18  // so that two stand beside each other on a phone
	MaxHint      = 200 //
	MaxCanned    = 900 // with the case around it still one message
	mostDays     = 60  // working days; more is no deadline
	mostCannedAt = 40  // name of a canned reply
)

// Categories are the categories of reports in the order in which they are shown.
func (l *Library) Categories() []Category {
	all := make([]Category, 0, len(l.categories))
	for _, c := range l.categories {
		all = append(all, *c)
	}
	slices.SortFunc(all, func(a, b Category) int { return cmp.Or(a.Order-b.Order, strings.Compare(a.ID, b.ID)) })
	return all
}

// Category is the category with that id.
func (l *Library) Category(id string) (Category, bool) {
	c, ok := l.categories[id]
	if !ok {
		return Category{}, false
	}
	return *c, true
}

// Canned are the replies that fit a category, those for it alone first.
func (l *Library) Canned(category string) []Canned {
	var own, general []Canned
	for _, id := range slices.Sorted(maps.Keys(l.canned)) {
		switch c := l.canned[id]; {
		case len(c.Category) == 0:
			general = append(general, *c)
		case slices.Contains(c.Category, category):
			own = append(own, *c)
		}
	}
	return append(own, general...)
}

// AllCanned are all canned replies by id.
func (l *Library) AllCanned() (all []Canned) {
	for _, id := range slices.Sorted(maps.Keys(l.canned)) {
		all = append(all, *l.canned[id])
	}
	return all
}

// readCategory decodes a file of categories or canned replies.
func (l *Library) readCategory(file, id string) {
	c := &Category{ID: id, file: file}
	if l.decode(file, c) {
		l.categories[id] = c
	}
}

func (l *Library) readCanned(file, id string) {
	c := &Canned{ID: id, file: file}
	if l.decode(file, c) {
		c.Text = strings.TrimSpace(c.Text)
		l.canned[id] = c
	}
}
