package broadcast

import (
	"context"
	"time"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// fetchTimeout bounds the download of one file: a notice must not wait for a picture for ever.
const fetchTimeout = 60 * time.Second

// fetch keeps the content of a notice's files before it goes out, for channels that do not have them and
// for the day on which the channel that they came from does not know them any more. What cannot be had is no reason
// to hold the notice up: where the channel has the file it goes out all the same.
func (d *Desk) fetch(ctx context.Context, x Run) error {
	if d.cfg.Fetch == nil || x.Notice == "" || x.Work != Send {
		return nil
	}
	var n Notice
	err := d.db.View(ctx, func(r kv.Reader) (err error) {
		n, err = notices.Get(r, x.Notice)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	changed := false
	for i, f := range n.Draft.Files {
		if f.Hash != "" || f.Ref == "" {
			continue
		}
		call, cancel := context.WithTimeout(ctx, fetchTimeout)
		hash, err := d.cfg.Fetch(call, f.Keeper(), f)
		cancel()
		if err != nil {
			d.log.Warn("a file of a notice cannot be kept", "notice", n.ID, "kind", fault.KindOf(err))
			continue
		}
		n.Draft.Files[i].Hash, changed = hash, true
	}
	if !changed {
		return nil
	}
	return d.update(ctx, func(tx kv.Tx) error {
		now, err := notices.Get(tx, n.ID)
		if err != nil {
			return err
		}
		now.Draft.Files = n.Draft.Files
		if err := d.box.SetBody(tx, x.Cause, d.Render(now)); err != nil {
			return err
		}
		return notices.Put(tx, now)
	})
}

// Files visits the hashes of all files that notices name: what the blob store has to keep.
func Files(r kv.Reader, visit func(hash string) error) error {
	return notices.Scan(r, nil, nil, func(n Notice) error {
		for _, f := range n.Draft.Files {
			if f.Hash == "" {
				continue
			}
			if err := visit(f.Hash); err != nil {
				return err
			}
		}
		return nil
	})
}
