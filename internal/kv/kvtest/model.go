package kvtest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"loaxom/internal/kv"
)

// write is one step of a drawn transaction: a put, a delete, a look, or a scan whose visits write.
type step struct {
	kind     string
	key, end string
	value    string
}

// model runs drawn transactions, some of which fail, and holds the store against a Go map after each
// step and each transaction.
func model(t *testing.T, db kv.DB) {
	run := 0
	key := rapid.StringMatching(`[a-d\x00]{1,3}`)
	steps := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) step {
		return step{
			kind:  rapid.SampledFrom([]string{"put", "put", "put", "delete", "delete", "get", "scan", "scan and delete", "scan and put"}).Draw(rt, "kind"),
			key:   key.Draw(rt, "key"),
			end:   rapid.OneOf(key, rapid.Just("")).Draw(rt, "end"),
			value: rapid.StringN(0, 4, -1).Draw(rt, "value"),
		}
	}), 1, 12)
	rapid.Check(t, func(rt *rapid.T) {
		run++
		table := fmt.Sprintf("m%d", run)
		state := map[string]string{}
		for range rapid.IntRange(1, 4).Draw(rt, "transactions") {
			todo := steps.Draw(rt, "steps")
			fails := rapid.IntRange(0, 3).Draw(rt, "fails") == 0
			var next map[string]string
			err := db.Update(context.Background(), func(tx kv.Tx) error {
				next = maps.Clone(state)
				for _, s := range todo {
					if err := s.do(tx, table, next); err != nil {
						return err
					}
				}
				if fails {
					return errOurs
				}
				return nil
			})
			switch {
			case fails && errors.Is(err, errOurs):
			case err != nil:
				rt.Fatal(err)
			default:
				state = next
			}
			err = db.View(context.Background(), func(r kv.Reader) error { return same(r, table, "", "", state) })
			if err != nil {
				rt.Fatal(err)
			}
		}
	})
}

// do takes the step on both.
func (s step) do(tx kv.Tx, table string, state map[string]string) error {
	key := []byte(s.key)
	switch s.kind {
	case "put":
		state[s.key] = s.value
		return tx.Put(table, key, []byte(s.value))
	case "delete":
		delete(state, s.key)
		return tx.Delete(table, key)
	case "get":
		value, ok, err := tx.Get(table, key)
		if expect, there := state[s.key]; err != nil || ok != there || string(value) != expect {
			return fmt.Errorf("Get(%q) is %q, %v, %w, want %q, %v", s.key, value, ok, err, expect, there)
		}
		return nil
	case "scan":
		return same(tx, table, s.key, s.end, state)
	}
	before := maps.Clone(state)
	var seen []string
	err := tx.Scan(table, key, bound(s.end), func(k, v []byte) error {
		seen = append(seen, string(k)+"="+string(v))
		if s.kind == "scan and delete" {
			delete(state, string(k))
			return tx.Delete(table, k)
		}
		ahead := string(k) + "e" + s.key
		state[ahead] = s.value
		return tx.Put(table, []byte(ahead), []byte(s.value))
	})
	if expect := rows(before, s.key, s.end); err == nil && !slices.Equal(seen, expect) {
		return fmt.Errorf("%s of [%q, %q) saw %q, want %q", s.kind, s.key, s.end, seen, expect)
	}
	return err
}

// same holds a scan against the map.
func same(r kv.Reader, table, from, to string, state map[string]string) error {
	var seen []string
	err := r.Scan(table, []byte(from), bound(to), func(k, v []byte) error {
		seen = append(seen, string(k)+"="+string(v))
		return nil
	})
	if expect := rows(state, from, to); err == nil && !slices.Equal(seen, expect) {
		return fmt.Errorf("[%q, %q) holds %q, want %q", from, to, seen, expect)
	}
	return err
}

func rows(state map[string]string, from, to string) (out []string) {
	for _, k := range slices.SortedFunc(maps.Keys(state), strings.Compare) {
		if k >= from && (to == "" || k < to) {
			out = append(out, k+"="+state[k])
		}
	}
	return out
}

func bound(to string) []byte {
	if to == "" {
		return nil
	}
	return []byte(to)
}
