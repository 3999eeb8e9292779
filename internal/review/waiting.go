package review

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"loaxom/content"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
)

// Item is a subject as the lists of staff have it.
type Item struct {
	Subject  Subject
	Name     string           // of the entry or the figure
	Office   commune.OfficeID // whose matter it is
	Hash     string           // of what it says now
	Standing Standing
}

// Approvals is how many people stand by what it says now.
func (i Item) Approvals() int { return i.Standing.Approved(i.Hash) }

// Waits tells whether it is still to be approved: not by as many as it takes, and not hidden.
func (i Item) Waits(lib *content.Library) bool {
	if i.Standing.Hidden != nil || i.Approvals() >= i.Subject.people() {
		return false
	}
	state, _, ok := i.Subject.text(lib)
	return i.Subject.Kind == Figure || ok && state == content.StateDraft
}

// WaitsFor tells whether that person can approve it.
func (i Item) WaitsFor(lib *content.Library, who commune.StaffID) bool {
	return i.Waits(lib) && !i.Standing.ApprovedBy(who, i.Hash)
}

// Book is every entry and figure with what is known of it, at one moment. Of the entries that were
// copied from the national portal it has those of which something is known.
type Book struct {
	Items []Item // entries first, in the order of the library; then bulletins, quizzes and figures
	by    map[Subject]int
}

// ReadBook reads all standings against what lib says. lib is the content itself, not one Under a ruling.
func ReadBook(r kv.Reader, lib *content.Library) (*Book, error) {
	known := map[string]Standing{}
	if err := Standings(r, func(st Standing) error { known[st.ID] = st; return nil }); err != nil {
		return nil, err
	}
	b := &Book{by: map[Subject]int{}}
	add := func(s Subject, name, office string) {
		hash, ok := s.In(lib)
		if !ok {
			return
		}
		st, ok := known[s.String()]
		if !ok {
			st.ID = s.String()
		}
		b.by[s] = len(b.Items)
		b.Items = append(b.Items, Item{Subject: s, Name: name, Office: commune.OfficeID(cmp.Or(office, content.OneStop)), Hash: hash, Standing: st})
	}
	for _, e := range lib.Entries() {
		s := Subject{Entry, e.ID}
		if _, decided := known[s.String()]; e.National() && !decided {
			continue // thousands of imports wait for nobody, until somebody says something of one
		}
		if e.State != content.StateHidden {
			add(s, e.Title, e.Office)
		}
	}
	for _, n := range lib.Bulletins() {
		if n.State != content.StateHidden {
			add(Subject{Bulletin, n.ID}, n.Title, newsOffice)
		}
	}
	for _, q := range lib.Quizzes() {
		if q.State != content.StateHidden {
			add(Subject{Quiz, q.ID}, q.Title, newsOffice)
		}
	}
	for _, p := range lib.Params() {
		add(Subject{Figure, p.Key}, p.Name, p.Office)
	}
	return b, nil
}

// newsOffice is whose matter bulletins and quizzes are: spreading reform is the commune office's task.
const newsOffice = "van-phong"

// Get is the item of a subject.
func (b *Book) Get(s Subject) (Item, bool) {
	i, ok := b.by[s]
	if !ok {
		return Item{}, false
	}
	return b.Items[i], true
}

// Select are the items that are meant, in order.
func (b *Book) Select(meant func(Item) bool) (list []Item) {
	for _, i := range b.Items {
		if meant(i) {
			list = append(list, i)
		}
	}
	return list
}

// Questioned are what is disputed or reported, and not hidden: the disputed first.
func (b *Book) Questioned() []Item {
	list := b.Select(func(i Item) bool {
		return i.Standing.Hidden == nil && (i.Standing.Disputed != nil || len(i.Standing.Reports) > 0)
	})
	slices.SortStableFunc(list, func(a, c Item) int { return cmp.Compare(urgency(c), urgency(a)) })
	return list
}

func urgency(i Item) int {
	if i.Standing.Disputed != nil {
		return 1
	}
	return 0
}

// Hidden are what staff have hidden.
func (b *Book) Hidden() []Item {
	return b.Select(func(i Item) bool { return i.Standing.Hidden != nil })
}

// Reports is how many residents say now that a number of it is wrong.
func (i Item) Reports(now time.Time) (n int) {
	for _, r := range i.Standing.Reports {
		if !outdated(r, now) {
			n++
		}
	}
	return n
}

// Users are the entries that name a figure, in the order of the library.
func Users(lib *content.Library, key string) (list []*content.Entry) {
	for _, e := range lib.Entries() {
		if slices.Contains(e.Figures(), key) {
			list = append(list, e)
		}
	}
	return list
}

// Soon is something of the content that a day stands before (design, section 4: within 30 days).
type Soon struct {
	Subject Subject
	Name    string
	Office  commune.OfficeID
	What    string // ToReview, ToEnd or ToRenew
	Day     content.Date
	Past    bool // the day has come
}

// What a day stands before.
const (
	ToReview = "review" // the entry is to be looked at again
	ToEnd    = "end"    // the entry is not shown any more after that day
	ToRenew  = "value"  // the figure has no value after that day
)

// soonDays is how long before its day something is listed.
const soonDays = 30

// DueSoon lists what comes within 30 days of on, and what is past: the earliest first.
func DueSoon(lib *content.Library, on time.Time) (list []Soon) {
	today := content.DateOf(on)
	add := func(s Subject, name, office, what string, day content.Date) {
		if !day.IsZero() && !day.After(today.AddDays(soonDays)) {
			past := day.Before(today) || what == ToReview && day.Equal(today)
			list = append(list, Soon{s, name, commune.OfficeID(cmp.Or(office, content.OneStop)), what, day, past})
		}
	}
	for _, e := range lib.Entries() {
		if e.State == content.StateHidden {
			continue
		}
		add(Subject{Entry, e.ID}, e.Title, e.Office, ToReview, e.ReviewBy)
		add(Subject{Entry, e.ID}, e.Title, e.Office, ToEnd, e.Expires)
	}
	for _, n := range lib.Bulletins() {
		if n.State != content.StateHidden {
			add(Subject{Bulletin, n.ID}, n.Title, newsOffice, ToReview, n.ReviewBy)
		}
	}
	for _, q := range lib.Quizzes() {
		if q.State != content.StateHidden {
			add(Subject{Quiz, q.ID}, q.Title, newsOffice, ToReview, q.ReviewBy)
		}
	}
	for _, p := range lib.Params() {
		add(Subject{Figure, p.Key}, p.Name, p.Office, ToRenew, p.Ends())
	}
	slices.SortStableFunc(list, func(a, b Soon) int { return strings.Compare(a.Day.String(), b.Day.String()) })
	return list
}
