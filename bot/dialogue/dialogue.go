// Package dialogue holds the talks of several turns: each a small machine of questions. What a talk knows
// is a Talk, which lies in the conversation's state, so it survives a restart; what it says and does is
// collected in a Turn and committed with that state. Nothing here knows a platform, and of the store only
// what a question shows.
//
// # How to write a talk
//
// A Script is a map of Steps. Each Step asks one question (Ask) and reads the answer to it (Take):
//
//	func Duties() Script {
//		return Script{Name: "quyen", Steps: map[string]Step{
//			First: {Ask: func(t *Turn) {
//				t.Question(t.Say("duty.which_hamlet"), t.hamlets()...)
//			}, Take: func(t *Turn) {
//				t.Set("hamlet", t.Chosen)
//				t.Go("sure")
//			}},
//			"sure": {Ask: ..., Take: func(t *Turn) {
//				t.Do(func(tx kv.Tx) error { return staff.Revoke(tx, ...) })
//				t.End(t.Say("duty.revoked"))
//			}},
//		}}
//	}
//
// and bot.New lists it; t.begin("sub") opens it from a command or a menu item. The rest is the same for
// all talks and lives here and in bot/talk.go:
//
//   - Choices answer to their buttons, to the numbers shown and to their words in any spelling; long lists
//     are cut into pages. Take finds the Data of what was chosen in Chosen. A step takes typed text (Text)
//     only if it says so with Step.Text; otherwise what fits no choice is asked again.
//   - Take ends with Go, End, or neither: then the question is asked again, after what Tell said.
//     Ask must be a pure function of the Turn: it is asked again after an answer to something else in
//     between, and whenever words have to be matched.
//   - "Quay lại" goes to the step before; hủy, thôi, dừng end the talk, and so do another talk and the commands
//     that show something of their own: a number must mean the list shown last. What was written in it may be
//     kept (Script.Keeps), one talk of each kind. Help and older buttons are answered, and then the question is asked again.
//   - A talk that collects pictures, papers or sounds has Script.Files, which keeps what it wants with Keep.
//     The files of an album come as so many messages: the first is answered, the others are Quiet. Where the
//     content itself is wanted (Script.Fetch) it was fetched before the turn: Turn.Files have their Hash, and
//     Turn.Unfit says of each why it has none.
//   - A message that is shown as it stands (Show) goes before the question, as a message of its own.
//   - After a day without a message the talk is over; what was written in it may be kept for longer
//     (Script.Holds).
//   - Whoever lost the right to it (Script.May) is told so at the next message. The acts ask for
//     themselves all the same: what Do is given is a call of a room.
package dialogue

import (
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/picture"
)

// Talk is an open talk as the conversation's state keeps it.
type Talk struct {
	Name   string            `json:"name"`
	Step   string            `json:"step,omitempty"`
	Path   []string          `json:"path,omitempty"` // the steps before, for going back
	Fields map[string]string `json:"f,omitempty"`    // what was answered so far
	Page   int               `json:"page,omitempty"` // of a long list
	Files  []channel.File    `json:"files,omitempty"`
	Album  string            `json:"album,omitempty"`  // the album that a file came with last
	At     time.Time         `json:"at"`               // of its last message
	Misses int               `json:"misses,omitempty"` // texts one after the other of which it could make nothing
}

// Lasts is how long a talk waits for its next message.
const Lasts = 24 * time.Hour

// Open tells whether the talk still goes on at now.
func (k *Talk) Open(now time.Time) bool {
	if k == nil {
		return false
	}
	age := now.Sub(k.At)
	return age < Lasts && age > -Lasts
}

// First is the step with which every talk begins.
const First = ""

// Script is a kind of talk.
type Script struct {
	Name  string
	May   func(commune.Actor) bool // nil: everybody
	More  string                   // message on the button that begins it anew after its end; empty: the main menu is shown instead
	Alone string                   // message that is said in a group instead; empty: it may be had there too
	Empty string                   // message for a text without a word; empty: the usual one
	// Files reads a message that is no text alone, at whatever step: Turn.Media, Files, Album, and Text if
	// there are words with it. nil, or false: it is answered as outside of a talk, and the question asked
	// again.
	Files func(*Turn) (read bool)
	// Cry reads a typed cry for help, at whatever step, after the bot has said whom to call. nil, or false: it is read
	// as any text is where text is an answer; elsewhere the question is asked again.
	Cry func(*Turn) (read bool)
	// Keeps tells whether the talk holds something written that is kept when it is left for something else; nil:
	// never. Resumed is what is shown before the question when it is taken up again.
	Keeps   func(Talk) bool
	Holds   time.Duration // how long it is kept, from the talk's last message on; 0: as long as a talk lasts
	Resumed func(*Turn)
	// Fetch tells whether the content of files that come now is to be fetched; nil: never.
	Fetch func(Talk) bool
	Steps map[string]Step
}

