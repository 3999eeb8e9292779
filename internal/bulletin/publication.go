// Package bulletin brings out what recurs: the series and bulletins of the content, and the quiz of the
// month. It decides for each firing of a plan what becomes of it and writes that down before anything
// leaves: an Issue, kept under publication and firing, either went out or says why it did not. So nothing
// goes out twice, whatever restarts or clocks do, and nothing is missed in silence. The choice against a
// timer that sends is the point of the room: a timer knows nothing of an outage.
//
// Whom an issue reaches, and how, is broadcast's; what it says is content's.
package bulletin

import (
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"
	"time"

	"loaxom/content"
	"loaxom/internal/audience"
	"loaxom/internal/fault"
	"loaxom/internal/schedule"
)

// PubID names a publication: "s-" and the id of a series, or "b-" and the id of a bulletin that has times
// of its own.
type PubID string

const (
	ofSeries   = "s-"
	ofBulletin = "b-"
)

// handle is a short name of the publication of fixed length, for what has to fit into a button: ids are
// file names and may be long.
func (id PubID) handle() string {
	sum := sha256.Sum256([]byte(id))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:5]))
}

// Publication (ấn phẩm định kỳ) is what has a plan: a series, whose members go out in turn, or a bulletin
// with times of its own.
type Publication struct {
	ID       PubID
	Title    string
	Topic    audience.Topic
	Quiz     bool          // a series of quizzes
	Late     time.Duration // how late it is still news
	Spec     string        // its plan in writing, see planOf
	series   string        // id of the series; empty: own
	bulletin string        // id of the bulletin with times of its own
}

// publications are all that the content has, in the order of their ids. late is for those that say
// nothing themselves.
func publications(lib *content.Library, late time.Duration) (list []Publication) {
	hours := func(own int) time.Duration {
		if own > 0 {
			return time.Duration(own) * time.Hour
		}
		return late
	}
	for _, s := range lib.AllSeries() {
		list = append(list, Publication{
			ID: PubID(ofSeries + s.ID), Title: s.Title, Topic: audience.Topic(s.Topic), Quiz: s.Kind == content.SeriesQuiz,
			Late: hours(s.LateHours), Spec: cronSpec + s.Cron, series: s.ID,
		})
	}
	for _, b := range lib.Bulletins() {
		if b.Series == "" {
			list = append(list, Publication{
				ID: PubID(ofBulletin + b.ID), Title: b.Title, Topic: audience.Topic(b.Topic),
				Late: hours(b.LateHours), Spec: specOf(b), bulletin: b.ID,
			})
		}
	}
	slices.SortFunc(list, func(a, b Publication) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return list
}

// find is the publication with that id.
func find(lib *content.Library, id PubID, late time.Duration) (Publication, bool) {
	for _, p := range publications(lib, late) {
		if p.ID == id {
			return p, true
		}
	}
	return Publication{}, false
}

// How a plan is written down, so that what was due by it can still be told after it was changed.
const (
	cronSpec = "cron "
	daySpec  = "on " // the days, joined by ",", and the time of day behind "@"
)

func specOf(b *content.Bulletin) string {
	if b.Cron != "" {
		return cronSpec + b.Cron
	}
	var days []string
	for _, d := range b.Dates {
		days = append(days, d.Time().Format(time.DateOnly))
	}
	return daySpec + strings.Join(days, ",") + "@" + b.At
}

// planOf reads what specOf wrote, by the clock of zone. Invalid where it does not read.
func planOf(spec string, zone *time.Location) (schedule.Plan, error) {
	if line, ok := strings.CutPrefix(spec, cronSpec); ok {
		p, err := schedule.Parse(line, zone)
		if err != nil {
			return p, fault.New(fault.Invalid, "the line %q %w", line, err)
		}
		return p, nil
	}
	days, at, _ := strings.Cut(strings.TrimPrefix(spec, daySpec), "@")
	var moments []time.Time
	for _, d := range strings.Split(days, ",") {
		t, err := time.ParseInLocation(time.DateOnly+" 15:04", d+" "+at, zone)
		if err != nil {
			return schedule.Plan{}, fault.New(fault.Invalid, "the day %q at %q does not read", d, at)
		}
		moments = append(moments, t)
	}
	return schedule.On(moments...), nil
}

// item is what goes out next of a publication: a bulletin or a quiz.
type item struct {
	id       string
	turn     int
	title    string
	bulletin *content.Bulletin
	quiz     *content.Quiz
}

// next is what goes out after turn last on that day. False: nothing may be shown.
func (p Publication) next(lib *content.Library, last int, on time.Time, onlyApproved bool) (item, bool) {
	switch {
	case p.Quiz:
		q, ok := lib.NextQuiz(p.series, last, on, onlyApproved)
		if !ok {
			return item{}, false
		}
		return item{id: q.ID, turn: q.Turn, title: q.Title, quiz: q}, true
	case p.series != "":
		b, ok := lib.NextBulletin(p.series, last, on, onlyApproved)
		if !ok {
			return item{}, false
		}
		return item{id: b.ID, turn: b.Turn, title: b.Title, bulletin: b}, true
	}
	b, ok := lib.Bulletin(p.bulletin)
	if !ok || !b.ShownOn(on, onlyApproved) {
		return item{}, false
	}
	return item{id: b.ID, title: b.Title, bulletin: b}, true
}

// members is how many different things may go out on that day, before the first comes again.
func (p Publication) members(lib *content.Library, on time.Time, onlyApproved bool) (n int) {
	switch {
	case p.Quiz:
		for _, q := range lib.Quizzes() {
			if q.Series == p.series && q.ShownOn(on, onlyApproved) {
				n++
			}
		}
		return n
	case p.series != "":
		for _, b := range lib.Bulletins() {
			if b.Series == p.series && b.ShownOn(on, onlyApproved) {
				n++
			}
		}
		return n
	}
	return 1
}
