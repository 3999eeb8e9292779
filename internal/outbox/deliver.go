package outbox

import (
	"context"
	"errors"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/failpoint"
	"loaxom/internal/fault"
)

// hand is what a worker has in its hands: a conversation, and the delivery to it that goes out now.
type hand struct {
	claimed
	at       Lane
	uploaded uint64 // how many uploads had ended when it was claimed
}

// deliver takes the next delivery of an address through one call: claimed in the store, sent, and the result
// stored; and then those of other addresses, as long as more may go at once. What was begun is finished and
// noted when life, the line's, has ended. Whoever calls it has a slot and has noted the call in the pace.
func (l *line) deliver(life context.Context, to address.ID, at Lane) {
	h := &hand{at: at, uploaded: l.uploads.ended()}
	var err error
	h.claimed, err = l.claim(context.Background(), to, at)
	if err != nil {
		l.log.Error("a delivery cannot be claimed", "lane", at, "err", err)
		l.add(to, at)
		l.queue.Done(to, time.Second)
		l.gave()
		l.freed(at)
		return
	}
	l.carry(life, h)
}

// carry brings what is in hand to its end, and what comes into the hand with that.
func (l *line) carry(life context.Context, h *hand) {
	for h != nil {
		h = l.call(life, h)
	}
}

// call makes the call of a claimed delivery, stores its outcome and gives the address back. In the same commit
// it claims what goes next, if anything may: a broadcast then costs one commit a delivery and not two. nil: nothing
// does.
func (l *line) call(life context.Context, h *hand) (next *hand) {
	ctx := context.Background()
	if h.found && !l.uploads.begin(h.message, h.uploaded) {
		h.claimed = l.back(ctx, h.claimed, uploadWait)
	} else if h.found && !l.widen(life, weight(h.message)) {
		l.uploads.end(h.message)
		h.claimed = l.back(ctx, h.claimed, 0)
	}
	if !h.found {
		l.gave()
		l.done(h)
		l.freed(h.at)
		return nil
	}
	call, cancel := context.WithTimeout(ctx, patience(h.message))
	soon := context.AfterFunc(life, func() { time.AfterFunc(callTimeout, cancel) }) // the program must end
	failpoint.Hit("outbox.claimed")
	started := time.Now()
	receipt, err := l.ch.Send(call, h.to, h.message)
	failpoint.Hit("outbox.sent")
	soon()
	cancel()
	l.box.stats.call(time.Since(started), err)
	l.fresh.drop(h.delivery.ID) // from now on the store's record counts
	sent := h.message
	next = l.settle(ctx, life, h, receipt, err)
	l.uploads.end(sent)
	failpoint.Hit("outbox.noted")
	l.done(h)
	if next == nil || next.at == Answers {
		l.freed(h.at)
	}
	return next
}

// done gives an address back.
func (l *line) done(h *hand) {
	if h.more {
		l.add(h.key, h.at)
	}
	l.queue.Done(h.key, h.rest)
}

// freed notes that a call that is no answer has ended and no other took its place.
func (l *line) freed(at Lane) {
	if at != Answers {
		l.bulk.Add(-1)
		l.change()
	}
}

// back gives up a claim whose call is not made now.
func (l *line) back(ctx context.Context, c claimed, rest time.Duration) claimed {
	if err := l.release(ctx, c); err != nil {
		l.log.Error("a claim cannot be taken back", "delivery", c.delivery.ID, "err", err)
	}
	c.found, c.more, c.rest = false, true, rest
	return c
}

// verdict is what a call's outcome means for the delivery and for the line.
type verdict struct {
	state  State
	reason string
	burnt  bool          // counts as an attempt
	chat   time.Duration // the chat waits this long
	moved  string        // the chat's new platform id
	left   bool          // the recipient is not to be reached any more
	stop   bool          // the line stops until a probe is answered
}

// judge reads a call's outcome, after so many attempts before it. It is the table of design 5 and of the
// kinds of fault.
func judge(err error, attempts int) verdict {
	var moved *channel.Moved
	if errors.As(err, &moved) {
		return verdict{state: Queued, moved: moved.To}
	}
	if err == nil {
		return verdict{state: Sent}
	}
	switch kind := fault.KindOf(err); kind {
	case fault.Busy:
		wait := fault.WaitOf(err)
		return verdict{state: Queued, chat: wait, stop: wait <= 0}
	case fault.Unsure:
		return verdict{state: Uncertain, burnt: true, stop: true}
	case fault.Gone:
		return verdict{state: Failed, reason: "gone", left: true}
	case fault.Conflict:
		return verdict{state: Queued, burnt: true, chat: nextTry(attempts)}
	case fault.Internal, fault.Corrupt:
		return verdict{state: Queued, reason: kind.String(), burnt: true, chat: nextTry(attempts)}
	default:
		return verdict{state: Failed, reason: kind.String()}
	}
}

// settle stores the outcome of a call in h, and claims what goes next where something may; nil where nothing does.
func (l *line) settle(ctx, life context.Context, h *hand, receipt channel.Receipt, sendErr error) (next *hand) {
	c := &h.claimed
	v := judge(sendErr, c.delivery.Attempts)
	now := l.box.now()
	if k := fault.KindOf(sendErr); sendErr != nil && (k == fault.Internal || k == fault.Corrupt || k == fault.Refused) {
		l.log.Error("a message could not be sent", "delivery", c.delivery.ID, "kind", k, "err", sendErr)
	}
	if v.stop {
		l.troubled(fault.KindOf(sendErr))
	} else {
		l.mu.Lock()
		l.moved = now
		l.mu.Unlock()
	}
	if v.chat > 0 && fault.WaitOf(sendErr) > 0 {
		l.flooded(now, v.chat)
	}
	next = l.another(life, h.at)
	for attempt := 0; ; attempt++ {
		out, err := l.store(ctx, c, v, receipt, now, next)
		if err == nil {
			l.box.stats.ended(out.state)
			h.claimed = out.claimed
			return next
		}
		if next != nil { // it may be what cannot be claimed: whoever takes it next says so
			l.putBack(next, h.at)
			next = nil
			continue
		}
		// The platform may have taken the message, so its outcome must not be forgotten: until the
		// store takes it the address stays claimed, and a crash here makes it uncertain.
		l.log.Error("the outcome of a delivery cannot be stored; trying again", "delivery", c.delivery.ID, "err", err)
		if fault.Is(err, fault.NotFound) || attempt > 600 {
			h.claimed = claimed{key: c.key}
			return nil
		}
		l.sleep(ctx, time.Second)
	}
}

// flooded notes a retry_after of one chat. A second one while the first runs, or just after it, means
// that the platform's patience with the whole bot is at its end.
func (l *line) flooded(now time.Time, wait time.Duration) {
	l.mu.Lock()
	again := !l.flood.IsZero() && now.Before(l.flood.Add(5*time.Second))
	if until := now.Add(wait); until.After(l.flood) {
		l.flood = until
	}
	l.mu.Unlock()
	if again {
		l.holdFor(wait)
	}
}
