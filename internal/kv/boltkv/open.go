package boltkv

import (
	"errors"
	"io/fs"
	"math/bits"
	"os"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"loaxom/internal/disk"
	"loaxom/internal/fault"
)

// lockWait is how long Open waits for another process to let go of the file: long enough for a
// predecessor that is just ending, and short enough that a second `serve` is refused within 1 s.
const lockWait = 800 * time.Millisecond

// Open opens the store at path and makes it, with its folder, where it is missing. A restore that was
// cut off is finished, or undone, first. Errors are Conflict where another process holds it or is
// restoring it, Corrupt where the bytes are no store or a damaged one, and Invalid where the operator
// has to change something (rights, room, a newer schema).
func Open(path string, opts Options) (*DB, error) {
	if err := disk.Finish(path); err != nil {
		return nil, openFault(path, err)
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		err = fault.New(fault.Invalid, "this is a folder, name a file in it")
	case errors.Is(err, fs.ErrNotExist):
		err = create(path)
	}
	if err != nil {
		return nil, openFault(path, err)
	}
	b, file, err := openBolt(path)
	if err != nil {
		return nil, openFault(path, err)
	}
	err = careful(func() error { return checkSchema(b) })
	if err == nil && disk.Busy(path) { // it began after we had looked, and before we had the lock
		err = fault.New(fault.Conflict, "another loaxom is restoring it: wait until it has ended")
	}
	if err != nil {
		_ = b.Close() // the first error says more
		return nil, openFault(path, err)
	}
	d := &DB{bolt: b, file: file, path: path, done: make(chan struct{}), commit: (*bolt.Tx).Commit}
	if opts.Sync != nil {
		d.commit = func(tx *bolt.Tx) error {
			opts.Sync()
			opts.Sync()
			return tx.Commit()
		}
	}
	_ = os.Remove(path + renewName) // of a process that died in Renew; it is a copy of what is here
	d.q.wake = make(chan struct{}, 1)
	go d.run()
	return d, nil
}

// openBolt gives bbolt and the file that it holds.
func openBolt(path string) (b *bolt.DB, file *os.File, err error) {
	options := &bolt.Options{
		Timeout:         lockWait,
		InitialMmapSize: initialMap(),
		// The list of free pages as a map: the array's search grows with the file.
		FreelistType: bolt.FreelistMapType,
		NoStatistics: true, // two locks less for each View
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			f, err := os.OpenFile(name, flag, mode)
			file = f
			return f, err
		},
	}
	// A file that was cut off is mapped beyond its end: without this a page there kills the process
	// instead of being an error.
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	err = careful(func() (err error) {
		if b, err = bolt.Open(path, 0o600, options); err != nil {
			return err
		}
		return whole(b, file)
	})
	if err == nil {
		return b, file, nil
	}
	switch {
	case b != nil:
		_ = b.Close() // the first error says more
	case file != nil:
		// Where bbolt panicked the file is still open; its map, and with it the lock, stays as long
		// as this process does.
		_ = file.Close()
	}
	return nil, nil, err
}

// whole refuses a file that is shorter than its pages.
func whole(b *bolt.DB, file *os.File) error {
	tx, err := b.Begin(false)
	if err != nil {
		return err
	}
	need := tx.Size()
	if err := tx.Rollback(); err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if info.Size() < need {
		return fault.New(fault.Corrupt, "the file ends at byte %d of %d", info.Size(), need)
	}
	return nil
}

// initialMap is how much of the file bbolt maps from the start. To map more it must wait until no
// reader is left, and it holds up every Update meanwhile, so that one hot copy of a growing file
// would stall the store; mapping 4 GiB of address space costs nothing and puts that off until the
// file is as large. Not on 32-bit systems, which lack the space, and not on Windows, which would make
// the file that large at once.
func initialMap() int {
	if bits.UintSize < 64 || runtime.GOOS == "windows" {
		return 0
	}
	gib := 1 << 30
	return 4 * gib
}

// openFault gives the error of opening a kind and says what to do.
func openFault(path string, err error) error {
	var known *fault.Error
	var system syscall.Errno
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return fault.New(fault.Conflict, "another loaxom holds the store %s: stop it first, or name another file", path)
	case errors.As(err, &known) && known.Kind != fault.Corrupt:
		return fault.New(known.Kind, "store %s: %w", path, err)
	case errors.As(err, &system): // rights, a full or read-only disk
		return fault.New(fault.Invalid, "store %s: %w", path, err)
	default: // what bbolt says of the bytes
		return fault.New(fault.Corrupt, "%s is no store of loaxom, or is damaged (%w): restore a backup, or name another file", path, err)
	}
}
