// Package record writes and reads records as JSON by hand, for the few that every message writes and reads:
// encoding/json takes a tenth of an answer's time with them. What is written is, byte for byte, what
// encoding/json writes without escaping HTML when all times are in UTC, and what is not written so by this program itself is left to it
// to read. A record that is written by hand says so to kv.Table by the methods Writer and Scanner; it stands by
// a conversion that stops compiling when it gets another field, and by a test against encoding/json.
package record

import (
	"time"
	"unicode/utf8"
)

// Writer is a record that can write itself. ok is false where it holds what it does not write by hand; then
// nothing of b counts.
type Writer interface {
	AppendRecord(b []byte) (_ []byte, ok bool)
}

// Scanner is a pointer to a record that can read what its Writer wrote. False: it is not that, and the record is
// of no use.
type Scanner interface {
	ScanRecord(r *Reader) bool
}

// Field appends the name of a field, which is plain letters, and its colon; with a comma before it, unless it
// is the first of its object.
func Field(b []byte, name string) []byte {
	if n := len(b); n > 0 && b[n-1] != '{' {
		b = append(b, ',')
	}
	return append(append(append(b, '"'), name...), '"', ':')
}

// Text appends a field unless it is empty.
func Text(b []byte, name, s string) []byte {
	if s == "" {
		return b
	}
	return String(Field(b, name), s)
}

// Flag appends a field where it is true.
func Flag(b []byte, name string, is bool) []byte {
	if !is {
		return b
	}
	return append(Field(b, name), "true"...)
}

// Moment appends a field unless it is the zero time.
func Moment(b []byte, name string, t time.Time) []byte {
	if t.IsZero() {
		return b
	}
	return Time(Field(b, name), t)
}

// Texts appends a field unless it has no elements.
func Texts(b []byte, name string, list []string) []byte {
	if len(list) == 0 {
		return b
	}
	b = append(Field(b, name), '[')
	for i, s := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = String(b, s)
	}
	return append(b, ']')
}

// Time appends a time in UTC, as time.Time.MarshalJSON does, which knows the years 0 to 9999 only: Timely tells.
func Time(b []byte, t time.Time) []byte {
	b = append(b, '"')
	b = t.UTC().AppendFormat(b, time.RFC3339Nano)
	return append(b, '"')
}

// Timely tells whether times are of years that JSON can hold.
func Timely(times ...time.Time) bool {
	for _, t := range times {
		if y := t.UTC().Year(); y < 0 || y > 9999 {
			return false
		}
	}
	return true
}

// String appends s as a JSON string.
func String(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c < utf8.RuneSelf {
			b = append(b, s[from:i]...)
			switch c {
			case '"', '\\':
				b = append(b, '\\', c)
			case '\b':
				b = append(b, `\b`...)
			case '\f':
				b = append(b, `\f`...)
			case '\n':
				b = append(b, `\n`...)
			case '\r':
				b = append(b, `\r`...)
			case '\t':
				b = append(b, `\t`...)
			default:
				b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			}
			i++
			from = i
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			b = append(append(b, s[from:i]...), `\ufffd`...)
			from = i + n
		case r == '\u2028' || r == '\u2029': // which some readers of JSON take for line ends
			b = append(append(b, s[from:i]...), '\\', 'u', '2', '0', '2', hex[r&15])
			from = i + n
		}
		i += n
	}
	return append(append(b, s[from:]...), '"')
}
