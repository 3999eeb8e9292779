package feedback

import (
	"encoding/json"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// MostMuted is the longest time for which somebody can be muted.
const MostMuted = 90 * 24 * time.Hour

// muteTable holds until when a conversation is muted, by its keyed hash (Seal.Muted): whoever is muted for an
// anonymous report stays as unknown as they were.
const muteTable = "muted"

// mute is one of them.
type mute struct {
	Until time.Time       `json:"u"`
	By    commune.StaffID `json:"by"`
}

// Mute keeps whoever reported a case from writing to staff for a time, because they insult; 0 ends it. What they
// write is answered with one line a day, and words of danger as always (design, sections 4 and 8). Invalid over
// MostMuted, Conflict where nobody is behind the case any more.
func (d *Desk) Mute(tx kv.Tx, by commune.Actor, id CaseID, lasts time.Duration, now time.Time) error {
	c, err := cases.Get(tx, id)
	if err == nil {
		err = staff.May(by, staff.ToWorkCase, c.object())
	}
	if err == nil {
		err = staff.May(by, staff.ToMute, staff.Object{})
	}
	switch {
	case err != nil:
		return err
	case lasts < 0 || lasts > MostMuted:
		return fault.New(fault.Invalid, "case %s: muted for %v; at most %v", id, lasts, MostMuted)
	case c.person() == "":
		return fault.New(fault.Conflict, "case %s: nobody is behind it any more", id)
	}
	who, err := d.mutedKey(tx, c)
	if err != nil {
		return err
	}
	act := "resident.unmute"
	if err := tx.Delete(muteTable, who); err != nil {
		return err
	}
	if lasts > 0 {
		act = string(staff.ToMute)
		v, err := json.Marshal(mute{Until: now.Add(lasts).UTC(), By: by.Staff})
		if err == nil {
			err = tx.Put(muteTable, who, v)
		}
		if err != nil {
			return err
		}
	}
	return staff.Note(tx, by, staff.Entry{Act: act, Kind: "case", Object: string(id)}, now)
}

// MutedUntil is until when a conversation is muted; the zero time where it is not.
func (d *Desk) MutedUntil(r kv.Reader, who address.ID, now time.Time) (time.Time, error) {
	if who == "" {
		return time.Time{}, nil
	}
	nobody := true // as nearly always: every message asks
	err := r.Scan(muteTable, nil, nil, func(_, _ []byte) error { nobody = false; return kv.Stop })
	if err != nil || nobody {
		return time.Time{}, err
	}
	to, err := address.Get(r, who)
	if fault.Is(err, fault.NotFound) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	return mutedUntil(r, kv.Key{}.Text(d.cfg.Seal.Muted(to.Channel, to.Chat)), now)
}

// mutedKey is the key of whoever reported a case, among those who are muted. Conflict where nobody is behind it
// any more.
func (d *Desk) mutedKey(r kv.Reader, c Case) (kv.Key, error) {
	who, err := address.ID(c.From), error(nil)
	if c.Who != "" {
		who, err = d.cfg.Seal.Reveal(r, address.Hide(c.Who))
	}
	var to address.Record
	if err == nil {
		to, err = address.Get(r, who)
	}
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Corrupt) {
		return nil, fault.New(fault.Conflict, "case %s: nobody is behind it any more", c.ID)
	}
	return kv.Key{}.Text(d.cfg.Seal.Muted(to.Channel, to.Chat)), err
}

// Muted is MutedUntil for whoever reported a case.
func (d *Desk) Muted(r kv.Reader, c Case, now time.Time) (time.Time, error) {
	full, err := cases.Get(r, c.ID)
	if err != nil || full.person() == "" {
		return time.Time{}, err
	}
	key, err := d.mutedKey(r, full)
	if fault.Is(err, fault.Conflict) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	return mutedUntil(r, key, now)
}

func mutedUntil(r kv.Reader, key kv.Key, now time.Time) (time.Time, error) {
	v, there, err := r.Get(muteTable, key)
	if err != nil || !there {
		return time.Time{}, err
	}
	var m mute
	if err := json.Unmarshal(v, &m); err != nil {
		return time.Time{}, fault.New(fault.Corrupt, "feedback: a mute does not read: %w", err)
	}
	if left := m.Until.Sub(now); left <= 0 || left > MostMuted { // or the clock was set back
		return time.Time{}, nil
	}
	return m.Until, nil
}
