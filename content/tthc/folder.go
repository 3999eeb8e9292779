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
	stageDir string // <overlay>/.import-*
	staged   []stagedFile
}

type stagedFile struct {
	name string
	data []byte
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

// stage notes a file that is to be written.
func (s *folder) stage(name string, data []byte) {
	s.staged = append(s.staged, stagedFile{name, data})
}

// commit writes the staged files aside, each until it is on the disk, then moves them to their places.
func (s *folder) commit() error {
	if err := s.write(); err != nil {
		return err
	}
	for _, f := range s.staged {
		if err := os.Rename(filepath.Join(s.stageDir, f.name), filepath.Join(s.dir, f.name)); err != nil {
			return err
		}
	}
	if len(s.staged) > 0 {
		syncFolder(s.dir)
	}
	return nil
}

func (s *folder) write() error {
	files, errs := make(chan stagedFile), make([]error, writers)
	var work sync.WaitGroup
	for i := range writers {
		work.Go(func() {
			for f := range files {
				if errs[i] == nil {
					errs[i] = writeFile(filepath.Join(s.stageDir, f.name), f.data)
				}
			}
		})
	}
	for _, f := range s.staged {
		files <- f
	}
	close(files)
	work.Wait()
	return errors.Join(errs...)
}

// writeFile returns when the file is on the disk.
func writeFile(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// syncFolder makes the moves durable where the system can; where it cannot, a crash leaves old names.
func syncFolder(dir string) {
	if f, err := os.Open(dir); err == nil {
		_ = f.Sync() // Windows knows no such thing
		_ = f.Close()
	}
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
