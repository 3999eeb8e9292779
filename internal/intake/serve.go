package intake

import (
	"context"
	"fmt"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// perTurn is how many updates of one conversation are handled before another gets its turn.
const perTurn = 8

// serve handles a conversation's updates in order.
func (in *Intake) serve(ctx context.Context, lane string) {
	rest := time.Duration(0)
	more := false
	for range perTurn {
		r, found, err := in.first(lane)
		if err == nil && found {
			err = in.handle(ctx, r)
		}
		if err != nil && ctx.Err() != nil { // the program ends; the update waits for the next start
			break
		}
		if err != nil {
			// Nothing was committed, so the same update is tried again; the others go on meanwhile.
			in.log.Error("an update cannot be handled now", "kind", fault.KindOf(err), "err", err)
			in.stats.failed.Add(1)
			rest, more = time.Second, true
			break
		}
		if more = found; !found || ctx.Err() != nil {
			break
		}
	}
	if more {
		in.add(lane)
	}
	in.queue.Done(lane, rest)
}

// answerable tells updates that are answered to whoever sent them from those that are only noted.
func (u update) answerable() bool {
	switch u.in.Kind {
	case channel.Message, channel.Media, channel.Press, channel.Edited:
		return u.in.Chat != ""
	}
	return false
}

// first is the oldest stored update of a conversation.
func (in *Intake) first(lane string) (r row, found bool, err error) {
	err = in.db.View(context.Background(), func(rd kv.Reader) (err error) {
		r, found, err = firstRow(rd, lane)
		return err
	})
	if fault.Is(err, fault.Corrupt) {
		err = fmt.Errorf("conversation %s: %w", lane, err)
	}
	return r, found, err
}

// handle brings one update to its end: answered, noted or put aside. What it was is gone from the
// inbox when it returns nil.
func (in *Intake) handle(ctx context.Context, r row) error {
	ch := in.byName[r.Chan]
	if ch == nil { // the channel was switched off in the config: the update waits for it
		return fault.New(fault.Busy, "channel %s is off", r.Chan)
	}
	m := ch.Decode(r.Raw)
	if m.Kind == channel.Press {
		in.box.Ack(r.Chan, m.Press)
	}
	switch m.Kind {
	case channel.Unreadable:
		in.stats.unreadable.Add(1)
		in.log.Error("an update cannot be read and is kept aside", "channel", r.Chan, "update", r.ID, "bytes", len(r.Raw))
		return in.finish(r, func(tx kv.Tx) error { return tx.Put(asideTable, r.key(), r.encode()) })
	case channel.Message, channel.Media, channel.Press, channel.Edited:
		if m.Chat == "" {
			break
		}
		b, err := in.bring(ctx, r, m)
		if err != nil {
			return err
		}
		return in.answer(r, b, r.remove)
	case channel.Joined:
		return in.joined(r, m)
	case channel.Left:
		return in.finish(r, func(tx kv.Tx) error { return address.Leave(tx, r.Chan, m.Chat, in.now()) })
	case channel.Migrated:
		return in.finish(r, func(tx kv.Tx) error { return address.MoveChat(tx, r.Chan, m.Chat, m.MovedTo) })
	}
	in.stats.ignored.Add(1)
	return in.finish(r, func(kv.Tx) error { return nil })
}

// joined meets a chat that the bot was added to, or a person who came back. A group is greeted, once each
// time that the bot comes into it: who reads along must know what the bot is and that it answers in front
// of everybody only what is asked there.
func (in *Intake) joined(r row, m channel.Incoming) error {
	now, id := in.now(), address.ID(in.newID())
	return in.finish(r, func(tx kv.Tx) error {
		was, err := address.Find(tx, r.Chan, m.Chat)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		fresh := err != nil || was.Left
		to, err := address.Meet(tx, r.Chan, m.Chat, m.Group, id, now)
		if err != nil || !m.Group || !fresh || !in.bot.Ready() {
			return err
		}
		base := outbox.ID(fmt.Sprintf("h%016x-%s", r.Seq, to.ID))
		ds, err := in.box.Prepare(base, to, outbox.Answers, outbox.Answer, []channel.Outgoing{in.bot.Hello()}, now)
		if err != nil {
			return err
		}
		return in.box.Enqueue(tx, ds...)
	})
}

// finish commits what an update brought about, together with its removal.
func (in *Intake) finish(r row, effect func(kv.Tx) error) error {
	return in.db.Update(context.Background(), func(tx kv.Tx) error {
		if err := effect(tx); err != nil {
			return err
		}
		return r.remove(tx)
	})
}
