package tthc

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"loaxom/content"
	"loaxom/internal/fault"
)

// Options say what is imported, and where to.
type Options struct {
	Into  string       // overlay folder; it and its folder procedure are made where they are missing
	Level string       // only records whose level contains these words ("xã"); "" for all
	AsOf  content.Date // the day of the copy
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
	for _, rec := range chosen {
		if err := ctx.Err(); err != nil {
			return rep, err
		}
		if err := rep.plan(s, rec, o); err != nil {
			return rep, err
		}
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

var asOfLine = regexp.MustCompile(`(?m)^as_of = (\d{4}-\d{2}-\d{2})$`)

// plan decides what happens to the entry of one record, and stages its file where it is to be written.
func (rep *Report) plan(s *folder, r *Record, o Options) error {
	name := content.NationalID(r.Code) + ".toml"
	old, there, err := s.read(name)
	if err != nil {
		return err
	}
	p := newPage(r, o.AsOf, o.Say)
	if day, ok := dayOf(old); ok && !o.Renew {
		p.asOf = day
	}
	fresh := p.file(o.Say)
	if faults := content.CheckNational(name, fresh); len(faults) > 0 {
		rep.leave(r, "its entry would be refused: %s", faults[0].What) // and with it the whole folder
		return nil
	}
	done := Done{Code: r.Code, Name: r.Name, Line: r.Line}
	switch {
	case there && string(bytes.ReplaceAll(old, []byte("\r\n"), []byte("\n"))) == string(fresh):
		rep.Unchanged = append(rep.Unchanged, done)
	case there && len(bytes.TrimSpace(old)) > 0 && !content.Signed(old): // white space is what a crash leaves
		rep.Edited = append(rep.Edited, done)
		return nil // its raw sections are whoever edited it's
	case content.Signed(old):
		p.asOf = o.AsOf // what has changed is of this copy
		fresh = p.file(o.Say)
		done.What = differences(string(old), string(fresh))
		rep.Changed = append(rep.Changed, done)
		err = s.stage(name, fresh)
	default:
		rep.New = append(rep.New, done)
		err = s.stage(name, fresh)
	}
	for _, section := range content.AllSections() {
		if why := p.raw[section]; why != "" {
			rep.Raw = append(rep.Raw, Raw{Code: r.Code, Section: section, Why: why})
		}
	}
	return err
}

// dayOf is the day of the copy that a file was made from.
func dayOf(file []byte) (content.Date, bool) {
	m := asOfLine.FindSubmatch(file)
	if m == nil {
		return content.Date{}, false
	}
	t, err := time.Parse(time.DateOnly, string(m[1]))
	return content.DateOf(t), err == nil
}

// differences names the keys of two files of ours whose values differ.
func differences(a, b string) []string {
	parts := func(s string) map[string]string {
		m := map[string]string{}
		key := ""
		for _, line := range strings.Split(s, "\n") {
			if name, _, ok := strings.Cut(line, " = "); ok && !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "#") {
				key = name
			}
			if key != "" {
				m[key] += line + "\n"
			}
		}
		return m
	}
	before, after := parts(a), parts(b)
	var keys []string
	for key := range after {
		if before[key] != after[key] && key != "as_of" {
			keys = append(keys, key)
		}
	}
	for key := range before {
		if _, ok := after[key]; !ok {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return []string{"as_of"}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
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
