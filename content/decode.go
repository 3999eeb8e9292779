package content

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// decode reads a file into v.
func (l *Library) decode(file string, v any) bool {
	return decode(l.sources[file].data, v, l.reporter(file))
}

// decode reads TOML into v, strictly: a key that v does not know is a fault.
func decode(data []byte, v any, report func(key, format string, args ...any)) bool {
	md, err := toml.Decode(string(data), v)
	if err != nil {
		reportDecode(report, data, v, err)
		return false
	}
	for _, key := range md.Undecoded() {
		report(key.String(), "unknown key %q; check its spelling, or leave it out", key[len(key)-1])
	}
	return true
}

// mistyped is how the TOML library tells of a value of the wrong type.
var mistyped = regexp.MustCompile(`(?s)^toml: (?:line (\d+) )?(?:\(last key "(.*?)"\): )?(.*)$`)

// reportDecode tells what the TOML library found, at its line.
func reportDecode(report func(key, format string, args ...any), data []byte, v any, err error) {
	line, key, what := 1, "", strings.TrimPrefix(err.Error(), "toml: ")
	if m := mistyped.FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1])
		key, what = m[2], m[3]
	}
	var syntax toml.ParseError
	if errors.As(err, &syntax) && !strings.Contains(what, "; write ") {
		line = syntax.Position.Line
	} else if n := firstFailing(data, v, key); n > 0 {
		line = n
	}
	what, _, _ = strings.Cut(what, "\n")
	at := fmt.Sprintf("#%d", max(line, 1))
	if key == "" {
		report(at, "cannot be read: %s", plainType(what))
		return
	}
	report(at, "%s: %s", key[strings.LastIndexByte(key, '.')+1:], plainType(what))
}

// firstFailing is the line on which the value of key is of the wrong type. The TOML library names
// the last line that has such a key, which in a list of tables can be another one: so each of them
// is tried with what stands before it.
func firstFailing(data []byte, v any, key string) int {
	var at []int
	for path, line := range lineIndex(data) {
		if withoutNumbers(path) == key {
			at = append(at, line)
		}
	}
	slices.Sort(at)
	lines := strings.SplitAfter(string(data), "\n")
	for _, n := range at {
		_, err := toml.Decode(strings.Join(lines[:min(n, len(lines))], ""), reflect.New(reflect.TypeOf(v).Elem()).Interface())
		if err != nil && strings.Contains(err.Error(), fmt.Sprintf("last key %q", key)) {
			return n
		}
	}
	return 0
}

func withoutNumbers(path string) string {
	return strings.Join(slices.DeleteFunc(strings.Split(path, "."), func(part string) bool {
		_, err := strconv.Atoi(part)
		return err == nil
	}), ".")
}

// plainType says a complaint about types in words for somebody who edits the file.
func plainType(what string) string {
	for _, t := range []struct{ part, plain string }{
		{"destination has type string", "is not text; write it in quotes"},
		{"destination has type float", "is not a number; write it without quotes, with a point for the decimals"},
		{"destination has type integer", "is not a whole number; write it without quotes"},
		{"destination has type boolean", "is neither true nor false; write one of them, without quotes"},
		{"destination has type slice", "is not a list; write [\"one\", \"two\"]"},
		{"destination has type map", "is not a table; write it as [table], with its keys below"},
		{"expected table but found", "is not a table; write it as [table], with its keys below"},
	} {
		if strings.Contains(what, t.part) {
			return t.plain
		}
	}
	if strings.Contains(what, "; write ") {
		return what
	}
	return what + "; correct the line, or the quotes and brackets before it"
}
