package content

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

// Folder is a folder on disk as an overlay for Load; problems then name its path.
func Folder(dir string) fs.FS { return folder{os.DirFS(dir), dir} }

type folder struct {
	fs.FS
	dir string
}

func (f folder) Name() string { return f.dir }

// ReadDir and Stat hand on what os.DirFS can do, which embedding the interface hides.
func (f folder) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(f.FS, name) }
func (f folder) Stat(name string) (fs.FileInfo, error)      { return fs.Stat(f.FS, name) }

// look is what a folder looks like from outside: name, size and time of every file that content
// could be read from, in order. Two equal looks mean that nothing has changed. It runs every second over
// thousands of imported files, so it asks the system for no more than that.
func look(dir string) string {
	top, err := os.ReadDir(dir)
	if err != nil {
		return "unreadable: " + shortError(err)
	}
	var b []byte
	for _, d := range top {
		if ignored(d.Name()) {
			continue
		}
		b = noteFile(b, dir, "", d)
		if _, known := folders()[d.Name()]; !known || !d.IsDir() {
			continue
		}
		inner, err := os.ReadDir(filepath.Join(dir, d.Name()))
		if err != nil {
			b = fmt.Appendf(b, "%s: %s\n", d.Name(), shortError(err))
		}
		for _, f := range inner {
			if !ignored(f.Name()) {
				b = noteFile(b, dir, d.Name(), f)
			}
		}
	}
	return string(b)
}

// noteFile adds one line to a look. A folder's own time says nothing: it changes with files that are
// ignored. A link looks as what it leads to.
func noteFile(b []byte, dir, folder string, d fs.DirEntry) []byte {
	b = append(append(append(b, folder...), '/'), d.Name()...)
	info, err := d.Info()
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		info, err = os.Stat(filepath.Join(dir, folder, d.Name()))
	}
	switch {
	case err != nil:
		b = append(append(b, ": "...), shortError(err)...)
	case info.IsDir():
		b = append(b, '/')
	default:
		for _, n := range []int64{info.Size(), info.ModTime().UnixNano(), int64(info.Mode())} {
			b = strconv.AppendInt(append(b, ' '), n, 10)
		}
	}
	return append(b, '\n')
}

func shortError(err error) string {
	for _, known := range []error{fs.ErrNotExist, fs.ErrPermission} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return plain(err)
}
