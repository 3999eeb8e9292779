package content

import (
	"bytes"
	"fmt"
	"path"
	"strings"
)

// MaxNationalPlain is the longest label of an entry of origin national: official names are long, and
// what tells two of them apart often stands late.
const MaxNationalPlain = 64

// Bounds of what stands below every message of such an entry (design 4: the first message is at most 600).
const (
	MaxDecision = 30  // the number of a decision
	MaxLink     = 100 // the address of a page
)

// national looks at an entry that was copied from the portal. Its words are the portal's, so the rules
// on wording, figures in prose, lengths of sections, plan items, sources and example questions are not
// for it; where it comes from must be there whole.
func (c *check) national(e *Entry) {
	if !e.National() {
		c.fault(e.file, "origin", "origin %q is not known; write %q, or leave the line out for an entry of the commune's own", e.Origin, OriginNational)
		return
	}
	c.need(e.file, "title", e.Title, `title = "..."`)
	c.need(e.file, "plain", e.Plain, `a short name, plain = "..."`)
	c.need(e.file, "short", e.Short, `the short answer, short = "..."`)
	c.need(e.file, "decision", e.Decision, `the number of the decision, decision = "..."`)
	if !strings.HasPrefix(e.Link, "https://") || strings.ContainsAny(e.Link, " \n\"<>") {
		c.fault(e.file, "link", "link %q is no address; write the procedure's page, link = \"https://...\"", e.Link)
	}
	if !e.AsOf.IsZero() {
		c.possible(e.file, "as_of", e.AsOf)
	}
	switch {
	case len(e.Codes) != 1 || !portalCode.MatchString(e.Code()):
		c.fault(e.file, "codes", "an entry of the national portal has one code; write codes = [\"1.001193\"]")
	case e.ID != NationalID(e.Code()):
		c.fault(e.file, "codes", "the file of code %s is %s.toml; rename it, so that the next import finds it", e.Code(), NationalID(e.Code()))
	}
	if e.Kind != KindProcedure || path.Dir(e.file) != dirProcedure {
		c.fault(e.file, "kind", "an entry of the national portal is a procedure and lies in %s; write kind = %q", dirProcedure, KindProcedure)
	}
	if len(e.Questions) > 0 {
		c.fault(e.file, "questions", "an entry of the national portal has no example questions; write an entry of the commune's own with its code, which then stands before it")
	}
	for _, s := range e.Raw {
		if len(e.Lines(s)) == 0 {
			c.fault(e.file, "raw", "there is no section %q; take it out of raw", s)
		}
	}
	c.approval(e.file, &e.Vetting)
	c.within(e.file, "plain", e.Plain, MaxNationalPlain)
	c.within(e.file, "decision", e.Decision, MaxDecision)
	c.within(e.file, "link", e.Link, MaxLink)
	c.within(e.file, "short", e.Short, MaxShort)
}

// ownOnly reports keys of the national portal in an entry of the commune's own.
func (c *check) ownOnly(e *Entry) {
	for key, value := range map[string]string{"decision": e.Decision, "link": e.Link, "as_of": e.AsOf.String(), "field": e.Field, "level": e.Level} {
		if value != "" {
			c.fault(e.file, key, "%s belongs to entries of the national portal; leave it out, or write origin = %q", key, OriginNational)
		}
	}
	if len(e.Steps) > 0 || len(e.Raw) > 0 {
		c.fault(e.file, "steps", "steps and raw belong to entries of the national portal; write the steps into online or notes")
	}
}

// CheckNational is what is wrong with one file of an entry of origin national by itself: whether it
// reads, as TOML, without the help of its signature, and keeps the rules for such entries. The name is
// that of the file within the folder of procedures. An import asks before it writes.
func CheckNational(name string, data []byte) []Problem {
	file := path.Join(dirProcedure, name)
	if Signed(data) {
		data = data[bytes.IndexByte(data, '\n')+1:]
	}
	if len(data) > maxFile {
		return []Problem{{File: file, What: fmt.Sprintf("has %d bytes; a content file has at most %d", len(data), maxFile)}}
	}
	l := build(&layer{files: map[string][]byte{file: data}})
	c := &check{lib: l, all: l.problems}
	c.text(file)
	for _, e := range l.ordered {
		c.national(e)
	}
	return Faults(c.all)
}
