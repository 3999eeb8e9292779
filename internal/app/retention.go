package app

import (
	"context"
	"fmt"
	"time"

	"loaxom/bot/dialogue"
	"loaxom/internal/audience"
	"loaxom/internal/blob"
	"loaxom/internal/broadcast"
	"loaxom/internal/bulletin"
	"loaxom/internal/config"
	"loaxom/internal/feedback"
	"loaxom/internal/intake"
	"loaxom/internal/kv"
	"loaxom/internal/outbox"
	"loaxom/internal/privacy"
	"loaxom/internal/review"
)

// unfinishedDays is for how long what was written in a talk that was left is kept at most: a day longer than a
// report is offered again, which is what is kept longest. Intake takes out each kind of talk in its own time.
const unfinishedDays = 1 + int(dialogue.ReportKept/(24*time.Hour))

// Classes are the kinds of data that are kept for a time, as the configuration says.
func Classes(c config.Retention) []privacy.Class {
	days := func(n int) (string, func(time.Time) time.Time) {
		return fmt.Sprintf("%d days", n), func(now time.Time) time.Time { return now.AddDate(0, 0, -n) }
	}
	months := func(n int) (string, func(time.Time) time.Time) {
		return fmt.Sprintf("%d months", n), func(now time.Time) time.Time { return now.AddDate(0, -n, 0) }
	}
	class := func(name string, rule string, before func(time.Time) time.Time, old func(kv.Reader, time.Time, func(string, time.Time) error) error, drop func(kv.Tx, string) (bool, error)) privacy.Class {
		c := privacy.Class{Name: name, Rule: rule, Before: before, Old: old}
		if drop != nil {
			c.Drop = func(tx kv.Tx, id string, _ time.Time) (bool, error) { return drop(tx, id) }
		}
		return c
	}
	questions, beforeQuestions := days(c.OpenQuestionsDays)
	unreadable, beforeUnreadable := days(c.UnreadableDays)
	quizzes, beforeQuizzes := days(c.QuizAnswersDays)
	talks, beforeTalks := months(c.ConversationsMonths)
	deliveries, beforeDeliveries := months(c.DeliveriesMonths)
	stopped, beforeStopped := months(c.StoppedMonths)
	cases := class("cases", fmt.Sprintf("%d years", c.CasesYears), func(now time.Time) time.Time { return now.AddDate(-c.CasesYears, 0, 0) }, feedback.Old, feedback.Drop)
	cases.Steps = true
	runs := class("deliveries of notices", deliveries, beforeDeliveries, broadcast.OldRuns, broadcast.DropRun)
	runs.Steps = true
	unfinished, beforeUnfinished := days(unfinishedDays)
	drafts := class("unfinished talks", unfinished, beforeUnfinished, intake.OldDrafts, nil)
	drafts.Drop = intake.DropDraft
	return []privacy.Class{
		drafts,
		class("open questions", questions, beforeQuestions, review.Old, nil),
		class("questions about notices", questions, beforeQuestions, broadcast.OldLetters, broadcast.DropLetter),
		class("unreadable updates", unreadable, beforeUnreadable, intake.OldAside, intake.DropAside),
		class("quiz answers", quizzes, beforeQuizzes, bulletin.Old, nil),
		class("conversations", talks, beforeTalks, intake.OldTalks, intake.DropTalk),
		runs,
		class("deliveries", deliveries, beforeDeliveries, func(r kv.Reader, before time.Time, visit func(string, time.Time) error) error {
			return outbox.Old(r, before, func(cause string) bool { return cause == feedback.Cause }, visit)
		}, outbox.Remove),
		class("consents of who stopped", stopped, beforeStopped, audience.Old, audience.Drop),
		cases,
	}
}

// namedFiles are the hashes of all files that records name.
func namedFiles(ctx context.Context, db kv.DB) (all map[string]bool, err error) {
	all = map[string]bool{}
	err = db.View(ctx, func(r kv.Reader) error {
		clear(all)
		return Files(r, func(hash string) error {
			all[hash] = true
			return ctx.Err()
		})
	})
	return all, err
}

// sweepFiles removes the files that no record names.
func (a *App) sweepFiles(ctx context.Context, now time.Time) (int, error) {
	if a.blobs == nil {
		return 0, nil
	}
	all, err := namedFiles(ctx, a.w.DB)
	if err != nil {
		return 0, err
	}
	return a.blobs.Sweep(now, func(hash string) (bool, error) { return all[hash], ctx.Err() })
}

// Retention is what retention would remove now.
type Retention struct {
	Classes []privacy.Due
	Files   int // that no record names
}

// retention looks; the program itself removes.
func (h House) retention(ctx context.Context, _ struct{}) (r Retention, err error) {
	if r.Classes, err = privacy.Plan(ctx, h.DB, Classes(h.Config.Retention), h.Now()); err != nil {
		return r, err
	}
	all, err := namedFiles(ctx, h.DB)
	if err != nil {
		return r, err
	}
	err = blob.Open(h.Config.Store.Attachments()).Each(func(hash string) error {
		if !all[hash] {
			r.Files++
		}
		return ctx.Err()
	})
	return r, err
}
