package feedback

import (
	"fmt"
	"time"
	"unicode/utf8"

	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// MaxDocument is the longest number of a document, in characters.
const MaxDocument = 100

// step is a name for what the last line of a case brings about; names sort in the order of the lines.
func (d *Desk) step(c Case) string { return fmt.Sprintf("%04d", c.Lines) }

// Answer gives the commune's answer, with photos and the number of a document where there are any. Answering
// again adds to it. Whoever reported hears of it, and those who reported the same.
func (d *Desk) Answer(tx kv.Tx, by commune.Actor, id CaseID, text string, files []channel.File, document string, now time.Time) error {
	if err := words(text); err != nil {
		return err
	}
	if utf8.RuneCountInString(document) > MaxDocument || len(files) > MaxFiles {
		return fault.New(fault.Invalid, "case %s: an answer over the bounds", id)
	}
	if err := checkFiles(files); err != nil {
		return err
	}
	return d.change(tx, by, id, ToAnswer, now, func(c *Case) error {
		if err := d.takeUp(tx, c, by, now); err != nil {
			return err
		}
		c.decide(now)
		c.State, c.Replied, c.Asked = Answered, false, time.Time{}
		c.Proven = c.Proven || len(files) > 0 || channel.Shows(document)
		if err := c.add(tx, Line{Kind: Reaction, By: by.Staff, Text: text, Files: kept(files), Doc: document}, now); err != nil {
			return err
		}
		if err := d.tellReporter(tx, *c, d.step(*c), d.answered(*c, text, kept(files), document), now); err != nil {
			return err
		}
		return d.spread(tx, *c)
	})
}

// decide notes that the commune gave its word on a case that waited for it, and whether it came in time.
func (c *Case) decide(now time.Time) {
	c.Answers++
	c.Late = c.Late || c.Overdue(now)
	c.Decided = now.UTC()
	if c.First.IsZero() {
		c.First = c.Decided
	}
}

// Close ends a case that was answered. Invalid where its category asks for evidence and no answer had a photo
// or the number of a document.
func (d *Desk) Close(tx kv.Tx, by commune.Actor, id CaseID, now time.Time) error {
	return d.change(tx, by, id, ToClose, now, func(c *Case) error {
		if d.category(c.Category).Evidence && !c.Proven {
			return fault.New(fault.Invalid, "case %s: closing it needs a photo or the number of a document", id)
		}
		c.State, c.Ended = Closed, now.UTC()
		if err := c.add(tx, Line{Kind: Shut, By: by.Staff}, now); err != nil {
			return err
		}
		return d.tellReporter(tx, *c, d.step(*c), d.closed(*c), now)
	})
}

// Refuse says that the commune does not take a case on, and why. It counts as an answer: the resident may
// come back to it once.
func (d *Desk) Refuse(tx kv.Tx, by commune.Actor, id CaseID, reason string, now time.Time) error {
	if err := words(reason); err != nil {
		return err
	}
	return d.change(tx, by, id, ToRefuse, now, func(c *Case) error {
		if err := d.takeUp(tx, c, by, now); err != nil {
			return err
		}
		c.decide(now)
		c.State, c.Ended, c.Reason, c.Asked, c.Replied = Refused, now.UTC(), reason, time.Time{}, false
		if err := c.add(tx, Line{Kind: Refusal, By: by.Staff, Text: reason}, now); err != nil {
			return err
		}
		return d.tellReporter(tx, *c, d.step(*c), d.refused(*c), now)
	})
}
