package feedback

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
)

// fill puts n cases of two years into a store on disk: one in twenty waits.
func fill(b testing.TB, s *stand, n int) {
	b.Helper()
	for i := 0; i < n; {
		err := s.db.Update(context.Background(), func(tx kv.Tx) error {
			for range 40 {
				d := pothole()
				d.Category = []string{"duong", "den", "rac"}[i%3]
				d.Hamlet = commune.HamletID(fmt.Sprintf("xom-%d", 1+i%2))
				c := Case{
					ID: CaseID(fmt.Sprintf("PA-%d-%04d", 2026+i%2, i)), Draft: d, From: fmt.Sprintf("adr-%d", i%5000), Once: fmt.Sprint("once", i),
					Key: fmt.Sprintf("%032x", i), Office: offices[i%3].ID, State: Closed, Days: 10, Set: true, Lines: 1,
					Opened: monday.Add(time.Duration(i) * 20 * time.Minute), Answers: 1,
				}
				c.Runs, c.Deadline, c.Touched = c.Opened, c.Opened.AddDate(0, 0, 14), c.Opened
				c.First, c.Decided, c.Ended = c.Opened.Add(50*time.Hour), c.Opened.Add(50*time.Hour), c.Opened.Add(60*time.Hour)
				if i%20 == 0 {
					c.State, c.Answers, c.First, c.Decided, c.Ended = Open, 0, time.Time{}, time.Time{}, time.Time{}
				}
				if err := errors.Join(cases.Put(tx, c), lines.Put(tx, Line{Case: c.ID, N: 1, Kind: Note, At: c.Opened, Text: "đã xem"})); err != nil {
					return err
				}
				i++
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFiftyThousand measures an inbox of 50,000 cases on disk: the first and a late page of each tab, the
// numbers of the digest, a card, and the table and figures of all cases.
func BenchmarkFiftyThousand(b *testing.B) {
	db, err := boltkv.Open(filepath.Join(b.TempDir(), "bench.db"), boltkv.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	s := newStandOn(b, db)
	fill(b, s, 50_000)
	s.at = monday.AddDate(2, 0, 0)
	chair := s.official("s-chu", commune.Chair, "")
	head := s.official("s-ha", commune.Head, "kinh-te")
	for _, by := range []commune.Actor{head, chair} {
		for _, tab := range []Tab{Waiting, Overdue, Over} {
			for _, page := range []int{0, 50} {
				b.Run(fmt.Sprintf("page%d-%s-%s", page, tab, by.Role), func(b *testing.B) {
					for b.Loop() {
						s.view(func(r kv.Reader) error {
							list, _, err := s.desk.Inbox(r, by, tab, page, 8)
							if len(list) == 0 {
								b.Fatal("nothing on the page")
							}
							return err
						})
					}
				})
			}
		}
	}
	b.Run("digest-chair", func(b *testing.B) {
		for b.Loop() {
			s.view(func(r kv.Reader) error { _, err := s.desk.Sum(r, chair, s.at); return err })
		}
	})
	b.Run("rows", func(b *testing.B) {
		for b.Loop() {
			n := 0
			s.view(func(r kv.Reader) error {
				return Rows(r, chair, time.Time{}, time.Time{}, func(Case) error { n++; return nil })
			})
			if n != 50_000 {
				b.Fatal(n)
			}
		}
	})
	b.Run("figures", func(b *testing.B) {
		for b.Loop() {
			s.view(func(r kv.Reader) error {
				_, err := Figures(r, chair, time.Time{}, time.Time{}, s.at, zone)
				return err
			})
		}
	})
}
