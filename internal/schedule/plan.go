// Package schedule says when something recurring is due. It reads no clock and no store: a Plan is
// made of one line or of a list of moments and is asked about the times that it is given.
//
// Cron lines are read by github.com/robfig/cron, and only its five fields: what it offers beyond
// them would hide the commune's time zone (TZ=), count from the last start of the program (@every),
// or say in a word what staff should see in numbers (@weekly). The loop that sleeps until the next
// firing belongs here too and takes whatever it needs as functions, so that this room stands on
// nothing of ours and content, far below the outbox, can check its lines with the same parser.
package schedule

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Plan is a row of firings. The zero Plan never fires.
type Plan struct {
	next func(after time.Time) time.Time
	line *cron.SpecSchedule // nil: a list of moments
}

// starBit is how robfig/cron marks a field that was written as "*" or "?".
const starBit = 1 << 63

// Parse reads a cron line of five fields (minute, hour, day of the month, month, day of the week),
// whose clock is that of zone. The error says what to write instead. A line whose days do not
// exist, such as the 30th of February, is refused: it would be a silence for ever. (A 29th of
// February is found while the next one is at most five years away.)
func Parse(line string, zone *time.Location) (Plan, error) {
	switch {
	case strings.Contains(line, "TZ="):
		return Plan{}, errors.New("names a time zone; leave it out, the commune's zone holds")
	case strings.HasPrefix(strings.TrimSpace(line), "@"):
		return Plan{}, errors.New(`begins with "@"; write the five fields, like "0 7 * * 1" for Mondays at 7:00`)
	case strings.ContainsFunc(line, func(r rune) bool { return r == '\n' || r == '\r' }):
		return Plan{}, errors.New("is more than one line; write one line of five fields")
	}
	found, err := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow).Parse(line)
	if err != nil {
		return Plan{}, fmt.Errorf(`cannot be read (%s); write five fields: minute hour day month weekday, like "0 7 * * 1" for Mondays at 7:00`, err)
	}
	spec, ok := found.(*cron.SpecSchedule)
	if !ok {
		return Plan{}, errors.New("is no line of five fields; write one like \"0 7 * * 1\"")
	}
	p := Plan{line: spec, next: func(after time.Time) time.Time {
		t := spec.Next(after.In(zone)) // a spec without a zone follows the time that it is given
		if !t.After(after) {
			return time.Time{}
		}
		return t
	}}
	if p.Next(time.Date(2024, 1, 1, 0, 0, 0, 0, zone)).IsZero() {
		return Plan{}, errors.New("names a day that does not exist, so it would never fire; correct the day or the month")
	}
	return p, nil
}

// On is a Plan of the given moments, in any order; a moment that stands twice fires once.
func On(moments ...time.Time) Plan {
	sorted := slices.Clone(moments)
	slices.SortFunc(sorted, time.Time.Compare)
	return Plan{next: func(after time.Time) time.Time {
		i, _ := slices.BinarySearchFunc(sorted, after, func(t, after time.Time) int {
			if t.After(after) {
				return 1
			}
			return -1
		})
		if i == len(sorted) {
			return time.Time{}
		}
		return sorted[i]
	}}
}

// Next is the first firing after that moment; the zero Time where there is none any more.
func (p Plan) Next(after time.Time) time.Time {
	if p.next == nil {
		return time.Time{}
	}
	return p.next(after)
}

// Due lists the firings in (last, now], oldest first, at most limit of them. A firing that was
// missed is sent late or skipped; that is for the caller to decide, who knows for how long it is
// still news.
func (p Plan) Due(last, now time.Time, limit int) (due []time.Time) {
	for t := p.Next(last); !t.IsZero() && !t.After(now) && len(due) < limit; t = p.Next(t) {
		due = append(due, t)
	}
	return due
}

// OftenerThanDaily tells that the line fires more than once on some day: its minute or its hour has
// more than one value. A list of moments is not looked at.
func (p Plan) OftenerThanDaily() bool {
	return p.line != nil && (several(p.line.Minute) || several(p.line.Hour))
}

// EitherDay tells that the line restricts the day of the month and the day of the week. Cron then
// fires on the days of both, which is hardly ever meant: "0 7 1-7 * 1" is each of the first seven
// days and every Monday, not the first Monday.
func (p Plan) EitherDay() bool {
	return p.line != nil && p.line.Dom&starBit == 0 && p.line.Dow&starBit == 0
}

func several(field uint64) bool { return bits.OnesCount64(field&^uint64(starBit)) > 1 }
