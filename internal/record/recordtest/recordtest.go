// Package recordtest holds records that are written by hand against encoding/json.
package recordtest

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"loaxom/internal/record"
)

// Same fails t where a record of type T writes itself otherwise than encoding/json does, or reads back
// otherwise. It makes records at random, each field also by itself, and wants most of those that
// byHand allows to be written by hand; nil allows all.
func Same[T record.Writer](t *testing.T, byHand func(T) bool) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	var zero T
	n := reflect.TypeOf(zero).NumField()
	able, did := 0, 0
	for round := range 4000 {
		v := reflect.New(reflect.TypeOf(zero)).Elem()
		for i := range n {
			if round >= 40*n || round%n == i { // first each alone
				fill(r, v.Field(i))
			}
		}
		one := v.Interface().(T)
		if byHand == nil || byHand(one) {
			able++
		}
		if check(t, one) {
			did++
		}
		if t.Failed() {
			return
		}
	}
	if did < able*8/10 {
		t.Errorf("%d of %d records were written by hand", did, able)
	}
}

// check compares one record and tells whether it was written by hand.
func check[T record.Writer](t *testing.T, one T) bool {
	t.Helper()
	got, ok := one.AppendRecord([]byte("before"))
	if !ok {
		return false
	}
	var buf bytes.Buffer
	plain := json.NewEncoder(&buf)
	plain.SetEscapeHTML(false)
	utc := one
	inUTC(reflect.ValueOf(&utc).Elem())
	if err := plain.Encode(utc); err != nil {
		t.Errorf("%+v: %v", one, err)
		return true
	}
	want := bytes.TrimSuffix(buf.Bytes(), []byte("\n"))
	got = bytes.TrimPrefix(got, []byte("before"))
	if !bytes.Equal(got, want) {
		t.Errorf("by hand %s\n  plain %s", got, want)
		return true
	}
	var back, plainBack T
	scanner, reads := any(&back).(record.Scanner)
	if !reads {
		return true
	}
	if !scanner.ScanRecord(record.NewReader(got)) {
		t.Errorf("%s does not read", got)
	}
	if err := json.Unmarshal(want, &plainBack); err != nil || !reflect.DeepEqual(back, plainBack) {
		t.Errorf("%s reads as %+v, plainly as %+v (%v)", got, back, plainBack, err)
	}
	for range 3 { // what is cut or changed must not pass for whole
		broken := bytes.Clone(got)
		at := rand.N(len(broken))
		broken = append(broken[:at:at], broken[at+1:]...)
		var back, plainBack T
		if any(&back).(record.Scanner).ScanRecord(record.NewReader(broken)) {
			if err := json.Unmarshal(broken, &plainBack); err != nil || !reflect.DeepEqual(back, plainBack) {
				t.Errorf("%s reads as %+v, plainly as %+v (%v)", broken, back, plainBack, err)
			}
		}
	}
	return true
}

var strange = []string{"", "", "a", "khai sinh", "ế Ư 👍", "\"\\/\b\f\n\r\t\x00\x1f\x7f<>&", "\u2028\u2029", "\xff bad", `{"x":[`, "2026-11-26T01:02:03Z"}

var times = []time.Time{
	{}, {}, time.Date(2026, 11, 26, 1, 2, 3, 0, time.UTC), time.Date(2026, 11, 26, 1, 2, 3, 450_000_000, time.UTC),
	time.Date(0, 1, 1, 0, 0, 0, 1, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC),
}

// inUTC moves all times in v to UTC. What v points to is copied before it changes.
func inUTC(v reflect.Value) {
	if t, ok := v.Interface().(time.Time); ok {
		v.Set(reflect.ValueOf(t.UTC()))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			inUTC(v.Field(i))
		}
	case reflect.Slice:
		if !v.IsNil() {
			own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
			reflect.Copy(own, v)
			v.Set(own)
		}
		for i := range v.Len() {
			inUTC(v.Index(i))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			own := reflect.New(v.Type().Elem())
			own.Elem().Set(v.Elem())
			inUTC(own.Elem())
			v.Set(own)
		}
	}
}

// fill sets a value at random.
func fill(r *rand.Rand, v reflect.Value) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		t := times[r.IntN(len(times))]
		if r.IntN(4) == 0 && t.Year() > 0 {
			t = t.In(time.FixedZone("", 7*3600))
		}
		v.Set(reflect.ValueOf(t))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(strange[r.IntN(len(strange))])
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int, reflect.Int64:
		v.SetInt([]int64{0, 0, 1, -1, 10, 1764122523000}[r.IntN(6)])
	case reflect.Uint8:
		v.SetUint(uint64(r.IntN(4)))
	case reflect.Slice:
		if n := r.IntN(5) - 1; n >= 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
		}
		for i := range v.Len() {
			fill(r, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(r, v.Field(i))
		}
	case reflect.Pointer:
		if r.IntN(8) == 0 {
			v.Set(reflect.New(v.Type().Elem()))
		}
	default:
		panic("recordtest: " + v.Type().String())
	}
}
