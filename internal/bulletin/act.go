package bulletin

import (
	"encoding/json"
	"slices"
	"time"

	"loaxom/internal/audience"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// Pause lets firings of a publication pass, each noted as skipped, until Resume; what is going out of it
// at this moment is held up. Denied to residents and leaders, NotFound where there is no such publication,
// Conflict where it is paused.
func (d *Desk) Pause(tx kv.Tx, by commune.Actor, id PubID, now time.Time) error {
	return d.steer(tx, by, id, "bulletin.pause", now, func(s *Standing) (was bool) {
		was = !s.Paused.IsZero()
		s.Paused, s.PausedBy = now.UTC(), by.Staff
		return was
	}, d.desk.Halt)
}

// Resume is the end of Pause. What was held up goes on, as long as it is news.
func (d *Desk) Resume(tx kv.Tx, by commune.Actor, id PubID, now time.Time) error {
	return d.steer(tx, by, id, "bulletin.resume", now, func(s *Standing) (was bool) {
		was = s.Paused.IsZero()
		s.Paused, s.PausedBy = time.Time{}, ""
		return was
	}, d.desk.Proceed)
}

func (d *Desk) steer(tx kv.Tx, by commune.Actor, id PubID, act string, now time.Time, change func(*Standing) (was bool), run func(kv.Tx, string) error) error {
	if err := staff.May(by, staff.ToRunBulletins, staff.Object{}); err != nil {
		return err
	}
	s, err := standings.Get(tx, id)
	if err != nil {
		return err
	}
	if change(&s) {
		return fault.New(fault.Conflict, "bulletin: %s is so already", id)
	}
	if err := standings.Put(tx, s); err != nil {
		return err
	}
	newest, found, err := newestOf(tx, id)
	if err == nil && found {
		err = run(tx, string(newest.ID))
	}
	if err != nil {
		return err
	}
	return staff.Note(tx, by, staff.Entry{Act: act, Kind: "bulletin", Object: string(id)}, now)
}

// Proof is what would go out of a publication at this moment.
type Proof struct {
	Pub  Publication
	Hash string // of what its recipients would read, of what went out before it, and whether it is paused
	out  printed
	was  Standing
}

// Proof composes the next issue of a publication. NotFound where there is no such publication, Invalid
// where nothing of it may be shown today.
func (d *Desk) Proof(r kv.Reader, id PubID, now time.Time) (p Proof, err error) {
	lib, err := d.library(r)
	if err != nil {
		return p, err
	}
	pub, ok := find(lib, id, d.cfg.Late)
	if !ok {
		return p, fault.New(fault.NotFound, "bulletin: no publication %s", id)
	}
	if p.was, err = standingOf(r, id); err != nil {
		return p, err
	}
	it, ok := pub.next(lib, p.was.Turn, now.In(d.cfg.Zone), d.cfg.OnlyApproved)
	if !ok {
		return p, fault.New(fault.Invalid, "bulletin: %s has nothing to show", id)
	}
	before, _, err := newestOf(r, id)
	if err != nil {
		return p, err
	}
	now = now.Truncate(time.Second)
	p.Pub, p.out = pub, d.print(lib, pub, it, now, now)
	read := struct {
		Before    IssueID
		Paused    time.Time
		Item      string
		Text      string
		Questions []Asked
	}{Before: before.ID, Paused: p.was.Paused, Item: it.id, Text: p.out.message.Text.String()}
	if p.out.round != nil {
		read.Questions = p.out.round.Questions
	}
	raw, err := json.Marshal(read)
	if err != nil {
		return p, fault.New(fault.Internal, "bulletin: %w", err)
	}
	p.Hash = staff.Digest(raw)
	return p, nil
}

// Inert is the data of a preview's buttons that would answer a quiz.
const Inert = "z:-"

// Title is what would go out, by name.
func (p Proof) Title() string { return p.out.issue.Title }

// Message is exactly what would arrive; only the letters of a quiz answer nothing.
func (p Proof) Message() channel.Outgoing {
	m := p.out.message
	if p.out.round == nil {
		return m
	}
	m.Buttons = nil
	for _, row := range p.out.message.Buttons {
		row = slices.Clone(row)
		for i := range row {
			row[i].Data = Inert
		}
		m.Buttons = append(m.Buttons, row)
	}
	return m
}

// Reach is how many conversations a publication would reach now, by channel.
func (p Proof) Reach(r kv.Reader) ([]audience.Reach, error) {
	return audience.Count(r, audience.Target{Topic: p.Pub.Topic})
}

// SendNow brings out what the proof shows, beside the plan, which goes on as it was. Denied to residents
// and leaders; Conflict where something of the publication went out or was changed since the proof was
// made; Invalid where bulletins are off.
func (d *Desk) SendNow(tx kv.Tx, by commune.Actor, p Proof, now time.Time) error {
	if err := staff.May(by, staff.ToRunBulletins, staff.Object{}); err != nil {
		return err
	}
	if !d.cfg.Enabled {
		return fault.New(fault.Invalid, "bulletin: bulletins are off in the configuration")
	}
	s, err := standingOf(tx, p.Pub.ID)
	if err != nil {
		return err
	}
	if s != p.was {
		return fault.New(fault.Conflict, "bulletin: %s has changed", p.Pub.ID)
	}
	i := p.out.issue
	if _, err := issues.Get(tx, i.ID); absent(err) != nil {
		return err
	} else if err == nil {
		return fault.New(fault.Conflict, "bulletin: %s went out this very second", p.Pub.ID)
	}
	i.ByHand, i.By = true, by.Staff
	if err := d.bringOut(tx, p.Pub, &i, &p.out, d.loud(now).Add(max(p.Pub.Late, leastRun))); err != nil {
		return err
	}
	s.ID, s.Turn = p.Pub.ID, i.Turn
	if err := standings.Put(tx, s); err != nil {
		return err
	}
	tx.Then(func() { d.tell(verdict{pub: p.Pub, issue: &i}, i) })
	return staff.Note(tx, by, staff.Entry{Act: "bulletin.send", Kind: "bulletin", Object: string(p.Pub.ID), New: p.Hash, Reason: string(i.ID)}, now)
}

// SendAgain sends the newest issue of a publication once more to those who have not got it. Denied to
// residents and leaders; Conflict while it goes out, Invalid where nobody is left who could get it.
func (d *Desk) SendAgain(tx kv.Tx, by commune.Actor, id PubID, now time.Time) error {
	if err := staff.May(by, staff.ToRunBulletins, staff.Object{}); err != nil {
		return err
	}
	p, ok := find(d.lib.Load(), id, d.cfg.Late)
	newest, found, err := newestOf(tx, id)
	if err == nil && (!ok || !found) {
		err = fault.New(fault.NotFound, "bulletin: nothing of %s went out", id)
	}
	if err == nil {
		err = d.desk.SendAgain(tx, string(newest.ID), d.loud(now).Add(max(p.Late, leastRun)), now)
	}
	if err != nil {
		return err
	}
	return staff.Note(tx, by, staff.Entry{Act: "bulletin.again", Kind: "bulletin", Object: string(id), Reason: string(newest.ID)}, now)
}

// absent takes NotFound for no error.
func absent(err error) error {
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}
