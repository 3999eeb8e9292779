package app

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/channel/console"
	"loaxom/internal/commune"
	"loaxom/internal/config"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// Terminal is the program at a keyboard: `chat`, and the golden talks. Whoever types may be anybody there
// (:as), each person in a conversation and with an account of their own.
type Terminal struct {
	cfg     config.Config
	w       World
	out     io.Writer
	advance func(time.Duration)
	con     *console.Console
	person  string
	app     *App
	stop    func() error
}

// NewTerminal makes a terminal on w's store and clock; its channel is the console alone. advance moves the
// clock, for :clock.
func NewTerminal(cfg config.Config, w World, out io.Writer, advance func(time.Duration)) *Terminal {
	cfg.Ops.Listen = "" // the terminal listens nowhere
	return &Terminal{cfg: cfg, w: w, out: out, advance: advance}
}

// Start runs the program; Stop ends it.
func (t *Terminal) Start(ctx context.Context) (err error) {
	t.con = console.New(t.out, t.w.Now)
	t.con.As(t.person)
	if t.w.Seal == nil { // one for all restarts: who reported anonymously stays who it was
		if t.w.Seal, err = newSeal(); err != nil {
			return err
		}
	}
	w := t.w
	w.Channels = []channel.Channel{t.con}
	if t.app, err = New(t.cfg, w); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- t.app.Run(ctx) }()
	t.stop = func() error {
		cancel()
		return <-done
	}
	return nil
}

// Stop ends the program with all work in hand done.
func (t *Terminal) Stop() error { return t.stop() }

// Do obeys one line, and returns when everything that it brought about has been shown. What is wrong with
// a line is printed; an error means that the terminal cannot go on.
func (t *Terminal) Do(ctx context.Context, line string) error {
	l, err := console.Parse(line)
	if err != nil {
		fmt.Fprintln(t.out, err)
		return nil
	}
	switch l.Order {
	case "clock":
		t.advance(l.Clock)
		t.app.wake()
		zone, err := t.cfg.Commune.Location()
		if err != nil {
			return err
		}
		fmt.Fprintf(t.out, "(%s)\n", t.w.Now().In(zone).Format("02/01/2006 15:04"))
		return t.app.Settle(ctx)
	case "restart":
		return t.restart(ctx)
	case "as":
		if err := t.As(ctx, l.Role); fault.Is(err, fault.Invalid) {
			fmt.Fprintln(t.out, err)
		} else if err != nil {
			return err
		}
		return nil
	}
	if err := t.con.Say(ctx, l); err != nil {
		return err
	}
	return t.app.Settle(ctx)
}

func (t *Terminal) restart(ctx context.Context) error {
	if err := t.Stop(); err != nil {
		return err
	}
	return t.Start(ctx)
}

// As makes the next lines come from somebody with that role: "leader xom-1", "staff cong-an", "resident". A
// last word with @ tells several people of one role apart: "staff cong-an @lan". Invalid where it does not
// read.
func (t *Terminal) As(ctx context.Context, words []string) error {
	person := strings.Join(words, " ")
	if n := len(words); n > 0 && strings.HasPrefix(words[n-1], "@") {
		words = words[:n-1]
	}
	var g staff.Grant
	switch {
	case len(words) == 0:
		return fault.New(fault.Invalid, "say as whom: resident, leader xom-1, staff OFFICE, head OFFICE, chair or admin")
	case words[0] == string(commune.Resident):
		if len(words) > 1 {
			return fault.New(fault.Invalid, "resident takes no %q", words[1])
		}
		if person == words[0] {
			person = ""
		}
	default:
		var err error
		if g, err = staff.ReadGrant(words); err != nil {
			return err
		}
		if t.invent(g) && t.app != nil {
			if err := t.restart(ctx); err != nil {
				return err
			}
		}
		if err := g.Check(t.cfg.Hamlets, t.cfg.Offices); err != nil {
			return err
		}
	}
	if err := t.seat(ctx, person, g); err != nil {
		return err
	}
	t.person = person
	if t.con != nil {
		t.con.As(person)
	}
	return nil
}

// invent makes up the hamlets and the office of a grant where the configuration has none at all, so that
// a role can be tried before anything is configured. It tells whether it did.
func (t *Terminal) invent(g staff.Grant) bool {
	before := len(t.cfg.Hamlets) + len(t.cfg.Offices)
	if len(t.cfg.Hamlets) == 0 {
		for _, id := range g.Hamlets {
			name := strings.ReplaceAll(string(id), "-", " ")
			if rest, ok := strings.CutPrefix(name, "xom "); ok {
				name = "Xóm " + rest
			}
			t.cfg.Hamlets = append(slices.Clone(t.cfg.Hamlets), commune.Hamlet{ID: id, Name: name})
		}
	}
	if len(t.cfg.Offices) == 0 && g.Office != "" {
		t.cfg.Offices = []commune.Office{{ID: g.Office, Name: string(g.Office)}}
	}
	return len(t.cfg.Hamlets)+len(t.cfg.Offices) > before
}

// seat gives a person's conversation the role.
func (t *Terminal) seat(ctx context.Context, person string, g staff.Grant) error {
	chat, now := console.ChatOf(person), t.w.Now()
	id, account := address.ID(t.w.NewID()), staff.NewStaffID("terminal "+person)
	return t.w.DB.Update(ctx, func(tx kv.Tx) error {
		to, err := address.Meet(tx, console.Name, chat, false, id, now)
		if err != nil || g.Role == "" {
			return err
		}
		return staff.Seat(tx, to.ID, account, g, person, now)
	})
}
