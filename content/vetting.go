package content

import "time"

// States of a text (design 4, "States").
const (
	StateDraft    = "draft"    // shown with the line that the commune is still reviewing it
	StateApproved = "approved" // staff stand by it
	StateHidden   = "hidden"   // not shown, not indexed, not sent
)

// How sure the writer was, carried over from the facts.
const (
	Sure     = "cao"
	Likely   = "vừa"
	Doubtful = "thấp"
)

// Source is a document that a text rests on.
type Source struct {
	Document string `toml:"document"` // number and name, as "Thông tư 226/2016/TT-BTC"
	Date     Date   `toml:"date"`     // the document's date
	What     string `toml:"what"`     // what of the text it says
}

// Vetting is what every text for residents carries, an entry, a bulletin or a quiz: what it rests
// on, who has looked at it and until when that holds.
type Vetting struct {
	Confidence string   `toml:"confidence"`
	CheckedOn  Date     `toml:"checked_on"`
	ReviewBy   Date     `toml:"review_by"`
	Expires    Date     `toml:"expires"` // last day it is shown, if it ends
	State      string   `toml:"state"`
	ApprovedBy []string `toml:"approved_by"` // staff ids; with state approved only
	ApprovedOn Date     `toml:"approved_on"`
	Sources    []Source `toml:"source"`
}

// ShownOn tells whether residents may see the text on that day: not hidden, not ended, and
// approved where onlyApproved asks for it (config content.only_approved).
func (v *Vetting) ShownOn(on time.Time, onlyApproved bool) bool {
	if v.State == StateHidden || (onlyApproved && v.State != StateApproved) {
		return false
	}
	return v.Expires.IsZero() || !DateOf(on).After(v.Expires)
}

// Draft tells that staff have not approved the text, which a resident is told.
func (v *Vetting) Draft() bool { return v.State != StateApproved }

// ReviewDue tells that the day on which the text had to be looked at again has come.
func (v *Vetting) ReviewDue(on time.Time) bool {
	return !v.ReviewBy.IsZero() && !DateOf(on).Before(v.ReviewBy)
}
