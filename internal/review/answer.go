package review

import (
	"context"
	"errors"
	"fmt"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
	"loaxom/internal/staff"
)

// MayAnswer tells whether the actor may answer open questions (design, section 8: staff and up).
func MayAnswer(by commune.Actor) bool { return mustAnswer(by) == nil }

func mustAnswer(by commune.Actor) error { return staff.May(by, staff.ToAnswer, staff.Object{}) }

// Reply is what goes to everybody who waits: the messages by language, Vietnamese always. Words is what
// the person wrote, for the audit's hash.
type Reply struct {
	Messages map[string][]channel.Outgoing
	Words    string
}

// Answer ends a question with the words of one of the staff, which go to everybody who waits. Conflict
// where somebody was quicker.
func (d *Desk) Answer(tx kv.Tx, by commune.Actor, id QuestionID, r Reply, now time.Time) error {
	return d.close(tx, by, id, Answered, "", r, now)
}

// Attach ends a question with an entry that answers it: everybody who waits gets that, and the wording
// becomes one of the entry's example questions where there is an overlay folder.
func (d *Desk) Attach(tx kv.Tx, by commune.Actor, id QuestionID, entry string, r Reply, now time.Time) error {
	if err := d.close(tx, by, id, Attached, entry, r, now); err != nil {
		return err
	}
	q, err := questions.Get(tx, id)
	if err != nil || q.Text == "" {
		return err
	}
	return d.leave(tx, file{ID: string(id), Entry: entry, Question: q.Text})
}

// Skip ends a question without an answer. Whoever waits is told where to ask instead: nobody waits for
// what does not come.
func (d *Desk) Skip(tx kv.Tx, by commune.Actor, id QuestionID, r Reply, now time.Time) error {
	return d.close(tx, by, id, Skipped, "", r, now)
}

func (d *Desk) close(tx kv.Tx, by commune.Actor, id QuestionID, s State, into string, r Reply, now time.Time) error {
	if err := mustAnswer(by); err != nil {
		return err
	}
	q, err := questions.Get(tx, id)
	switch {
	case err != nil:
		return err
	case q.State != Open:
		return fault.New(fault.Conflict, "question %s is %s already", id, q.State)
	case s == Answered && r.Words == "" || q.Waiting > 0 && len(r.Messages["vi"]) == 0:
		return fault.New(fault.Invalid, "question %s: the answer is empty", id)
	}
	q.State, q.By, q.At, q.Reply = s, by.Staff, now.UTC(), r.Messages
	if into != "" {
		q.Into = into
	}
	if s == Answered {
		q.Words = r.Words
	}
	if _, err := d.serve(tx, &q, now); err != nil {
		return err
	}
	what := staff.Entry{Act: "question." + string(s), Kind: "question", Object: string(id), New: staff.Digest([]byte(r.Words)), Reason: into}
	return staff.Note(tx, by, what, now)
}

// askersAtOnce bounds one transaction: an asker is up to eight writes, with a message in two parts.
const askersAtOnce = 80

// serve queues the reply of q to the next who wait for it and stores q; more tells that there are others.
// Whoever cannot be reached any more is let go; whoever's channel is switched off goes on waiting for it.
func (d *Desk) serve(tx kv.Tx, q *Question, now time.Time) (more bool, err error) {
	type served struct {
		asker
		ds []outbox.Delivery
	}
	var next []served
	off := 0
	key := kv.Key{}.Text(string(q.ID))
	err = askers.Scan(tx, key, key.End(), func(a asker) error {
		if len(next) == askersAtOnce {
			more = true
			return kv.Stop
		}
		to, err := address.Get(tx, a.Address)
		if fault.Is(err, fault.NotFound) || err == nil && to.Left {
			next = append(next, served{a, nil})
			return nil
		}
		if err != nil {
			return err
		}
		ds, err := d.reply(*q, a, to, now)
		if err != nil {
			off++
			return nil
		}
		next = append(next, served{a, ds})
		return nil
	})
	if err != nil {
		return false, err
	}
	for _, s := range next {
		if err := d.c.Box.Enqueue(tx, s.ds...); err != nil {
			return false, err
		}
		if err := askers.Delete(tx, askerKey(s.Question, s.Address)); err != nil {
			return false, err
		}
		q.Waiting--
	}
	if more || off > 0 {
		if more {
			d.kick(tx)
		}
		return more, errors.Join(questions.Put(tx, *q), tx.Put(servingTable, []byte(q.ID), nil))
	}
	q.Waiting, q.Since, q.Reply = 0, time.Time{}, nil
	return false, errors.Join(questions.Put(tx, *q), tx.Delete(servingTable, []byte(q.ID)))
}

// reply is what one who waits gets. It is an answer, not a notice: it was asked for. An error means that
// the channel is off.
func (d *Desk) reply(q Question, a asker, to address.Record, now time.Time) ([]outbox.Delivery, error) {
	messages := q.Reply[a.Lang]
	if len(messages) == 0 {
		messages = q.Reply["vi"]
	}
	base := outbox.ID(fmt.Sprintf("a%012x-%s-%s", now.UnixMilli(), q.ID, a.Address))
	return d.c.Box.Prepare(base, to, outbox.Answers, outbox.Answer, messages, now)
}

// servingTable holds the ids of the closed questions whose askers have not all been served.
const servingTable = "serving"

// deliver serves the rest of many askers, a transaction a batch, and whoever's channel is on again.
func (d *Desk) deliver(ctx context.Context) error {
	var ids []QuestionID
	err := d.c.DB.View(ctx, func(r kv.Reader) error {
		ids = nil
		return r.Scan(servingTable, nil, nil, func(id, _ []byte) error { ids = append(ids, QuestionID(id)); return nil })
	})
	now := d.c.Now()
	for _, id := range ids {
		for more := true; more && err == nil; {
			err = d.c.DB.Update(ctx, func(tx kv.Tx) error {
				more = false
				q, err := questions.Get(tx, id)
				if fault.Is(err, fault.NotFound) || err == nil && len(q.Reply) == 0 {
					return tx.Delete(servingTable, []byte(id))
				}
				if err == nil {
					more, err = d.serve(tx, &q, now)
				}
				return err
			})
		}
	}
	return err
}
