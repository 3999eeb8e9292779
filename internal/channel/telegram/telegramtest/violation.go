package telegramtest

import (
	"fmt"
	"strings"
	"time"
)

// Violation is a request, or a part of one, that is not as documented.
type Violation struct {
	At     time.Time
	Method string // as the table spells it; as it came where the table has none
	Param  string // the parameter, with the path into it: reply_markup.inline_keyboard[0][1].callback_data
	Rule   string // one of the rules below
	Detail string // what came; never the token
}

// Rules of Violation.
const (
	RuleMethod   = "unknown method"
	RuleRequest  = "request"           // verb, content type or body
	RuleUnknown  = "unknown parameter" // also a field of an object, and a file part that nothing names
	RuleTwice    = "given twice"
	RuleNull     = "null"
	RuleType     = "wrong type"
	RuleMissing  = "missing"
	RuleEmpty    = "empty"
	RuleTooLong  = "too long"
	RuleRange    = "out of range"
	RuleValue    = "unknown value"
	RuleUTF8     = "not UTF-8"
	RuleHTML     = "html"   // unclosed, unknown or badly nested tags
	RuleEscape   = "escape" // a bare & or >, or an entity without its semicolon
	RuleEntity   = "entity"
	RuleLink     = "link"
	RuleButton   = "button"
	RuleOffset   = "negative offset"
	RuleDirect   = "direct dial"
	RuleFileName = "file name" // a path instead of a base name
)

func (v Violation) String() string {
	return fmt.Sprintf("%s %s: %s: %s", v.Method, v.Param, v.Rule, v.Detail)
}

// Violations are those so far that nobody has taken with ExpectViolations.
func (s *Server) Violations() []Violation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Violation(nil), s.violations...)
}

// ExpectViolations takes the violations so far, so that they do not fail the test.
func (s *Server) ExpectViolations() []Violation {
	s.mu.Lock()
	defer s.mu.Unlock()
	taken := s.violations
	s.violations = nil
	return taken
}

// violate writes v down. The lock is held.
func (s *Server) violate(v Violation) {
	v.At = s.now()
	v.Detail = strings.ReplaceAll(v.Detail, s.token, "<token>")
	if len(v.Detail) > 200 {
		v.Detail = strings.ToValidUTF8(v.Detail[:200], "") + " ..."
	}
	s.violations = append(s.violations, v)
	s.changed()
}

// report fails the test for what nobody took.
func (s *Server) report(t TB) {
	t.Helper()
	left := s.Violations()
	for i, v := range left {
		if i == 20 {
			t.Errorf("telegramtest: and %d more violations", len(left)-i)
			return
		}
		t.Errorf("telegramtest: violation: %s", v)
	}
}
