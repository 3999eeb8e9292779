package archive

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"loaxom/internal/disk"
)

// bring moves a folder to another place, by a copy where that lies on another disk.
func bring(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return disk.Fault(to, err)
	}
	if os.Rename(from, to) == nil {
		return nil
	}
	return filepath.WalkDir(from, func(at string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rest, err := filepath.Rel(from, at)
		if err != nil {
			return err
		}
		if d.IsDir() {
			return disk.Fault(to, os.MkdirAll(filepath.Join(to, rest), 0o755))
		}
		return disk.Fault(to, copyFile(at, filepath.Join(to, rest)))
	})
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	return errors.Join(err, out.Close())
}

// syncAll makes the names in folders and in those within them durable.
func syncAll(folders []string) error {
	for _, dir := range folders {
		err := filepath.WalkDir(dir, func(at string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil || !d.IsDir() {
				return err
			}
			return disk.SyncFolder(at)
		})
		if err != nil {
			return disk.Fault(dir, err)
		}
	}
	return nil
}
