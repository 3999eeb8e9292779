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

// deliver takes the next delivery of an address through one call: claimed in the store, sent, and
// the result stored. False: no call was made. What was begun is finished and noted when life, the
// line's, has ended.
func (l *line) deliver(life context.Context, to address.ID, at Lane) (called bool) {
	ctx := context.Background()
	uploaded := l.uploads.ended()
	c, err := l.claim(ctx, to, at)
	if err != nil {
		l.log.Error("a delivery cannot be claimed", "lane", at, "err", err)
		l.add(to, at)
		l.queue.Done(to, time.Second)
		return false
	}
	if c.found && !l.uploads.begin(c.message, uploaded) {
		c = l.back(ctx, c, uploadWait)
	} else if c.found && !l.widen(life, weight(c.message)) {
		l.uploads.end(c.message)
		c = l.back(ctx, c, 0)
	}
	l.carry(life, c, to, at)
	return c.found
}

// back gives up a claim whose call is not made now.
func (l *line) back(ctx context.Context, c claimed, rest time.Duration) claimed {
	if err := l.release(ctx, c); err != nil {
		l.log.Error("a claim cannot be taken back", "delivery", c.delivery.ID, "err", err)
	}
	c.found, c.more, c.rest = false, true, rest
	return c
}

// carry makes the call of a claimed delivery, stores its outcome and gives the address back.
func (l *line) carry(life context.Context, c claimed, to address.ID, at Lane) {
	if c.found {
		ctx := context.Background()
		call, cancel := context.WithTimeout(ctx, patience(c.message))
		soon := context.AfterFunc(life, func() { time.AfterFunc(callTimeout, cancel) }) // the program must end
		failpoint.Hit("outbox.claimed")
		started := time.Now()
		receipt, err := l.ch.Send(call, c.to, c.message)
		failpoint.Hit("outbox.sent")
		soon()
		cancel()
		l.box.stats.call(time.Since(started), err)
		l.fresh.drop(c.delivery.ID) // from now on the store's record counts
		sent := c.message
		c = l.settle(ctx, c, receipt, err)
		l.uploads.end(sent)
		failpoint.Hit("outbox.noted")
	}
	if c.more {
		l.add(to, at)
	}
	l.queue.Done(to, c.rest)
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

// settle stores the outcome of a call and tells what the line does next.
func (l *line) settle(ctx context.Context, c claimed, receipt channel.Receipt, sendErr error) claimed {
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
	for attempt := 0; ; attempt++ {
		out, err := l.store(ctx, c, v, receipt, now)
		if err == nil {
			l.box.stats.ended(out.state)
			return out.claimed
		}
		// The platform may have taken the message, so its outcome must not be forgotten: until the
		// store takes it the address stays claimed, and a crash here makes it uncertain.
		l.log.Error("the outcome of a delivery cannot be stored; trying again", "delivery", c.delivery.ID, "err", err)
		if fault.Is(err, fault.NotFound) || attempt > 600 {
			return claimed{}
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
