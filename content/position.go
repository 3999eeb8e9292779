package content

import (
	"strconv"
	"strings"
)

// lineIndex tells on which line of a TOML file a key stands: "fee.slug.value.1.amount", list items
// as "questions.3", each also without the numbers for its first occurrence. The TOML library keeps
// positions for its own errors only, and what we find wrong is mostly right TOML.
//
// It reads any bytes without failing; what it does not understand it passes over.
func lineIndex(data []byte) map[string]int {
	s := &scanner{src: data, line: 1, at: map[string]int{}, tables: map[string]int{}}
	for s.pos < len(s.src) {
		s.statement()
	}
	return s.at
}

type scanner struct {
	src    []byte
	pos    int
	line   int
	prefix []string       // the table that we are in
	at     map[string]int // path: line
	tables map[string]int // path of an array of tables: index of its last element
	depth  int            // of nested values, bounded against garbage
}

func (s *scanner) peek() byte {
	if s.pos >= len(s.src) {
		return 0
	}
	return s.src[s.pos]
}

func (s *scanner) next() {
	if s.peek() == '\n' {
		s.line++
	}
	s.pos++
}

func (s *scanner) has(prefix string) bool {
	return s.pos < len(s.src) && strings.HasPrefix(string(s.src[s.pos:min(len(s.src), s.pos+3)]), prefix)
}

// blank passes over white space and comments, line ends too where newlines is set.
func (s *scanner) blank(newlines bool) {
	for s.pos < len(s.src) {
		switch c := s.peek(); {
		case c == ' ', c == '\t', c == '\r', newlines && c == '\n':
			s.next()
		case c == '#':
			s.restOfLine()
		default:
			return
		}
	}
}

func (s *scanner) restOfLine() {
	for s.pos < len(s.src) && s.peek() != '\n' {
		s.pos++
	}
}

func (s *scanner) statement() {
	s.blank(true)
	if s.pos >= len(s.src) {
		return
	}
	if s.peek() == '[' {
		s.header()
		return
	}
	line, key := s.line, s.key()
	s.blank(false)
	if len(key) == 0 || s.peek() != '=' {
		s.restOfLine()
		s.next()
		return
	}
	s.next()
	path := append(append([]string{}, s.prefix...), key...)
	s.record(path, line)
	s.value(path)
	s.restOfLine()
}

// header reads [a.b] or [[a.b]].
func (s *scanner) header() {
	line, array := s.line, s.has("[[")
	s.next()
	if array {
		s.next()
	}
	key := s.key()
	var path []string
	for i, part := range key {
		path = append(path, part)
		name := strings.Join(path, ".")
		n, isArray := s.tables[name]
		switch {
		case array && i == len(key)-1:
			if isArray {
				n++
			}
			s.tables[name] = n
			path = append(path, strconv.Itoa(n))
		case isArray:
			path = append(path, strconv.Itoa(n))
		}
	}
	s.prefix = path
	s.record(path, line)
	s.restOfLine()
}

// key reads a dotted key of bare and quoted parts.
func (s *scanner) key() []string {
	var parts []string
	for {
		s.blank(false)
		start := s.pos
		if c := s.peek(); c == '"' || c == '\'' {
			s.text()
			parts = append(parts, strings.Trim(string(s.src[start:s.pos]), `"'`))
		} else {
			for s.pos < len(s.src) && !strings.ContainsRune(" \t\r\n.=[]{},#\"'", rune(s.peek())) {
				s.pos++
			}
			if s.pos == start {
				return parts
			}
			parts = append(parts, string(s.src[start:s.pos]))
		}
		s.blank(false)
		if s.peek() != '.' {
			return parts
		}
		s.next()
	}
}

// value reads what stands after "=", noting the lines of list items and of keys in inline tables.
func (s *scanner) value(path []string) {
	if s.depth > 50 {
		s.restOfLine()
		return
	}
	s.depth++
	defer func() { s.depth-- }()
	s.blank(false)
	switch s.peek() {
	case '"', '\'':
		s.text()
	case '[':
		s.list(path)
	case '{':
		s.inline(path)
	default:
		for s.pos < len(s.src) && !strings.ContainsRune(",]}\n#", rune(s.peek())) {
			s.pos++
		}
	}
}

func (s *scanner) list(path []string) {
	s.next()
	for i := 0; s.pos < len(s.src); i++ {
		s.blank(true)
		if s.peek() == ']' {
			s.next()
			return
		}
		item := append(append([]string{}, path...), strconv.Itoa(i))
		s.record(item, s.line)
		start := s.pos
		s.value(item)
		s.blank(true)
		if s.peek() == ',' || s.pos == start {
			s.next()
		}
	}
}

func (s *scanner) inline(path []string) {
	s.next()
	for s.pos < len(s.src) {
		s.blank(true)
		if s.peek() == '}' {
			s.next()
			return
		}
		start, line, key := s.pos, s.line, s.key()
		s.blank(false)
		if s.peek() == '=' {
			s.next()
			inner := append(append([]string{}, path...), key...)
			s.record(inner, line)
			s.value(inner)
		}
		s.blank(true)
		if s.peek() == ',' || s.pos == start {
			s.next()
		}
	}
}

// text passes over a string of any of the four kinds, from its first quote to after its last.
func (s *scanner) text() {
	quote := s.peek()
	long := s.has(strings.Repeat(string(rune(quote)), 3))
	n := 1
	if long {
		n = 3
	}
	s.pos += n
	for s.pos < len(s.src) {
		c := s.peek()
		switch {
		case c == '\\' && quote == '"':
			s.next()
			if s.pos < len(s.src) {
				s.next()
			}
			continue
		case c == '\n' && !long:
			return // not closed: the TOML library reports it
		case c == quote && (!long || s.has(strings.Repeat(string(rune(quote)), 3))):
			s.pos += n
			for long && s.peek() == quote && s.pos < len(s.src) {
				s.pos++ // """" ends with quotes of its own
			}
			return
		}
		s.next()
	}
}

// record notes the first line of path, with and without the numbers in it.
func (s *scanner) record(path []string, line int) {
	var names []string
	for _, part := range path {
		if _, err := strconv.Atoi(part); err != nil {
			names = append(names, part)
		}
	}
	for _, key := range []string{strings.Join(path, "."), strings.Join(names, ".")} {
		if _, ok := s.at[key]; !ok {
			s.at[key] = line
		}
	}
}
