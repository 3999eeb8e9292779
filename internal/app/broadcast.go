package app

import (
	"context"
	"strings"
	"time"

	"loaxom/content"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// broadcast runs the desk of notices once there is content, whose words it speaks.
func (a *App) broadcast(ctx context.Context) error {
	select {
	case <-a.loaded:
	case <-ctx.Done():
		return nil
	}
	return a.desk.Run(ctx)
}

// gate is the outbox's question about deliveries of notices, bulletins, digests and what staff are told of cases.
func (a *App) gate(r kv.Reader, d outbox.Delivery, now time.Time) outbox.Pass {
	switch {
	case d.Cause == feedback.Cause:
		return a.cases.Gate(now)
	case strings.HasPrefix(d.Cause, digestCause):
		return a.gateDigest(d.Cause, now)
	}
	return a.desk.Gate(r, d, now)
}

// ahead is how many deliveries of one broadcast wait in the outbox: some seconds of the quickest channel,
// and more where there is no pace (benchmarks).
func ahead(pace map[string]outbox.Pace) int {
	most := 100
	for _, p := range pace {
		if p.PerSecond <= 0 {
			return 2000
		}
		most = max(most, 4*p.PerSecond)
	}
	return most
}

// say is a line in Vietnamese, in which everything is said that no one asked for.
func (a *App) say(id string, data map[string]any) string {
	live := a.live.Load()
	if live == nil { // nothing speaks before content is loaded
		return ""
	}
	return live.Current().Say(content.Vietnamese, id, data)
}

func (a *App) hamlet(id string) string {
	for _, h := range a.cfg.Hamlets {
		if string(h.ID) == id {
			return h.Name
		}
	}
	return ""
}

// fetch keeps the content of a file that somebody sent on a channel.
func (a *App) fetch(ctx context.Context, name string, f channel.File) (hash string, err error) {
	if a.blobs == nil {
		return "", fault.New(fault.NotFound, "app: files are not kept here")
	}
	for _, ch := range a.w.Channels {
		from, can := ch.(channel.Fetcher)
		if ch.Name() != name || !can {
			continue
		}
		data, err := from.Fetch(ctx, f.Ref, mostFetched)
		if err != nil {
			return "", err
		}
		return a.blobs.Put(data)
	}
	return "", fault.New(fault.NotFound, "app: nothing can be fetched from %s", name)
}

// mostFetched is the largest file that Telegram lets a bot download (Bot API, getFile).
const mostFetched = 20 << 20

// night tells whether that time lies in the quiet hours.
func (a *App) night(now time.Time) bool {
	_, is := a.quiet.At(now)
	return is
}
