package review

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

// Notice makes the message that n new questions wait for staff; false: there is nothing yet to make it of.
type Notice func(n int) (channel.Outgoing, bool)

// tellEvery is the shortest time between two notices of new questions, and gather how long the first new
// one waits for others: staff are told of a batch, not of each.
const (
	tellEvery = time.Hour
	gather    = 10 * time.Minute
)

// Concerned are the conversations of those who are told about an office's matters: its staff and heads;
// where it has none, the heads of the other offices, then the chair, then all staff, then the admins. A
// matter that nobody is told of still stands in the lists.
func Concerned(r kv.Reader, office commune.OfficeID) (who []address.ID, err error) {
	list, err := staff.Active(r)
	if err != nil {
		return nil, err
	}
	for _, meant := range []func(staff.Account) bool{
		func(a staff.Account) bool {
			return a.Office == office && (a.Is(commune.Staff) || a.Is(commune.Head))
		},
		func(a staff.Account) bool { return a.Is(commune.Head) },
		func(a staff.Account) bool { return a.Is(commune.Chair) },
		func(a staff.Account) bool { return a.Is(commune.Staff) },
		func(a staff.Account) bool { return a.Is(commune.Admin) },
	} {
		for _, a := range list {
			if meant(a) {
				who = append(who, a.Addresses...)
			}
		}
		if len(who) > 0 {
			return who, nil
		}
	}
	return nil, nil
}

// Staffed tells whether there is anybody who can answer: without, a resident is not told to wait.
func Staffed(r kv.Reader) (bool, error) {
	list, err := staff.Active(r)
	return slices.ContainsFunc(list, func(a staff.Account) bool { return MayAnswer(a.Actor()) && len(a.Addresses) > 0 }), err
}

// TellStaff queues a message to those who are told about an office's matters, but not to whoever did what
// it tells of, as part of tx. id is the fact's own, so that telling twice is telling once. Quiet hours are
// the outbox's to keep.
func (d *Desk) TellStaff(tx kv.Tx, id string, office commune.OfficeID, m channel.Outgoing, by commune.Actor, now time.Time) error {
	to, err := Concerned(tx, office)
	if err != nil {
		return err
	}
	for _, who := range to {
		if who == address.ID(by.Address) {
			continue
		}
		if err := d.sendTo(tx, id, who, m, now); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) sendTo(tx kv.Tx, id string, who address.ID, m channel.Outgoing, now time.Time) error {
	rec, err := address.Get(tx, who)
	if fault.Is(err, fault.NotFound) || err == nil && rec.Left {
		return nil
	}
	if err != nil {
		return err
	}
	base := outbox.ID(fmt.Sprintf("r%012x-%s-%s", now.UnixMilli(), id, who))
	ds, err := d.c.Box.Prepare(base, rec, outbox.Notices, outbox.Notice, []channel.Outgoing{m}, now)
	if err != nil { // its channel is off: what was to be told waits in the lists anyway
		d.log.Error("one of the staff cannot be told", "address", who, "err", err)
		return nil
	}
	return d.c.Box.Enqueue(tx, ds...)
}

// toldKey holds when staff were last told of new questions.
var toldKey = []byte("told")

// toldAtOnce bounds one transaction: an asker is three writes and one of the staff two.
const toldAtOnce = 150

// tell tells staff of the questions that residents have put before them since the last time.
func (d *Desk) tell(ctx context.Context, notice Notice) error {
	now := d.c.Now()
	if d.c.Quiet != nil && d.c.Quiet(now) {
		return nil
	}
	due := false
	err := d.c.DB.View(ctx, func(r kv.Reader) (err error) {
		_, due, err = untold(r, now)
		return err
	})
	if err != nil || !due {
		return err
	}
	return d.c.DB.Update(ctx, func(tx kv.Tx) error {
		fresh, _, err := untold(tx, now)
		if err != nil {
			return err
		}
		if _, ok := notice(1); !ok {
			return nil
		}
		counts, seen := map[commune.OfficeID]int{}, map[QuestionID]bool{}
		for _, a := range fresh {
			a.Told = true
			if err := askers.Put(tx, a); err != nil {
				return err
			}
			q, err := questions.Get(tx, a.Question)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			if err == nil && q.State == Open && !seen[q.ID] {
				seen[q.ID] = true
				counts[q.Office]++
			}
		}
		each := map[address.ID]int{} // whoever stands for several offices gets one message
		for office, n := range counts {
			to, err := Concerned(tx, office)
			if err != nil {
				return err
			}
			for _, who := range to {
				each[who] += n
			}
		}
		for who, n := range each {
			if m, ok := notice(n); ok {
				if err := d.sendTo(tx, "new", who, m, now); err != nil {
					return err
				}
			}
		}
		return tx.Put(revisionTable, toldKey, binary.BigEndian.AppendUint64(nil, uint64(now.UnixNano())))
	})
}

// untold are those who wait and of whom staff have not been told; due: it is time to.
func untold(r kv.Reader, now time.Time) (list []asker, due bool, err error) {
	b, ok, err := r.Get(revisionTable, toldKey)
	if err != nil {
		return nil, false, err
	}
	if ok && len(b) == 8 {
		// One from after now was written before the clock was set back.
		if told := time.Unix(0, int64(binary.BigEndian.Uint64(b))); !told.After(now) && now.Sub(told) < tellEvery {
			return nil, false, nil
		}
	}
	err = askers.ByIndex(r, untoldIndex, nil, nil, func(a asker) error {
		if list = append(list, a); len(list) == toldAtOnce {
			return kv.Stop
		}
		return nil
	})
	return list, len(list) > 0 && now.Sub(list[0].At) >= gather, err
}
