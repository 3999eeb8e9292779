package feedback

import (
	"context"
	"log/slog"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
	"loaxom/internal/schedule"
)

// Category is a kind of case as the commune treats it.
type Category struct {
	ID       string
	Name     string // as people read it
	Days     int    // working days to the answer; at least 1
	Set      bool   // the commune has set Days itself
	Evidence bool   // closing needs a photo or a document number
	Official bool   // about an office or a person in office
}

// Config is what the room needs to know.
type Config struct {
	Box       *outbox.Box
	Seal      *Seal
	Offices   []commune.Office
	Zone      *time.Location
	Reminders bool
	// Category is a category of the content in force; false: there is none with this id.
	Category func(id string) (Category, bool)
	// Hamlet is a hamlet's name as people know it; empty where the commune does not list it.
	Hamlet func(id commune.HamletID) string
	// WorkingDay is the n-th working day after the day of from, at the same time of day.
	WorkingDay func(from time.Time, n int) time.Time
	// Say is a line in Vietnamese, as content.Library.Say.
	Say func(id string, data map[string]any) string
	// Offer notes the choices of a message for a conversation whose channel has no buttons; nil: not needed.
	Offer func(tx kv.Tx, to address.Record, m channel.Outgoing, now time.Time) error
	// Quiet tells whether staff are to be left in peace at that time; nil: never.
	Quiet func(now time.Time) bool
}

// Desk is where cases are worked on.
type Desk struct {
	db   kv.DB
	cfg  Config
	now  func() time.Time
	log  *slog.Logger
	wake chan struct{}
}

// New makes a desk. It touches nothing until Run.
func New(db kv.DB, cfg Config, now func() time.Time, log *slog.Logger) *Desk {
	if cfg.Zone == nil {
		cfg.Zone = time.UTC
	}
	return &Desk{db: db, cfg: cfg, now: now, log: log.With("room", "feedback"), wake: make(chan struct{}, 1)}
}

// look is how often the desk looks at the latest for what is due.
const look = 20 * time.Second

// Run reminds, removes contacts that were shown, tells those who reported the same, finishes erasures and forgets
// wrong keys that count no more, until ctx ends.
func (d *Desk) Run(ctx context.Context) error {
	schedule.Loop(ctx, d.now, d.wake, look, func(ctx context.Context) time.Time {
		for _, do := range []func(context.Context) error{d.wakeStaff, d.remind, d.takeBack, d.announce, d.finishErasures, d.forgetTries} {
			if err := do(ctx); err != nil && ctx.Err() == nil {
				d.log.Error("the desk of cases cannot work now", "kind", fault.KindOf(err), "err", err)
			}
		}
		return time.Time{}
	})
	return nil
}

// kick makes the loop look at once.
func (d *Desk) kick() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// Beaten says who was quicker: the act was possible a moment ago.
type Beaten struct{ By commune.StaffID }

func (b *Beaten) Error() string { return "somebody else is in charge" }

// say is a line in Vietnamese; data are names and values in turn.
func (d *Desk) say(id string, data ...any) string {
	named := map[string]any{}
	for i := 0; i+1 < len(data); i += 2 {
		named[data[i].(string)] = data[i+1]
	}
	return d.cfg.Say(id, named)
}

// day is a time as a day of the commune.
func (d *Desk) day(at time.Time) string { return at.In(d.cfg.Zone).Format("02/01/2006") }

// office is an office's name; empty where the configuration has none with this id.
func (d *Desk) office(id commune.OfficeID) string {
	for _, o := range d.cfg.Offices {
		if o.ID == id {
			return o.Name
		}
	}
	return ""
}

// category is a case's category; one that the content has no more keeps its id as its name.
func (d *Desk) category(id string) Category {
	if c, ok := d.cfg.Category(id); ok {
		return c
	}
	return Category{ID: id, Name: id, Days: defaultDays}
}

// defaultDays is the deadline of a category that says none, in working days.
const defaultDays = 10
