package content

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"loaxom/internal/schedule"
)

// Kinds of series.
const (
	SeriesBulletin = "bulletin" // its members are bulletins
	SeriesQuiz     = "quiz"     // its members are quizzes
)

// Series is a recurring publication (chuyên mục): at each firing its next member goes out, and after
// the last the first again.
type Series struct {
	ID        string `toml:"-"` // the file's name
	Title     string `toml:"title"`
	Kind      string `toml:"kind"`
	Cron      string `toml:"cron"` // five fields, by the commune's clock
	Topic     string `toml:"topic"`
	LateHours int    `toml:"late_hours"` // sent at most so late after an outage; 0: as config says

	file string
}

// Plan is when the series goes out, by the clock of zone.
func (s *Series) Plan(zone *time.Location) (schedule.Plan, error) {
	return schedule.Parse(s.Cron, zone)
}

// Series is the series with that id.
func (l *Library) Series(id string) (*Series, bool) {
	s, ok := l.series[id]
	return s, ok
}

// AllSeries are all series by id.
func (l *Library) AllSeries() []*Series {
	var all []*Series
	for _, id := range slices.Sorted(maps.Keys(l.series)) {
		all = append(all, l.series[id])
	}
	return all
}

// NextBulletin is the bulletin of a series that follows turn last (0: none went out yet), round
// again after the highest turn, past those that are not shown on that day (Vetting.ShownOn). False
// where none is shown: then the firing has nothing to send, which is to be said, not passed over.
func (l *Library) NextBulletin(series string, last int, on time.Time, onlyApproved bool) (*Bulletin, bool) {
	return next(l.Bulletins(), series, last, func(b *Bulletin) bool { return b.ShownOn(on, onlyApproved) })
}

// NextQuiz is the same for a series of quizzes.
func (l *Library) NextQuiz(series string, last int, on time.Time, onlyApproved bool) (*Quiz, bool) {
	return next(l.Quizzes(), series, last, func(q *Quiz) bool { return q.ShownOn(on, onlyApproved) })
}

// next goes through ordered, which lies by series and turn.
func next[T interface{ turnIn() (string, int) }](ordered []T, series string, last int, shown func(T) bool) (T, bool) {
	var first, none T
	found := false
	for _, m := range ordered {
		of, turn := m.turnIn()
		switch {
		case of != series || series == "" || !shown(m):
		case turn > last:
			return m, true
		case !found:
			first, found = m, true
		}
	}
	if !found {
		return none, false
	}
	return first, true
}

// byTurn orders members of series.
func byTurn(seriesA, seriesB string, turnA, turnB int, idA, idB string) int {
	return cmp.Or(strings.Compare(seriesA, seriesB), turnA-turnB, strings.Compare(idA, idB))
}
