package app

import (
	"context"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/picture"
)

// keepFile keeps the content of a file that somebody sent with a report: what may be kept of it, without what a
// picture tells of the one who took it. It implements intake.Fetch.
func (a *App) keepFile(ctx context.Context, name string, f channel.File) (channel.File, error) {
	if a.blobs == nil {
		return f, fault.New(fault.NotFound, "app: files are not kept here")
	}
	for _, ch := range a.w.Channels {
		from, can := ch.(channel.Fetcher)
		if ch.Name() != name || !can {
			continue
		}
		data, err := from.Fetch(ctx, f.Ref, picture.MostFile)
		if err != nil {
			return f, err
		}
		clean, _, err := picture.Clean(data)
		if err != nil {
			return f, err
		}
		hash, err := a.blobs.Put(clean)
		if err != nil {
			a.w.Log.Error("a file that somebody sent cannot be stored", "kind", fault.KindOf(err), "err", err)
			return f, fault.New(fault.Refused, "app: %w", &picture.Refusal{Why: picture.Unkept})
		}
		f.Hash, f.Size = hash, int64(len(clean))
		return f, nil
	}
	return f, fault.New(fault.NotFound, "app: nothing can be fetched from %s", name)
}

// sweeping is how often attachments that nothing names are looked for.
const sweeping = 24 * time.Hour

// sweepFiles removes attachments that nothing names any more, until ctx ends: at the start what a process that
// was killed was about to name, then once a day.
func (a *App) sweepFiles(ctx context.Context) error {
	if a.blobs == nil {
		<-ctx.Done()
		return nil
	}
	a.sweep(ctx, func(keep func(string) (bool, error)) (int, error) { return a.blobs.SweepBefore(a.begun, keep) })
	tick := time.NewTicker(sweeping)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			a.sweep(ctx, func(keep func(string) (bool, error)) (int, error) { return a.blobs.Sweep(time.Now(), keep) })
		}
	}
}

// sweep lets go of what no record and no open talk names.
func (a *App) sweep(ctx context.Context, away func(keep func(hash string) (bool, error)) (int, error)) {
	some, err := a.blobs.Holds()
	named := map[string]bool{}
	if err == nil && some {
		err = a.w.DB.View(ctx, func(r kv.Reader) error {
			clear(named)
			return Files(r, func(hash string) error {
				named[hash] = true
				return ctx.Err()
			})
		})
	}
	removed := 0
	if err == nil && some {
		removed, err = away(func(hash string) (bool, error) { return named[hash], ctx.Err() })
	}
	switch {
	case ctx.Err() != nil:
	case err != nil:
		a.w.Log.Error("attachments that nothing names cannot be removed", "kind", fault.KindOf(err), "err", err)
	case removed > 0:
		a.w.Log.Info("attachments that nothing names are removed", "files", removed)
	}
}
