// Package disk makes files that are whole or not there: written under another name, synced, and given
// their own at the end (File); and puts several of them in the place of others in one step that a crash
// cannot halve (Swap). The operating system gives only the single rename; what takes several is noted
// first and finished by whoever comes next.
package disk

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"loaxom/internal/fault"
)

// File is a file that has not got its name yet.
type File struct {
	*os.File
	to string
}

// Unfinished stands after the name of a file that is being written, before some digits.
const Unfinished = ".part-"

// Create begins the file to, readable by its owner alone, under another name in the same folder. Commit
// or Abandon must follow. Conflict where to is there already: what is there is never overwritten.
func Create(to string) (*File, error) {
	if err := absent(to); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(filepath.Dir(to), filepath.Base(to)+Unfinished+"*") // mode 0600
	if err != nil {
		return nil, Fault(to, err)
	}
	return &File{f, to}, nil
}

// Commit makes the content durable and gives the file its name. On an error nothing of it is left.
func (f *File) Commit() error {
	err := errors.Join(f.Sync(), f.File.Close())
	if err == nil {
		err = give(f.Name(), f.to)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // the first error says more
		return Fault(f.to, err)
	}
	return SyncFolder(filepath.Dir(f.to))
}

// Abandon removes what was written.
func (f *File) Abandon() error { return errors.Join(f.File.Close(), os.Remove(f.Name())) }

// give renames without taking the place of a file that came meanwhile.
func give(from, to string) error {
	err := os.Link(from, to)
	switch {
	case err == nil:
		return os.Remove(from)
	case errors.Is(err, fs.ErrExist):
		return absent(to)
	}
	// A file system without links, such as that of a memory stick.
	if err := absent(to); err != nil {
		return err
	}
	return os.Rename(from, to)
}

func absent(path string) error {
	switch _, err := os.Lstat(path); {
	case err == nil:
		return fault.New(fault.Conflict, "%s is already there; move it away, or name another file", path)
	case errors.Is(err, fs.ErrNotExist):
		return nil
	default:
		return err
	}
}

// SyncFolder makes the names in a folder durable: an fsync of the files alone does not. Windows and some
// network folders have no such thing.
func SyncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = f.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		err = nil
	}
	return errors.Join(err, f.Close())
}

// diskFull is ERROR_DISK_FULL of Windows.
const diskFull syscall.Errno = 112

// Full tells whether an error says that there is no room, or none for this user or this file.
func Full(err error) bool {
	var n syscall.Errno
	if !errors.As(err, &n) {
		return false
	}
	if runtime.GOOS == "windows" {
		return n == diskFull
	}
	return n == syscall.ENOSPC || n == syscall.EDQUOT || n == syscall.EFBIG
}

// Fault gives an error of writing what belongs to path a kind and a plain sentence; what has a kind
// already, and a context's end, stays as it is.
func Fault(path string, err error) error {
	var known *fault.Error
	switch {
	case err == nil, errors.As(err, &known), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case Full(err):
		return fault.New(fault.Busy, "%s: the disk is full: make room, or name another place (%w)", path, err)
	case errors.Is(err, fs.ErrNotExist):
		return fault.New(fault.Invalid, "%s: %w; make the folder first", path, err)
	}
	return fault.New(fault.Invalid, "%s: %w", path, err)
}
