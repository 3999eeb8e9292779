package bulletin

import (
	"cmp"
	"slices"
	"strings"

	"loaxom/content"
	"loaxom/internal/kv"
	"loaxom/internal/vi"
)

// Row is a hamlet in the table of a quiz. Counts alone: nobody's own answers.
type Row struct {
	Hamlet   string `json:"h,omitempty"` // id; empty where Place has the hamlet as it was typed, or it is not known
	Place    string `json:"p,omitempty"`
	People   int    `json:"n"` // conversations that answered at least one question
	Finished int    `json:"f"` // of them, those that answered all
	Right    int    `json:"r"` // right answers of those that finished
}

// mostPlaces bounds the rows of places that were typed freely; what is more is counted among those whose
// hamlet is not known.
const mostPlaces = 60

// TableOf counts a round by hamlet: from what was kept when it closed, else from what is there now. Rows
// are in the order of the number of people; those of whom it is not known come last.
func TableOf(r kv.Reader, x Round) (rows []Row, err error) {
	if !x.Closed.IsZero() {
		return x.Table, nil
	}
	by := map[string]*Row{}
	places := 0
	key := kv.Key{}.Text(string(x.ID))
	err = sheets.Scan(r, key, key.End(), func(s Sheet) error {
		if s.Marks == "" {
			return nil
		}
		row := Row{Hamlet: string(s.Hamlet), Place: strings.TrimSpace(s.Place)}
		name := "h " + row.Hamlet
		if row.Place != "" {
			if name = "p " + vi.Fold(row.Place); by[name] == nil {
				if places++; places > mostPlaces {
					row.Place, name = "", "h "
				}
			}
		}
		if by[name] == nil {
			by[name] = &row
		}
		to := by[name]
		if to.People++; len(s.Marks) >= len(x.Questions) {
			to.Finished++
			to.Right += x.Right(s.Marks)
		}
		return nil
	})
	for _, row := range by {
		rows = append(rows, *row)
	}
	slices.SortFunc(rows, func(a, b Row) int {
		if unknown := a.Hamlet+a.Place == ""; unknown != (b.Hamlet+b.Place == "") {
			return map[bool]int{true: 1, false: -1}[unknown]
		}
		return cmp.Or(b.People-a.People, strings.Compare(a.Hamlet, b.Hamlet), strings.Compare(a.Place, b.Place))
	})
	return rows, err
}

// Average is how many answers of those who finished were right, to one place, as people write it: "4,2".
func (w Row) Average() string {
	if w.Finished == 0 {
		return vi.Decimal(0)
	}
	return vi.Decimal(float64((10*w.Right+w.Finished/2)/w.Finished) / 10)
}

// table is a round's table in words, for staff.
func (d *Desk) table(lib *content.Library, x Round, rows []Row) string {
	if len(rows) == 0 {
		return say(lib, "quiz.nobody")
	}
	var lines []string
	all := Row{}
	line := func(name string, w Row) {
		id := "quiz.row"
		if w.Finished == 0 {
			id = "quiz.row_open"
		}
		lines = append(lines, say(lib, id, "Hamlet", name, "People", vi.Number(int64(w.People)), "Finished", vi.Number(int64(w.Finished)),
			"Average", w.Average(), "Count", len(x.Questions)))
	}
	for _, w := range rows {
		all.People, all.Finished, all.Right = all.People+w.People, all.Finished+w.Finished, all.Right+w.Right
		name := d.cfg.Hamlet(w.Hamlet)
		switch {
		case w.Place != "":
			name = w.Place
		case w.Hamlet == "":
			name = say(lib, "quiz.no_hamlet")
		case name == "": // the configuration has it no longer
			name = w.Hamlet
		}
		line(name, w)
	}
	line(say(lib, "quiz.all"), all)
	return strings.Join(lines, "\n")
}
