package broadcast

import (
	"time"

	"loaxom/internal/fault"
)

// Quiet are the hours in which nothing arrives that may wait: from From until To, in the commune's time
// zone, across midnight where From is the later one. Equal times: no quiet hours.
type Quiet struct {
	From, To time.Duration // since midnight
	Zone     *time.Location
}

// Clock reads "20:30" as the time since midnight. Invalid where it is no time of day.
func Clock(s string) (time.Duration, error) {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, fault.New(fault.Invalid, "%q is no time of day; write one like \"20:30\"", s)
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, nil
}

// At tells whether now is in the quiet hours, and when they end.
func (q Quiet) At(now time.Time) (end time.Time, quiet bool) {
	if q.From == q.To {
		return time.Time{}, false
	}
	zone := q.Zone
	if zone == nil {
		zone = time.UTC
	}
	local := now.In(zone)
	at := time.Duration(local.Hour())*time.Hour + time.Duration(local.Minute())*time.Minute +
		time.Duration(local.Second())*time.Second + time.Duration(local.Nanosecond())
	day := func(offset int, d time.Duration) time.Time {
		y, m, dd := local.Date()
		return time.Date(y, m, dd+offset, int(d/time.Hour), int(d%time.Hour/time.Minute), 0, 0, zone)
	}
	switch {
	case q.From < q.To && at >= q.From && at < q.To:
		return day(0, q.To), true
	case q.From > q.To && at >= q.From:
		return day(1, q.To), true
	case q.From > q.To && at < q.To:
		return day(0, q.To), true
	}
	return time.Time{}, false
}
