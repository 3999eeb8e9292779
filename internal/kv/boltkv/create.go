package boltkv

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"

	"loaxom/internal/disk"
)

// create makes a new store under another name and gives it its own when it is whole, so that a kill or
// a full disk at this moment leaves no file that the next start would call damaged. Where two processes
// do so at once, one of them gives the name and both go on to open that file.
func create(path string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, filepath.Base(path)+".new-*") // mode 0600
	if err != nil {
		return err
	}
	name := f.Name()
	defer os.Remove(name)
	if err := f.Close(); err != nil {
		return err
	}
	b, err := bolt.Open(name, 0o600, &bolt.Options{Timeout: lockWait})
	if err != nil {
		return err
	}
	if err := errors.Join(writeSchema(b), b.Close()); err != nil {
		return err
	}
	// A link and not a rename: it never takes the place of a file that came meanwhile.
	err = os.Link(name, path)
	switch {
	case errors.Is(err, fs.ErrExist):
		return nil
	case err != nil: // a file system without links, such as that of a memory card
		err = os.Rename(name, path)
	}
	if err != nil {
		return err
	}
	return disk.SyncFolder(dir)
}
