package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"loaxom/internal/fault"
)

// finish makes the moves of the journal and forgets them. Where one cannot be made those before it are
// taken back: then the error says that all is as it was.
func (s *Swap) finish() error {
	n, err := s.read()
	if err != nil || len(n.Moves) == 0 && len(n.Staged) == 0 {
		return err
	}
	failed := s.forward(n.Moves)
	if failed != nil {
		if err := back(n.Moves); err != nil {
			return fault.New(fault.Unsure, "a restore is half done and cannot be taken back: give these names the right of way and start again: %w", errors.Join(failed, err))
		}
	}
	s.step("made")
	// From here on the moves count no more; what was staged and not moved is of no use.
	if err := s.write(note{Staged: n.Staged}); err != nil {
		return errors.Join(failed, err)
	}
	s.step("clear")
	for _, name := range n.Staged {
		if err := os.RemoveAll(name); err != nil {
			return errors.Join(failed, Fault(name, err))
		}
	}
	if err := s.write(note{}); err != nil {
		return errors.Join(failed, err)
	}
	return failed
}

// forward makes the moves that are not made yet.
func (s *Swap) forward(moves []Move) error {
	for _, m := range moves {
		if !there(m.From) {
			continue // made before the process died
		}
		if there(m.To) {
			if there(m.Kept) {
				return fault.New(fault.Conflict, "%s is already there", m.Kept)
			}
			if err := os.MkdirAll(filepath.Dir(m.Kept), 0o700); err != nil {
				return Fault(m.Kept, err)
			}
			s.step("keep")
			if err := rename(m.To, m.Kept); err != nil {
				return err
			}
		}
		s.step("put")
		if err := rename(m.From, m.To); err != nil {
			return err
		}
	}
	return nil
}

// back takes back what forward did, whole moves and half ones.
func back(moves []Move) error {
	for i := len(moves) - 1; i >= 0; i-- {
		m := moves[i]
		if !there(m.From) && there(m.To) {
			if err := rename(m.To, m.From); err != nil {
				return err
			}
		}
		if there(m.Kept) && !there(m.To) {
			if err := rename(m.Kept, m.To); err != nil {
				return err
			}
		}
	}
	return nil
}

// rename is durable when it returns.
func rename(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return Fault(to, err)
	}
	return errors.Join(SyncFolder(filepath.Dir(from)), SyncFolder(filepath.Dir(to)))
}

func there(name string) bool {
	_, err := os.Lstat(name)
	return !errors.Is(err, fs.ErrNotExist)
}
