package content

import (
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// noteAll adds a line for each file of a folder. On Linux the system is asked by name within the opened
// folder, into one record that is used again.
func (k *looker) noteAll(folder string, names []string) {
	dir, err := os.Open(filepath.Join(k.dir, folder))
	if err != nil {
		k.text = append(k.text, shortError(err)...)
		return
	}
	defer dir.Close()
	var st unix.Stat_t
	for _, name := range names {
		if err := unix.Fstatat(int(dir.Fd()), name, &st, 0); err != nil {
			k.line(folder, name, seen{}, &fs.PathError{Op: "stat", Path: name, Err: err})
			continue
		}
		k.line(folder, name, seen{st.Size, st.Mtim.Nano(), st.Mode, st.Mode&unix.S_IFMT == unix.S_IFDIR}, nil)
	}
}
