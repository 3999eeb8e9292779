package tthc

import (
	"bytes"
	"context"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"loaxom/content"
)

// plan is what is to become of one record: its entry, and the file that stands there now.
type plan struct {
	record *Record
	name   string // of the file
	page   *page
	fresh  []byte // the file as it should be
	old    []byte // as it is, with line ends as on Unix
	there  bool
	faults []content.Problem // why the content would refuse it
	err    error
}

// prepare makes the plans of all records, on as many processors as there are.
func prepare(ctx context.Context, s *folder, records []*Record, o Options) []plan {
	plans := make([]plan, len(records))
	var next atomic.Int64
	var work sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(records); i = int(next.Add(1)) - 1 {
				if plans[i].err = ctx.Err(); plans[i].err == nil {
					plans[i] = newPlan(s, records[i], o)
				}
			}
		})
	}
	work.Wait()
	return plans
}

func newPlan(s *folder, r *Record, o Options) plan {
	p := plan{record: r, name: content.NationalID(r.Code) + ".toml"}
	if p.old, p.there, p.err = s.read(p.name); p.err != nil {
		return p
	}
	p.old = bytes.ReplaceAll(p.old, []byte("\r\n"), []byte("\n"))
	p.page = newPage(r, o.AsOf, o.Say)
	day, known := dayOf(p.old)
	if known && !o.Renew {
		p.page.asOf = day
	}
	p.fresh = p.page.file(o.Say)
	if known && !bytes.Equal(p.fresh, p.old) { // what has changed is of this copy
		p.page.asOf = o.AsOf
		p.fresh = p.page.file(o.Say)
	}
	if !bytes.Equal(p.fresh, p.old) {
		p.faults = content.CheckNational(p.name, p.fresh)
	}
	return p
}

// enter puts a plan into the report, and its file with those that are to be written.
func (rep *Report) enter(s *folder, p plan) {
	done := Done{Code: p.record.Code, Name: p.record.Name, Line: p.record.Line}
	switch {
	case len(p.faults) > 0:
		rep.leave(p.record, "its entry would be refused: %s", p.faults[0].What) // and with it the whole folder
		return
	case bytes.Equal(p.fresh, p.old):
		rep.Unchanged = append(rep.Unchanged, done)
	case len(bytes.TrimSpace(p.old)) > 0 && !content.Signed(p.old): // white space alone is what a crash leaves
		rep.Edited = append(rep.Edited, done)
		return // what of it is raw is for them to say
	case content.Signed(p.old):
		done.What = differences(string(p.old), string(p.fresh))
		rep.Changed = append(rep.Changed, done)
		s.stage(p.name, p.fresh)
	default:
		rep.New = append(rep.New, done)
		s.stage(p.name, p.fresh)
	}
	for _, section := range content.AllSections() {
		if why := p.page.raw[section]; why != "" {
			rep.Raw = append(rep.Raw, Raw{Code: p.record.Code, Section: section, Why: why})
		}
	}
}

var asOfLine = regexp.MustCompile(`(?m)^as_of = (\d{4}-\d{2}-\d{2})$`)

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
	before, after := byKey(a), byKey(b)
	var keys []string
	for key := range after {
		if before[key] != after[key] && key != "as_of" {
			keys = append(keys, key)
		}
	}
	for key := range before {
		if _, ok := after[key]; !ok && key != "as_of" {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return []string{"as_of"}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// byKey takes a file of ours apart: what stands at each key.
func byKey(file string) map[string]string {
	parts, key := map[string]string{}, ""
	for line := range strings.Lines(file) {
		if name, _, ok := strings.Cut(line, " = "); ok && name != "" && name[0] != ' ' && name[0] != '#' {
			key = name
		}
		if key != "" {
			parts[key] += line
		}
	}
	return parts
}
