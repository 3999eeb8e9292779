package config

import (
	"regexp"
	"strings"
)

// The library tells of a value of the wrong type in its own and Go's words. For whoever wrote the file the key, what
// stands there and what to write instead count.
var (
	mistypedValue = regexp.MustCompile(`line (\d+) \(last key "([^"]+)"\): incompatible types: TOML value has type (.+); destination has type (\w+)`)
	mistypedTable = regexp.MustCompile(`line (\d+) \(last key "([^"]+)"\): type mismatch for .+: expected table but found (.+)`)
)

// plainly is the fault in a file where a value has the wrong type; other errors of the library as they are.
func plainly(name string, err error) string {
	text := err.Error()
	m := mistypedValue.FindStringSubmatch(text)
	if m == nil {
		if m = mistypedTable.FindStringSubmatch(text); m == nil {
			return name + ": " + strings.TrimPrefix(text, "toml: ")
		}
		m = append(m, "map")
	}
	want, known := instead[m[4]]
	if !known {
		want = "see config.example.toml"
	}
	return name + ":" + m[1] + ": " + m[2] + " is " + written(m[3]) + "; " + want
}

// instead says what to write where a value of that type is wanted.
var instead = map[string]string{
	"integer": "write a whole number without quotes, such as 20",
	"float":   "write a number without quotes, such as 0.5",
	"string":  `write a text in quotes, such as "02:00"`,
	"boolean": "write true or false, without quotes",
	"slice":   `write a list, such as ["a", "b"]`,
	"map":     "write a section of its own, as in config.example.toml",
}

// written says what a value of one of the library's types is.
func written(kind string) string {
	switch {
	case kind == "string":
		return "a text in quotes"
	case kind == "int64":
		return "a whole number"
	case kind == "float64":
		return "a number with a point"
	case kind == "bool":
		return "true or false"
	case strings.HasPrefix(kind, "[]map"):
		return "a list of sections, in two brackets"
	case strings.HasPrefix(kind, "map"):
		return "a section"
	case strings.HasPrefix(kind, "[]"):
		return "a list"
	case kind == "time.Time", strings.HasPrefix(kind, "toml."):
		return "a date or a time without quotes"
	}
	return "of another type"
}
