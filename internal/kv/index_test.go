package kv_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
)

// byIndex lists the ids in the index, once from its rows and once from the records.
func byIndex(t *testing.T, r kv.Reader, index string, from, to []byte) string {
	t.Helper()
	var rows, records []string
	table := notes()
	err := table.IDs(r, index, from, to, func(_ kv.Key, id noteID) error { rows = append(rows, string(id)); return nil })
	if err != nil {
		t.Fatal(err)
	}
	err = table.ByIndex(r, index, from, to, func(n note) error { records = append(records, string(n.ID)); return nil })
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(rows, records) {
		t.Errorf("%s has rows %q and records %q", index, rows, records)
	}
	return strings.Join(rows, " ")
}

func TestOnlyIndexRowsThatChangeAreWritten(t *testing.T) {
	base := note{ID: "n1", Hamlet: "xom-1", Queued: true, Words: []string{"a", "b"}}
	sent, moved, words := base, base, base
	sent.Queued = false
	moved.Hamlet = "xom-2"
	words.Words = []string{"b", "c", "c"}
	for name, c := range map[string]struct {
		next note
		want string
	}{
		"the same":      {base, "get note, put note"},
		"not queued":    {sent, "get note, put note, delete note.due"},
		"other hamlet":  {moved, "get note, put note, delete note.hamlet, put note.hamlet"},
		"another word":  {words, "get note, put note, delete note.word, put note.word"},
		"a new record":  {note{ID: "n2"}, "get note, put note, put note.hamlet"},
		"text and time": {note{ID: "n1", Hamlet: "xom-1", Queued: true, Words: []string{"b", "a"}, Text: "x"}, "get note, put note"},
	} {
		t.Run(name, func(t *testing.T) {
			in(t, func(tx *spy) error {
				if err := notes().Put(tx, base); err != nil {
					return err
				}
				tx.calls = nil
				err := notes().Put(tx, c.next)
				if got := strings.Join(tx.calls, ", "); got != c.want {
					t.Errorf("it did %q, want %q", got, c.want)
				}
				return err
			})
		})
	}
}

func TestAChangeReadsNothingAndKeepsItsID(t *testing.T) {
	in(t, func(tx *spy) error {
		old := note{ID: "n1", Hamlet: "xom-1", Queued: true}
		if err := notes().Put(tx, old); err != nil {
			return err
		}
		now := old
		now.Hamlet = "xom-2"
		tx.calls = nil
		err := notes().Change(tx, old, now)
		if got := strings.Join(tx.calls, ", "); got != "put note, delete note.hamlet, put note.hamlet" {
			t.Errorf("it did %q", got)
		}
		now.ID = "n2"
		if err := notes().Change(tx, old, now); !fault.Is(err, fault.Internal) {
			t.Errorf("another id: %v", err)
		}
		return err
	})
}

func TestOneHamletIsNotTheBeginningOfAnother(t *testing.T) {
	in(t, func(tx *spy) error {
		for id, hamlet := range map[noteID]string{"z": "xom-1", "a": "xom-10", "m": "xom-1", "n": "xom-1\x00", "o": "xom-"} {
			if err := notes().Put(tx, note{ID: id, Hamlet: hamlet}); err != nil {
				return err
			}
		}
		k := kv.Key{}.Text("xom-1")
		if got := byIndex(t, tx, "hamlet", k, k.End()); got != "m z" {
			t.Errorf("xom-1 has %q", got)
		}
		if got := byIndex(t, tx, "hamlet", nil, nil); got != "o m z n a" {
			t.Errorf("in order of hamlets: %q", got)
		}
		return nil
	})
}

func TestAnIndexRowTellsItsKeyWithoutTheRecord(t *testing.T) {
	due := time.Date(2026, 7, 1, 8, 0, 0, 0, time.UTC)
	in(t, func(tx *spy) error {
		for i := range 3 {
			if err := notes().Put(tx, note{ID: noteID(fmt.Sprint(i)), Queued: true, Due: due.Add(-time.Duration(i) * time.Hour)}); err != nil {
				return err
			}
		}
		tx.calls = nil
		var first time.Time
		err := notes().IDs(tx, "due", nil, nil, func(at kv.Key, id noteID) error {
			first, _, _ = at.CutTime()
			if id != "2" {
				t.Errorf("first is %q", id)
			}
			return kv.Stop
		})
		if !first.Equal(due.Add(-2*time.Hour)) || len(tx.calls) > 0 {
			t.Errorf("first is due %v, after %q", first, tx.calls)
		}
		return err
	})
}

