package app

import (
	"context"
	"fmt"
	"time"

	"loaxom/content"
	"loaxom/internal/address"
	"loaxom/internal/archive"
	"loaxom/internal/audience"
	"loaxom/internal/broadcast"
	"loaxom/internal/bulletin"
	"loaxom/internal/config"
	"loaxom/internal/control"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
	"loaxom/internal/review"
	"loaxom/internal/staff"
)

// House is what commands rest on that need the store: of the program that runs, or opened by the command
// itself.
type House struct {
	Config config.Config
	DB     kv.DB
	Now    func() time.Time
	NewID  func() string
	Link   func(payload string) string // nil: made from the bot's name as the store has it
	Keeper *archive.Keeper             // nil: none, so nothing can be backed up
	Box    *outbox.Box                 // nil: nothing is sent meanwhile
	// Content is what is in force, nil as long as nothing is; a nil function: read what Config names.
	Content func() *content.Library
}

// Calls are all that a command can ask of a house. Whoever adds a command that needs the store adds its
// call here.
func (h House) Calls() *control.Calls {
	c := control.NewCalls()
	control.Handle(c, InviteCall, h.invite)
	control.Handle(c, VerifyCall, h.verify)
	control.Handle(c, GoCall, h.leave)
	control.Handle(c, RetentionCall, h.retention)
	control.HandleStream(c, BackupCall, h.backup)
	control.HandleStream(c, ExportCall, h.export)
	h.contentCalls(c)
	return c
}

// Names of the calls.
const (
	InviteCall    = "invite"
	VerifyCall    = "verify"
	GoCall        = "go"
	RetentionCall = "retention"
	BackupCall    = "backup"
	ExportCall    = "export"
)

// InviteOrder asks for an invitation.
type InviteOrder struct {
	Grant staff.Grant
	Label string // of the account to be; may be empty
	By    string // of --by: an account's id or name; may be empty
}

// Invited is an invitation that was made.
type Invited struct {
	Code  string // as people type it
	Link  string // empty where the bot's name is not known
	Until time.Time
}

func (h House) invite(ctx context.Context, o InviteOrder) (Invited, error) {
	if err := o.Grant.Check(h.Config.Hamlets, h.Config.Offices); err != nil {
		return Invited{}, err
	}
	code, now := staff.NewCode(h.NewID()), h.Now()
	made := Invited{Code: staff.ShowCode(code), Until: now.Add(staff.ValidFor)}
	err := h.DB.Update(ctx, func(tx kv.Tx) error {
		by, err := staff.AtMachine(tx, o.By)
		if err != nil {
			return err
		}
		if err := staff.Invite(tx, by, code, staff.Invitation{Grant: o.Grant, Label: o.Label}, now); err != nil {
			return err
		}
		made.Link, err = h.linkIn(tx, "i_"+code)
		return err
	})
	return made, err
}

// linkIn is the bot's own link with a payload.
func (h House) linkIn(r kv.Reader, payload string) (string, error) {
	if h.Link != nil {
		if link := h.Link(payload); link != "" {
			return link, nil
		}
	}
	name, err := storedName(r)
	return linkOf(name, payload), err
}

// Verified is a store in order.
type Verified struct {
	Audit       staff.Chain
	Attachments int // that records name; each is there and what it was
}

// verify looks at the file, at the records of the rooms and at the audit, and gives the first fault.
func (h House) verify(ctx context.Context, _ struct{}) (v Verified, err error) {
	if file, ok := h.DB.(interface{ Check(context.Context) error }); ok {
		if err := file.Check(ctx); err != nil {
			return v, err
		}
	}
	err = h.DB.View(ctx, func(r kv.Reader) error {
		for _, room := range []struct {
			name  string
			check func(kv.Reader) error
		}{{"address", address.Check}, {"staff", staff.Check}, {"outbox", outbox.Check}, {"audience", audience.Check},
			{"broadcast", broadcast.Check}, {"review", review.Check}, {"feedback", feedback.Check}, {"bulletin", bulletin.Check},
		} {
			if err := room.check(r); err != nil {
				return fmt.Errorf("%s: %w", room.name, err)
			}
		}
		v.Audit, err = staff.Verify(r)
		return err
	})
	if err == nil {
		v.Attachments, err = h.attachments(ctx)
	}
	return v, err
}

// serveControl answers commands until ctx ends. A program that cannot (a file system without sockets, a
// path that is too long) goes on without, and says so.
func (a *App) serveControl(ctx context.Context) error {
	if a.w.Store == "" {
		<-ctx.Done()
		return nil
	}
	path, err := control.Path(a.w.Store)
	if err == nil {
		h := House{
			Config: a.cfg, DB: a.w.DB, Now: a.w.Now, NewID: a.w.NewID, Link: a.link, Content: a.inForce, Keeper: a.keeper, Box: a.box,
		}
		err = h.Calls().Serve(ctx, path)
	}
	if err != nil {
		a.w.Log.Error("commands cannot reach this program; those that need the store work only while it is stopped", "err", err)
		<-ctx.Done()
	}
	return nil
}
