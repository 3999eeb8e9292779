package kv_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
)

type noteID string

type note struct {
	ID     noteID
	Hamlet string
	Queued bool
	Due    time.Time
	Words  []string
	Text   string
}

func notes() *kv.Table[noteID, note] {
	return kv.NewTable("note", func(n note) noteID { return n.ID },
		kv.Index[note]{Name: "hamlet", Keys: func(n note) []kv.Key { return []kv.Key{kv.Key{}.Text(n.Hamlet)} }},
		kv.Index[note]{Name: "due", Keys: func(n note) []kv.Key {
			if !n.Queued {
				return nil
			}
			return []kv.Key{kv.Key{}.Time(n.Due)}
		}},
		kv.Index[note]{Name: "word", Keys: func(n note) []kv.Key {
			var keys []kv.Key
			for _, w := range n.Words {
				keys = append(keys, kv.Key{}.Text(w))
			}
			return keys
		}},
	)
}

// spy counts what a Table does to a transaction.
type spy struct {
	kv.Tx
	calls []string
}

func (s *spy) Get(table string, key []byte) ([]byte, bool, error) {
	s.calls = append(s.calls, "get "+table)
	return s.Tx.Get(table, key)
}

func (s *spy) Put(table string, key, value []byte) error {
	s.calls = append(s.calls, "put "+table)
	return s.Tx.Put(table, key, value)
}

func (s *spy) Delete(table string, key []byte) error {
	s.calls = append(s.calls, "delete "+table)
	return s.Tx.Delete(table, key)
}

// in runs do in one Update of a new store where every function is run twice.
func in(t *testing.T, do func(tx *spy) error) {
	t.Helper()
	db := kvtest.Twice(memkv.New())
	defer db.Close()
	if err := db.Update(context.Background(), func(tx kv.Tx) error { return do(&spy{Tx: tx}) }); err != nil {
		t.Fatal(err)
	}
}

func TestARecordComesBackAsItWas(t *testing.T) {
	n := note{ID: "n1", Hamlet: "xom-1", Due: time.Date(2026, 7, 1, 8, 0, 0, 5, time.UTC), Words: []string{"phí", "lệ"}, Text: "<b>Bà con</b> & xã\x00"}
	in(t, func(tx *spy) error {
		if err := notes().Put(tx, n); err != nil {
			return err
		}
		got, err := notes().Get(tx, "n1")
		if diff := cmp.Diff(n, got); diff != "" {
			t.Errorf("-put +got: %s", diff)
		}
		raw, _, _ := tx.Get("note", []byte("n1"))
		if !strings.Contains(string(raw), "<b>Bà con</b> &") || strings.HasSuffix(string(raw), "\n") {
			t.Errorf("stored as %q", raw)
		}
		return err
	})
}

func TestWhatIsNotThereIsNotFoundByItsName(t *testing.T) {
	in(t, func(tx *spy) error {
		_, err := notes().Get(tx, "n9")
		if !fault.Is(err, fault.NotFound) || !strings.Contains(err.Error(), `no note "n9"`) {
			t.Errorf("%v", err)
		}
		return notes().Delete(tx, "n9")
	})
}

func TestAddKeepsWhatIsThere(t *testing.T) {
	in(t, func(tx *spy) error {
		for i, want := range []bool{true, false} {
			added, err := notes().Add(tx, note{ID: "n1", Hamlet: fmt.Sprint(i)})
			if err != nil || added != want {
				t.Errorf("Add number %d: %v, %v", i, added, err)
			}
		}
		if got := byIndex(t, tx, "hamlet", nil, nil); got != "n1" {
			t.Errorf("the index holds %q", got)
		}
		n, err := notes().Get(tx, "n1")
		if n.Hamlet != "0" {
			t.Errorf("Add put %q over it", n.Hamlet)
		}
		return err
	})
}

func TestWithoutIndexesNothingIsRead(t *testing.T) {
	plain := kv.NewTable("plain", func(n note) []byte { return []byte(n.ID) })
	in(t, func(tx *spy) error {
		for range 2 {
			if err := plain.Put(tx, note{ID: "n1"}); err != nil {
				return err
			}
		}
		err := plain.Delete(tx, []byte("n1"))
		if got := strings.Join(tx.calls, ", "); got != "put plain, put plain, delete plain" {
			t.Errorf("it did %q", got)
		}
		return err
	})
}

func TestDamagedBytesAreCorrupt(t *testing.T) {
	in(t, func(tx *spy) error {
		if err := notes().Put(tx, note{ID: "a", Hamlet: "xom-1"}); err != nil {
			return err
		}
		if err := tx.Put("note", []byte("a"), []byte(`{"ID":`)); err != nil {
			return err
		}
		table, visit := notes(), func(note) error { return nil }
		_, err := table.Get(tx, "a")
		for what, err := range map[string]error{
			"Get":     err,
			"Put":     table.Put(tx, note{ID: "a"}),
			"Delete":  table.Delete(tx, "a"),
			"Scan":    table.Scan(tx, nil, nil, visit),
			"ByIndex": table.ByIndex(tx, "hamlet", nil, nil, visit),
		} {
			if !fault.Is(err, fault.Corrupt) || !strings.Contains(fmt.Sprint(err), `note "a"`) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if err := tx.Delete("note", []byte("a")); err != nil {
			return err
		}
		if err := table.ByIndex(tx, "hamlet", nil, nil, visit); !fault.Is(err, fault.Corrupt) {
			t.Errorf("a row without its record: %v", err)
		}
		if err := tx.Put("note.word", []byte("k"), nil); err != nil {
			return err
		}
		if err := table.ByIndex(tx, "word", nil, nil, visit); !fault.Is(err, fault.Corrupt) {
			t.Errorf("a row without its length: %v", err)
		}
		return nil
	})
}

func TestARecordOverTheLimitIsNamed(t *testing.T) {
	in(t, func(tx *spy) error {
		err := notes().Put(tx, note{ID: "big", Text: strings.Repeat("x", kv.MaxValue)})
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fmt.Sprint(err), `note "big"`) {
			t.Errorf("%v", err)
		}
		err = notes().Put(tx, note{ID: "long", Hamlet: strings.Repeat("x", kv.MaxKey)})
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fmt.Sprint(err), `note "long"`) {
			t.Errorf("%v", err)
		}
		if err := notes().ByIndex(tx, "none", nil, nil, nil); !fault.Is(err, fault.Internal) {
			t.Errorf("an index that is none: %v", err)
		}
		return nil
	})
}

func TestMistakesInATablesNameShowAtTheStart(t *testing.T) {
	id := func(n note) noteID { return n.ID }
	for _, make := range []func(){
		func() { kv.NewTable("", id) },
		func() { kv.NewTable("_note", id) },
		func() { kv.NewTable(strings.Repeat("n", kv.MaxTable+1), id) },
		func() { kv.NewTable("note", id, kv.Index[note]{Name: strings.Repeat("n", kv.MaxTable)}) },
		func() { kv.NewTable("note", id, kv.Index[note]{Name: "a"}, kv.Index[note]{Name: "a"}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("a wrong name was taken")
				}
			}()
			make()
		}()
	}
}
