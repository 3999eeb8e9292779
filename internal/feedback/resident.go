package feedback

import (
	"slices"
	"time"
	"unicode/utf8"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// Mine lists the actor's own cases, the anonymous ones too, the newest first.
func (d *Desk) Mine(r kv.Reader, by commune.Actor) (list []Case, err error) {
	err = d.of(r, address.ID(by.Address), func(c Case) error { list = append(list, c); return nil })
	slices.SortFunc(list, func(a, b Case) int { return b.ID.compare(a.ID) })
	return list, err
}

// Own is the actor's own case with what the reporter may read of its history. NotFound where it is somebody
// else's.
func (d *Desk) Own(r kv.Reader, by commune.Actor, id CaseID) (Case, []Line, error) {
	c, err := d.own(r, by, id)
	if err != nil {
		return c, nil, err
	}
	return d.reading(r, c)
}

func (d *Desk) own(r kv.Reader, by commune.Actor, id CaseID) (Case, error) {
	c, err := cases.Get(r, id)
	if err == nil && !d.mine(c, address.ID(by.Address)) {
		return Case{}, fault.New(fault.NotFound, "case %s is somebody else's", id)
	}
	return c, err
}

// Keyed is a case with its history for whoever has shown its tracking key (ByKey): without name and phone
// number, which the key does not open.
func (d *Desk) Keyed(r kv.Reader, id CaseID) (Case, []Line, error) {
	c, err := cases.Get(r, id)
	if err != nil {
		return c, nil, err
	}
	c.Name, c.Phone, c.From, c.Who = "", "", "", ""
	return d.reading(r, c)
}

// reading is the history as far as the reporter may read it. Who of the staff did something is not told.
func (d *Desk) reading(r kv.Reader, c Case) (Case, []Line, error) {
	all, err := history(r, c.ID)
	var shown []Line
	for _, l := range all {
		if l.Kind.Shown() {
			l.By, l.Staff = "", ""
			shown = append(shown, l)
		}
	}
	c.Officer = ""
	return c, shown, err
}

// Status is how a case stands, for anybody who knows its code: state, category and days, and no word of it.
// A case about somebody in office is found by its reporter alone.
func (d *Desk) Status(r kv.Reader, by commune.Actor, id CaseID) (Case, error) {
	c, err := cases.Get(r, id)
	if err != nil {
		return Case{}, err
	}
	if c.Official && !d.mine(c, address.ID(by.Address)) {
		return Case{}, fault.New(fault.NotFound, "case %s is not shown", id)
	}
	return Case{
		ID: c.ID, Draft: Draft{Category: c.Category}, State: c.State, Deadline: c.Deadline, Set: c.Set, Opened: c.Opened,
		Decided: c.Decided, Ended: c.Ended, Into: c.Into,
	}, nil
}

// TalkLasts is how long after an officer's question what the resident writes goes into the case.
const TalkLasts = 24 * time.Hour

// Talking is the case about which an officer has asked the actor something that waits for a reply; false where
// there is none, or too long ago.
func (d *Desk) Talking(r kv.Reader, by commune.Actor, now time.Time) (found Case, talks bool, err error) {
	if by.Address == "" {
		return found, false, nil
	}
	nobody := true // as nearly always: every message asks
	err = cases.IDs(r, byAsked, nil, nil, func(kv.Key, CaseID) error { nobody = false; return kv.Stop })
	if err != nil || nobody {
		return found, false, err
	}
	names := [...]string{by.Address, string(d.cfg.Seal.Hide(address.ID(by.Address)))}
	some := false // of nearly all who write nobody has asked anything
	for _, p := range names {
		key := kv.Key{}.Text(p)
		if err := cases.IDs(r, byAsked, key, key.End(), func(kv.Key, CaseID) error { some = true; return kv.Stop }); err != nil {
			return found, false, err
		}
	}
	if !some {
		return found, false, nil
	}
	return asking(r, names[:], now)
}

// asking is the case of one of the names about which an officer asked last.
func asking(r kv.Reader, names []string, now time.Time) (found Case, talks bool, err error) {
	for _, p := range names {
		key := kv.Key{}.Text(p)
		err = cases.ByIndex(r, byAsked, key, key.End(), func(c Case) error {
			if age := now.Sub(c.Asked); age < TalkLasts && age > -TalkLasts && c.Asked.After(found.Asked) {
				found, talks = c, true
			}
			return nil
		})
		if err != nil {
			break
		}
	}
	return found, talks, err
}

// Reply adds what the reporter has to say to their case: the reply to a question, or more of it. The officers
// are told. Conflict where the case is over; NotFound where it is somebody else's.
func (d *Desk) Reply(tx kv.Tx, by commune.Actor, id CaseID, text string, files []channel.File, now time.Time) error {
	return d.ReplyAt(tx, by, id, text, files, nil, now)
}

// ReplyAt is Reply with a place on the map; nil: none.
func (d *Desk) ReplyAt(tx kv.Tx, by commune.Actor, id CaseID, text string, files []channel.File, spot *Spot, now time.Time) error {
	if n := utf8.RuneCountInString(text); n > MaxText || !channel.Shows(text) && len(files) == 0 && spot == nil || len(files) > MaxFiles {
		return fault.New(fault.Invalid, "case %s: a reply of %d characters; 1 to %d", id, n, MaxText)
	}
	if err := checkFiles(files); err != nil {
		return err
	}
	old, err := d.own(tx, by, id)
	switch {
	case err != nil:
		return err
	case old.State.Ended():
		return fault.New(fault.Conflict, "case %s is %s", id, old.State)
	case old.Lines >= mostLines:
		return fault.New(fault.Invalid, "case %s has %d lines", id, old.Lines)
	}
	c := old
	told := c.Replied && c.Asked.IsZero() // of a row of messages the first is told of
	at := c.when(c.Anonymous, now)
	c.Asked, c.Replied, c.Touched = time.Time{}, true, at
	if err := c.add(tx, Line{Kind: Reply, Text: text, Files: kept(files), Spot: spot}, at); err != nil {
		return err
	}
	if err := cases.Change(tx, old, c); err != nil || told {
		return err
	}
	return d.tellStaff(tx, c, d.step(c), d.replied(c), "", at)
}

// mostLines bounds the history that a resident can make of a case.
const mostLines = 300

// Rate notes how content the reporter is with the answer: 1 to 5, and a word. Rating again replaces it.
// Conflict where the case has no answer yet.
func (d *Desk) Rate(tx kv.Tx, by commune.Actor, id CaseID, stars int, word string, now time.Time) error {
	if stars < 1 || stars > 5 || utf8.RuneCountInString(word) > MaxPlace {
		return fault.New(fault.Invalid, "case %s: %d stars; 1 to 5", id, stars)
	}
	old, err := d.own(tx, by, id)
	if err == nil && !old.Rateable() {
		err = fault.New(fault.Conflict, "case %s is %s", id, old.State)
	}
	if err != nil {
		return err
	}
	c := old
	at := c.when(c.Anonymous, now)
	c.Stars, c.Word, c.Rated, c.Touched = stars, word, at, at
	return cases.Change(tx, old, c)
}

// Rateable tells whether there is an answer to rate.
func (c Case) Rateable() bool { return c.State == Answered || c.State == Closed || c.State == Refused }

// Reopenable tells whether the reporter may still say that an answer solves nothing: once for each.
func (c Case) Reopenable() bool { return c.Rateable() && c.Disputed < c.Answers }

// Reopen takes a case up again because the reporter says that it is not solved: once for each answer. It goes
// back to the officer who had it, with a deadline that runs anew.
func (d *Desk) Reopen(tx kv.Tx, by commune.Actor, id CaseID, why string, now time.Time) error {
	if utf8.RuneCountInString(why) > MaxText {
		return fault.New(fault.Invalid, "case %s: over %d characters", id, MaxText)
	}
	old, err := d.own(tx, by, id)
	if err == nil && !old.Reopenable() {
		err = fault.New(fault.Conflict, "case %s cannot be reopened: %s", id, old.State)
	}
	if err != nil {
		return err
	}
	c := old
	at := c.when(c.Anonymous, now)
	c.Disputed, c.Reopened, c.Proven = c.Answers, c.Reopened+1, false
	c.Ended, c.Reason, c.Replied, c.Touched = time.Time{}, "", true, at
	if c.State = Assigned; !d.stillIn(tx, c) {
		c.State, c.Officer = Open, ""
	}
	d.run(&c, now)
	if err := c.add(tx, Line{Kind: Again, Text: why}, at); err != nil {
		return err
	}
	if err := cases.Change(tx, old, c); err != nil {
		return err
	}
	return d.tellStaff(tx, c, d.step(c), d.reopened(c), "", at)
}
