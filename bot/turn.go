package bot

import (
	"time"

	"loaxom/internal/channel"
)

// Message is one incoming message as the bot sees it: no platform, no ids of persons.
type Message struct {
	Kind  channel.Kind // Message, Media, Press or Edited
	Text  string       //
	Media string       // as channel.Incoming
	Data  string       // of a press, not trusted
	Group bool         // several people read the answer
	Lang  string       // language of the person's application; used until one is chosen
	Now   time.Time    //
	Late  bool         // the message waited in an outage for more than Stale
	// Numbered: the channel shows no buttons, so typed numbers are the only way to choose.
	Numbered bool
}

// Stale is the age from which a message counts as one that waited in an outage: a question gets an
// apology line, a press none.
const Stale = 10 * time.Minute

// Turn is what one message brings about: all of it is committed together, or none.
type Turn struct {
	State    State
	Replies  []channel.Outgoing
	Decision Decision   // what the matcher decided, for metrics; empty where it was not asked
	Hits     []Hit      // what the matcher found, best first, at most ten; for `ask`
	Sure     float64    // how sure the matcher was of the first of them, 0 to 1
	Opens    []Question // for the list of questions that staff look through
}

// Decision is the matcher's verdict on a question, for `ask`, metrics and tests.
type Decision string

// The decisions.
const (
	Answer Decision = "answer"
	Choose Decision = "choose"
	None   Decision = "none"
)

// Question is a question that the content did not answer well.
type Question struct {
	Text   string // cleaned, with long numbers masked
	Entry  string // what was shown when it was judged; empty for none
	Reason string // "none", "down" (👎), "wrong" (not what I meant), "asked" (the resident wants staff to see it)
}

// Hit is an entry that the matcher considered.
type Hit struct {
	ID      string
	Score   float64
	Section string // the section that an answer would open with
}
