package app

import (
	"context"
	"strings"
	"testing"
	"time"

	"loaxom/internal/broadcast"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// A trouble that lasts is told to the admins once a day, and to nobody else; one that heals within minutes is not.
func TestAdminsAreToldOfATrouble(t *testing.T) {
	m := newMornings(t, nil)
	m.seat("quan-tri", staff.Grant{Role: commune.Admin}, 9)
	since := map[string]time.Time{}
	// told is to how many the trouble of the content was told on a day; -1: not at all.
	told := func(day time.Time) (n int) {
		t.Helper()
		err := m.db.View(context.Background(), func(r kv.Reader) error {
			rep, err := broadcast.ReportOf(r, "alarm-content-"+day.In(m.app.zone).Format(time.DateOnly))
			if n = rep.Total; fault.Is(err, fault.NotFound) {
				n, err = -1, nil
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	step := func(later time.Duration) {
		t.Helper()
		m.now = m.now.Add(later)
		if err := m.app.alarmStep(context.Background(), since); err != nil {
			t.Fatal(err)
		}
	}
	step(2 * time.Minute) // the content was not loaded for two minutes
	if !strings.Contains(strings.Join(m.app.Troubles(), "\n"), "content: ") {
		t.Fatalf("this test has no trouble to tell of: %v", m.app.Troubles())
	}
	step(3 * time.Minute)
	if n := told(m.now); n != -1 {
		t.Errorf("a short trouble is told to %d", n)
	}
	for range 2 {
		for range 3 {
			step(2 * time.Minute)
		}
		if n := told(m.now); n != 1 {
			t.Errorf("told to %d, not to the one admin", n)
		}
		step(24 * time.Hour)
	}
	m.app.ready.Store(true)
	step(time.Minute)
	if _, still := since["content"]; still {
		t.Error("a trouble that is over is remembered")
	}
}
