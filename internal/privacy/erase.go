package privacy

import (
	"context"
	"errors"
	"fmt"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/failpoint"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// leaving is a conversation that was erased and whose address is still needed: for the last words, and for cases
// that the commune works on.
type leaving struct {
	Who      address.ID  `json:"id"`
	Nobody   address.ID  `json:"no"` // takes its place where a sum needs a name
	Hash     string      `json:"h"`  // that stands for it in the list
	At       time.Time   `json:"at"`
	Noted    bool        `json:"n,omitempty"` // a second time in the list, after it was done
	Farewell []outbox.ID `json:"f,omitempty"`
}

var leavings = kv.NewTable("privacy_leaving", func(l leaving) address.ID { return l.Who })

// erase erases what somebody asked to have erased. It is in the list before it is done: a crash in between
// leaves the request, and it is done then.
func (d *Desk) erase(ctx context.Context, q request) error {
	now := d.now()
	var to address.Record
	err := d.db.View(ctx, func(r kv.Reader) (err error) { to, err = address.Get(r, q.Who); return err })
	if fault.Is(err, fault.NotFound) {
		return d.db.Update(ctx, func(tx kv.Tx) error { return requests.Delete(tx, q.key()) })
	}
	if err != nil {
		return err
	}
	l := leaving{Who: to.ID, Nobody: address.ID(d.newID()), Hash: d.cfg.Gone(to.Channel, to.Chat), At: now.UTC()}
	if err := note(d.cfg.List, l.Hash, now); err != nil {
		return err
	}
	failpoint.Hit("privacy.listed")
	err = d.db.Update(ctx, func(tx kv.Tx) error {
		done := l
		stays, err := d.forget(tx, to, l.Nobody, now, q.Lang)
		if err != nil {
			return err
		}
		ds, err := d.farewell(to, q, stays, now)
		if err != nil {
			return err
		}
		for _, x := range ds {
			done.Farewell = append(done.Farewell, x.ID)
		}
		if err := errors.Join(leavings.Put(tx, done), d.mark(tx, now, now)); err != nil {
			return err
		}
		tx.Then(d.kick)
		return d.cfg.Box.Enqueue(tx, ds...)
	})
	if fault.Is(err, fault.Conflict) { // a duty was given meanwhile: it has to be revoked first
		d.log.Warn("somebody who asked to be erased has a duty by now", "address", q.Who)
		return d.db.Update(ctx, func(tx kv.Tx) error {
			base := outbox.ID(fmt.Sprintf("y%012x-%s-duty", q.At.UnixMilli(), to.ID))
			ds, err := d.cfg.Box.Prepare(base, to, outbox.Answers, outbox.Answer, []channel.Outgoing{plain(d.say(q.Lang, "data.duty", nil))}, now)
			if err != nil {
				return err
			}
			return errors.Join(requests.Delete(tx, q.key()), d.cfg.Box.Enqueue(tx, ds...))
		})
	}
	if err == nil {
		failpoint.Hit("privacy.erased")
		d.log.Info("a conversation was erased", "address", q.Who)
	}
	return err
}

// forget is the erasure itself: every room in one transaction. What is left of the address is what the last
// words need. It gives the lines that say what stays.
func (d *Desk) forget(tx kv.Tx, to address.Record, nobody address.ID, now time.Time, lang string) (stays []string, err error) {
	for _, room := range d.cfg.Rooms {
		if room.Forget == nil {
			continue
		}
		err := room.Forget(tx, to, nobody, now, func(id string, data ...any) {
			stays = append(stays, d.say(lang, "data.stays_"+id, d.named(lang, data)))
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", room.Name, err)
		}
	}
	for _, what := range []string{toSee, toErase} {
		if err := requests.Delete(tx, requestKey(what, to.ID)); err != nil {
			return nil, err
		}
	}
	if err := outbox.Forget(tx, to, now); err != nil {
		return nil, err
	}
	to.Former, to.Since, to.LeftAt = nil, time.Time{}, time.Time{}
	return stays, address.Put(tx, to)
}

// farewell are the last words: what was erased, what stays and until when.
func (d *Desk) farewell(to address.Record, q request, stays []string, now time.Time) ([]outbox.Delivery, error) {
	text := d.say(q.Lang, "data.erased", nil)
	if len(stays) > 0 {
		text += "\n\n" + d.say(q.Lang, "data.stays", nil)
		for _, s := range stays {
			text += "\n• " + s
		}
	}
	text += "\n\n" + d.backups(q.Lang, now)
	base := outbox.ID(fmt.Sprintf("y%012x-%s-bye", q.At.UnixMilli(), to.ID))
	return d.cfg.Box.Prepare(base, to, outbox.Answers, outbox.Answer, []channel.Outgoing{plain(text)}, now)
}

// backups says until when backups have what was erased.
func (d *Desk) backups(lang string, now time.Time) string {
	if d.cfg.Keep <= 0 {
		return d.say(lang, "data.no_backups", nil)
	}
	return d.say(lang, "data.backups", map[string]any{"Day": now.In(d.cfg.Zone).AddDate(0, 0, d.cfg.Keep).Format("02/01/2006")})
}

// Outlook is what an erasure would leave, for whoever is asked whether they are sure.
type Outlook struct {
	Cases   int    // that the commune works on
	Backups string // the sentence about backups
}

// Outlook tells what an erasure of the actor's conversation would leave.
func (d *Desk) Outlook(r kv.Reader, who address.ID, lang string, now time.Time) (o Outlook, err error) {
	for _, room := range d.cfg.Rooms {
		if room.Needs == nil {
			continue
		}
		n, err := room.Needs(r, who)
		if err != nil {
			return o, err
		}
		o.Cases += n
	}
	o.Backups = d.backups(lang, now)
	return o, nil
}
