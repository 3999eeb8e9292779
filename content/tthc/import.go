package tthc

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"loaxom/content"
	"loaxom/internal/fault"
)

// Options say what is imported, and where to.
type Options struct {
	Into  string       // overlay folder; it and its folder procedure are made where they are missing
	Level string       // only records whose level contains these words ("xã"); "" for all
	AsOf  content.Date // the day of the copy; zero: nobody has said, and none is claimed
	// Renew gives AsOf to entries whose record has not changed too. Without it they keep the day of the copy
	// that they were made from, so that a second run over the same file changes nothing.
	Renew bool
	Say   Say
}

// Import reads records from r and writes their entries into an overlay folder. All is read and tried
// before the first file changes; files are replaced one by one, each whole, so a run that ends in the
// middle leaves a folder that reads, and the next run goes on. Records that cannot be taken are in the
// Report, not an error; an error is a file that cannot be read, or a folder that cannot be written.
func Import(ctx context.Context, r io.Reader, o Options) (*Report, error) {
	f, err := read(r)
	if err != nil {
		return nil, err
	}
	rep := &Report{Read: f.lines, Left: f.left, Aside: f.aside, AsOf: o.AsOf, Level: o.Level}
	chosen := rep.choose(f.records, o)
	if f.lines == 0 || len(chosen) == 0 && rep.OtherLevel == 0 {
		return rep, fault.New(fault.Invalid, "no line holds a record that can be taken; is it a file of procedures, one JSON object a line?")
	}
	s, err := openFolder(o.Into)
	if err != nil {
		return rep, err
	}
	defer s.close()
	for _, p := range prepare(ctx, s, chosen, o) {
		if p.err != nil {
			return rep, p.err
		}
		rep.enter(s, p)
	}
	if err := s.commit(); err != nil {
		return rep, err
	}
	rep.gone(s, chosen)
	rep.sort()
	return rep, nil
}

// choose takes of the records those that become entries: one for each code, of the level that was asked
// for, whose text is not another's.
func (rep *Report) choose(records []*Record, o Options) (chosen []*Record) {
	last := map[string]*Record{}
	for _, r := range records {
		last[r.Code] = r
	}
	var single []*Record
	for _, r := range records {
		if wins := last[r.Code]; wins != r {
			rep.leave(r, "the code stands again on line %d, which is taken: of two copies the later one is the newer", wins.Line)
			continue
		}
		single = append(single, r)
	}
	twin := twins(single)
	for _, r := range single {
		switch {
		case o.Level != "" && !hasLevel(r.Level, o.Level):
			rep.OtherLevel++
		case r.doubt() != "":
			rep.leave(r, "its text belongs to another: %s", r.doubt())
		case twin[r] != "":
			rep.leave(r, "its text belongs to another: %s", twin[r])
		default:
			chosen = append(chosen, r)
		}
	}
	return chosen
}

func (rep *Report) leave(r *Record, format string, args ...any) {
	rep.Left = append(rep.Left, Left{Code: r.Code, Name: r.Name, Line: r.Line, Why: fmt.Sprintf(format, args...)})
}

// gone lists the entries of earlier imports that no record of this run stands for. They are kept: the
// portal takes procedures down for a day too, and staff decide.
func (rep *Report) gone(s *folder, chosen []*Record) {
	have := map[string]bool{}
	for _, r := range chosen {
		have[content.NationalID(r.Code)+".toml"] = true
	}
	for _, name := range s.names() {
		if strings.HasPrefix(name, "tthc-") && strings.HasSuffix(name, ".toml") && !have[name] {
			rep.Gone = append(rep.Gone, name)
		}
	}
}

func (rep *Report) sort() {
	for _, list := range [][]Done{rep.New, rep.Changed, rep.Unchanged, rep.Edited} {
		slices.SortFunc(list, func(a, b Done) int { return strings.Compare(a.Code, b.Code) })
	}
	slices.SortStableFunc(rep.Raw, func(a, b Raw) int { return strings.Compare(a.Code, b.Code) })
	slices.SortStableFunc(rep.Left, func(a, b Left) int { return cmp.Compare(a.Line, b.Line) })
}
