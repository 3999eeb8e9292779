package content

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"path"
	"runtime/debug"
	"sync/atomic"
	"time"
)

// LiveConfig is what Live needs from outside.
type LiveConfig struct {
	Dir  string           // the overlay folder; "" for none
	Keep Keep             // where the last good overlay is kept; nil: nowhere
	Log  *slog.Logger     // nil: slog.Default
	Now  func() time.Time // in the commune's zone; nil: time.Now

	// Prepare is called with each Library before it goes live, the first one too, from NewLive and
	// from Run; an index is built here. nil: nothing to prepare.
	Prepare func(*Library)
}

// lookEvery is how often the overlay is looked at, and how long a change must rest before it is
// taken: an editor or a copy has finished by then, and a good change is live within 3 s.
const lookEvery = time.Second

// shownFaults is how many faults of a refused overlay are logged one by one.
const shownFaults = 20

// Live holds the content that is in force while staff edit the overlay under it. A change that has a
// fault is refused whole, and the last good content stays, over a restart too (Keep).
type Live struct {
	c       LiveConfig
	base    *layer
	known   map[Problem]bool // faults of the embedded content itself, once they were asked for; they refuse nothing
	current atomic.Pointer[Library]
	trouble atomic.Pointer[string]
	looker  *looker
	taken   string // look of the overlay that was last taken or refused
	resting string // look that waits to be the same a second time
	kept    []byte // what Keep holds
	fresh   *layer // the overlay that went live and is not in Keep yet
}

// NewLive reads the content and is at once ready to be asked. It never fails: with a bad or missing
// overlay it serves the overlay that was last good, else the embedded content, and says so in the
// log and in Trouble.
func NewLive(ctx context.Context, c LiveConfig) *Live {
	return newLive(ctx, c, readLayer("content", Embedded()))
}

func newLive(ctx context.Context, c LiveConfig, base *layer) *Live {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	v := &Live{c: c, base: base, looker: newLooker(c.Dir)}
	if c.Dir == "" {
		v.set(build(v.base))
		return v
	}
	v.fetch(ctx)
	v.taken = v.looker.look()
	if v.take() {
		return v
	}
	if lib, ok := v.lastGood(); ok {
		v.set(lib)
		return v
	}
	v.set(build(v.base))
	v.c.Log.Warn("content: the embedded content is served", "room", "content")
	return v
}

// Current is the content in force. Take it once a turn, so that one answer comes from one Library.
func (v *Live) Current() *Library { return v.current.Load() }

// Trouble is what is wrong with the overlay, in one line for /healthz; "" when nothing is.
func (v *Live) Trouble() string {
	if t := v.trouble.Load(); t != nil {
		return *t
	}
	return ""
}

// Run looks at the overlay every second until ctx ends, which is no error.
func (v *Live) Run(ctx context.Context) error {
	if v.c.Dir == "" {
		<-ctx.Done()
		return nil
	}
	v.store(ctx)
	debug.FreeOSMemory()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			v.Look(ctx)
		}
	}
}

// Look is one look at the overlay: Run calls it every second. A change is taken at the second look
// that finds the same.
func (v *Live) Look(ctx context.Context) {
	now := v.looker.look()
	switch {
	case now == v.taken:
		v.resting = ""
	case now != v.resting:
		v.resting = now
	default:
		v.taken, v.resting = now, ""
		v.take()
		v.store(ctx)
		debug.FreeOSMemory() // what reading thousands of files left behind is not needed again soon
	}
}

// take reads the overlay and puts it into force, or refuses it and says why.
func (v *Live) take() bool {
	over := readLayer(v.c.Dir, Folder(v.c.Dir))
	if v.looker.look() != v.taken {
		v.taken = "" // written to while we read: wait until it rests
		v.refuse([]Problem{{File: v.c.Dir, What: "is being written to; it is read again when it rests"}}, false)
		return false
	}
	lib := build(v.base, over)
	if faults := v.newFaults(Check(lib, v.c.Now())); len(faults) > 0 {
		v.refuse(faults, true)
		return false
	}
	v.set(lib)
	v.trouble.Store(nil)
	v.c.Log.Info("content: the overlay is live", "room", "content", "files", len(over.files), "entries", len(lib.entries),
		"bulletins", len(lib.bulletins), "quizzes", len(lib.quizzes), "figures", len(lib.params), "places", len(lib.places))
	v.fresh = over
	return true
}

func (v *Live) set(lib *Library) {
	if v.c.Prepare != nil {
		v.c.Prepare(lib)
	}
	v.current.Store(lib)
}

// newFaults are the faults that the overlay brings.
func (v *Live) newFaults(all []Problem) []Problem {
	var faults []Problem
	for _, p := range Faults(all) {
		if v.known == nil {
			v.known = map[Problem]bool{}
			for _, p := range Faults(Check(build(v.base), v.c.Now())) {
				v.known[p] = true
			}
		}
		if !v.known[p] {
			faults = append(faults, p)
		}
	}
	return faults
}

func (v *Live) refuse(faults []Problem, log bool) {
	line := "the overlay was refused, the last good content is served: " + faults[0].String()
	if n := len(faults) - 1; n > 0 {
		line += fmt.Sprintf(" (and %d more)", n)
	}
	v.trouble.Store(&line)
	if !log {
		return
	}
	for i, p := range faults {
		if i == shownFaults {
			break
		}
		v.c.Log.Error("content: "+p.String(), "room", "content")
	}
	v.c.Log.Error("content: the overlay was refused, the last good content is served", "room", "content", "faults", len(faults))
}

// lastGood is the embedded content with the kept overlay above it. Rules that are newer than the
// overlay do not undo it; a file that cannot be read does.
func (v *Live) lastGood() (*Library, bool) {
	if v.kept == nil {
		return nil, false
	}
	over, err := unpack(path.Join(v.c.Dir, "(kept)"), v.kept)
	if err != nil {
		v.c.Log.Error("content: the kept overlay does not read", "room", "content", "error", err)
		return nil, false
	}
	lib := build(v.base, over)
	if faults := v.newFaults(lib.problems); len(faults) > 0 {
		v.c.Log.Error("content: the kept overlay does not fit this program: "+faults[0].String(), "room", "content")
		return nil, false
	}
	v.c.Log.Warn("content: the overlay that was last good is served", "room", "content", "files", len(over.files))
	return lib, true
}

func (v *Live) fetch(ctx context.Context) {
	if v.c.Keep == nil {
		return
	}
	kept, err := v.c.Keep.Get(ctx)
	if err != nil {
		v.c.Log.Error("content: the kept overlay cannot be fetched", "room", "content", "error", err)
		return
	}
	v.kept = kept
}

// store keeps the overlay that has just become good, where it differs from what is kept. It comes after
// going live: with thousands of imported files the packing takes as long as the reading.
func (v *Live) store(ctx context.Context) {
	over := v.fresh
	if v.fresh = nil; over == nil || v.c.Keep == nil {
		return
	}
	packed, err := pack(over)
	if err == nil && !bytes.Equal(packed, v.kept) {
		if err = v.c.Keep.Put(ctx, packed); err == nil {
			v.kept = packed
		}
	}
	if err != nil {
		line := "the overlay is live but could not be kept for a restart: " + err.Error()
		v.trouble.Store(&line)
		v.c.Log.Error("content: the overlay could not be kept", "room", "content", "error", err)
	}
}
