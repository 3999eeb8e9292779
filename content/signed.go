package content

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// signature begins the first line of a file that a program wrote (import tthc); the hash of all that
// follows the line stands behind it. It keeps nobody out: it tells whether the file is as it was
// written, which two things hang on. An import writes over no file that somebody has edited, and
// thousands of files need not be read as TOML at every start.
const signature = "# loaxom import tthc "

// Sign puts the signature before the text of a file.
func Sign(body []byte) []byte {
	return append([]byte(signature+hashOf(body)+"\n"), body...)
}

func hashOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// Signed tells that a file is as Sign made it; line ends of Windows are no change.
func Signed(file []byte) bool {
	file = unixLines(file)
	if !bytes.HasPrefix(file, []byte(signature)) {
		return false
	}
	line, body, _ := bytes.Cut(file, []byte("\n"))
	return string(bytes.TrimSpace(line[len(signature):])) == hashOf(body)
}

// readSigned fills e from a file that was written by an import and not changed since. Such a file has one
// key a line, lists with one item a line, and three escapes, so it is read in a twentieth of the time
// that TOML takes, and its texts are kept once. False: it is not of that form, and is read as TOML.
func readSigned(e *Entry, text string) bool {
	texts := map[string]*string{
		"origin": &e.Origin, "title": &e.Title, "plain": &e.Plain, "kind": &e.Kind, "decision": &e.Decision, "link": &e.Link,
		"field": &e.Field, "level": &e.Level, "state": &e.State, "short": &e.Short,
	}
	lists := map[string]*Lines{
		"papers": &e.Papers, "steps": &e.Steps, "where": &e.Where, "time": &e.Time, "fee": &e.Fee, "online": &e.Online,
		"legal": &e.Legal, "notes": &e.Notes,
	}
	for text != "" {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		key, value, ok := strings.Cut(line, " = ")
		switch {
		case line == "" || line[0] == '#':
		case !ok:
			return false
		case texts[key] != nil:
			if *texts[key], ok = unquote(value); !ok {
				return false
			}
		case lists[key] != nil && value == "[":
			if *lists[key], text, ok = readItems(text); !ok {
				return false
			}
		case key == "codes":
			if e.Codes, ok = readInline(value); !ok {
				return false
			}
		case key == "raw":
			ids, ok := readInline(value)
			if !ok {
				return false
			}
			for _, id := range ids {
				e.Raw = append(e.Raw, SectionID(id))
			}
		case key == "as_of":
			day, err := time.Parse(time.DateOnly, value)
			if err != nil {
				return false
			}
			e.AsOf = DateOf(day)
		default:
			return false
		}
	}
	return true
}

// readItems reads the lines of a list up to its bracket, and gives what follows.
func readItems(text string) (items Lines, rest string, ok bool) {
	items = make(Lines, 0, strings.Count(text[:max(strings.Index(text, "\n]\n"), 0)], "\n")+1)
	for text != "" {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		if line == "]" {
			return items, text, true
		}
		item, ok := unquote(strings.TrimSuffix(strings.TrimPrefix(line, "  "), ","))
		if !ok {
			return nil, "", false
		}
		items = append(items, item)
	}
	return nil, "", false
}

// readInline reads a list on one line of texts that hold neither quotes nor commas.
func readInline(value string) (items []string, ok bool) {
	inner, ok := strings.CutPrefix(value, "[")
	inner, closed := strings.CutSuffix(inner, "]")
	if !ok || !closed {
		return nil, false
	}
	for part := range strings.SplitSeq(inner, ", ") {
		item, ok := unquote(part)
		if !ok {
			return nil, false
		}
		items = append(items, item)
	}
	return items, true
}

// Quote is a text as a TOML string that readSigned understands.
func Quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", " ").Replace(s) + `"`
}

func unquote(s string) (string, bool) {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return "", false
	}
	s = s[1 : len(s)-1]
	if strings.IndexByte(s, '\\') < 0 {
		return s, strings.IndexByte(s, '"') < 0
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '"' {
			return "", false
		}
		if c == '\\' {
			if i++; i == len(s) {
				return "", false
			}
			switch c = s[i]; c {
			case '"', '\\':
			case 'n':
				c = '\n'
			default:
				return "", false
			}
		}
		b.WriteByte(c)
	}
	return b.String(), true
}
