package content

import (
	"errors"
	"io/fs"
	"os"
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

func shortError(err error) string {
	for _, known := range []error{fs.ErrNotExist, fs.ErrPermission} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return plain(err)
}
