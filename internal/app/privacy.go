package app

import (
	"context"
	"log/slog"
	"time"

	"loaxom/content"
	"loaxom/internal/address"
	"loaxom/internal/audience"
	"loaxom/internal/broadcast"
	"loaxom/internal/bulletin"
	"loaxom/internal/commune"
	"loaxom/internal/config"
	"loaxom/internal/fault"
	"loaxom/internal/feedback"
	"loaxom/internal/intake"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
	"loaxom/internal/outbox"
	"loaxom/internal/privacy"
	"loaxom/internal/review"
	"loaxom/internal/staff"
)

// Rooms are all rooms that keep something of conversations, in the order in which somebody reads of them.
// Whoever adds such a room adds it here. notices is nil where nothing runs. At a restore a duty that is in force
// again is ended first: it had been ended when its owner was erased.
func Rooms(cases *feedback.Desk, notices *broadcast.Desk, seal *feedback.Seal, restoring bool) []privacy.Room {
	about := func(f func(kv.Reader, address.ID, address.Tell) error) func(kv.Reader, address.Record, address.Tell) error {
		return func(r kv.Reader, to address.Record, tell address.Tell) error { return f(r, to.ID, tell) }
	}
	forget := func(f func(kv.Tx, address.ID) error) func(kv.Tx, address.Record, address.ID, time.Time, address.Tell) error {
		return func(tx kv.Tx, to address.Record, _ address.ID, _ time.Time, _ address.Tell) error {
			return f(tx, to.ID)
		}
	}
	return []privacy.Room{
		{Name: "address", About: func(_ kv.Reader, to address.Record, tell address.Tell) error { to.About(tell); return nil }},
		{Name: "talk", About: about(intake.About), Forget: func(tx kv.Tx, to address.Record, _ address.ID, _ time.Time, _ address.Tell) error {
			return intake.Forget(tx, to)
		}},
		{Name: "news", About: about(audience.About), Forget: forget(audience.Forget)},
		{Name: "cases", About: about(cases.About),
			Forget: func(tx kv.Tx, to address.Record, _ address.ID, now time.Time, stays address.Tell) error {
				codes, err := cases.Forget(tx, to.ID, now)
				for _, code := range codes {
					stays("case", "Code", string(code))
				}
				if err != nil {
					return err
				}
				until, err := cases.MutedUntil(tx, to.ID, now)
				if !until.IsZero() {
					stays("muted", "Until", until)
				}
				return err
			},
			Needs: func(r kv.Reader, who address.ID) (int, error) {
				codes, err := cases.Waits(r, who)
				return len(codes), err
			},
			Last: cases.Unused,
		},
		{Name: "questions", About: about(review.About), Forget: forget(review.Forget)},
		{Name: "notices", About: about(broadcast.Told),
			Forget: func(tx kv.Tx, to address.Record, nobody address.ID, _ time.Time, _ address.Tell) error {
				return notices.Forget(tx, to.ID, nobody)
			}},
		{Name: "quizzes", About: about(bulletin.About), Forget: forget(bulletin.Forget)},
		{Name: "duties", About: about(staff.About),
			Forget: func(tx kv.Tx, to address.Record, _ address.ID, now time.Time, stays address.Tell) error {
				a, found, err := staff.Of(tx, to.ID)
				if err == nil && found && restoring {
					err = staff.Revoke(tx, commune.Actor{Role: commune.Admin, Machine: true}, a.ID, now)
				}
				if err != nil {
					return err
				}
				had, err := staff.Had(tx, to.ID)
				if had {
					stays("audit")
				}
				if err != nil {
					return err
				}
				return staff.Forget(tx, to.ID)
			}},
		{Name: "deliveries",
			About: func(r kv.Reader, to address.Record, tell address.Tell) error {
				return outbox.About(r, []address.ID{to.ID, seal.Hide(to.ID)}, tell)
			}},
		{Name: "commands", Forget: forget(func(tx kv.Tx, who address.ID) error { return toldLists.Delete(tx, who) })},
	}
}

// privacyDesk builds what gives people what is theirs.
func (a *App) privacyDesk() *privacy.Desk {
	cfg := privacy.Config{
		Box: a.box, Blobs: a.blobs, Rooms: Rooms(a.cases, a.desk, a.w.Seal, false), Gone: a.w.Seal.Gone, Hide: a.w.Seal.Hide, List: a.w.Forgot, Zone: a.zone,
		Say: func(lang, id string, data map[string]any) (string, bool) {
			lib := a.inForce()
			if lib == nil {
				return "", false
			}
			if lang == "" {
				lang = content.Vietnamese
			}
			return lib.Say(lang, id, data), lib.HasMessage(content.Vietnamese, id)
		},
		Name: a.nameOf, Talks: intake.Talks,
		// The daily backup, which reads all of it, is before that by default.
		Night: func(now time.Time) bool { hour := now.In(a.zone).Hour(); return hour >= 3 && hour < 5 },
	}
	cfg.Classes, cfg.Sweep = Classes(a.cfg.Retention), a.sweepFiles
	if a.w.Forgot != "" && a.cfg.Backup.Dir != "" {
		cfg.Keep = a.cfg.Backup.Keep
	}
	if db, ok := a.w.DB.(*boltkv.DB); ok {
		cfg.Compact = db.Renew
	}
	return privacy.New(a.w.DB, cfg, a.w.Now, a.w.NewID, a.w.Log)
}

// nameOf is the name of a hamlet or an office as people know it.
func (a *App) nameOf(id any) string {
	switch id := id.(type) {
	case commune.HamletID:
		return a.hamlet(string(id))
	case commune.OfficeID:
		for _, o := range a.cfg.Offices {
			if o.ID == id {
				return o.Name
			}
		}
	}
	return ""
}

// ForgetAgain erases once more, from a store that is being restored, whoever the list names (archive.Restore). It
// takes the key with which the list was written: where that is missing the restore is refused, unless lost says
// that it is lost for good.
func ForgetAgain(cfg config.Config, lost bool, now func() time.Time, newID func() string) func(ctx context.Context, db kv.DB, list []byte, made time.Time) error {
	return func(ctx context.Context, db kv.DB, list []byte, made time.Time) error {
		seal, err := feedback.SealFor(ctx, db, cfg.Store.Seal())
		if err != nil && lost {
			return nil
		}
		if err != nil {
			return fault.New(fault.Refused, "people who were erased have to be erased from this backup again, and that takes the key: %w (or: loaxom restore --new-seal)", err)
		}
		log := slog.New(slog.DiscardHandler)
		box := outbox.New(db, nil, outbox.Config{}, now, log)
		cases := feedback.New(db, feedback.Config{Box: box, Seal: seal}, now, log)
		desk := privacy.New(db, privacy.Config{
			Box: box, Rooms: Rooms(cases, nil, seal, true), Gone: seal.Gone, Hide: seal.Hide, Zone: time.UTC, Talks: intake.Talks,
			Say:  func(string, string, map[string]any) (string, bool) { return "", true },
			Name: func(any) string { return "" },
		}, now, newID, log)
		_, err = desk.Again(ctx, list, made)
		return err
	}
}
