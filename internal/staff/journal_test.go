package staff

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
)

var day = time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("+07", 7*3600))

func update(t testing.TB, db kv.DB, f func(kv.Tx) error) {
	t.Helper()
	if err := db.Update(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func verify(t testing.TB, db kv.DB) (c Chain, err error) {
	t.Helper()
	if e := db.View(context.Background(), func(r kv.Reader) error { c, err = Verify(r); return nil }); e != nil {
		t.Fatal(e)
	}
	return c, err
}

// written is an audit of n entries.
func written(t testing.TB, n int) kv.DB {
	db := memkv.New()
	update(t, db, func(tx kv.Tx) error {
		for i := range n {
			by := commune.Actor{Staff: commune.StaffID(fmt.Sprintf("s-%d", i%3)), Role: commune.Admin, Machine: i%2 == 0}
			if err := Note(tx, by, Entry{Act: "account.invite", Kind: "account", Object: fmt.Sprint(i), Reason: "<mời> & \"thử\""}, day.Add(time.Duration(i)*time.Second)); err != nil {
				return err
			}
		}
		return nil
	})
	return db
}

func TestTheAuditIsReadAsItWasWritten(t *testing.T) {
	db := written(t, 20)
	chain, err := verify(t, db)
	if err != nil || chain.Entries != 20 || len(chain.Hash) != 64 {
		t.Fatalf("%+v, %v", chain, err)
	}
	var list []Entry
	update(t, db, func(tx kv.Tx) (err error) { list, err = Entries(tx, 5, 3); return err })
	if len(list) != 3 || list[0].Seq != 5 || list[0].Object != "4" || !list[0].Machine || list[0].By != "s-1" || !list[0].At.Equal(day.Add(4*time.Second)) || list[0].Reason != "<mời> & \"thử\"" {
		t.Errorf("%+v", list)
	}
	if chain, err := verify(t, memkv.New()); err != nil || chain.Entries != 0 {
		t.Errorf("an empty store: %+v, %v", chain, err)
	}
}

func TestAnEntryNeedsItsActAndFits(t *testing.T) {
	for _, e := range []Entry{{}, {Act: "x", Reason: strings.Repeat("a", longest+1)}} {
		err := memkv.New().Update(context.Background(), func(tx kv.Tx) error { return Note(tx, commune.Actor{}, e, day) })
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%d bytes: %v", len(e.Reason), err)
		}
	}
}

func TestAnEntryGoesWithItsAct(t *testing.T) {
	db := written(t, 3)
	_ = db.Update(context.Background(), func(tx kv.Tx) error {
		if err := Note(tx, commune.Actor{}, Entry{Act: "account.revoke"}, day); err != nil {
			t.Error(err)
		}
		return fault.New(fault.Conflict, "the act was not done")
	})
	if chain, err := verify(t, db); err != nil || chain.Entries != 3 {
		t.Errorf("%+v, %v", chain, err)
	}
}

// Whatever is done to the stored audit (an entry changed in any field or byte, taken out, put twice,
// two of them exchanged, the end cut off) is found; what is not touched is not complained about.
func TestVerifyFindsWhatWasDoneToTheAudit(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(rt, "entries")
		db := written(t, n)
		at := uint64(rapid.IntRange(1, n).Draw(rt, "at"))
		what := rapid.SampledFrom([]string{"nothing", "byte", "field", "rehash", "remove", "cut", "swap", "copy", "renumber", "end"}).Draw(rt, "what")
		if what == "swap" && n == 1 {
			what = "remove"
		}
		update(t, db, func(tx kv.Tx) error {
			get := func(n uint64) (l link, e Entry) {
				value, ok, err := tx.Get(journalTable, seqKey(n))
				if err != nil || !ok {
					t.Fatal(err)
				}
				if l, e, err = read(value); err != nil {
					t.Fatal(err)
				}
				return l, e
			}
			l, e := get(at)
			switch what {
			case "byte":
				i := rapid.IntRange(0, len(l.Entry)-1).Draw(rt, "byte")
				value, _ := json.Marshal(l)
				value[len(`{"e":`)+i] ^= byte(rapid.IntRange(1, 127).Draw(rt, "mask"))
				return tx.Put(journalTable, seqKey(at), value)
			case "field", "rehash":
				e.By, e.Machine = "s-9", false
				l.Entry, _ = json.Marshal(e)
				if what == "rehash" && at < uint64(n) { // whoever knows how also makes this entry's hash anew
					before := ""
					if at > 1 {
						b, _ := get(at - 1)
						before = b.Hash
					}
					l.Hash = chained(before, l.Entry)
				}
				return put(tx, journalTable, seqKey(at), l)
			case "remove":
				return tx.Delete(journalTable, seqKey(at))
			case "cut":
				return tx.Scan(journalTable, seqKey(at), nil, func(k, _ []byte) error { return tx.Delete(journalTable, k) })
			case "swap":
				other := at%uint64(n) + 1
				o, _ := get(other)
				if err := put(tx, journalTable, seqKey(at), o); err != nil {
					return err
				}
				return put(tx, journalTable, seqKey(other), l)
			case "copy":
				return put(tx, journalTable, seqKey(uint64(n)+1), l)
			case "renumber":
				if err := tx.Delete(journalTable, seqKey(at)); err != nil {
					return err
				}
				return put(tx, journalTable, seqKey(uint64(n)+7), l)
			case "end":
				return tx.Delete(endTable, endKey)
			}
			return nil
		})
		_, err := verify(t, db)
		if what == "nothing" {
			if err != nil {
				rt.Fatalf("untouched, and: %v", err)
			}
		} else if !fault.Is(err, fault.Corrupt) {
			rt.Fatalf("%s at %d of %d was not found: %v", what, at, n, err)
		}
	})
}
