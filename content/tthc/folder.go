package tthc

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// folder is an overlay folder that an import writes into. Files are staged in a hidden folder within it,
// which the content never reads, and moved to their places when all are there.
type folder struct {
	dir      string // of the entries: <overlay>/procedure
	stageDir string // <overlay>/.import-*, with a folder procedure in it
	staged   []string
}

const (
	stagePrefix = ".import-"
	staleAfter  = time.Hour // a stage that old is left of a run that was killed
	writers     = 8         // files written and synced at once: the disk joins their waits
)

// openFolder makes the folder where it is missing, and a place to stage files in.
func openFolder(overlay string) (*folder, error) {
	s := &folder{dir: filepath.Join(overlay, "procedure")}
	if err := os.MkdirAll(s.dir, 0o755); err != nil {
		return nil, fmt.Errorf("the folder cannot be made: %w", err)
	}
	sweep(overlay)
	stage, err := os.MkdirTemp(overlay, stagePrefix)
	if err != nil {
		return nil, fmt.Errorf("the folder cannot be written: %w", err)
	}
	s.stageDir = stage
	if err := os.Mkdir(filepath.Join(stage, "procedure"), 0o755); err != nil {
		return nil, errors.Join(err, os.RemoveAll(stage))
	}
	return s, nil
}

// sweep takes away what a killed run has left behind.
func sweep(overlay string) {
	found, _ := os.ReadDir(overlay)
	for _, d := range found {
		info, err := d.Info()
		if err == nil && d.IsDir() && strings.HasPrefix(d.Name(), stagePrefix) && time.Since(info.ModTime()) > staleAfter {
			_ = os.RemoveAll(filepath.Join(overlay, d.Name())) // the next run tries again
		}
	}
}

// read is a file as it is now; not there is no error.
func (s *folder) read(name string) (data []byte, there bool, err error) {
	data, err = os.ReadFile(filepath.Join(s.dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// stage writes a file aside.
func (s *folder) stage(name string, data []byte) error {
	s.staged = append(s.staged, name)
	return os.WriteFile(s.aside(name), data, 0o644)
}

func (s *folder) aside(name string) string { return filepath.Join(s.stageDir, "procedure", name) }

// commit makes the staged files durable, then moves each to its place, whole.
func (s *folder) commit() error {
	if err := s.sync(); err != nil {
		return err
	}
	for _, name := range s.staged {
		if err := os.Rename(s.aside(name), filepath.Join(s.dir, name)); err != nil {
			return err
		}
	}
	if len(s.staged) == 0 {
		return nil
	}
	return syncFile(s.dir)
}

// sync waits until the staged files are on the disk, several at once.
func (s *folder) sync() error {
	names, errs := make(chan string), make([]error, writers)
	var work sync.WaitGroup
	for i := range writers {
		work.Go(func() {
			for name := range names {
				errs[i] = errors.Join(errs[i], syncFile(s.aside(name)))
			}
		})
	}
	for _, name := range s.staged {
		names <- name
	}
	close(names)
	work.Wait()
	return errors.Join(errs...)
}

func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	err = f.Sync()
	if info, statErr := f.Stat(); statErr == nil && info.IsDir() {
		err = nil // not every system can sync a folder
	}
	return errors.Join(err, f.Close())
}

// names are the files that are there now.
func (s *folder) names() (list []string) {
	found, _ := os.ReadDir(s.dir)
	for _, d := range found {
		list = append(list, d.Name())
	}
	return list
}

// close takes the stage away.
func (s *folder) close() { _ = os.RemoveAll(s.stageDir) } // what is left of it is swept later
