package feedback

import (
	"context"
	"errors"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// Forget erases what is kept of a person here, for whoever asks for it (design, section 9): of cases that are
// over, who reported and what they wrote; category, days and what the commune did stay as its own record. Cases
// that the commune still works on are erased when they end: their codes are given back. What stands in the
// histories goes within a minute (Run).
func (d *Desk) Forget(tx kv.Tx, who address.ID, now time.Time) (stay []CaseID, err error) {
	var own []Case
	if err := d.of(tx, who, func(c Case) error { own = append(own, c); return nil }); err != nil {
		return nil, err
	}
	for _, c := range own {
		old := c
		if !c.State.Ended() {
			stay = append(stay, c.ID)
			if c.Erase {
				continue
			}
			c.Erase = true
		} else {
			c.strip(now)
		}
		if err := cases.Change(tx, old, c); err != nil {
			return nil, err
		}
	}
	tx.Then(d.kick)
	hash := d.cfg.Seal.Hash(who)
	for _, p := range []address.ID{who, address.Hide(hash)} {
		key := kv.Key{}.Text(string(p))
		if err := parties.ByIndex(tx, byPerson, key, key.End(), func(p party) error { return parties.Delete(tx, p.key()) }); err != nil {
			return nil, err
		}
	}
	return stay, errors.Join(closeWay(tx, hash), tx.Delete(triesTable, triesKey(d.cfg.Seal, who)), nudges.Delete(tx, who))
}

// strip takes out of a case whoever reported it and what they wrote. Its lines follow (finishErasures).
func (c *Case) strip(now time.Time) {
	c.Draft = Draft{Category: c.Category, Hamlet: c.Hamlet, Anonymous: c.Anonymous, Official: c.Official}
	c.From, c.Who, c.Key, c.Word = "", "", "", ""
	c.Erased, c.Erase = now.UTC(), true // Erase until the lines are done
	c.Asked = time.Time{}
}

// finishErasures erases cases whose reporters wished it and that are over by now, and what they wrote in the
// histories of those that are erased.
func (d *Desk) finishErasures(ctx context.Context) error {
	var due []CaseID
	err := d.db.View(ctx, func(r kv.Reader) error {
		due = nil
		return cases.IDs(r, byErase, nil, nil, func(_ kv.Key, id CaseID) error { due = append(due, id); return nil })
	})
	if err != nil {
		return err
	}
	now := d.now()
	for _, id := range due {
		if err := d.db.Update(ctx, func(tx kv.Tx) error { return finishErasure(tx, id, now) }); err != nil {
			return err
		}
	}
	return nil
}

func finishErasure(tx kv.Tx, id CaseID, now time.Time) error {
	old, err := cases.Get(tx, id)
	if err != nil || !old.Erase || !old.State.Ended() {
		return err
	}
	c := old
	if c.Erased.IsZero() {
		c.strip(now)
	}
	key := kv.Key{}.Text(string(id))
	err = lines.Scan(tx, key, key.End(), func(l Line) error {
		if l.By != "" || l.Text == "" && len(l.Files) == 0 && l.Spot == nil {
			return nil
		}
		l.Text, l.Files, l.Spot = "", nil, nil
		return lines.Put(tx, l)
	})
	if err != nil {
		return err
	}
	c.Erase = false
	if err := cases.Change(tx, old, c); err != nil {
		return err
	}
	return closeWay(tx, old.Who)
}

// closeWay removes the way to an anonymous reporter when no case needs it any more.
func closeWay(tx kv.Tx, who string) error {
	if who == "" {
		return nil
	}
	needed, key := false, kv.Key{}.Text(string(address.Hide(who)))
	err := errors.Join(
		cases.IDs(tx, byPerson, key, key.End(), func(kv.Key, CaseID) error { needed = true; return kv.Stop }),
		parties.IDs(tx, byPerson, key, key.End(), func(kv.Key, kv.Key) error { needed = true; return kv.Stop }))
	if err != nil || needed {
		return err
	}
	return Unlink(tx, who)
}

// Remove deletes a case with its history and whoever had a part in it: retention, once it is over for long
// enough. A case that is not over stays.
func Remove(tx kv.Tx, id CaseID) (removed bool, err error) {
	c, err := cases.Get(tx, id)
	if err != nil || !c.State.Ended() {
		return false, err
	}
	key := kv.Key{}.Text(string(id))
	return true, errors.Join(
		lines.Scan(tx, key, key.End(), func(l Line) error { return lines.Delete(tx, lineKey(l.Case, l.N)) }),
		parties.Scan(tx, key, key.End(), func(p party) error { return parties.Delete(tx, p.key()) }),
		cases.Delete(tx, id))
}

// EndedBefore visits the cases that were over before a time, in no order that means anything: what retention
// looks at.
func EndedBefore(r kv.Reader, before time.Time, visit func(Case) error) error {
	key := kv.Key{}.Text(scopeAll).Uint(partEnded)
	return cases.ByIndex(r, byWork, key, key.End(), func(c Case) error {
		if !c.Ended.Before(before) {
			return nil
		}
		return visit(c)
	})
}

// stillIn tells whether the officer in charge of a case is still there to work on it.
func (d *Desk) stillIn(r kv.Reader, c Case) bool {
	if c.Officer == "" {
		return false
	}
	a, err := staff.Get(r, c.Officer)
	return err == nil && a.Active() && c.permits(a)
}
