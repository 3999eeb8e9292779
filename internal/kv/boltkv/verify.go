package boltkv

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"

	"loaxom/internal/fault"
)

// mostFaults is how many faults Check tells; one is enough to know.
const mostFaults = 10

// Check reads every page of the file as it is at this moment and sees whether they make whole trees, while
// Updates go on. Corrupt, with what is wrong and where, where they do not. It says nothing about what the
// values mean: the rooms know that.
//
// bbolt's own check reads the list of free pages that the writer changes, so it is made on a copy, which
// needs as much room on the disk for that time.
func (d *DB) Check(ctx context.Context) error {
	f, err := os.CreateTemp(filepath.Dir(d.path), filepath.Base(d.path)+".check-*") // mode 0600
	if err != nil {
		return fault.New(fault.Invalid, "store %s: no room for a copy to check: %w", d.path, err)
	}
	defer os.Remove(f.Name())
	_, err = d.WriteTo(ctx, f)
	if err = errors.Join(err, f.Close()); err != nil {
		if cause := ctx.Err(); cause != nil {
			return cause
		}
		return fault.New(fault.KindOf(err), "store %s: the copy to check: %w", d.path, err)
	}
	return checkFile(ctx, f.Name(), d.path)
}

// CheckFile is Check for the file of a store that nobody has open.
func CheckFile(ctx context.Context, path string) error { return checkFile(ctx, path, path) }

// checkFile checks a file that nobody writes; the faults name the file called name.
func checkFile(ctx context.Context, file, name string) error {
	var found []error
	err := careful(func() error {
		b, err := bolt.Open(file, 0o600, &bolt.Options{ReadOnly: true, Timeout: lockWait})
		if err != nil {
			return err
		}
		defer b.Close()
		return b.View(func(tx *bolt.Tx) error {
			for err := range tx.Check() {
				if len(found) < mostFaults {
					found = append(found, err)
				}
			}
			return nil
		})
	})
	if err = errors.Join(append(found, err)...); err != nil {
		return &fault.Error{Kind: fault.Corrupt, Err: fmt.Errorf("store %s: %w", name, err)}
	}
	return ctx.Err()
}
