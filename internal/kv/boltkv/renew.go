package boltkv

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"time"

	bolt "go.etcd.io/bbolt"

	"loaxom/internal/disk"
	"loaxom/internal/fault"
)

// renewWait is how long Renew waits for a moment in which nobody reads or writes.
const renewWait = 10 * time.Second

// renewName is between the store's name and that of the file that is to take its place.
const renewName = ".renew"

// Renew puts a compacted copy in the place of the store's file, while the program goes on: nothing that was
// deleted is in the file afterwards. Views and Updates that come meanwhile wait; a store of 100 MiB takes about
// a second. Busy where there was no moment in which nobody read or wrote (a backup, an export), or no room for
// the copy: then all is as it was, and it can be tried again. A process that dies at any moment leaves the old
// file or the new one, both with everything that was committed.
func (d *DB) Renew(ctx context.Context) error {
	if err := d.enter(); err != nil {
		return err
	}
	defer d.gate.Leave()
	for begun := time.Now(); !d.use.TryLock(); {
		if err := ctx.Err(); err != nil {
			return err
		}
		if time.Since(begun) > renewWait {
			return fault.New(fault.Busy, "the store %s is being read: its file can be written anew when that is over", d.path)
		}
		time.Sleep(time.Millisecond)
	}
	defer d.use.Unlock()
	if err := d.Err(); err != nil {
		return err
	}
	name := d.path + renewName
	if err := os.RemoveAll(name); err != nil { // of a process that died
		return disk.Fault(name, err)
	}
	_, err := compactTo(ctx, name, func(_ context.Context, do func(*bolt.Tx) error) error { return d.bolt.View(do) })
	if err != nil {
		return err
	}
	return d.replace(name)
}

// replace takes the copy as the store's file. The new one is open and locked before it gets the name, so that no
// other process comes in between. Windows gives no open file another name: there the names change while neither
// is open.
func (d *DB) replace(name string) error {
	if runtime.GOOS == "windows" {
		return d.replaceClosed(name)
	}
	b, file, err := openBolt(name)
	if err != nil {
		_ = os.Remove(name)
		return openFault(name, err)
	}
	if err := os.Rename(name, d.path); err != nil {
		_ = b.Close() // the first error says more
		_ = os.Remove(name)
		return disk.Fault(d.path, err)
	}
	old := d.bolt
	d.bolt, d.file = b, file
	if err := disk.SyncFolder(filepath.Dir(d.path)); err != nil {
		// Which of the two files has the name after a cut of power nobody knows, and from now on they differ.
		return d.stop(err)
	}
	_ = old.Close() // nobody writes to it any more
	return nil
}

func (d *DB) replaceClosed(name string) error {
	if err := d.bolt.Close(); err != nil {
		return d.stop(err)
	}
	failed := os.Rename(name, d.path)
	b, file, err := openBolt(d.path)
	if err != nil {
		return d.stop(err)
	}
	d.bolt, d.file = b, file
	if failed != nil {
		_ = os.Remove(name)
		return disk.Fault(d.path, failed)
	}
	return nil
}
