package tthc

import (
	"strings"

	"loaxom/internal/vi"
)

// clean is a published text as it may stand in content: what vi.Clean makes of it, with white space as
// single spaces and no blank lines.
func clean(s string) string {
	lines := strings.Split(vi.CleanTo(s, maxField), "\n")
	kept := lines[:0]
	for _, line := range lines {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

// items are the lines of a text, each without the mark that makes it one of a list.
func items(s string) (list []string) {
	for _, line := range strings.Split(s, "\n") {
		if line = strings.TrimSpace(bullet(line)); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// bullet takes the marks of a list from the beginning of a line.
func bullet(line string) string { return strings.TrimLeft(line, " -–+*•·") }