func TestARecordDeletedInTheScanIsLeftOut(t *testing.T) {
	in(t, func(tx *spy) error {
		for _, id := range []noteID{"a", "b", "c"} {
			if err := notes().Put(tx, note{ID: id, Hamlet: "xom-1"}); err != nil {
				return err
			}
		}
		var seen []string
		err := notes().ByIndex(tx, "hamlet", nil, nil, func(n note) error {
			seen = append(seen, string(n.ID))
			n.Hamlet = "xom-2" // moves ahead of the scan and must not be met again
			if err := notes().Put(tx, n); err != nil {
				return err
			}
			return notes().Delete(tx, "b")
		})
		if got := strings.Join(seen, " "); got != "a c" {
			t.Errorf("visited %q", got)
		}
		return err
	})
}

// TestIndexesFollowTheirRecords draws histories and holds every index against what the records say.
func TestIndexesFollowTheirRecords(t *testing.T) {
	draw := rapid.Custom(func(rt *rapid.T) note {
		word := rapid.StringMatching(`[ab\x00]{0,2}`)
		return note{
			ID:     noteID(rapid.SampledFrom([]string{"1", "2", "3", "33"}).Draw(rt, "id")),
			Hamlet: word.Draw(rt, "hamlet"),
			Queued: rapid.Bool().Draw(rt, "queued"),
			Due:    time.Unix(0, rapid.Int64Range(-2, 2).Draw(rt, "due")).UTC(),
			Words:  rapid.SliceOfN(word, 0, 3).Draw(rt, "words"),
		}
	})
	rapid.Check(t, func(rt *rapid.T) {
		db := memkv.New()
		defer db.Close()
		state := map[noteID]note{}
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			n := draw.Draw(rt, "note")
			do := rapid.SampledFrom([]string{"put", "put", "change", "add", "delete"}).Draw(rt, "do")
			old, there := state[n.ID]
			if do == "change" && !there {
				do = "put"
			}
			err := db.Update(context.Background(), func(tx kv.Tx) error {
				switch do {
				case "delete":
					return notes().Delete(tx, n.ID)
				case "change":
					return notes().Change(tx, old, n)
				case "add":
					added, err := notes().Add(tx, n)
					if err == nil && added == there {
						err = fmt.Errorf("Add says %v of a record that is there: %v", added, there)
					}
					return err
				}
				return notes().Put(tx, n)
			})
			if err != nil {
				rt.Fatal(err)
			}
			switch {
			case do == "delete":
				delete(state, n.ID)
			case do != "add" || !there:
				state[n.ID] = n
			}
		}
		err := db.View(context.Background(), func(r kv.Reader) error { return agree(r, state) })
		if err != nil {
			rt.Fatal(err)
		}
	})
}

func agree(r kv.Reader, state map[noteID]note) error {
	var all []noteID
	if err := notes().Scan(r, nil, nil, func(n note) error { all = append(all, n.ID); return nil }); err != nil {
		return err
	}
	if ids := slices.Sorted(maps.Keys(state)); !slices.Equal(all, ids) {
		return fmt.Errorf("records %q, want %q", all, ids)
	}
	type row struct {
		key string
		id  noteID
	}
	for index, keys := range map[string]func(note) []string{
		"hamlet": func(n note) []string { return []string{n.Hamlet} },
		"word":   func(n note) []string { return n.Words },
		"due": func(n note) []string {
			if n.Queued {
				return []string{fmt.Sprint(n.Due.UnixNano() + 5)} // one digit: sorts as the number
			}
			return nil
		},
	} {
		var want, got []row
		for id, n := range state {
			for _, k := range keys(n) {
				want = append(want, row{k, id})
			}
		}
		slices.SortFunc(want, func(a, b row) int {
			if c := strings.Compare(a.key, b.key); c != 0 {
				return c
			}
			return strings.Compare(string(a.id), string(b.id))
		})
		want = slices.Compact(want)
		err := notes().IDs(r, index, nil, nil, func(at kv.Key, id noteID) error {
			key, _, _ := at.CutText()
			if index == "due" {
				due, _, _ := at.CutTime()
				key = fmt.Sprint(due.UnixNano() + 5)
			}
			got = append(got, row{key, id})
			return nil
		})
		if err != nil {
			return err
		}
		if !slices.Equal(got, want) {
			return fmt.Errorf("index %s has %q, want %q", index, got, want)
		}
	}
	return nil
}
