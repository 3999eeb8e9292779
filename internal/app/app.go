// Package app builds the rooms from a Config and a World, and starts and stops them in order. It is
// the only place that knows all of them.
package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"loaxom/bot"
	"loaxom/content"
	"loaxom/internal/archive"
	"loaxom/internal/blob"
	"loaxom/internal/broadcast"
	"loaxom/internal/bulletin"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/config"
	"loaxom/internal/feedback"
	"loaxom/internal/intake"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
	"loaxom/internal/privacy"
	"loaxom/internal/review"
)

// World is what lies outside of the program: clock, chance, store, platforms. Tests give their own.
type World struct {
	Now      func() time.Time
	NewID    func() string // called by several goroutines at once
	Log      *slog.Logger
	DB       kv.DB
	Store    string // the store's file, beside which commands reach the program; empty: they do not
	Version  string // of the program
	Channels []channel.Channel
	Pace     map[string]outbox.Pace // by channel
	Print    io.Writer              // lines for the operator who started the program
	Blobs    *blob.Store            // content of files; nil: none is kept
	Forgot   string                 // file that lists, as keyed hashes, who was erased; empty: the store is in no file
	Seal     *feedback.Seal         // hides who reported anonymously; nil: one of its own, gone when the program ends
}

// App is the program with all its rooms.
type App struct {
	cfg    config.Config
	w      World
	bot    *bot.Bot
	box    *outbox.Box
	desk   *broadcast.Desk
	news   *bulletin.Desk
	review *review.Desk
	cases  *feedback.Desk
	own    *privacy.Desk // what people may see and have erased
	blobs  *blob.Store
	zone   *time.Location  // of the commune
	quiet  broadcast.Quiet // hours
	intake *intake.Intake
	keeper *archive.Keeper // nil: the store is not in a file
	daily  *archive.Daily  // nil: no daily backup is made
	live   atomic.Pointer[content.Live]
	since  time.Time
	begun  time.Time              // the same by the clock of the files
	ready  atomic.Bool            // content is loaded and questions are answered
	loaded chan struct{}          // closed then
	name   atomic.Pointer[string] // the bot's name on Telegram as the store has it
	// morning wakes the digests: the terminal moves its clock.
	morning chan struct{}
}

// New builds the rooms. It reads no content and touches no network yet.
func New(cfg config.Config, w World) (*App, error) {
	zone, err := cfg.Commune.Location()
	if err != nil {
		return nil, fmt.Errorf("commune.timezone: %w", err)
	}
	quiet, err := cfg.Broadcast.Quiet(zone)
	if err != nil {
		return nil, fmt.Errorf("broadcast: %w", err)
	}
	if w.Seal == nil {
		if w.Seal, err = newSeal(); err != nil {
			return nil, err
		}
	}
	a := &App{cfg: cfg, w: w, since: w.Now(), begun: time.Now(), loaded: make(chan struct{}), blobs: w.Blobs, zone: zone, quiet: quiet, morning: make(chan struct{}, 1)}
	a.box = outbox.New(w.DB, w.Channels, outbox.Config{Pace: w.Pace, Gate: a.gate, Reveal: w.Seal.Reveal, Hide: w.Seal.Hide}, w.Now, w.Log)
	a.desk = broadcast.New(w.DB, a.box, broadcast.Config{
		Quiet: quiet, Approval: broadcast.Approval(cfg.Broadcast.Approval), MaxParallel: cfg.Broadcast.MaxParallel,
		Ahead: ahead(w.Pace), Fetch: a.fetch, Say: a.say, Hamlet: a.hamlet,
	}, w.Now, w.NewID, w.Log)
	a.news = bulletin.New(w.DB, a.desk, bulletin.Config{
		Enabled: cfg.Bulletin.Enabled, Late: cfg.Bulletin.Late(), Zone: zone, Quiet: quiet, OnlyApproved: cfg.Content.OnlyApproved, Hamlet: a.hamlet,
		KeepSheets: time.Duration(cfg.Retention.QuizAnswersDays) * 24 * time.Hour,
	}, w.Now, w.Log)
	a.review = review.New(review.Config{DB: w.DB, Box: a.box, Dir: cfg.Content.Dir, Now: w.Now, Log: w.Log, Keep: time.Duration(cfg.Retention.OpenQuestionsDays) * 24 * time.Hour, Quiet: a.night})
	a.cases = feedback.New(w.DB, feedback.Config{
		Box: a.box, Seal: w.Seal, Offices: cfg.Offices, Zone: zone, Reminders: cfg.Feedback.Reminders, Category: a.category,
		Hamlet: func(id commune.HamletID) string { return a.hamlet(string(id)) }, WorkingDay: a.workingDay, Say: a.say, Offer: a.desk.Offer,
		Quiet: a.night,
	}, w.Now, w.Log)
	a.own = a.privacyDesk()
	a.bot = bot.New(bot.Config{
		Commune: cfg.Commune, Location: zone, OnlyApproved: cfg.Content.OnlyApproved, MessagesAMinute: cfg.Limits.MessagesAMinute,
		Hamlets: cfg.Hamlets, Offices: cfg.Offices, Link: a.link, Notices: a.desk, News: a.news, Review: a.review,
		Cases: a.cases, Privacy: a.own,
	})
	a.intake = intake.New(w.DB, w.Channels, a.bot, a.box, a.keepFile, w.Now, w.NewID, w.Log)
	return a, a.keep(zone)
}

// newSeal is a seal of chance.
func newSeal() (*feedback.Seal, error) {
	key := make([]byte, feedback.SealSize)
	_, _ = rand.Read(key) // never fails
	return feedback.NewSeal(key)
}

// Settle waits until nothing is on its way: every message that was taken is answered and every
// answer has gone out. The terminal and tests use it.
func (a *App) Settle(ctx context.Context) error {
	for {
		busy := a.intake.Count().Waiting + a.own.Busy()
		for _, h := range a.box.Health() {
			busy += h.Waiting
		}
		if busy == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Millisecond):
		}
	}
}

// ErrNoChannel says that there is nothing to run.
var ErrNoChannel = errors.New(`no channel is on: write token_file = "telegram.token" under [telegram] into config.toml (loaxom init does it), or try the bot without any: loaxom chat`)
