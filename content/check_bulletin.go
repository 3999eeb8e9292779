package content

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"loaxom/internal/schedule"
	"loaxom/internal/vi"
)

// maxLateHours is a week: what is older than that is no news.
const maxLateHours = 7 * 24

// Daylight, in which the default quiet hours (20:30 to 6:00, design 3.2) hold nothing back.
const (
	dayBegins = 6 * time.Hour
	dayEnds   = 20*time.Hour + 30*time.Minute
)

var timeOfDay = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)

func (c *check) bulletin(b *Bulletin) {
	c.id(b.file, b.ID)
	c.title(b.file, b.Title)
	c.need(b.file, "text", b.Text, `text = """..."""`)
	c.planItems(b.file, b.PlanItems)
	c.vetting(b.file, &b.Vetting)
	c.reading(b.file, "entry", b.Entry)
	for i, f := range b.Confirms {
		key := fmt.Sprintf("confirm.%d", i)
		c.confirm(b.file, key, f)
		if f.Section != "" {
			c.fault(b.file, key+".section", "a bulletin has no sections; leave section out")
		}
	}
	c.times(b)
	if strings.TrimSpace(b.Text) == "" {
		return
	}
	c.prose(b.file, "text", b.Text)
	c.typed(b.file, "text", b.Text)
	shown := 0
	for _, day := range c.turningDays(Lines{b.Text}) {
		shown = max(shown, vi.UTF16Len(c.lib.BulletinText(Vietnamese, b, day)))
	}
	if shown > MaxBulletin {
		c.fault(b.file, "text", "the bulletin has %d characters when shown with title and source; write at most %d", shown, MaxBulletin)
	}
}

// title looks at the title of what is sent: no figures, neither in braces nor typed.
func (c *check) title(file, title string) {
	c.need(file, "title", title, `title = "..."`)
	if strings.TrimSpace(title) == "" {
		return
	}
	c.words(file, "title", title)
	c.within(file, "title", title, MaxTitle)
	c.typed(file, "title", title)
	if strings.ContainsAny(title, "{}") {
		c.fault(file, "title", "title cannot name a figure; write it without braces")
	}
}

// reading looks at the entry that a text leads on to.
func (c *check) reading(file, key, id string) {
	if _, ok := c.lib.entries[id]; !ok && id != "" {
		c.fault(file, key, "entry %q is not known; write the name of a file in %s or %s", id, dirProcedure, dirFAQ)
	}
}

// times looks at when a bulletin goes out: a turn in a series, or times of its own, never both.
func (c *check) times(b *Bulletin) {
	ways := 0
	for _, has := range []bool{b.Series != "", b.Cron != "", len(b.Dates) > 0} {
		if has {
			ways++
		}
	}
	switch {
	case ways == 0:
		c.fault(b.file, "series", `nothing says when it goes out; write series = "..." and turn = 1, or cron = "0 7 15 4 *", or dates = [2027-04-15] and at = "07:00"`)
	case ways > 1:
		c.fault(b.file, "series", "series, cron and dates exclude each other; keep one of them")
	case b.Series != "":
		c.member(b.file, b.Series, b.Turn, SeriesBulletin)
		if s, ok := c.lib.series[b.Series]; ok && b.Topic != s.Topic {
			c.fault(b.file, "topic", "topic %q is not that of series %s; leave topic out, the series says %q", b.Topic, b.Series, s.Topic)
		}
		if b.LateHours != 0 || b.At != "" {
			c.fault(b.file, "late_hours", "a bulletin of a series has no late_hours and no at; leave them out, the series has its own")
		}
		return
	}
	c.topic(b.file, b.Topic)
	c.late(b.file, b.LateHours)
	if b.Turn != 0 {
		c.fault(b.file, "turn", "turn is a place in a series; leave it out, or write series = \"...\"")
	}
	if b.Cron != "" {
		c.cron(b.file, b.Cron)
	}
	c.dates(b)
}

func (c *check) topic(file, id string) {
	if _, ok := c.lib.Topic(id); !ok {
		c.fault(file, "topic", "topic %q is not known; the topics are in %s", id, topicFile)
	}
}

func (c *check) late(file string, hours int) {
	if hours < 0 || hours > maxLateHours {
		c.fault(file, "late_hours", "late_hours %d is not between 0 and %d; write for how many hours it is still news", hours, maxLateHours)
	}
}

// cron looks at a cron line, by the clock of c.on.
func (c *check) cron(file, line string) {
	p, err := schedule.Parse(line, c.on.Location())
	switch {
	case err != nil:
		c.fault(file, "cron", "the line %q %s", line, err)
	case p.OftenerThanDaily():
		c.fault(file, "cron", "the line %q fires more than once a day; write one minute and one hour", line)
	case p.EitherDay():
		c.fault(file, "cron", "the line %q fires on the days of the month and on the days of the week alike; write * for one of them", line)
	default:
		next := p.Next(c.on)
		c.daylight(file, "cron", next)
	}
}

// dates looks at a list of days; days that do not exist were refused when the file was read.
func (c *check) dates(b *Bulletin) {
	if len(b.Dates) == 0 {
		if b.At != "" {
			c.fault(b.file, "at", "at belongs to dates; write dates = [2027-04-15], or put the hour into cron")
		}
		return
	}
	if !timeOfDay.MatchString(b.At) {
		c.fault(b.file, "at", "at %q is no time of day; write at = \"07:00\"", b.At)
	} else if p, err := b.Plan(c.on.Location()); err == nil {
		c.daylight(b.file, "at", p.Next(time.Time{}))
	}
	for i, d := range b.Dates {
		key := fmt.Sprintf("dates.%d", i)
		c.possible(b.file, key, d)
		switch {
		case i > 0 && !d.After(b.Dates[i-1]):
			c.fault(b.file, key, "%s does not come after %s; write each day once, the earliest first", d, b.Dates[i-1])
		case !b.Expires.IsZero() && d.After(b.Expires):
			c.fault(b.file, key, "on %s the bulletin is not shown any more (expires %s); take the day out, or move expires", d, b.Expires)
		}
	}
}

// daylight warns of a firing in the night, which quiet hours would hold until morning.
func (c *check) daylight(file, key string, t time.Time) {
	at := time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	if at < dayBegins || at >= dayEnds {
		c.warn(file, key, "%s is in the quiet hours, which would hold it until morning; write an hour of the day", t.Format("15:04"))
	}
}
