package boltkv

import (
	"errors"
	"fmt"
	"math/bits"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"loaxom/internal/fault"
)

// lockWait is how long Open waits for another process to let go of the file: long enough for a
// predecessor that is just ending, and short enough that a second `serve` is refused within 1 s.
const lockWait = 800 * time.Millisecond

// The store's own bucket. Its name begins with "_", which kv allows to no table.
var (
	metaBucket = []byte("_store")
	schemaKey  = []byte("schema")
)

// Open opens the store at path and makes it, with its folder, where it is missing. Errors are
// Conflict where another process holds it, Corrupt where the bytes are no store or a damaged one, and
// Invalid where the operator has to change something (rights, a newer schema).
func Open(path string, opts Options) (*DB, error) {
	created, err := prepare(path)
	if err != nil {
		return nil, err
	}
	b, file, err := openBolt(path)
	if err != nil {
		return nil, err
	}
	d := &DB{bolt: b, file: file, path: path, done: make(chan struct{}), commit: (*bolt.Tx).Commit}
	if opts.Sync != nil {
		d.commit = func(tx *bolt.Tx) error {
			opts.Sync()
			opts.Sync()
			return tx.Commit()
		}
	}
	if err = careful(d.checkSchema); err == nil && created {
		err = syncFolder(path)
	}
	if err != nil {
		_ = b.Close() // the first error says more
		return nil, err
	}
	d.q.wake = make(chan struct{}, 1)
	go d.run()
	return d, nil
}

// prepare makes the folder and tells whether the file is still missing.
func prepare(path string) (created bool, err error) {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return false, fault.New(fault.Invalid, "store %s: this is a folder, name a file in it", path)
	case err == nil:
		return false, nil
	case !errors.Is(err, os.ErrNotExist):
		return false, fault.New(fault.Invalid, "store: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return false, fault.New(fault.Invalid, "folder of the store: %w", err)
	}
	return true, nil
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
	return nil, nil, openFault(path, err)
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

func openFault(path string, err error) error {
	var system syscall.Errno
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return fault.New(fault.Conflict, "another loaxom holds the store %s: stop it first, or name another file", path)
	case errors.As(err, &system): // rights, a full or read-only disk
		return fault.New(fault.Invalid, "store %s: %w", path, err)
	default: // what bbolt says of the bytes
		return fault.New(fault.Corrupt, "%s is no store of loaxom, or is damaged (%w): restore a backup, or name another file", path, err)
	}
}

// checkSchema writes the version into a new file and holds an old one against ours.
func (d *DB) checkSchema() error {
	var found string
	err := d.bolt.View(func(tx *bolt.Tx) error {
		if b := tx.Bucket(metaBucket); b != nil {
			found = string(b.Get(schemaKey))
			return nil
		}
		if first, _ := tx.Cursor().First(); first != nil {
			return fault.New(fault.Invalid, "%s belongs to another program: it holds %q and no version of loaxom's", d.path, first)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if found == "" {
		return d.writeSchema()
	}
	version, err := strconv.Atoi(found)
	switch {
	case err != nil || version < 1:
		return fault.New(fault.Corrupt, "store %s: its version reads %q", d.path, found)
	case version > Schema:
		return fault.New(fault.Invalid, "store %s was written by a newer loaxom (version %d of the stored form; this program knows %d): "+
			"start the newer program, or restore a backup from before the update", d.path, version, Schema)
	}
	return nil
}

func (d *DB) writeSchema() error {
	err := d.bolt.Update(func(tx *bolt.Tx) error {
		b, err := tx.CreateBucketIfNotExists(metaBucket)
		if err != nil {
			return err
		}
		return b.Put(schemaKey, []byte(strconv.Itoa(Schema)))
	})
	if err != nil {
		return fault.New(fault.Busy, "make the store %s: %w", d.path, err)
	}
	return nil
}

// syncFolder makes the new file's name durable: an fsync of the file alone does not.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil // its folders cannot be synced
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("folder of the store: %w", err)
	}
	return errors.Join(dir.Sync(), dir.Close())
}
