package broadcast

import (
	"time"

	"loaxom/internal/address"
	"loaxom/internal/audience"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
)

// Work is what a run does with each of its recipients.
type Work string

// The kinds of work.
const (
	Send     Work = "send"
	Correct  Work = "correct"  // says what is right to those who got, or may have got, what was wrong
	Withdraw Work = "withdraw" // takes back what was sent
)

// RunState is where a run stands.
type RunState string

// The states of a run.
const (
	Scheduled RunState = "scheduled" // waits for its time
	Running   RunState = "running"
	Paused    RunState = "paused"
	Cancelled RunState = "cancelled"
	Done      RunState = "done" // every recipient is in a last state
)

// Run is one pass over a frozen audience. It is small, because it is read for every delivery. Its
// Cause is the id by which the outbox knows its deliveries.
type Run struct {
	Cause  string          `json:"id"`
	Notice ID              `json:"n,omitempty"` // empty: an issue of a bulletin
	Work   Work            `json:"w"`
	Of     string          `json:"of,omitempty"` // Correct: the cause of what is put right; Withdraw: of what is taken back
	Lane   outbox.Lane     `json:"ln"`
	Kind   outbox.Kind     `json:"kd"`
	Target audience.Target `json:"to"`
	State  RunState        `json:"st"`
	Total  int             `json:"total"`          // recipients in the frozen audience
	Next   int             `json:"next"`           // of them, how many have been expanded
	At     time.Time       `json:"at"`             // when it is to begin (zero: at once), or began
	Until  time.Time       `json:"until,omitzero"` // not sent any more after that: it is no news then; zero: always
	Ended  time.Time       `json:"end,omitzero"`
	Why    string          `json:"why,omitempty"`   // cancelled for another reason than that somebody wanted it to end
	Swept  bool            `json:"swept,omitempty"` // cancelled: nothing of it waits in the outbox any more
	// Withheld is a run that was under way in a backup that was restored: it was perhaps finished after
	// the backup, so what is expanded of it now is uncertain and not sent.
	Withheld bool `json:"held,omitempty"`

	Again  time.Time  `json:"again,omitzero"`   // what had failed or was uncertain by then is being sent again
	Shown  int        `json:"shown,omitempty"`  // progress messages so far
	ShowAt time.Time  `json:"show_at,omitzero"` // when the progress was shown last
	Report address.ID `json:"rep,omitempty"`    // the conversation that is told; empty: nobody

	// Final are the sums of a run whose deliveries were kept long enough: they are all that is left of it.
	// Emptied tells that the deliveries are gone.
	Final   *Sums `json:"sums,omitempty"`
	Emptied bool  `json:"emptied,omitempty"`
}

// Sums are the numbers of a Report.
type Sums struct {
	Sent      int `json:"s,omitzero"`
	Gone      int `json:"g,omitzero"`
	Failed    int `json:"f,omitzero"`
	Uncertain int `json:"u,omitzero"`
	Stopped   int `json:"st,omitzero"`
	Dropped   int `json:"d,omitzero"`
	Late      int `json:"l,omitzero"`
	Corrected int `json:"c,omitzero"`
	Read      int `json:"r,omitzero"`
}

// working tells whether the loop has anything to do with the run.
func (r Run) working() bool {
	return r.State == Scheduled || r.State == Running || r.State == Paused || r.State == Cancelled && !r.Swept
}

var runs = kv.NewTable("run", func(r Run) string { return r.Cause },
	kv.Index[Run]{Name: workIndex, Keys: func(r Run) []kv.Key {
		if !r.working() {
			return nil
		}
		return []kv.Key{kv.Key{}.Time(r.At)}
	}})

const workIndex = "work"

// RunOf reads the run with that cause. NotFound where there is none.
func RunOf(r kv.Reader, cause string) (Run, error) { return runs.Get(r, cause) }

// working are the runs that the loop has to look at, in the order of their times.
func working(r kv.Reader) (list []Run, err error) {
	err = runs.ByIndex(r, workIndex, nil, nil, func(x Run) error {
		list = append(list, x)
		return nil
	})
	return list, err
}
