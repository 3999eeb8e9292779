// Package privacy gives people what is theirs (design, section 9; Luật 91/2025/QH15): a file of everything that
// is kept of their conversation (/dulieu), and its erasure (/xoa), of which a restore and the free pages of the
// store's file know too. It also removes what has been kept long enough (Retain).
//
// It knows no other room. Each room that keeps something of conversations is a Room here, with one function that
// tells all of it and one that forgets it; whoever adds such a room adds it where the rooms are put together.
// That was chosen against a record of who is where, because such a record would be one more thing to keep.
//
// What is asked for is a row in the store (request) and is done by a loop, because it takes more than a
// transaction: a file is written beside the store, or a line into the list of those who were erased, before the
// erasure itself is committed.
package privacy

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/blob"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
	"loaxom/internal/schedule"
)

// Room is a room that keeps something of conversations.
type Room struct {
	Name string // of its section in the file: the message "data.section_<name>"
	// About tells all that the room keeps of a conversation; nil: nothing that would say anything to anybody.
	About func(r kv.Reader, to address.Record, tell address.Tell) error
	// Forget removes it, within one transaction; twice is harmless. nobody is a name that stands for nobody, where
	// a sum needs one. stays tells what has to stay, and why: the message "data.stays_<say>". nil: nothing to do.
	Forget func(tx kv.Tx, to address.Record, nobody address.ID, now time.Time, stays address.Tell) error
	// Needs is how many things of the room cannot do without the conversation's address yet. nil: none can.
	Needs func(r kv.Reader, who address.ID) (n int, err error)
	// Last is called in the transaction that removes the address. nil: nothing to do.
	Last func(tx kv.Tx, who address.ID) error
}

// Config is what the room needs to know.
type Config struct {
	Box   *outbox.Box
	Blobs *blob.Store                       // nil: files are not kept, and what is asked for comes as text
	Rooms []Room                            // in the order of the file's sections
	Gone  func(channel, chat string) string // the keyed hash that stands for a chat in the list (feedback.Seal.Gone)
	Hide  func(address.ID) address.ID       // the hidden name of a conversation, or nil
	List  string                            // file of those who were erased; empty: the store is in no file
	Zone  *time.Location
	Keep  int // daily backups that are kept; 0: none is made
	// Say is a line in the given language, as content.Library.Say; false while there is no content.
	Say func(lang, id string, data map[string]any) (string, bool)
	// Name is the name of a hamlet or an office by its id; empty where there is none.
	Name func(id any) string
	// Talks tells whether somebody wrote in a conversation since it was forgotten.
	Talks func(r kv.Reader, who address.ID) (bool, error)
	// Compact writes the store's file anew, without what was deleted; nil: it is in no file. Busy where it has to
	// be tried again.
	Compact func(ctx context.Context) error
	// Classes are what retention removes, and Sweep removes files that no record names, and tells how many.
	Classes []Class
	Sweep   func(ctx context.Context, now time.Time) (int, error)
	// Night tells whether it is the time of day at which the store may stand still for a moment.
	Night func(now time.Time) bool
}

// Desk gives people what is theirs.
type Desk struct {
	db    kv.DB
	cfg   Config
	now   func() time.Time
	newID func() string
	log   *slog.Logger
	wake  chan struct{}
	open  sync.Map // keys of the requests that came since the start and are under way
	dense compacting
}

// New makes a desk. It touches nothing until Run.
func New(db kv.DB, cfg Config, now func() time.Time, newID func() string, log *slog.Logger) *Desk {
	return &Desk{db: db, cfg: cfg, now: now, newID: newID, log: log.With("room", "privacy"), wake: make(chan struct{}, 1)}
}

// look is how often the desk looks at the latest for what is to be done.
const look = 20 * time.Second

// Run does what is asked for until ctx ends.
func (d *Desk) Run(ctx context.Context) error {
	schedule.Loop(ctx, d.now, d.wake, look, func(ctx context.Context) time.Time {
		for _, do := range []func(context.Context) error{d.serve, d.tidyFiles, d.leave, d.retain, d.compact} {
			err := do(ctx)
			switch {
			case err == nil || ctx.Err() != nil:
			case fault.Is(err, fault.Busy): // tried again; it is an alarm when it is too late (Trouble)
				d.log.Warn("what somebody asked to see or to have erased has to wait", "err", err)
			default:
				d.log.Error("what somebody asked to see or to have erased cannot be worked on now", "kind", fault.KindOf(err), "err", err)
			}
		}
		return time.Time{}
	})
	return nil
}

// Busy is how many requests are under way, of those that came since the start.
func (d *Desk) Busy() (n int) {
	d.open.Range(func(any, any) bool { n++; return true })
	return n
}

// Wake makes the desk look at once: the terminal moves its clock.
func (d *Desk) Wake() { d.kick() }

// kick makes the loop look at once.
func (d *Desk) kick() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// names are the names of a conversation.
func (d *Desk) names(who address.ID) []address.ID {
	if d.cfg.Hide == nil {
		return []address.ID{who}
	}
	return []address.ID{who, d.cfg.Hide(who)}
}

// say is a line in somebody's language.
func (d *Desk) say(lang, id string, data map[string]any) string {
	text, _ := d.cfg.Say(lang, id, data)
	return text
}

// plain is a message of one text.
func plain(text string) channel.Outgoing { return channel.Outgoing{Text: channel.Plain(text)} }
