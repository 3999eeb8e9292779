package intake

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/failpoint"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/picture"
)

// Fetch keeps the content of a file that somebody sent on a channel, and gives the file with its Hash and size.
// Refused where the content is nothing that may be kept (a *picture.Refusal) or too large (channel.ErrLarge);
// after Busy and Unsure it may be tried again.
type Fetch func(ctx context.Context, channel string, f channel.File) (channel.File, error)

// How files are fetched: so often, each time for so long at most, after such rests. A channel that asks for a
// longer rest is not waited for: the person is told, and sends the file again.
const (
	fetchTime    = 60 * time.Second
	longestRest  = 30 * time.Second
	mostSending  = picture.MostFile
	fetchTries   = 3
	firstRest    = time.Second
	restsGrowing = 4
)

// brought is an update with what became of its files.
type brought struct {
	channel.Incoming
	unfit []picture.Reason // of each file why it was not kept; empty where none was wanted
}

// bring fetches the files of an update that the bot wants, outside of any transaction: the conversation waits
// for them, nobody else does. An error means that the program ends; the update is handled after the next
// start, and fetching the files again does no harm.
func (in *Intake) bring(ctx context.Context, r row, m channel.Incoming) (b brought, err error) {
	b.Incoming = m
	if len(m.Files) == 0 {
		return b, nil
	}
	wanted, err := in.wanted(r, b)
	if err != nil || !wanted {
		return b, err
	}
	b.Files, b.unfit = make([]channel.File, len(m.Files)), make([]picture.Reason, len(m.Files))
	for i, f := range m.Files {
		if b.Files[i], b.unfit[i], err = in.keepFile(ctx, r.Chan, f); err != nil {
			return b, err
		}
	}
	failpoint.Hit("intake.fetched")
	return b, nil
}

// wanted asks the bot whether it wants the content of the files, with the conversation's state as it is.
func (in *Intake) wanted(r row, b brought) (wanted bool, err error) {
	now := in.now()
	err = in.db.View(context.Background(), func(rd kv.Reader) error {
		var t talk
		to, err := address.Find(rd, r.Chan, b.Chat)
		switch {
		case fault.Is(err, fault.NotFound): // not met before: there is no open talk
			to = address.Record{Channel: r.Chan, Chat: b.Chat, Group: b.Group}
		case err != nil:
			return err
		default:
			raw, err := rawTalk(rd, to.ID)
			if err != nil {
				return err
			}
			if raw != nil && json.Unmarshal(raw, &t) != nil {
				t = talk{}
			}
		}
		by, err := actor(rd, to, b.Incoming)
		if err != nil {
			return err
		}
		wanted = in.bot.Wants(t.State, in.message(r, b, by, rd, now, nil))
		return nil
	})
	return wanted, err
}

// keepFile fetches one file. why says why its content was not kept; an error only that the program ends.
func (in *Intake) keepFile(ctx context.Context, name string, f channel.File) (kept channel.File, why picture.Reason, err error) {
	switch {
	case f.Size > mostSending: // before the platform is asked for it
		return f, picture.Large, nil
	case in.fetch == nil:
		return f, picture.Unreached, nil
	}
	rest := firstRest
	for try := 1; ; try++ {
		call, cancel := context.WithTimeout(ctx, fetchTime)
		kept, err = in.fetch(call, name, f)
		cancel()
		if err == nil {
			return kept, "", nil
		}
		if ctx.Err() != nil {
			return f, "", fault.New(fault.Busy, "intake: a file is not fetched: %w", ctx.Err())
		}
		why, again := reason(err)
		wait := max(rest, fault.WaitOf(err))
		if !again || try == fetchTries || wait > longestRest {
			in.log.Warn("a file that somebody sent is not kept", "channel", name, "kind", fault.KindOf(err), "why", string(why), "tries", try)
			return f, why, nil
		}
		pause(ctx, wait)
		rest *= restsGrowing
	}
}

// reason is what a failed fetch means to whoever sent the file, and whether to try again.
func reason(err error) (why picture.Reason, again bool) {
	var refusal *picture.Refusal
	switch {
	case errors.As(err, &refusal):
		return refusal.Why, false
	case errors.Is(err, channel.ErrLarge):
		return picture.Large, false
	}
	switch fault.KindOf(err) {
	case fault.Busy, fault.Unsure:
		return picture.Unreached, true
	}
	return picture.Unreached, false
}

// tidyStates takes out of the conversations' states what need not be kept any more: what people write is not
// kept for longer than they were told, even if they never come back.
func (in *Intake) tidyStates(ctx context.Context) error {
	if !in.bot.Ready() {
		return nil
	}
	now := in.now()
	var stale []string
	err := in.db.View(ctx, func(r kv.Reader) error {
		stale = nil
		return states.Scan(r, nil, nil, func(t talk) error {
			if _, is := in.bot.Tidy(t.State, now); is {
				stale = append(stale, t.ID)
			}
			return nil
		})
	})
	for len(stale) > 0 && err == nil {
		n := min(len(stale), 100)
		err = in.db.Update(ctx, func(tx kv.Tx) error {
			for _, id := range stale[:n] {
				t, err := states.Get(tx, id)
				if fault.Is(err, fault.NotFound) {
					continue
				}
				if err != nil {
					return err
				}
				state, is := in.bot.Tidy(t.State, now)
				if !is {
					continue
				}
				t.State = state
				if err := states.Put(tx, t); err != nil {
					return err
				}
			}
			return nil
		})
		stale = stale[n:]
	}
	return err
}
