package privacy

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

// filed is a file that was made for somebody and lies beside the store until it was sent.
type filed struct {
	Hash     string      `json:"h"`
	Delivery []outbox.ID `json:"d"`
	Channel  string      `json:"ch"`
	At       time.Time   `json:"at"`
}

var files = kv.NewTable("privacy_file", func(f filed) string { return f.Hash })

// fileFor is how long such a file is kept at most, where it could not be sent.
const fileFor = 24 * time.Hour

// Files visits the hashes of the files that are still to be sent.
func Files(r kv.Reader, visit func(hash string) error) error {
	return files.Scan(r, nil, nil, func(f filed) error { return visit(f.Hash) })
}

// show makes the file and queues it, as text where the channel takes no files.
func (d *Desk) show(ctx context.Context, q request) error {
	now := d.now()
	var p page
	var to address.Record
	if err := d.settle(ctx, q.Who); err != nil {
		return err
	}
	err := d.db.View(ctx, func(r kv.Reader) (err error) {
		if to, err = address.Get(r, q.Who); err == nil {
			p, err = d.pageOf(r, to, q.Lang, now)
		}
		return err
	})
	if fault.Is(err, fault.NotFound) { // erased meanwhile
		return d.db.Update(ctx, func(tx kv.Tx) error { return requests.Delete(tx, q.key()) })
	}
	if err != nil {
		return err
	}
	m, hash := plain(p.text()), ""
	if limits, _ := d.cfg.Box.Limits(to.Channel); limits.Document > 0 && d.cfg.Blobs != nil {
		content, err := p.file()
		if err != nil {
			return err
		}
		if hash, err = d.cfg.Blobs.Put(content); err != nil {
			return err
		}
		m = plain(d.say(q.Lang, "data.here", nil))
		m.Files = []channel.File{{Kind: channel.Document, Hash: hash, Name: d.say(q.Lang, "data.file_name", nil) + ".html", Size: int64(len(content))}}
	}
	m.Protect = false
	return d.db.Update(ctx, func(tx kv.Tx) error {
		is, err := requests.Get(tx, q.key())
		if fault.Is(err, fault.NotFound) || err == nil && !is.Done.IsZero() {
			return nil
		}
		if err != nil {
			return err
		}
		base := outbox.ID(fmt.Sprintf("y%012x-%s", q.At.UnixMilli(), q.Who))
		ds, err := d.cfg.Box.Prepare(base, to, outbox.Answers, outbox.Answer, []channel.Outgoing{m}, now)
		if err != nil {
			return err
		}
		if hash != "" {
			f := filed{Hash: hash, Channel: to.Channel, At: now.UTC()}
			for _, x := range ds {
				f.Delivery = append(f.Delivery, x.ID)
			}
			if err := files.Put(tx, f); err != nil {
				return err
			}
		}
		is.Done = now.UTC()
		if err := requests.Put(tx, is); err != nil {
			return err
		}
		return d.cfg.Box.Enqueue(tx, ds...)
	})
}

// settled is how long something waits for an answer that is on its way.
const settled = 10 * time.Second

// settle waits until what was being said to somebody has left: the file comes behind it and knows what became
// of it.
func (d *Desk) settle(ctx context.Context, who address.ID) error {
	return d.await(ctx, func(r kv.Reader) (bool, error) {
		to, err := address.Get(r, who)
		if fault.Is(err, fault.NotFound) {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		on, err := outbox.Answering(r, to)
		return !on, err
	})
}

// await looks until something is so, for settled at the most.
func (d *Desk) await(ctx context.Context, so func(kv.Reader) (bool, error)) error {
	const pause = 100 * time.Millisecond
	for range int(settled / pause) {
		done := false
		err := d.db.View(ctx, func(r kv.Reader) (err error) { done, err = so(r); return err })
		if err != nil || done {
			return err
		}
		t := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		case <-t.C:
		}
	}
	return nil
}

// tidyFiles removes the files that were sent, or could not be for too long.
func (d *Desk) tidyFiles(ctx context.Context) error {
	now := d.now()
	var over []filed
	err := d.db.View(ctx, func(r kv.Reader) error {
		over = nil
		return files.Scan(r, nil, nil, func(f filed) error {
			done, err := ended(r, f.Delivery)
			if age := now.Sub(f.At); err == nil && (done || age >= fileFor || age < -fileFor) {
				over = append(over, f)
			}
			return err
		})
	})
	if err != nil {
		return err
	}
	for _, f := range over {
		if d.cfg.Blobs != nil {
			if err := d.cfg.Blobs.Remove(f.Hash); err != nil {
				return err
			}
		}
		err := d.db.Update(ctx, func(tx kv.Tx) error {
			if err := outbox.ForgetFile(tx, f.Channel, f.Hash); err != nil {
				return err
			}
			return files.Delete(tx, f.Hash)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// ended tells whether deliveries have their last state, or are not there any more.
func ended(r kv.Reader, ids []outbox.ID) (bool, error) {
	for _, id := range ids {
		x, err := outbox.Get(r, id)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil || x.Open() {
			return false, err
		}
	}
	return true, nil
}
