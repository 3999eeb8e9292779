package telegramtest

import "time"

// Violation is a request, or a part of one, that is not as documented.
type Violation struct {
	At     time.Time
	Method string // as the table spells it; empty where the path names none
	Param  string // the parameter, with the path into it: reply_markup.inline_keyboard[0][1].callback_data
	Rule   string // unknown parameter, null, wrong type, missing, too long, empty, html, entity, offset ...
	Detail string // what came; never the token
}

// Violations are those so far that nobody has taken with ExpectViolations.
func (s *Server) Violations() []Violation { return nil }

// ExpectViolations takes the violations so far, so that they do not fail the test.
func (s *Server) ExpectViolations() []Violation { return nil }
