package boltkv

import (
	"context"
	"errors"
	"io/fs"
	"os"

	bolt "go.etcd.io/bbolt"

	"loaxom/internal/disk"
	"loaxom/internal/fault"
)

// Rows is how many rows each table has, index tables included.
type Rows map[string]int64

// compactBytes is how much is copied in one transaction: it is held in memory until it is written.
const compactBytes = 4 << 20

// Compact writes the store as it is at this moment into a new file at path, while Updates go on, and
// tells how many rows each table has. The copy has no free pages, so nothing that was deleted is in it.
// Like WriteTo it lets the file grow while it runs. path must not be there; on an error nothing of it is
// left.
func (d *DB) Compact(ctx context.Context, path string) (rows Rows, err error) {
	return compactTo(ctx, path, d.read)
}

// compactTo is Compact of what read gives.
func compactTo(ctx context.Context, path string, read func(context.Context, func(*bolt.Tx) error) error) (rows Rows, err error) {
	to, err := bolt.Open(path, 0o600, &bolt.Options{
		// Synced once, at the end. Without growing ahead a full disk is an error that tells itself.
		Timeout: lockWait, NoSync: true, NoGrowSync: true, NoFreelistSync: true, FreelistType: bolt.FreelistMapType, NoStatistics: true,
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			return os.OpenFile(name, flag|os.O_EXCL, mode)
		},
	})
	if err != nil {
		if !errors.Is(err, fs.ErrExist) {
			_ = os.Remove(path) // half made
		}
		return nil, disk.Fault(path, err)
	}
	defer func() {
		if err = errors.Join(err, to.Close()); err != nil {
			_ = os.Remove(path) // the first error says more
			rows, err = nil, disk.Fault(path, err)
		}
	}()
	err = read(ctx, func(from *bolt.Tx) (err error) {
		rows, err = compact(ctx, to, from)
		return err
	})
	if err == nil {
		err = to.Sync()
	}
	return rows, err
}

// copying is a copy at work.
type copying struct {
	to    *bolt.DB
	tx    *bolt.Tx
	bytes int
}

func compact(ctx context.Context, to *bolt.DB, from *bolt.Tx) (rows Rows, err error) {
	rows = Rows{}
	c := &copying{to: to}
	if c.tx, err = to.Begin(true); err != nil {
		return nil, err
	}
	defer func() { _ = c.tx.Rollback() }() // the last one was committed, or is of no use
	err = careful(func() error {
		return from.ForEach(func(name []byte, b *bolt.Bucket) error {
			n, err := c.table(ctx, name, b)
			if len(name) > 0 && name[0] != '_' {
				rows[string(name)] = n
			}
			return err
		})
	})
	if err == nil {
		err = c.tx.Commit()
	}
	return rows, err
}

// table copies one table. Its rows come in order, so pages can be filled to the end.
func (c *copying) table(ctx context.Context, name []byte, from *bolt.Bucket) (n int64, err error) {
	to, err := c.tx.CreateBucket(name)
	if err != nil {
		return 0, err
	}
	to.FillPercent = 1
	err = from.ForEach(func(key, value []byte) error {
		if value == nil {
			return fault.New(fault.Corrupt, "table %q holds a table", name)
		}
		if c.bytes += len(key) + len(value); c.bytes > compactBytes {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := c.next(); err != nil {
				return err
			}
			to = c.tx.Bucket(name)
			to.FillPercent = 1
			c.bytes = len(key) + len(value)
		}
		n++
		return to.Put(key, value)
	})
	return n, err
}

func (c *copying) next() (err error) {
	if err := c.tx.Commit(); err != nil {
		return err
	}
	c.tx, err = c.to.Begin(true)
	return err
}

// Count is the rows of each table now.
func (d *DB) Count(ctx context.Context) (Rows, error) {
	rows := Rows{}
	err := d.read(ctx, func(tx *bolt.Tx) error {
		return careful(func() error {
			return tx.ForEach(func(name []byte, b *bolt.Bucket) error {
				if len(name) > 0 && name[0] != '_' {
					rows[string(name)] = int64(b.Stats().KeyN)
				}
				return ctx.Err()
			})
		})
	})
	return rows, err
}
