package tthc

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"loaxom/content"
)

// Report says what became of every line of a file.
type Report struct {
	Read       int            // lines that hold something
	New        []Done         // entries that were not there
	Changed    []Done         // entries whose record says something else now
	Unchanged  []Done         // entries that are as the record says
	Edited     []Done         // entries that staff have edited by hand since: kept as they are
	Left       []Left         // records that were not taken, and why
	OtherLevel int            // records of another level than the one asked for
	Raw        []Raw          // sections that stand as published
	Gone       []string       // files of earlier imports for which this run has no record
	Aside      map[string]int // key that is not known: in how many records it says something
	AsOf       content.Date
	Level      string
}

// Done is a record that has its entry.
type Done struct {
	Code string
	Name string
	Line int
	What []string // keys that changed
}

// Left is a record that was not taken, and why. Code and Name are empty where the line does not read.
type Left struct {
	Code string
	Name string
	Line int // 0: it is known by its code only
	Why  string
}

// Raw is a section that stands as it was published.
type Raw struct {
	Code    string
	Section content.SectionID
	Why     string
}

// listedName is how much of a name stands in a line of the report, in letters.
const listedName = 90

// Write prints the report: one line for each record that is new, changed, edited by hand or left out,
// and for each section that stands as published; sums at the end.
func (rep *Report) Write(to io.Writer) error {
	w := bufio.NewWriter(to)
	for _, d := range rep.New {
		fmt.Fprintf(w, "new %s: %s\n", d.Code, short(d.Name, listedName))
	}
	for _, d := range rep.Changed {
		fmt.Fprintf(w, "changed %s: %s (%s)\n", d.Code, short(d.Name, listedName), strings.Join(d.What, ", "))
	}
	for _, r := range rep.Raw {
		fmt.Fprintf(w, "as published %s: %s: %s\n", r.Code, r.Section, r.Why)
	}
	for _, d := range rep.Edited {
		fmt.Fprintf(w, "edited by hand %s: %s: kept as it is; to take the portal's text, delete the file and import again\n", d.Code, short(d.Name, listedName))
	}
	for _, name := range rep.Gone {
		fmt.Fprintf(w, "no record %s: kept as it is; delete the file if the procedure is no more\n", name)
	}
	for _, l := range rep.Left {
		fmt.Fprintf(w, "left out %s\n", l)
	}
	rep.sums(w)
	return w.Flush()
}

func (l Left) String() string {
	s := l.Why
	if l.Code != "" {
		s = fmt.Sprintf("%s (%s): %s", l.Code, short(l.Name, listedName), l.Why)
	}
	if l.Line > 0 {
		return fmt.Sprintf("line %d: %s", l.Line, s)
	}
	return s
}

func (rep *Report) sums(w io.Writer) {
	raw, reasons := map[content.SectionID]int{}, map[string]int{}
	for _, r := range rep.Raw {
		raw[r.Section]++
		reasons[r.Why]++
	}
	if len(rep.Raw) > 0 {
		var parts []string
		for _, s := range content.AllSections() {
			if raw[s] > 0 {
				parts = append(parts, fmt.Sprintf("%s %d", s, raw[s]))
			}
		}
		fmt.Fprintf(w, "sections as published: %d (%s)\n", len(rep.Raw), strings.Join(parts, ", "))
		for _, why := range slices.SortedFunc(maps.Keys(reasons), func(a, b string) int {
			if n := reasons[b] - reasons[a]; n != 0 {
				return n
			}
			return strings.Compare(a, b)
		}) {
			fmt.Fprintf(w, "  %4d %s\n", reasons[why], why)
		}
	}
	fmt.Fprintln(w, "of no use to a resident and not kept: the portal's numbers of results, its search form, loai_thu_tuc, nguon_bo")
	for _, key := range slices.Sorted(maps.Keys(rep.Aside)) {
		fmt.Fprintf(w, "unknown key %s: not kept, in %d records\n", key, rep.Aside[key])
	}
	fmt.Fprintf(w, "%d records read: %d new, %d changed, %d unchanged, %d edited by hand, %d left out", rep.Read, len(rep.New), len(rep.Changed), len(rep.Unchanged), len(rep.Edited), len(rep.Left))
	if rep.Level != "" {
		fmt.Fprintf(w, ", %d of another level than %q", rep.OtherLevel, rep.Level)
	}
	if len(rep.New)+len(rep.Changed) == 0 {
		fmt.Fprintln(w, "; nothing changed")
		return
	}
	if rep.AsOf.IsZero() {
		fmt.Fprintln(w, "; what is new or changed says no day of the copy: give --as-of DAY")
		return
	}
	fmt.Fprintf(w, "; what is new or changed is of %s\n", rep.AsOf)
}
