// Package feedback is the desk of what residents report (phản ánh, kiến nghị): received, assigned, answered,
// closed, with an office, a deadline and a history from the first minute. A case cannot be closed by silence:
// closing needs an answer, and what the category asks for as evidence; refusing needs a reason (design,
// section 7).
//
// Everything that somebody does to a case is one method of Desk with the transaction as its argument, so that
// the act, its line in the audit and the messages that it brings commit together. The room asks itself whether
// the actor may (staff.May). The texts of a case lie in this room's tables and nowhere else: not in the audit,
// not in a log, not in another room's record.
//
// Who reported is kept in one of two ways. A case with a reporter names the address id. An anonymous case names
// a keyed hash of it (Case.Who), and the way back lies encrypted in a table of its own (link). The key lies beside
// the store in a file of its own (Seal), so that neither the store nor a backup leads to the person.
package feedback

import (
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/commune"
)

// CaseID is the code of a case, PA-2026-0001: year of the commune and a number of at least four digits, from a
// counter in the store. It is the one id that is made in order, because people read it out on the telephone.
type CaseID string

// State is where a case stands.
type State string

// States.
const (
	Open     State = "open"     // mới tiếp nhận: with an office, nobody in charge yet
	Assigned State = "assigned" // đang xử lý: an officer is in charge
	Answered State = "answered" // đã trả lời: the resident may say that it is not solved
	Closed   State = "closed"   // đã xong
	Refused  State = "refused"  // không tiếp nhận, with a reason
	Merged   State = "merged"   // gộp vào vụ việc khác
)

// Ended tells whether nothing more is to be done about a case in this state, unless it is reopened.
func (s State) Ended() bool { return s == Closed || s == Refused || s == Merged }

// Waits tells whether the commune owes an answer.
func (s State) Waits() bool { return s == Open || s == Assigned }

// Spot is a place on the map that a resident sent.
type Spot struct {
	Lat float64 `json:"lat"` // degrees, WGS 84
	Lon float64 `json:"lon"`
}

// Draft is what the talk with a resident has collected.
type Draft struct {
	Category  string           `json:"cat"`
	Hamlet    commune.HamletID `json:"h,omitempty"` // empty: the whole commune, or not known
	Place     string           `json:"p,omitempty"` // in the resident's words
	Spot      *Spot            `json:"s,omitempty"`
	Text      string           `json:"t"`
	Files     []channel.File   `json:"f,omitempty"` // each with the Hash of its content in the blob store
	Name      string           `json:"n,omitempty"` // as far as the resident gave it
	Phone     string           `json:"ph,omitempty"`
	Anonymous bool             `json:"a,omitempty"`
	Official  bool             `json:"o,omitempty"`  // about an office or a person in office: the leadership only
	About     commune.OfficeID `json:"ab,omitempty"` // which office it is about, where the resident said so
}

// Bounds of what a resident may give.
const (
	MaxText  = 3000 // characters
	MaxPlace = 300
	MaxFiles = 10
	MaxName  = 100
	MaxOpen  = 10 // cases of one person that the commune has not answered (design, section 8)
)

