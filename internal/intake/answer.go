package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"time"

	"loaxom/bot"
	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/failpoint"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
	"loaxom/internal/record"
	"loaxom/internal/review"
	"loaxom/internal/staff"
)

// talk is a conversation's state in the store.
type talk struct {
	ID    string    `json:"id"` // the address id
	Turn  int64     `json:"n"`  // grows with each turn: the order of its answers
	State bot.State `json:"s"`
}

// next numbers a turn. The clock keeps the answers of a moment side by side in the store and makes a
// number that was never used before, also after a state was lost; the number before keeps the order
// when the clock was set back.
func (t talk) next(now time.Time) int64 { return max(t.Turn+1, now.UnixMilli()) }

// errChanged says that what a turn was computed from is no longer so.
var errChanged = errors.New("intake: the conversation changed meanwhile")

// answered is a turn that is computed and not yet committed.
type answered struct {
	row     row
	message brought
	to      address.Record
	met     []byte        // the address as it is stored; nil: not met before
	actor   commune.Actor // by whom it was computed to be done
	before  []byte        // the conversation's state that the turn was computed from
	after   talk
	turn    bot.Turn
	out     []outbox.Delivery
	end     func(kv.Tx) error // notes that the update is done
}

// answer computes a turn outside any Update and commits it with all that it brings about and with end,
// which notes that the update is done. Where an act of the turn is refused at the commit, the turn is
// asked again, once, to say so.
func (in *Intake) answer(r row, m brought, end func(kv.Tx) error) error {
	var refused error
	for {
		a, err := in.turn(r, m, refused)
		if err == nil {
			a.end = end
			_, err = in.commit([]*answered{a})
		}
		switch {
		case errors.Is(err, errChanged):
		case refused == nil && isRefusal(err):
			refused = err
		default:
			return err
		}
	}
}

// refusal is what a room said to an act of a turn.
type refusal struct{ err error }

func (r refusal) Error() string { return r.err.Error() }
func (r refusal) Unwrap() error { return r.err }

// isRefusal tells errors that the person is to be told of from those that are ours.
func isRefusal(err error) bool {
	var r refusal
	if !errors.As(err, &r) {
		return false
	}
	switch fault.KindOf(err) {
	case fault.Denied, fault.Invalid, fault.NotFound, fault.Conflict:
		return true
	}
	return false
}

// turn asks the bot, with the conversation's state and the store as they are now.
func (in *Intake) turn(r row, m brought, refused error) (a *answered, err error) {
	err = in.db.View(context.Background(), func(rd kv.Reader) (err error) {
		a, err = in.turnIn(rd, r, m, refused)
		return err
	})
	return a, err
}

// turns is turn for several updates, of as many conversations.
func (in *Intake) turns(us []*update) (as []*answered, err error) {
	as = make([]*answered, len(us))
	err = in.db.View(context.Background(), func(rd kv.Reader) (err error) {
		for i, u := range us {
			if as[i], err = in.turnIn(rd, u.row, brought{Incoming: u.in}, nil); err != nil {
				return err
			}
			as[i].end = u.see
		}
		return nil
	})
	return as, err
}

// turnIn is turn with what rd reads.
func (in *Intake) turnIn(rd kv.Reader, r row, m brought, refused error) (a *answered, err error) {
	now := in.now()
	a = &answered{row: r, message: m}
	a.to, err = address.Find(rd, r.Chan, m.Chat)
	switch {
	case fault.Is(err, fault.NotFound):
		a.to = address.Record{ID: address.ID(in.newID()), Channel: r.Chan, Chat: m.Chat, Group: m.Group}
	case err != nil:
		return nil, err
	default:
		if a.met, err = address.Raw(rd, a.to.ID); err == nil {
			a.before, err = rawTalk(rd, a.to.ID)
		}
		if err != nil {
			return nil, err
		}
	}
	if a.before != nil {
		if err := readTalk(a.before, &a.after); err != nil {
			in.log.Error("a conversation's state does not read and begins anew", "address", a.to.ID)
			a.after = talk{}
		}
	}
	if a.actor, err = actor(rd, a.to, m.Incoming); err != nil {
		return nil, err
	}
	begun := time.Now()
	a.turn = in.bot.Turn(a.after.State, in.message(r, m, a.actor, rd, now, refused))
	in.stats.turn(a.turn.Decision, time.Since(begun))
	a.after = talk{ID: string(a.to.ID), Turn: a.after.next(now), State: a.turn.State}
	base := outbox.ID(fmt.Sprintf("a%012x-%s", a.after.Turn, a.to.ID))
	a.out, err = in.box.Prepare(base, a.to, outbox.Answers, outbox.Answer, a.turn.Replies, now)
	if in.withheld(r) {
		for i := range a.out {
			a.out[i].Withhold(now)
		}
	}
	return a, err
}

