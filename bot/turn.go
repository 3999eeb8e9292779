package bot

import (
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/picture"
	"loaxom/internal/review"
)

// Message is one incoming message as the bot sees it: no platform, no ids of persons.
type Message struct {
	Kind  channel.Kind     // Message, Media, Press or Edited
	Text  string           //
	Media string           // as channel.Incoming
	Files []channel.File   // what comes with it, by the platform's ids
	Unfit []picture.Reason // of each file why its content was not kept, where it was wanted (Bot.Wants)
	Point *channel.Point   // of a location
	Album string           // the platform's id of the album that it is part of
	Reply string           // the platform's id of the message of the same chat that it answers
	Data  string           // of a press, not trusted
	Group bool             // several people read the answer
	Lang  string           // language of the person's application; used until one is chosen
	Now   time.Time        //
	Late  bool             // the message waited in an outage for more than Stale
	// Actor is who writes. Read is the store as it is now, for pages that show what is stored there; nil
	// where nothing is (ask, eval). NewID makes ids for what the turn brings into being. They are used
	// by acts only, so that a talk without any needs none of them.
	Actor commune.Actor
	Read  kv.Reader
	NewID func() string
	// Refused is what an act of this same turn was answered when it was to be committed: somebody was
	// quicker, or it was not allowed after all. The turn says so in plain words instead.
	Refused error
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
	Decision Decision         // what the matcher decided, for metrics; empty where it was not asked
	Hits     []Hit            // what the matcher found, best first, at most ten; for `ask`
	Sure     float64          // how sure the matcher was of the first of them, 0 to 1
	Acts     []Act            // what the rooms are to do, in order
	Opens    []review.Wording // for the list of questions that staff look through
}

// Act is a call of a room that belongs to the turn: the room asks whether the actor may. Where it gives
// Denied, Invalid, NotFound or Conflict nothing of the turn is committed, and the turn is asked again
// with Message.Refused.
type Act func(tx kv.Tx) error

// Decision is the matcher's verdict on a question, for `ask`, metrics and tests.
type Decision string

// The decisions.
const (
	Answer Decision = "answer"
	Choose Decision = "choose"
	None   Decision = "none"
)

// Hit is an entry that the matcher considered.
type Hit struct {
	ID      string
	Score   float64
	Section string // the section that an answer would open with
}
