package kv_test

import (
	"bytes"
	"cmp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loaxom/internal/kv"
)

// parts is what one drawn key is made of.
type parts struct {
	text string
	n    uint64
	at   time.Time
	blob []byte
}

func (p parts) key() kv.Key { return kv.Key{}.Text(p.text).Uint(p.n).Time(p.at).Bytes(p.blob) }

func (p parts) compare(q parts) int {
	return cmp.Or(strings.Compare(p.text, q.text), cmp.Compare(p.n, q.n), p.at.Compare(q.at), bytes.Compare(p.blob, q.blob))
}

func drawParts() *rapid.Generator[parts] {
	return rapid.Custom(func(t *rapid.T) parts {
		return parts{
			text: rapid.StringMatching(`[\x00\x01ab]{0,3}`).Draw(t, "text"),
			n:    rapid.OneOf(rapid.Uint64Range(0, 2), rapid.Uint64()).Draw(t, "n"),
			at:   time.Unix(0, rapid.Int64Range(-3, 3).Draw(t, "at")*int64(time.Hour)),
			blob: rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 2, 0xfe, 0xff}), 0, 3).Draw(t, "blob"),
		}
	})
}

func TestKeysSortAsTheirParts(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p, q := drawParts().Draw(rt, "p"), drawParts().Draw(rt, "q")
		if got, want := bytes.Compare(p.key(), q.key()), p.compare(q); got != want {
			rt.Fatalf("keys compare %d, parts %d: %x %x", got, want, p.key(), q.key())
		}
	})
}

func TestPartsComeBackOutOfAKey(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := drawParts().Draw(rt, "p")
		text, rest, ok1 := p.key().CutText()
		n, rest, ok2 := rest.CutUint()
		at, rest, ok3 := rest.CutTime()
		blob, rest, ok4 := rest.CutText()
		if !ok1 || !ok2 || !ok3 || !ok4 || len(rest) > 0 {
			rt.Fatalf("cut %v %v %v %v, left %x", ok1, ok2, ok3, ok4, rest)
		}
		if got := (parts{text, n, at, []byte(blob)}); got.compare(p) != 0 {
			rt.Fatalf("got %v, want %v", got, p)
		}
	})
}

func TestEndIsAfterAllThatBeginWithTheKeyAndBeforeTheNext(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		bytesOf := rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 0xfe, 0xff}), 1, 4)
		k, other := kv.Key(bytesOf.Draw(rt, "k")), bytesOf.Draw(rt, "other")
		end := k.End()
		inside := bytes.Compare(other, k) >= 0 && (end == nil || bytes.Compare(other, end) < 0)
		if inside != bytes.HasPrefix(other, k) {
			rt.Fatalf("[%x, %x) and %x", k, end, other)
		}
	})
	if end := (kv.Key{}).End(); end != nil {
		t.Errorf("the end of everything is %x", end)
	}
}

func TestTheZeroTimeIsFirstAndComesBack(t *testing.T) {
	zero := kv.Key{}.Time(time.Time{})
	for _, at := range []time.Time{time.Unix(0, 0), time.Date(1700, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)} {
		k := kv.Key{}.Time(at)
		if bytes.Compare(zero, k) >= 0 {
			t.Errorf("%v does not come after the zero time", at)
		}
		if got, _, ok := k.CutTime(); !ok || !got.Equal(at) || got.Location() != time.UTC {
			t.Errorf("%v came back as %v, %v", at, got, ok)
		}
	}
	if got, _, ok := zero.CutTime(); !ok || !got.IsZero() {
		t.Errorf("the zero time came back as %v, %v", got, ok)
	}
}

func TestKeysOfOneRootShareNothing(t *testing.T) {
	root := kv.Key{}.Text("root").Text("of")
	a := root.Text("a")
	before := string(a)
	root.Text("b")
	root.Uint(7)
	if string(a) != before {
		t.Errorf("%q became %q", before, a)
	}
}

func TestWhatIsNoPartIsNotCut(t *testing.T) {
	for _, k := range []string{"", "a", "a\x00", "a\x00\xff", "a\x00b\x00\x01"} {
		if s, rest, ok := kv.Key(k).CutText(); ok || string(rest) != k {
			t.Errorf("CutText(%q) = %q, %q, %v", k, s, rest, ok)
		}
	}
	if _, rest, ok := kv.Key("1234567").CutUint(); ok || len(rest) != 7 {
		t.Errorf("CutUint of 7 bytes: %q, %v", rest, ok)
	}
	if _, rest, ok := kv.Key("1234567").CutTime(); ok || len(rest) != 7 {
		t.Errorf("CutTime of 7 bytes: %q, %v", rest, ok)
	}
}