// Case is one report and what became of it.
type Case struct {
	ID    CaseID `json:"id"`
	Draft        // as it was reported; masked for all but the officer in charge (View)

	From string `json:"from,omitempty"` // address id of the reporter; empty: anonymous
	Who  string `json:"who,omitempty"`  // anonymous: keyed hash of the address id (Seal.Hash), never beside the address
	Key  string `json:"key"`            // keyed hash of code and tracking key
	Once string `json:"once"`           // the talk that it came from: sending it twice is one case

	Office   commune.OfficeID `json:"of,omitempty"`  // empty: nobody's category, or the leadership's
	Officer  commune.StaffID  `json:"ofr,omitempty"` // in charge
	State    State            `json:"st"`
	Days     int              `json:"d"`            // working days of the category on the day of opening
	Set      bool             `json:"set,omitzero"` // the commune has set that number (config); else "chưa xác nhận"
	Deadline time.Time        `json:"dl"`           // end of the last working day; of the answer after a reopening
	Runs     time.Time        `json:"rs"`           // since when the deadline runs: Opened, or the last reopening
	Opened   time.Time        `json:"at"`
	Taken    time.Time        `json:"tk,omitzero"` // first officer in charge
	First    time.Time        `json:"fa,omitzero"` // first answer or refusal
	Decided  time.Time        `json:"an,omitzero"` // last answer or refusal
	Ended    time.Time        `json:"en,omitzero"`
	Touched  time.Time        `json:"to"`           // last change
	Answers  int              `json:"na,omitzero"`  // answers and refusals
	Late     bool             `json:"lt,omitzero"`  // one of them came after its deadline
	Proven   bool             `json:"pr,omitzero"`  // an answer since the last reopening had a photo or a document number
	Reopened int              `json:"nr,omitzero"`  // times
	Disputed int              `json:"nd,omitzero"`  // number of the answer with which the resident was not content last
	Reason   string           `json:"re,omitempty"` // of a refusal
	Into     CaseID           `json:"in,omitempty"` // Merged
	Lines    int              `json:"nl,omitzero"`  // lines of the history
	Step     int              `json:"rm,omitzero"`  // steps of reminding taken since the deadline was set (remind.go)
	Remind   time.Time        `json:"rn,omitzero"`  // when the next one is due; zero: none any more
	Asked    time.Time        `json:"as,omitzero"`  // when the resident was asked something that waits for a reply
	Replied  bool             `json:"rp,omitzero"`  // the resident has written since staff looked at it
	Stars    int              `json:"sr,omitzero"`  // 1 to 5; 0: not rated
	Word     string           `json:"wd,omitempty"` // with the rating
	Rated    time.Time        `json:"rt,omitzero"`
	With     int              `json:"wi,omitzero"` // others who reported the same ("cùng phản ánh")
	Erased   time.Time        `json:"er,omitzero"` // the reporter had their data erased; what they wrote is gone
	Erase    bool             `json:"el,omitzero"` // the reporter wishes it; done when the case ends
}

// Kind says what a line of a case's history is.
type Kind string

// Kinds of Line. Whoever reported sees those that Shown tells.
const (
	Note     Kind = "note"     // between officers
	Ask      Kind = "ask"      // an officer asks the resident
	Reply    Kind = "reply"    // the resident's reply, and what they add
	Reaction Kind = "answer"   // the answer of the commune
	Turned   Kind = "transfer" // to another office, with the reason
	Refusal  Kind = "refuse"   //
	Again    Kind = "reopen"   // the resident says that it is not solved
	Took     Kind = "take"     // an officer took it, or was given it
	Shut     Kind = "close"    //
	Joined   Kind = "join"     // another case was merged into this one, or somebody reported the same
)

// Shown tells whether the reporter may read a line of this kind.
func (k Kind) Shown() bool {
	return k == Ask || k == Reply || k == Reaction || k == Again || k == Refusal
}

// Line is one line of a case's history.
type Line struct {
	Case   CaseID           `json:"c"`
	N      int              `json:"n"` // 1, 2, 3, ...
	Kind   Kind             `json:"k"`
	At     time.Time        `json:"at"`
	By     commune.StaffID  `json:"by,omitempty"` // empty: the reporter
	Text   string           `json:"t,omitempty"`
	Files  []channel.File   `json:"f,omitempty"`
	Spot   *Spot            `json:"sp,omitempty"`  // Reply: a place on the map
	Doc    string           `json:"doc,omitempty"` // number of a document, as evidence
	From   commune.OfficeID `json:"fo,omitempty"`  // Turned
	To     commune.OfficeID `json:"too,omitempty"` //
	Staff  commune.StaffID  `json:"s,omitempty"`   // Took: who is in charge now
	Merged CaseID           `json:"m,omitempty"`   // Joined
}
