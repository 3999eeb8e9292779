package kv

import (
	"encoding/binary"
	"strings"
	"time"
)

// Key is a composite key, appended part by part. The byte order of two keys made of the same kinds of
// parts is the order of their parts, the first part first, and the keys that begin with a part are
// those that have exactly that part: "xom-1" is no beginning of "xom-10".
//
//	kv.Key{}.Text(string(lane)).Time(due)
//
// Each call gives a new Key; the one before stays as it was and may be the root of several.
type Key []byte

// A part of text ends with end; a zero byte within it becomes esc. So "a" sorts before "a\x00", and
// that before "ab".
const (
	end = "\x00\x01"
	esc = "\x00\xff"
)

// Text appends s. Not for text that people read in order: bytes know no alphabet.
func (k Key) Text(s string) Key {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", esc)
	}
	return k.with(len(s)+len(end), s, end)
}

// Bytes appends b like Text.
func (k Key) Bytes(b []byte) Key { return k.Text(string(b)) }

// Uint appends n as 8 bytes, big endian.
func (k Key) Uint(n uint64) Key {
	return binary.BigEndian.AppendUint64(k.with(8, "", ""), n)
}

// Time appends the instant in Unix nanoseconds (years 1678 to 2262) as 8 bytes that sort by time; the
// zero time sorts before all others. The time zone is not kept.
func (k Key) Time(t time.Time) Key {
	if t.IsZero() {
		return k.Uint(0)
	}
	return k.Uint(uint64(t.UnixNano()) ^ 1<<63)
}

// End is the first key after all that begin with k, so [k, k.End()) is a scan of those; nil, the end
// of the table, where there is none.
func (k Key) End() []byte {
	for n := len(k); n > 0; n-- {
		if k[n-1] != 0xff {
			e := append([]byte(nil), k[:n]...)
			e[n-1]++
			return e
		}
	}
	return nil
}

// CutText takes the first part, appended by Text or Bytes, off k; ok tells whether it was one.
func (k Key) CutText() (s string, rest Key, ok bool) {
	for i := 0; i+1 < len(k); i++ {
		if k[i] != 0 {
			continue
		}
		switch k[i+1] {
		case end[1]:
			return strings.ReplaceAll(string(k[:i]), esc, "\x00"), k[i+2:], true
		case esc[1]:
			i++
		default:
			return "", k, false
		}
	}
	return "", k, false
}

// CutUint takes the first part, appended by Uint, off k.
func (k Key) CutUint() (n uint64, rest Key, ok bool) {
	if len(k) < 8 {
		return 0, k, false
	}
	return binary.BigEndian.Uint64(k), k[8:], true
}

// CutTime takes the first part, appended by Time, off k; the time is in UTC.
func (k Key) CutTime() (t time.Time, rest Key, ok bool) {
	n, rest, ok := k.CutUint()
	if !ok || n == 0 {
		return time.Time{}, rest, ok
	}
	return time.Unix(0, int64(n^1<<63)).UTC(), rest, true
}

// with is a copy of k and the parts, with room for n bytes after k: a copy, because two keys that grow
// from one root must not share what comes after it.
func (k Key) with(n int, parts ...string) Key {
	out := append(make(Key, 0, len(k)+n), k...)
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}
