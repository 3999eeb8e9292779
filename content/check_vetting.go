package content

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// vetting looks at what a text rests on and who has looked at it.
func (c *check) vetting(file string, v *Vetting) {
	c.state(file, v)
	c.sources(file, v)
}

func (c *check) state(file string, v *Vetting) {
	c.approval(file, v)
	if !slices.Contains([]string{Sure, Likely, Doubtful}, v.Confidence) {
		c.fault(file, "confidence", "confidence %q is not known; write cao, vừa or thấp", v.Confidence)
	}
	for key, d := range map[string]Date{"checked_on": v.CheckedOn, "review_by": v.ReviewBy} {
		if d.IsZero() {
			c.fault(file, key, "%s is missing; write %s = 2026-11-23", key, key)
		} else {
			c.possible(file, key, d)
		}
	}
	if !v.ReviewBy.IsZero() && !v.CheckedOn.IsZero() && !v.ReviewBy.After(v.CheckedOn) {
		c.fault(file, "review_by", "review_by %s is not after checked_on %s; write a later day", v.ReviewBy, v.CheckedOn)
	}
	if !v.Expires.IsZero() && v.Expires.Before(v.CheckedOn) {
		c.fault(file, "expires", "expires %s lies before checked_on %s; write a later day, or state = %q", v.Expires, v.CheckedOn, StateHidden)
	}
}

// approval looks at the state, and at who approved the text and when.
func (c *check) approval(file string, v *Vetting) {
	switch v.State {
	case StateDraft, StateHidden:
		if len(v.ApprovedBy) > 0 || !v.ApprovedOn.IsZero() {
			c.fault(file, "state", "state %s cannot have approved_by or approved_on; leave them out, or write state = %q", v.State, StateApproved)
		}
	case StateApproved:
		if len(v.ApprovedBy) == 0 || v.ApprovedOn.IsZero() {
			c.fault(file, "state", "what is approved says who approved it and when; write approved_by = [\"...\"] and approved_on = 2026-11-23")
		}
	default:
		c.fault(file, "state", "state %q is not known; write draft, approved or hidden", v.State)
	}
}

// possible reports a day that can only be a slip of the hand.
func (c *check) possible(file, key string, d Date) {
	if d.Year() < 1945 || d.Year() > 2099 {
		c.fault(file, key, "the day %s cannot be meant; write the year with four digits, like 2026-11-23", d)
	}
}

func (c *check) sources(file string, v *Vetting) {
	numbered := false
	for i, s := range v.Sources {
		key := fmt.Sprintf("source.%d", i)
		if strings.TrimSpace(s.Document) == "" {
			c.fault(file, key, "the source has no document; write document = \"...\" with its number")
		}
		if s.Date.IsZero() {
			c.fault(file, key, "the source has no date; write the document's date, date = 2016-11-11")
			continue
		}
		c.possible(file, key+".date", s.Date)
		if !v.CheckedOn.IsZero() && s.Date.After(v.CheckedOn) {
			c.fault(file, key+".date", "the source is of %s, after checked_on %s; correct one of them", s.Date, v.CheckedOn)
		}
		numbered = numbered || strings.ContainsFunc(s.Document, unicode.IsDigit)
	}
	if !numbered {
		c.fault(file, "source", "no source has a document number; write at least one [[source]] with number and date")
	}
}
