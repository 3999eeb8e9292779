//go:build !linux

package content

// noteAll adds a line for each file of a folder.
func (k *looker) noteAll(folder string, names []string) {
	for _, name := range names {
		k.note(folder, name)
	}
}
