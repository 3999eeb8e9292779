package record

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Reader reads a record that a Writer wrote: fields come in their order and without spaces. It copies the
// record once; what it gives are pieces of that.
type Reader struct {
	s    string
	bad  bool
	open bool // an object has begun and no field of it was read
}

// NewReader reads raw.
func NewReader(raw []byte) *Reader { return &Reader{s: string(raw), bad: !utf8.Valid(raw)} }

// Done tells whether all was read and was as it should be.
func (r *Reader) Done() bool { return !r.bad && r.s == "" }

// Fail says that the record is not what a Writer wrote.
func (r *Reader) Fail() { r.bad = true }

// Skip takes s where it stands next.
func (r *Reader) Skip(s string) bool {
	rest, ok := strings.CutPrefix(r.s, s)
	if ok {
		r.s, r.open = rest, strings.HasSuffix(s, "{")
	}
	return ok
}

// Want takes s, which must stand next.
func (r *Reader) Want(s string) { r.bad = !r.Skip(s) || r.bad }

// Has takes the name of a field where it stands next, with the comma before it.
func (r *Reader) Has(name string) bool {
	rest, ok := r.s, true
	if !r.open {
		rest, ok = strings.CutPrefix(rest, ",")
	}
	if ok {
		rest, ok = strings.CutPrefix(rest, `"`)
	}
	if ok {
		rest, ok = strings.CutPrefix(rest, name)
	}
	if ok {
		rest, ok = strings.CutPrefix(rest, `":`)
	}
	if ok {
		r.s, r.open = rest, false
	}
	return ok
}

// Text reads a field; empty where it is not there.
func (r *Reader) Text(name string) string {
	if !r.Has(name) {
		return ""
	}
	return r.String()
}

// Number reads a field; 0 where it is not there.
func (r *Reader) Number(name string) int64 {
	if !r.Has(name) {
		return 0
	}
	return r.Int()
}

// Flag reads a field; false where it is not there.
func (r *Reader) Flag(name string) bool {
	if !r.Has(name) {
		return false
	}
	r.Want("true")
	return true
}

// Moment reads a field; the zero time where it is not there.
func (r *Reader) Moment(name string) time.Time {
	if !r.Has(name) {
		return time.Time{}
	}
	return r.Time()
}

// Texts reads a field; nil where it is not there.
func (r *Reader) Texts(name string) (list []string) {
	if r.Has(name) {
		r.List(func() { list = append(list, r.String()) })
	}
	return list
}

// List calls read for each element of a list of at least one.
func (r *Reader) List(read func()) {
	r.Want("[")
	for !r.bad {
		read()
		if r.Skip("]") {
			return
		}
		r.Want(",")
	}
}

// String reads a string.
func (r *Reader) String() string {
	r.Want(`"`)
	end := strings.IndexByte(r.s, '"')
	if r.bad || end < 0 {
		r.bad = true
		return ""
	}
	s := r.s[:end]
	if strings.IndexByte(s, '\\') < 0 {
		r.s = r.s[end+1:]
		for i := range len(s) {
			if s[i] < ' ' { // no JSON
				r.bad = true
			}
		}
		return s
	}
	for end = 0; end < len(r.s) && r.s[end] != '"'; end++ {
		if r.s[end] == '\\' {
			end++
		}
	}
	var out string
	if end >= len(r.s) || json.Unmarshal([]byte(`"`+r.s[:end+1]), &out) != nil {
		r.bad = true
		return ""
	}
	r.s = r.s[end+1:]
	return out
}

// Int reads a whole number.
func (r *Reader) Int() int64 {
	n := 0
	for n < len(r.s) && (r.s[n] >= '0' && r.s[n] <= '9' || n == 0 && r.s[n] == '-') {
		n++
	}
	digits := strings.TrimPrefix(r.s[:n], "-")
	v, err := strconv.ParseInt(r.s[:n], 10, 64)
	if err != nil || len(digits) > 1 && digits[0] == '0' {
		r.bad = true
		return 0
	}
	r.s = r.s[n:]
	return v
}

// Time reads a time in UTC.
func (r *Reader) Time() time.Time {
	s := r.String()
	whole := len(s) == 20 || len(s) > 21 && s[19] == '.' && s[len(s)-2] != '0' // Parse takes more than is written
	if r.bad || !whole || s[13] != ':' || !strings.HasSuffix(s, "Z") {
		r.bad = true
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		r.bad = true
		return time.Time{}
	}
	return t
}
