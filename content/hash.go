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
// says; nor does the day of a copy of the national portal, which a newer copy of the same text moves. 64
// hexadecimal digits.
func (e *Entry) Hash() string {
	d := newDigest("entry", e.ID)
	d.put("title", e.Title)
	d.put("plain", e.Plain)
	d.put("office", e.Office)
	d.put("codes", e.Codes...)
	for _, s := range append([]SectionID{SectionShort}, AllSections()...) {
		d.put(string(s), e.Lines(s)...)
	}
	d.put("decision", e.Decision)
	d.put("link", e.Link)
	for _, s := range e.Raw {
		d.put("raw", string(s))
	}
	d.vetting(&e.Vetting, e.Confirms)
	return d.hex()
}

// Hash names what of the bulletin staff approve. When it goes out and to whom does not count: that is
// decided where it is sent.
func (b *Bulletin) Hash() string {
	d := newDigest("bulletin", b.ID)
	d.put("title", b.Title)
	d.put("text", b.Text)
	d.put("entry", b.Entry)
	d.vetting(&b.Vetting, b.Confirms)
	return d.hex()
}

// Hash names what of the quiz staff approve: its questions with their right answers.
func (q *Quiz) Hash() string {
	d := newDigest("quiz", q.ID)
	d.put("title", q.Title)
	for _, question := range q.Questions {
		d.put("question", append([]string{question.Text, question.Right, question.Why, question.Entry}, question.Options...)...)
	}
	d.vetting(&q.Vetting, nil)
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

// vetting is what a text rests on and until when it holds.
func (d digest) vetting(v *Vetting, confirms []Confirm) {
	d.put("confidence", v.Confidence)
	d.put("checked_on", v.CheckedOn.String())
	d.put("review_by", v.ReviewBy.String())
	d.put("expires", v.Expires.String())
	for _, s := range v.Sources {
		d.put("source", s.Document, s.Date.String(), s.What)
	}
	for _, c := range confirms {
		d.put("confirm", string(c.Section), c.What, c.Office)
	}
}

func (d digest) hex() string { return hex.EncodeToString(d.h.Sum(nil)) }

// Figures are the keys of the figures that the entry names, in all sections or in those given, each
// once and in the order in which they are read.
func (e *Entry) Figures(of ...SectionID) (keys []string) {
	if e.National() {
		return nil // the portal's words, in which a brace is a brace
	}
	if len(of) == 0 {
		of = append([]SectionID{SectionShort}, AllSections()...)
	}
	var texts Lines
	for _, s := range of {
		texts = append(texts, e.Lines(s)...)
	}
	return figuresIn(texts)
}

// Figures are the keys of the figures that the bulletin names.
func (b *Bulletin) Figures() []string { return figuresIn(Lines{b.Text}) }

// Figures are the keys of the figures that the quiz names.
func (q *Quiz) Figures() []string {
	var texts Lines
	for i := range q.Questions {
		texts = append(texts, q.Questions[i].texts()...)
	}
	return figuresIn(texts)
}

// figuresIn are the keys of the figures that stand in braces, each once.
func figuresIn(texts Lines) (keys []string) {
	for _, text := range texts {
		for _, ref := range braces.FindAllString(text, -1) {
			key := ref[1 : len(ref)-1]
			if !strings.HasPrefix(key, "place.") && !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	return keys
}
