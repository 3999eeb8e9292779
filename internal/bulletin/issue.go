package bulletin

import (
	"fmt"
	"strings"
	"time"

	"loaxom/internal/commune"
	"loaxom/internal/kv"
)

// IssueID names an issue, and the broadcast that brings it out. Ids sort by the moment of the firing,
// which is the order in which they are to arrive; they are of one length, so that a button holds one.
type IssueID string

// issueID is the one id of a publication's issue for that firing: by it nothing goes out twice.
func issueID(of PubID, firing time.Time) IssueID {
	return IssueID(fmt.Sprintf("%010x-%s", uint64(firing.Unix()), of.handle()))
}

// known tells whether text, which somebody sent, has the form of an id.
func known(text string) bool {
	at, handle, ok := strings.Cut(text, "-")
	return ok && len(at) == 10 && len(handle) == 8
}

// Reason is why a firing brought nothing out.
type Reason string

// The reasons.
const (
	Overdue  Reason = "overdue"  // an outage lasted longer than it is news
	Repeated Reason = "repeated" // an outage left several firings of the same text: the last goes out
	Halted   Reason = "halted"   // staff had paused the publication
	Off      Reason = "off"      // bulletins are off in the configuration
	Empty    Reason = "empty"    // nothing may be shown: all hidden, ended, or not approved
	Removed  Reason = "removed"  // the content does not have the publication any more
	Restored Reason = "restored" // it lies between a backup and its restore: it was perhaps sent
)

// Reasons are all reasons.
func Reasons() []Reason {
	return []Reason{Overdue, Repeated, Halted, Off, Empty, Removed, Restored}
}

// Issue (kỳ, số) is what became of one firing.
type Issue struct {
	ID     IssueID         `json:"id"`
	Of     PubID           `json:"of"`
	Firing time.Time       `json:"firing"`          // when it was due; of one sent by hand, when that was
	At     time.Time       `json:"at"`              // when it was decided about
	Skip   Reason          `json:"skip,omitempty"`  // why nothing went out; empty: it did
	Item   string          `json:"item,omitempty"`  // id of the bulletin or quiz
	Turn   int             `json:"turn,omitempty"`  // of a series
	Title  string          `json:"title,omitempty"` //
	Text   string          `json:"text,omitempty"`  // as it went out, without its title
	Entry  string          `json:"entry,omitempty"` // id of the entry to read on
	Quiz   bool            `json:"quiz,omitempty"`  // there is a Round of the same id
	Late   bool            `json:"late,omitempty"`  // it went out late
	Total  int             `json:"total,omitempty"` // recipients
	ByHand bool            `json:"hand,omitempty"`  // sent by staff, beside its plan
	By     commune.StaffID `json:"by,omitempty"`    // who that was
}

// Out tells whether something went out.
func (i Issue) Out() bool { return i.Skip == "" }

// issues by id. Both indexes have the newest first.
var issues = kv.NewTable("issue", func(i Issue) IssueID { return i.ID },
	kv.Index[Issue]{Name: outIndex, Keys: func(i Issue) []kv.Key {
		if !i.Out() {
			return nil
		}
		return []kv.Key{newest(i.Firing)}
	}},
	kv.Index[Issue]{Name: skipIndex, Keys: func(i Issue) []kv.Key {
		if i.Out() {
			return nil
		}
		return []kv.Key{newest(i.Firing)}
	}},
	kv.Index[Issue]{Name: ofIndex, Keys: func(i Issue) []kv.Key {
		if !i.Out() {
			return nil
		}
		return []kv.Key{append(kv.Key{}.Text(string(i.Of)), newest(i.Firing)...)}
	}})

const (
	outIndex  = "out"  // what went out
	skipIndex = "skip" // what did not
	ofIndex   = "of"   // what went out of one publication
)

// newest is a key that sorts later times first.
func newest(t time.Time) kv.Key { return kv.Key{}.Uint(^uint64(t.Unix())) }

// Get reads an issue. NotFound where there is none, or the id is made up.
func Get(r kv.Reader, id IssueID) (Issue, error) { return issues.Get(r, id) }

// Archive is what went out, the newest first: at most most of it after the first skip, and whether there
// is more behind.
func Archive(r kv.Reader, skip, most int) (list []Issue, more bool, err error) {
	n := 0
	var ids []IssueID
	err = issues.IDs(r, outIndex, nil, nil, func(_ kv.Key, id IssueID) error {
		if n++; n <= skip {
			return nil
		}
		if len(ids) == most {
			more = true
			return kv.Stop
		}
		ids = append(ids, id)
		return nil
	})
	for _, id := range ids {
		i, err := issues.Get(r, id)
		if err != nil {
			return nil, false, err
		}
		list = append(list, i)
	}
	return list, more, err
}

// Skipped is what did not go out, the newest first, at most most.
func Skipped(r kv.Reader, most int) (list []Issue, err error) {
	err = issues.ByIndex(r, skipIndex, nil, nil, func(i Issue) error {
		if list = append(list, i); len(list) == most {
			return kv.Stop
		}
		return nil
	})
	return list, err
}

// newestOf is the newest issue of a publication that went out.
func newestOf(r kv.Reader, of PubID) (i Issue, found bool, err error) {
	key := kv.Key{}.Text(string(of))
	err = issues.ByIndex(r, ofIndex, key, key.End(), func(one Issue) error {
		i, found = one, true
		return kv.Stop
	})
	return i, found, err
}
