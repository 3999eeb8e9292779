package broadcast

import (
	"time"

	"loaxom/internal/audience"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// Outlook is what would become of a draft if it were let go now.
type Outlook struct {
	Reach   []audience.Reach // by channel
	To      int              // recipients that can be written to, each group as one
	Left    int              // who asked for it and cannot be reached any more
	Takes   time.Duration    // at the pace of the channels, without what waits before it
	Second  bool             // a second person will be asked
	Seconds int              // how many there are who could be that person
	Begins  time.Time        // when it goes out, where that is not now: at its time, or when the quiet hours end
	Quiet   bool             // it is the quiet hours that it waits for
}

// Outlook looks ahead for by.
func (d *Desk) Outlook(r kv.Reader, by commune.Actor, draft Draft, now time.Time) (o Outlook, err error) {
	draft.Target.Urgent = draft.Urgent
	if o.Reach, err = audience.Count(r, draft.Target); err != nil {
		return o, err
	}
	m := d.Preview(draft)
	for _, c := range o.Reach {
		o.To += c.People + c.Groups
		o.Left += c.Left
		o.Takes = max(o.Takes, d.box.Takes(c.Channel, m, c.People+c.Groups, c.Groups > 0))
	}
	if o.Second = d.needsSecond(by, draft); o.Second {
		list, err := seconds(r, Notice{Draft: draft, Author: by.Staff})
		if err != nil {
			return o, err
		}
		o.Seconds = len(list)
	}
	d.begin(&o, draft, now)
	return o, nil
}

// begin says when a draft would go out.
func (d *Desk) begin(o *Outlook, draft Draft, now time.Time) {
	at := now
	if draft.At.After(now) {
		at, o.Begins = draft.At, draft.At
	}
	if end, quiet := d.cfg.Quiet.At(at); quiet && !draft.Urgent {
		o.Begins, o.Quiet = end, true
	}
}

// FixOutlook looks ahead for a correction of w by by.
func (d *Desk) FixOutlook(r kv.Reader, by commune.Actor, w Wrong, now time.Time) (o Outlook, err error) {
	o.To = w.Reach + w.Rest
	if o.Second = d.needsSecond(by, w.Draft); o.Second {
		var list []staff.Account
		list, err = seconds(r, Notice{Draft: w.Draft, Author: by.Staff})
		o.Seconds = len(list)
	}
	d.begin(&o, w.Draft, now)
	return o, err
}
