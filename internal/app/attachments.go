package app

import (
	"context"

	"loaxom/internal/channel"
	"loaxom/internal/fault"
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

// sweepAtStart removes the attachments that a process which was killed was about to name; later ones go with
// retention. It runs beside the first messages, which is why only what was there before counts.
func (a *App) sweepAtStart(ctx context.Context) error {
	defer func() { <-ctx.Done() }()
	if a.blobs == nil {
		return nil
	}
	some, err := a.blobs.Holds()
	if err != nil || !some {
		a.swept(ctx, 0, err)
		return nil
	}
	named, err := namedFiles(ctx, a.w.DB)
	if err != nil {
		a.swept(ctx, 0, err)
		return nil
	}
	removed, err := a.blobs.SweepBefore(a.begun, func(hash string) (bool, error) { return named[hash], ctx.Err() })
	a.swept(ctx, removed, err)
	return nil
}

// swept says what became of it; an attachment too many is no reason to end the program.
func (a *App) swept(ctx context.Context, removed int, err error) {
	switch {
	case ctx.Err() != nil:
	case err != nil:
		a.w.Log.Error("attachments that nothing names cannot be removed", "kind", fault.KindOf(err), "err", err)
	case removed > 0:
		a.w.Log.Info("attachments that nothing names are removed", "files", removed)
	}
}
