package content

import (
	"fmt"
	"strings"
)

func (c *check) series(s *Series) {
	c.id(s.file, s.ID)
	c.title(s.file, s.Title)
	c.topic(s.file, s.Topic)
	c.late(s.file, s.LateHours)
	if strings.TrimSpace(s.Cron) == "" {
		c.fault(s.file, "cron", `cron is missing; write the five fields, like cron = "0 7 * * 1" for Mondays at 7:00`)
	} else {
		c.cron(s.file, s.Cron)
	}
	switch s.Kind {
	case SeriesBulletin, SeriesQuiz:
		c.turns(s)
	default:
		c.fault(s.file, "kind", "kind %q is not known; write %s or %s", s.Kind, SeriesBulletin, SeriesQuiz)
	}
}

// turns looks at the members of a series: turns 1 to the last, each once. Hidden ones count, so that
// hiding one moves no other.
func (c *check) turns(s *Series) {
	taken, last := map[int]string{}, 0
	take := func(file string, turn int) {
		if other, twice := taken[turn]; twice {
			c.fault(file, "turn", "turn %d of series %s stands already in %s; write the next free one", turn, s.ID, other)
			return
		}
		taken[turn] = file
		last = max(last, turn)
	}
	dir := dirBulletin
	if s.Kind == SeriesQuiz {
		dir = dirQuiz
		for _, q := range c.lib.Quizzes() {
			if q.Series == s.ID && q.Turn > 0 {
				take(q.file, q.Turn)
			}
		}
	} else {
		for _, b := range c.lib.Bulletins() {
			if b.Series == s.ID && b.Turn > 0 {
				take(b.file, b.Turn)
			}
		}
	}
	if last == 0 {
		c.fault(s.file, "title", "the series has no member, so it would send nothing; write series = %q and turn = 1 in a file of %s", s.ID, dir)
		return
	}
	var missing []string
	for turn := 1; turn <= last && len(missing) < 5; turn++ {
		if taken[turn] == "" {
			missing = append(missing, fmt.Sprint(turn))
		}
	}
	if len(missing) > 0 {
		c.fault(s.file, "title", "the series has a turn %d but no turn %s; number its members from 1 without a gap", last, strings.Join(missing, ", "))
	}
}

// member looks at the place of a bulletin or quiz in its series.
func (c *check) member(file, series string, turn int, kind string) {
	s, ok := c.lib.series[series]
	switch {
	case !ok:
		c.fault(file, "series", "series %q is not known; write the name of a file in %s", series, dirSeries)
	case s.Kind != kind && (s.Kind == SeriesBulletin || s.Kind == SeriesQuiz):
		c.fault(file, "series", "series %q is one of kind %s; name a series of kind %s, or move the file", series, s.Kind, kind)
	}
	if turn < 1 {
		c.fault(file, "turn", "turn %d is no place in a series; write turn = 1 or more", turn)
	}
}