// Step is one question.
type Step struct {
	Ask  func(*Turn)
	Take func(*Turn)
	Text bool // typed text is an answer too, not only a choice
	// Lines: a typed number is the line of the list, and "back" if it stands there, although text is an answer.
	Lines bool
	// Loose: the question is a page to look at. Whatever is no choice of it ends the talk and is answered as
	// outside of it.
	Loose bool
	// Other reads typed text that fits no choice: a name with a slip, several choices at once. nil: the
	// question is asked again. It sets Missed where it can make nothing of the text either.
	Other func(*Turn)
}

// Turn is one message to a talk, and what comes of it.
type Turn struct {
	Talk   Talk     // as it goes on
	Chosen string   // Data of the choice that was made
	Text   string   // what was typed, where it was no choice
	Number int      // the number that Text is; 0: none
	Shown  []string // Data of the list shown last, in its order
	Media  string   // what came with or instead of the text, as channel.Incoming; Script.Files only
	Files  []channel.File
	Unfit  []picture.Reason // of each of Files why its content was not kept; shorter, or empty: it was, or was not wanted
	Point  *channel.Point   // of a location
	Album  string

	Now      time.Time
	Actor    commune.Actor
	Read     kv.Reader
	NewID    func() string
	Zone     *time.Location
	Commune  commune.Commune
	Hamlets  []commune.Hamlet
	Offices  []commune.Office
	Topics   []Choice // of news, in their order
	Numbered bool     // the channel shows no buttons
	Say      func(id string, data ...any) string
	Link     func(payload string) string // the bot's own link; empty where its name is not known

	Questions Questions // for the talks about open questions
	Notices   Notices   // for the talks about notices
	Reports   Reports   // for the talk about a report
	Cases     Cases     // for the talk about cases
	Privacy   Privacy   // for the talk about an erasure

	Before  []channel.Outgoing // whole messages before everything else
	Told    []string           // lines before the question
	Asked   string             // the question, or the last words
	Choices []Choice           // all of them, over all pages
	Acts    []func(kv.Tx) error
	Over    bool
	Missed  bool   // the text was no answer to the question: it may have been something else
	Quiet   bool   // nothing is said: the rest of an album, whose first file was answered
	Beside  string // id of an entry that is shown before the question
	Instead string // the talk was none: this is answered as a question
	Err     error  // the store could not be read
	moved   bool
}

// Choice is one line of a list to choose from.
type Choice struct {
	Label, Data string
	Also        []string // other names by which people may call it
	Counts      bool     // numbers in its names may be written out: "xóm mười hai"
	Every       bool     // stands on every page of a long list, behind its other lines
}

// Question asks. It is for Ask alone.
func (t *Turn) Question(text string, choices ...Choice) { t.Asked, t.Choices = text, choices }

// Tell says a line before the next question.
func (t *Turn) Tell(text string) { t.Told = append(t.Told, text) }

// Show sends a whole message before what is said: a preview, as it will arrive. It is for Take and Files, not
// for Ask, which is asked again and again.
func (t *Turn) Show(m channel.Outgoing) { t.Before = append(t.Before, m) }

// Go makes a step the next question. To a step that lies on the way here it goes back.
func (t *Turn) Go(step string) {
	for i, s := range t.Talk.Path {
		if s == step {
			t.Talk.Path = t.Talk.Path[:i]
			t.at(step)
			return
		}
	}
	if step != t.Talk.Step {
		t.Talk.Path = append(t.Talk.Path[:len(t.Talk.Path):len(t.Talk.Path)], t.Talk.Step)
	}
	t.at(step)
}

func (t *Turn) at(step string) { t.Talk.Step, t.Talk.Page, t.moved = step, 0, true }

// Miss says that the text is no answer to the question; line is what to tell, unless it turns out to be
// a question of its own.
func (t *Turn) Miss(line string) {
	t.Missed = true
	t.Tell(line)
}

// End says the last words.
func (t *Turn) End(text string) { t.Asked, t.Choices, t.Over = text, nil, true }

// Do adds a call of a room, to be committed with this turn.
func (t *Turn) Do(act func(kv.Tx) error) { t.Acts = append(t.Acts, act) }

// Get is a field of the talk; empty where it was not set.
func (t *Turn) Get(field string) string { return t.Talk.Fields[field] }

// Set keeps a field. The map is made anew: the state that the turn began with stays as it was, because a
// turn may be computed twice.
func (t *Turn) Set(field, value string) {
	fields := make(map[string]string, len(t.Talk.Fields)+1)
	for k, v := range t.Talk.Fields {
		fields[k] = v
	}
	if fields[field] = value; value == "" {
		delete(fields, field)
	}
	t.Talk.Fields = fields
}

// stamp is a time as a day and a minute of the commune: 30/11/2026 07:00.
func (t *Turn) stamp(at time.Time) string { return at.In(t.Zone).Format("02/01/2006 15:04") }

// Day is a time as a day of the commune.
func (t *Turn) Day(at time.Time) string { return at.In(t.Zone).Format("02/01/2006") }
