package disk

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"loaxom/internal/fault"
)

// Move puts the file or folder From in the place of To; what stands there until then becomes Kept, which
// must not be there. All three lie on one file system; their folders are there.
type Move struct {
	From string `json:"from"`
	To   string `json:"to"`
	Kept string `json:"kept"`
}

// Swap puts other files in the place of a store's file and of what belongs to it: all or none, whatever
// moment the process or the machine dies at. Its moves are noted in a journal beside the store before the
// first is made; whoever opens the store calls Finish first. While there is a Swap nobody opens the
// store.
//
// The journal is a bbolt file, because that gives in one what is needed on every system: a lock that
// dies with its process, and a note that is whole or not there.
type Swap struct {
	// Step, where set, is called before each step with a word for it, so that tests can die there.
	Step func(what string)

	path string
	b    *bolt.DB
}

func (s *Swap) step(what string) {
	if s.Step != nil {
		s.Step(what)
	}
}

// note is what the journal holds.
type note struct {
	Staged []string `json:"staged,omitempty"` // made for the swap; to be removed whatever becomes of it
	Moves  []Move   `json:"moves,omitempty"`  // empty: nothing has been decided, all stays as it was
}

// The journal's one bucket and key.
var (
	journalBucket = []byte("swap")
	journalKey    = []byte("note")
)

// lockWait is how long another process is waited for.
const lockWait = 800 * time.Millisecond

func journalOf(path string) string { return path + ".swap" }

// NewSwap begins a swap of the store at path; Close must follow. What a dead process left is finished
// first. Conflict where a process has the store, or another Swap.
func NewSwap(path string) (*Swap, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, Fault(path, err)
	}
	if err := Finish(path); err != nil {
		return nil, err
	}
	b, err := openJournal(journalOf(path), true)
	if err != nil {
		return nil, err
	}
	s := &Swap{path: path, b: b}
	if err := free(path); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Stage notes folders that are about to be made for the swap, so that they are removed when all is over,
// also after a crash.
func (s *Swap) Stage(folders ...string) error {
	n, err := s.read()
	if err != nil {
		return err
	}
	n.Staged = append(n.Staged, folders...)
	return s.write(n)
}

// Commit makes the moves. Once it has noted them they come about, here or in the next Finish; an error
// means that all is as it was.
func (s *Swap) Commit(moves []Move) error {
	n, err := s.read()
	if err != nil {
		return err
	}
	n.Moves = slices.Clone(moves)
	s.step("note")
	if err := s.write(n); err != nil {
		return err
	}
	return s.finish()
}

// Close ends the swap, with or without Commit, and lets others have the store.
func (s *Swap) Close() error {
	err := s.finish()
	if err != nil {
		return errors.Join(err, s.b.Close()) // the journal stays for the next Finish
	}
	journal := journalOf(s.path)
	removed := os.Remove(journal) // while it is locked, so that nobody locks what is about to go
	if err := s.b.Close(); err != nil {
		return err
	}
	if removed != nil { // Windows removes no open file
		_ = os.Remove(journal) // an empty one does no harm
	}
	return SyncFolder(filepath.Dir(s.path))
}

// Finish brings to its end what a process that died in a Swap of the store at path had begun. It costs
// one look at the folder where there is nothing to do. Conflict while a Swap is going on.
func Finish(path string) error {
	b, err := openJournal(journalOf(path), false)
	if err != nil || b == nil {
		return err
	}
	return (&Swap{path: path, b: b}).Close()
}

// Busy tells whether a Swap of the store at path is going on, or was left behind.
func Busy(path string) bool {
	_, err := os.Lstat(journalOf(path))
	return err == nil
}

// openJournal opens and locks the journal; nil where it is not there and is not to be made.
func openJournal(name string, create bool) (b *bolt.DB, err error) {
	for range 5 {
		if _, err := os.Lstat(name); !create && errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		var file *os.File
		b, err = openBolt(name, &bolt.Options{Timeout: lockWait, OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			if !create {
				flag &^= os.O_CREATE
			}
			f, err := os.OpenFile(name, flag, mode)
			file = f
			return f, err
		}})
		switch {
		case errors.Is(err, berrors.ErrTimeout):
			return nil, fault.New(fault.Conflict, "another loaxom is restoring the store: wait until it has ended")
		case !create && errors.Is(err, fs.ErrNotExist):
			return nil, nil
		case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch), errors.Is(err, errPanicked):
			// Its process died while it was being made: nothing was noted in it.
			if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, Fault(name, err)
			}
			continue
		case err != nil:
			if create && Full(err) {
				_ = os.Remove(name) // it was not to be made; what is left of it says nothing
			}
			return nil, Fault(name, err)
		}
		if same(name, file) {
			return b, nil
		}
		_ = b.Close() // its name was taken away while we waited for the lock
	}
	return nil, fault.New(fault.Busy, "%s cannot be opened: %w", name, err)
}

// same tells whether the open file is the one that has the name.
func same(name string, f *os.File) bool {
	at, err := os.Stat(name)
	if err != nil {
		return false
	}
	open, err := f.Stat()
	return err == nil && os.SameFile(at, open)
}

// errPanicked is an error of a panic in bbolt, its way to say that pages are not what they should be.
var errPanicked = errors.New("disk: the file is damaged")

func openBolt(name string, o *bolt.Options) (b *bolt.DB, err error) {
	defer func() {
		if recover() != nil {
			b, err = nil, errPanicked
		}
	}()
	return bolt.Open(name, 0o600, o)
}

// free is Conflict where a process holds the store. A store that is damaged, or not there, is held by
// nobody.
func free(path string) error {
	if _, err := os.Stat(path); err != nil {
		return nil
	}
	b, err := openBolt(path, &bolt.Options{ReadOnly: true, Timeout: lockWait})
	if errors.Is(err, berrors.ErrTimeout) {
		return fault.New(fault.Conflict, "a loaxom holds the store %s: stop serve first", path)
	}
	if err != nil {
		return nil
	}
	return b.Close()
}

func (s *Swap) read() (n note, err error) {
	err = s.b.View(func(tx *bolt.Tx) error {
		bucket := tx.Bucket(journalBucket)
		if bucket == nil {
			return nil
		}
		if raw := bucket.Get(journalKey); raw != nil {
			return json.Unmarshal(raw, &n)
		}
		return nil
	})
	if err != nil {
		return n, fault.New(fault.Corrupt, "%s does not read: %w", journalOf(s.path), err)
	}
	return n, nil
}

func (s *Swap) write(n note) error {
	raw, err := json.Marshal(n)
	if err != nil {
		return err
	}
	err = s.b.Update(func(tx *bolt.Tx) error {
		bucket, err := tx.CreateBucketIfNotExists(journalBucket)
		if err != nil {
			return err
		}
		return bucket.Put(journalKey, raw)
	})
	return Fault(journalOf(s.path), err)
}
