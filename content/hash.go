package content

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"strings"
)

// Hash names what of the entry staff approve: everything that a resident can read of it, what it rests
// on and until when it holds. Figures count by their keys, for a new value is approved by itself.
// Example questions, group and plan items do not count: they decide who finds the entry, not what it
// says. 64 hexadecimal digits.
func (e *Entry) Hash() string {
	d := newDigest("entry", e.ID)
	d.put("title", e.Title)
	d.put("plain", e.Plain)
	d.put("office", e.Office)
	d.put("codes", e.Codes...)
	for _, s := range append([]SectionID{SectionShort}, AllSections()...) {
		d.put(string(s), e.Lines(s)...)
	}
	d.put("confidence", e.Confidence)
	d.put("checked_on", e.CheckedOn.String())
	d.put("review_by", e.ReviewBy.String())
	d.put("expires", e.Expires.String())
	for _, s := range e.Sources {
		d.put("source", s.Document, s.Date.String(), s.What)
	}
	for _, c := range e.Confirms {
		d.put("confirm", string(c.Section), c.What, c.Office)
	}
	return d.hex()
}

// Hash names what of the figure two people approve: its name, its unit and all its values with their
// sources and days.
func (p *Param) Hash() string {
	d := newDigest("param", p.Key)
	d.put("name", p.Name)
	d.put("unit", p.Unit)
	for _, v := range p.Values {
		d.put("value", number(v.Amount), number(v.AmountTo), v.Source, v.Date.String(), v.ValidFrom.String(), v.ValidTo.String(),
			v.Confidence, fmt.Sprint(v.Confirm))
	}
	return d.hex()
}

func number(n *float64) string {
	if n == nil {
		return ""
	}
	return fmt.Sprintf("%g", *n)
}

// digest hashes named fields. An empty one leaves no trace, so that a field which a later version adds
// does not undo the approvals of what does not use it.
type digest struct{ h hash.Hash }

func newDigest(kind, id string) digest {
	d := digest{sha256.New()}
	d.put(kind, id)
	return d
}

func (d digest) put(name string, values ...string) {
	if !slices.ContainsFunc(values, func(v string) bool { return v != "" }) {
		return
	}
	var size [8]byte
	for _, s := range append([]string{name}, values...) {
		binary.BigEndian.PutUint64(size[:], uint64(len(s)))
		d.h.Write(size[:])
		d.h.Write([]byte(s))
	}
	d.h.Write([]byte{0xff})
}

func (d digest) hex() string { return hex.EncodeToString(d.h.Sum(nil)) }

// Figures are the keys of the figures that the entry names, in all sections or in those given, each
// once and in the order in which they are read.
func (e *Entry) Figures(of ...SectionID) (keys []string) {
	if len(of) == 0 {
		of = append([]SectionID{SectionShort}, AllSections()...)
	}
	for _, s := range of {
		for _, item := range e.Lines(s) {
			for _, ref := range braces.FindAllString(item, -1) {
				key := ref[1 : len(ref)-1]
				if !strings.HasPrefix(key, "place.") && !slices.Contains(keys, key) {
					keys = append(keys, key)
				}
			}
		}
	}
	return keys
}
