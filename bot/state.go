package bot

import (
	"encoding/json"
	"time"

	"loaxom/bot/dialogue"
)

// State is what one conversation remembers between two messages. It is small, holds no name and no
// phone, and is stored by intake together with what the turn brought about.
type State struct {
	Lang     string    `json:"lang,omitempty"`     // "en"; empty is Vietnamese
	Last     time.Time `json:"last,omitzero"`      // when we answered last
	Choices  []Choice  `json:"choices,omitempty"`  // the list shown last, in order: what a typed number means
	Topic    string    `json:"topic,omitempty"`    // the entry that the talk is about
	TopicAt  time.Time `json:"topic_at,omitzero"`  //
	Question string    `json:"question,omitempty"` // the last question, for "not what I meant" and for staff
	Shown    []string  `json:"shown,omitempty"`    // entries already offered for that question
	Widened  bool      `json:"widened,omitempty"`  // more of them were offered after "not what I meant"
	Minute   time.Time `json:"minute,omitzero"`    // start of the minute that Messages counts
	Messages int       `json:"messages,omitempty"` // messages in that minute
	Pressed  string    `json:"pressed,omitempty"`  // the button pressed last
	PressAt  time.Time `json:"press_at,omitzero"`  //
	EditedAt time.Time `json:"edited_at,omitzero"` // when we last said that edits are not read
	MutedAt  time.Time `json:"muted_at,omitzero"`  // when somebody whom staff have muted was last told so
	// PointedAt is when a group was last told that a quiz is answered in private.
	PointedAt time.Time `json:"pointed_at,omitzero"`

	Talk *dialogue.Talk `json:"talk,omitempty"` // the open talk of several turns; never changed in place
	// Replied is what went last into a case as the reply to an officer.
	Replied *reply `json:"replied,omitempty"`
	// Drafts are the talks that were left in the middle and keep what was written in them (dialogue.Script.Keeps):
	// at most one of each kind, each offered again as long as its own kind is kept (dialogue.Script.Holds). The list
	// is never changed in place. Offer: the report among them is to be offered with the next answer, because its
	// talk ended by itself.
	Drafts []*dialogue.Talk `json:"drafts,omitempty"`
	Offer  bool             `json:"offer,omitempty"`
}

// UnmarshalJSON implements json.Unmarshaler: a state that was stored while one draft was kept of all kinds together
// has it under another name.
func (s *State) UnmarshalJSON(raw []byte) error {
	type plain State
	var old struct {
		plain
		Draft *dialogue.Talk `json:"draft"`
	}
	if err := json.Unmarshal(raw, &old); err != nil {
		return err
	}
	*s = State(old.plain)
	if old.Draft != nil && len(s.Drafts) == 0 {
		s.Drafts = []*dialogue.Talk{old.Draft}
	}
	return nil
}

// Choice is one line of a list that can be chosen by number, by its words or by its button.
type Choice struct {
	Label string `json:"l"`
	Data  string `json:"d"`
}

// topicFor is how long a follow-up without a topic ("lệ phí bao nhiêu?") means the entry shown last.
const topicFor = 10 * time.Minute

// asked tells whether a question was asked a short while ago, so that "not what I meant" is about it.
func (s State) asked(now time.Time) bool {
	age := now.Sub(s.Last)
	return s.Question != "" && age <= topicFor && age >= -topicFor
}

// offered tells whether entries were offered to choose from a short while ago and none was chosen.
func (s State) offered(now time.Time) bool {
	if !s.asked(now) || len(s.Shown) < 2 || len(s.Choices) == 0 {
		return false
	}
	return s.Choices[len(s.Choices)-1].Data == "x"
}

// topic is the entry that a follow-up at now means; empty: none.
func (s State) topic(now time.Time) string {
	if s.Topic == "" || now.Sub(s.TopicAt) > topicFor || s.TopicAt.Sub(now) > topicFor {
		return ""
	}
	return s.Topic
}
