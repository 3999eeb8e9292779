// Package blob keeps the content of files beside the store, each under the hash of its content: the
// same picture sent to ten hamlets lies there once. A file that Put has returned is as durable as a
// committed transaction (written, synced, renamed, its folder synced), so a record may name it from
// then on. Large content stays out of the store, because a store's file never shrinks by itself and is
// copied whole in every backup.
package blob

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"loaxom/internal/disk"
	"loaxom/internal/failpoint"
	"loaxom/internal/fault"
)

// Store is a folder of files. One program uses one Store for a folder: a Hold counts only in its own.
type Store struct {
	dir   string
	holds atomic.Int32
	mu    sync.Mutex // of a file's age, between whoever makes it young again and whoever removes the old
}

// Open uses dir, which is made when the first file comes.
func Open(dir string) *Store { return &Store{dir: dir} }

// Hold keeps Sweep from removing anything until release is called, so that a copy of the store and of
// what its records name belong together. Remove goes on: what is erased is gone at once.
func (s *Store) Hold() (release func()) {
	s.holds.Add(1)
	return func() { s.holds.Add(-1) }
}

// Hash names content: SHA-256 in hexadecimal.
func Hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Put stores data and gives its hash. Storing what is there already makes it young again and changes nothing
// else: whoever stores it is about to name it.
func (s *Store) Put(data []byte) (hash string, err error) {
	hash = Hash(data)
	to, err := s.path(hash)
	if err != nil {
		return "", err
	}
	if _, err := s.Get(hash); err == nil && s.renew(to) {
		return hash, nil
	}
	if err := s.write(to, data); err != nil {
		return "", fault.New(fault.Busy, "blob: a file of %d bytes could not be kept: %w", len(data), err)
	}
	return hash, nil
}

func (s *Store) write(to string, data []byte) error {
	folder := filepath.Dir(to)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	from := filepath.Join(folder, unfinished+rand.Text())
	f, err := os.OpenFile(from, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	failpoint.Hit("blob.written")
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(from, to)
	}
	if err != nil {
		return errors.Join(err, os.Remove(from))
	}
	return errors.Join(disk.SyncFolder(folder), disk.SyncFolder(s.dir))
}

// renew makes a file young, so that Sweep leaves it to whoever is about to name it. False: it is gone.
func (s *Store) renew(at string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	return os.Chtimes(at, now, now) == nil
}

// Get reads the content with that hash: NotFound where there is none, Corrupt where the file's content
// is not what its name says.
func (s *Store) Get(hash string) ([]byte, error) {
	from, err := s.path(hash)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(from)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.New(fault.NotFound, "blob: no file %.12s", hash)
	case err != nil:
		return nil, fault.New(fault.Busy, "blob: %w", err)
	case Hash(data) != hash:
		return nil, fault.New(fault.Corrupt, "blob: the content of %.12s is not what it was", hash)
	}
	return data, nil
}

// Read gives the content with that hash as a stream, with its length, after it has read it once to see
// that it is what its name says: NotFound and Corrupt as for Get. For what is too large to be held in
// memory; Close must follow.
func (s *Store) Read(hash string) (content io.ReadCloser, size int64, err error) {
	from, err := s.path(hash)
	if err != nil {
		return nil, 0, err
	}
	f, err := os.Open(from)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, 0, fault.New(fault.NotFound, "blob: no file %.12s", hash)
	case err != nil:
		return nil, 0, fault.New(fault.Busy, "blob: %w", err)
	}
	sum := sha256.New()
	size, err = io.Copy(sum, f)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	switch {
	case err != nil:
		err = fault.New(fault.Busy, "blob: %w", err)
	case hex.EncodeToString(sum.Sum(nil)) != hash:
		err = fault.New(fault.Corrupt, "blob: the content of %.12s is not what it was", hash)
	}
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, size, nil
}

// Place is where the content with that hash lies, relative to a Store's folder. Invalid where it is no
// hash.
func Place(hash string) (string, error) {
	if b, err := hex.DecodeString(hash); err != nil || len(b) != sha256.Size || strings.ToLower(hash) != hash {
		return "", fault.New(fault.Invalid, "blob: %q is no hash", fmt.Sprintf("%.16s", hash))
	}
	return filepath.Join(hash[:2], hash[2:]), nil
}

// Remove deletes the content with that hash; removing what is not there is no error.
func (s *Store) Remove(hash string) error {
	at, err := s.path(hash)
	if err != nil {
		return err
	}
	if err := os.Remove(at); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.Busy, "blob: %w", err)
	}
	return nil
}

// unfinished begins the name of a file that is being written.
const unfinished = "new-"

// settled is the age from which a file without a record is one that nobody is about to name.
const settled = time.Hour

// Sweep removes what keep does not want and what was left half written, as far as it is older than an
// hour, and gives how many files went. keep is asked with each hash. During a Hold nothing goes.
func (s *Store) Sweep(now time.Time, keep func(hash string) (bool, error)) (removed int, err error) {
	return s.SweepBefore(now.Add(-settled), keep)
}

// SweepBefore is Sweep for what was stored before a time, such as before this process began: what a process
// that is gone was about to name will be named by nobody.
func (s *Store) SweepBefore(limit time.Time, keep func(hash string) (bool, error)) (removed int, err error) {
	err = s.each(func(at, hash string, stored time.Time) error {
		if !stored.Before(limit) || s.holds.Load() > 0 {
			return nil
		}
		if hash != "" {
			if wanted, err := keep(hash); err != nil || wanted {
				return err
			}
		}
		gone, err := s.removeOld(at, limit)
		if gone {
			removed++
		}
		return err
	})
	return removed, err
}

// removeOld removes a file unless somebody has made it young meanwhile.
func (s *Store) removeOld(at string, limit time.Time) (gone bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	info, err := os.Stat(at)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, fault.New(fault.Busy, "blob: %w", err)
	case !info.ModTime().Before(limit):
		return false, nil
	}
	if err := os.Remove(at); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, fault.New(fault.Busy, "blob: %w", err)
	}
	return true, nil
}

// Holds tells whether there is any file at all.
func (s *Store) Holds() (bool, error) {
	some := false
	err := s.each(func(string, string, time.Time) error { some = true; return fs.SkipAll })
	return some, err
}

// Each visits the hashes of what is there.
func (s *Store) Each(visit func(hash string) error) error {
	return s.each(func(_, hash string, _ time.Time) error {
		if hash == "" {
			return nil
		}
		return visit(hash)
	})
}

// each visits the files; hash is empty for one that was left half written.
func (s *Store) each(visit func(at, hash string, stored time.Time) error) error {
	err := filepath.WalkDir(s.dir, func(at string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) { // renamed or removed meanwhile
			return nil
		}
		if err != nil {
			return err
		}
		hash := filepath.Base(filepath.Dir(at)) + d.Name()
		if strings.HasPrefix(d.Name(), unfinished) {
			hash = ""
		}
		return visit(at, hash, info.ModTime())
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// path is the file of a hash, which is checked: it comes from records and must never lead elsewhere.
func (s *Store) path(hash string) (string, error) {
	place, err := Place(hash)
	if err != nil {
		return "", err
	}
	return filepath.Join(s.dir, place), nil
}
