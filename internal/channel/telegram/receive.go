package telegram

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"loaxom/internal/channel"
	"loaxom/internal/fault"
)

const (
	// pollTimeout is how long Telegram holds a poll open when there is nothing new. It allows 50 s; with
	// less, a line that went dead without a word is noticed sooner.
	pollTimeout = 30 * time.Second
	pollGrace   = 10 * time.Second // and how much longer we wait for the answer
	quickPoll   = 15 * time.Second // how long we wait for the answer of a poll that is not to be held
	maxBatch    = 16 << 20         // bytes; the server ends a batch at 4 MiB
	takeAgain   = 5 * time.Second  // after updates that could not be stored, or not be confirmed
)

// allowed names what we ask for, in every call: without it the list of whoever polled before stays in
// force. What the bot does not read is not asked for.
const allowed = `["message","edited_message","callback_query","my_chat_member"]`

// poller is one run of Receive. Its offset lives in memory only: after a restart Telegram brings again
// what was not confirmed, and whoever takes it drops what it has already.
type poller struct {
	c       *Channel
	take    func(context.Context, []channel.Incoming) error
	offset  int64 // the next update that we do not have; 0: whatever Telegram has
	known   bool  // getMe has told who we are
	clear   bool  // there is no webhook
	held    bool  // the last poll was answered, so that the next one may be held open
	dispute dispute
}

// Receive implements channel.Receiver. Only one may run at a time.
func (c *Channel) Receive(ctx context.Context, take func(context.Context, []channel.Incoming) error) error {
	if !c.busy.CompareAndSwap(false, true) {
		return fault.New(fault.Conflict, "telegram: is receiving already")
	}
	defer c.busy.Store(false)
	p := poller{c: c, take: take}
	for ctx.Err() == nil {
		if wait := p.round(ctx); wait > 0 {
			rest(ctx, wait)
		}
	}
	return nil
}

// round is one poll with all that belongs to it. It gives how long to rest before the next.
func (p *poller) round(ctx context.Context) time.Duration {
	if p.c.gate.pass(ctx) != nil {
		return 0
	}
	started := p.c.now()
	batch, f := p.poll(ctx)
	switch {
	case ctx.Err() != nil:
		return 0
	case f != nil:
		p.held = false
		return p.failed(f, started)
	}
	p.held = true
	p.c.gate.passed()
	p.c.state.answered(p.c.now())
	over := p.dispute.settled(p.c.now())
	if len(batch) > 0 {
		in, next := p.c.read(batch, p.offset)
		if err := p.take(ctx, in); err != nil {
			if ctx.Err() == nil {
				p.c.trouble("store", "updates cannot be stored, so Telegram keeps them: "+p.c.scrub.clean(err.Error(), ""))
			}
			return takeAgain
		}
		if next == p.offset { // nothing in the batch says how to confirm it
			return takeAgain
		}
		p.offset = next
	}
	if over {
		p.c.well()
	}
	return 0
}

// poll asks for updates; before the first it learns who we are and sees to it that nobody else is
// given them.
func (p *poller) poll(ctx context.Context) ([]json.RawMessage, *failure) {
	if f := p.prepare(ctx); f != nil {
		return nil, f
	}
	params := tg.Params{"limit": "100", "timeout": "0", "allowed_updates": allowed}
	if p.offset > 0 {
		params["offset"] = strconv.FormatInt(p.offset, 10)
	}
	wait := quickPoll
	if p.held { // the first one after a silence is answered at once: so we know that all is well
		params["timeout"] = strconv.Itoa(int(pollTimeout / time.Second))
		wait = pollTimeout + pollGrace
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	result, f := p.c.request(&trip{ctx: ctx, http: p.c.http, most: maxBatch}, "getUpdates", params)
	if f != nil {
		return nil, f
	}
	var batch []json.RawMessage
	if err := json.Unmarshal(result, &batch); err != nil {
		return nil, &failure{method: "getUpdates", code: 200, text: "the answer is no list of updates"}
	}
	return batch, nil
}

// prepare does what must be done once before polling, and again after a new token or a dispute.
func (p *poller) prepare(ctx context.Context) *failure {
	ctx, cancel := context.WithTimeout(ctx, quickPoll)
	defer cancel()
	if !p.known {
		if _, f := p.c.whoami(ctx); f != nil {
			return f
		}
		p.known = true
	}
	if !p.clear {
		if f := p.unhook(ctx); f != nil {
			return f
		}
		p.clear = true
	}
	return nil
}

// unhook takes a webhook away, without dropping what waits: while one is set, nobody can poll.
func (p *poller) unhook(ctx context.Context) *failure {
	result, f := p.c.call(ctx, "getWebhookInfo", nil)
	if f != nil {
		return f
	}
	var info tg.WebhookInfo
	if err := json.Unmarshal(result, &info); err != nil {
		return &failure{method: "getWebhookInfo", code: 200, text: "the answer does not read"}
	}
	if info.URL == "" {
		return nil
	}
	if _, f := p.c.call(ctx, "deleteWebhook", nil); f != nil {
		return f
	}
	p.c.log.Warn("a webhook was set for this bot and has been removed: we poll", "waiting", info.PendingUpdateCount)
	return nil
}

// read makes a batch neutral and tells which offset confirms it. That offset follows from the batch
// alone, for Telegram begins anew at another number after a week without updates. Items without a
// number are counted as the ones that follow the last one that has one: their true number is at least
// that, so too much is never confirmed.
func (c *Channel) read(batch []json.RawMessage, offset int64) (in []channel.Incoming, next int64) {
	in = make([]channel.Incoming, 0, len(batch))
	last, after := offset-1, int64(0)
	for _, raw := range batch {
		m := c.Decode(raw)
		if id, err := strconv.ParseInt(m.ID, 10, 64); err == nil {
			last, after = id, 0
		} else {
			after++
		}
		if len(raw) > maxRaw {
			m = c.Decode(trim(raw))
		}
		if m.Kind == channel.Unreadable {
			c.alarm("unreadable", "an update does not decode and is passed on raw")
		}
		in = append(in, m)
	}
	if last < 0 { // nothing has a number, and we have none from before: Telegram must keep them
		return in, offset
	}
	return in, last + after + 1
}
