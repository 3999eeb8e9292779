package content

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity says what a Problem does to the content it was found in.
type Severity int

// A Fault is wrong whatever the day: `check` exits 1, and Live refuses the change. A Warning is worth
// a look. What is Overdue was right when it was written and waits for staff; what comes Soon will.
const (
	Fault Severity = iota
	Warning
	Overdue
	Soon
)

// Problem is one thing found in content, in words that somebody who edits the files can act on.
type Problem struct {
	File     string // with the folder it was read from: content/procedure/x.toml
	Line     int    // 0: the file as a whole
	Severity Severity
	What     string // what is wrong, and what to write instead
}

// String is "file:line: what".
func (p Problem) String() string {
	if p.Line <= 0 {
		return fmt.Sprintf("%s: %s", p.File, p.What)
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.What)
}

// Faults are the problems among all that are faults.
func Faults(all []Problem) []Problem {
	var out []Problem
	for _, p := range all {
		if p.Severity == Fault {
			out = append(out, p)
		}
	}
	return out
}

// sortProblems orders by file, line and text, so that two runs print the same.
func sortProblems(all []Problem) []Problem {
	slices.SortStableFunc(all, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.What, b.What))
	})
	return slices.Compact(all)
}