// message is an update as the bot sees it.
func (in *Intake) message(r row, m brought, by commune.Actor, rd kv.Reader, now time.Time, refused error) bot.Message {
	return bot.Message{
		Kind: m.Kind, Text: m.Text, Media: m.Media, Files: m.Files, Unfit: m.unfit, Point: m.Point, Album: m.Album, Reply: m.ReplyTo, Data: m.Data, Group: m.Group, Lang: m.Lang,
		Now: now, Late: late(r, m.Incoming, now), Numbered: in.byName[r.Chan].Limits().Buttons == 0,
		Actor: by, Read: rd, NewID: in.newID, Refused: refused,
	}
}

// actor is whoever wrote. A role counts in a person's own conversation only: in a group nobody has one, and
// neither has a message that no person answers for (an anonymous admin).
func actor(r kv.Reader, to address.Record, m channel.Incoming) (commune.Actor, error) {
	if m.Group || to.Group || m.From == "" || m.From != m.Chat {
		return commune.Actor{Address: string(to.ID), Role: commune.Resident}, nil
	}
	return staff.Actor(r, to.ID)
}

// commit stores turns of as many conversations with all that they bring about: all of it, or nothing. Of several it
// stores the first n, those whose answers can go out at once, perhaps none: who would have to wait for a call in
// flight to end waits better alone. A single turn is stored in any case.
func (in *Intake) commit(as []*answered) (n int, err error) {
	now, alone := in.now(), len(as) == 1
	launches := make([]*outbox.Launch, 0, len(as))
	for _, a := range as {
		var launch *outbox.Launch
		if len(a.out) > 0 && a.out[0].State == outbox.Queued {
			if launch = in.box.Reserve(a.to, now, alone); launch == nil && !alone {
				break
			}
		}
		launches = append(launches, launch)
	}
	if len(launches) == 0 {
		return 0, nil
	}
	as = as[:len(launches)]
	err = in.db.Update(context.Background(), func(tx kv.Tx) error {
		for i, a := range as {
			if err := in.commitIn(tx, a, launches[i], now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		for _, launch := range launches {
			if launch != nil {
				launch.Cancel()
			}
		}
		return 0, err
	}
	failpoint.Hit("intake.committed")
	in.stats.answered.Add(int64(len(as)))
	for _, a := range as {
		in.stats.waited(now.Sub(a.row.At))
	}
	return len(as), nil
}

// commitIn writes one turn.
func (in *Intake) commitIn(tx kv.Tx, a *answered, launch *outbox.Launch, now time.Time) error {
	if err := a.end(tx); err != nil {
		return err
	}
	if err := a.unchanged(tx, now); err != nil {
		return err
	}
	for _, act := range a.turn.Acts {
		if err := act(tx); err != nil {
			return refusal{err}
		}
	}
	for _, q := range a.turn.Opens {
		if err := review.Note(tx, q, now); err != nil {
			return err
		}
	}
	if err := states.Put(tx, a.after); err != nil || len(a.out) == 0 {
		return err
	}
	if launch != nil {
		return launch.Enqueue(tx, a.out...)
	}
	return in.box.Enqueue(tx, a.out...)
}

// unchanged sees to it that the turn still rests on what is so: errChanged where it does not. Whom we
// had not met, or who had left, is met now.
func (a *answered) unchanged(tx kv.Tx, now time.Time) error {
	met, err := address.Raw(tx, a.to.ID)
	if err != nil {
		return err
	}
	if a.met == nil || a.to.Left {
		rec, err := address.Meet(tx, a.row.Chan, a.message.Chat, a.message.Group, a.to.ID, now)
		if err != nil {
			return err
		}
		if rec.ID != a.to.ID {
			return errChanged
		}
	}
	held, err := rawTalk(tx, a.to.ID)
	if err == nil && (!bytes.Equal(met, a.met) || !bytes.Equal(held, a.before)) {
		err = errChanged
	}
	if err != nil || len(a.turn.Acts) == 0 {
		return err
	}
	// Whoever was revoked between the turn and now may not do what it was computed to do.
	by, err := actor(tx, a.to, a.message.Incoming)
	if err == nil && !reflect.DeepEqual(by, a.actor) {
		err = errChanged
	}
	return err
}

// late tells whether a message waited in an outage: by the platform's clock where it says when the
// message was written, and by ours since we took it.
func late(r row, m channel.Incoming, now time.Time) bool {
	return !m.At.IsZero() && now.Sub(m.At) > bot.Stale || now.Sub(r.At) > bot.Stale
}

// readTalk reads a conversation's stored state.
func readTalk(raw []byte, t *talk) error {
	if t.ScanRecord(record.NewReader(raw)) {
		return nil
	}
	*t = talk{}
	return json.Unmarshal(raw, t)
}

// rawTalk is the stored state of a conversation as bytes; nil where there is none.
func rawTalk(r kv.Reader, id address.ID) ([]byte, error) {
	b, _, err := r.Get("talk", []byte(id))
	return b, err
}
