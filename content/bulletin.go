package content

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"loaxom/internal/schedule"
)

// MaxBulletin is the longest bulletin as it is shown, title and source line included, in UTF-16 code
// units: one message on every channel, read without scrolling on a small phone.
const MaxBulletin = 900

// Bulletin (bản tin) is one piece of news that goes out by itself. Either it has a turn in a series,
// which says when, to whom and how late; or it has times of its own, as a cron line or as days.
type Bulletin struct {
	ID        string    `toml:"-"` // the file's name
	Title     string    `toml:"title"`
	Text      string    `toml:"text"`       // figures and places in braces
	PlanItems []string  `toml:"plan_items"` // letters of the plan's part II.1
	Topic     string    `toml:"topic"`      // who gets it; in a series that of the series
	Series    string    `toml:"series"`     // id of a Series, or ""
	Turn      int       `toml:"turn"`       // place in the series, from 1
	Cron      string    `toml:"cron"`       // five fields, by the commune's clock
	Dates     []Date    `toml:"dates"`      // days on which it goes out, at At
	At        string    `toml:"at"`         // "07:00", by the commune's clock
	LateHours int       `toml:"late_hours"` // sent at most so late after an outage; 0: as config says
	Entry     string    `toml:"entry"`      // id of the Entry to read on, or ""
	Confirms  []Confirm `toml:"confirm"`
	Vetting

	file string // path in the tree, for messages
}

// Plan is when a bulletin with times of its own goes out, by the clock of zone. For a bulletin of a
// series, whose Series has the plan, it is the zero Plan, which never fires.
func (b *Bulletin) Plan(zone *time.Location) (schedule.Plan, error) {
	switch {
	case b.Cron != "":
		return schedule.Parse(b.Cron, zone)
	case len(b.Dates) == 0:
		return schedule.Plan{}, nil
	}
	at, err := time.Parse("15:04", b.At)
	if err != nil {
		return schedule.Plan{}, fmt.Errorf("at %q is no time of day; write at = \"07:00\"", b.At)
	}
	var moments []time.Time
	for _, d := range b.Dates {
		y, m, day := d.Time().Date()
		moments = append(moments, time.Date(y, m, day, at.Hour(), at.Minute(), 0, 0, zone))
	}
	return schedule.On(moments...), nil
}

// BulletinText is the whole message as it is shown on that day: title, text with its figures, what
// the commune is still to confirm, the source line, and for a draft the line that says so.
func (l *Library) BulletinText(lang string, b *Bulletin, on time.Time) string {
	body, unsure := l.unsure(l.fill(strings.TrimSpace(b.Text), on, map[string]bool{}, ""), points(b.Confirms, ""))
	parts := []string{b.Title, body, unsure, l.sourceLine(lang, &b.Vetting)}
	if b.Draft() {
		parts[3] += "\n" + l.Say(lang, "entry.draft", nil)
	}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "\n\n")
}

// Bulletin is the bulletin with that id.
func (l *Library) Bulletin(id string) (*Bulletin, bool) {
	b, ok := l.bulletins[id]
	return b, ok
}

// Bulletins are all bulletins, hidden ones too: those of a series first, by series and turn, then
// those with times of their own, by id. The slice is the caller's, the bulletins are not to be
// changed.
func (l *Library) Bulletins() []*Bulletin {
	all := make([]*Bulletin, 0, len(l.bulletins))
	for _, b := range l.bulletins {
		all = append(all, b)
	}
	slices.SortFunc(all, func(a, b *Bulletin) int {
		if (a.Series == "") != (b.Series == "") {
			return strings.Compare(b.Series, a.Series) // "" last
		}
		return byTurn(a.Series, b.Series, a.Turn, b.Turn, a.ID, b.ID)
	})
	return all
}

// turnIn lets next go through the members of a series.
func (b *Bulletin) turnIn() (series string, turn int) { return b.Series, b.Turn }
