package content

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
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
// could be read from, in order. Two equal looks mean that nothing has changed.
func look(dir string) string {
	var b strings.Builder
	top, err := os.ReadDir(dir)
	if err != nil {
		return "unreadable: " + shortError(err)
	}
	for _, d := range top {
		if ignored(d.Name()) {
			continue
		}
		noteFile(&b, filepath.Join(dir, d.Name()), d.Name())
		if _, known := folders()[d.Name()]; !known || !d.IsDir() {
			continue
		}
		inner, err := os.ReadDir(filepath.Join(dir, d.Name()))
		if err != nil {
			fmt.Fprintf(&b, "%s: %s\n", d.Name(), shortError(err))
		}
		for _, f := range inner {
			if !ignored(f.Name()) {
				noteFile(&b, filepath.Join(dir, d.Name(), f.Name()), d.Name()+"/"+f.Name())
			}
		}
	}
	return b.String()
}

// noteFile writes one line of a look. A folder's own time says nothing: it changes with files that
// are ignored.
func noteFile(b *strings.Builder, path, name string) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		fmt.Fprintf(b, "%s: %s\n", name, shortError(err))
	case info.IsDir():
		fmt.Fprintf(b, "%s/\n", name)
	default:
		fmt.Fprintf(b, "%s %d %d %s\n", name, info.Size(), info.ModTime().UnixNano(), info.Mode())
	}
}

func shortError(err error) string {
	for _, known := range []error{fs.ErrNotExist, fs.ErrPermission} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return plain(err)
}
