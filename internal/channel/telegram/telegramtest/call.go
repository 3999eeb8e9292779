package telegramtest

import (
	"strconv"
	"time"
)

// call is one request to a method of the table, read and checked.
type call struct {
	s     *Server
	m     *method
	at    time.Time
	seq   uint64 // order of arrival
	args  []arg
	files map[string]*upload
	used  map[string]bool // file parts that a parameter named
	wrong *failure        // a limit was passed that the real server answers with 400

	posted int // messages and edits that the call has put into chats
}

// arg is one parameter as it came.
type arg struct {
	name  string
	text  string // the text of a form, or of a JSON string; else the JSON itself
	json  bool   // came as JSON other than a string, so its type is known
	body  bool   // came in a JSON body
	bogus bool   // a Violation: treated as if it had not come
	tree  any    // decoded, for arrays and objects
}

// upload is a file part.
type upload struct {
	field, name string
	content     []byte
}

func (c *call) arg(name string) *arg {
	for i := range c.args {
		if c.args[i].name == name && !c.args[i].bogus {
			return &c.args[i]
		}
	}
	return nil
}

func (c *call) has(name string) bool { return c.arg(name) != nil }

func (c *call) str(name string) string {
	if a := c.arg(name); a != nil {
		return a.text
	}
	return ""
}

func (c *call) num(name string) int {
	n, _ := strconv.Atoi(c.str(name)) // checked before: 0 only where there is none
	return n
}

func (c *call) flag(name string) bool { return c.str(name) == "true" }

func (c *call) tree(name string) any {
	if a := c.arg(name); a != nil {
		return a.tree
	}
	return nil
}

func (c *call) object(name string) map[string]any {
	m, _ := c.tree(name).(map[string]any)
	return m
}

func (c *call) list(name string) []any {
	l, _ := c.tree(name).([]any)
	return l
}

// chatID is the chat that the call names by number; 0: none.
func (c *call) chatID() int64 {
	id, _ := strconv.ParseInt(c.str("chat_id"), 10, 64) // @names have no number here
	return id
}

// violate writes a Violation of this call down. The server's lock is held.
func (c *call) violate(param, rule, detail string) {
	c.s.violate(Violation{Method: c.m.name, Param: param, Rule: rule, Detail: detail})
}

// refuse is violate for what the real server answers with 400; the first text counts.
func (c *call) refuse(param, rule, detail, text string) {
	c.violate(param, rule, detail)
	if c.wrong == nil {
		c.wrong = bad(text)
	}
}

// params are the parameters as text, for the log.
func (c *call) params() map[string]string {
	m := make(map[string]string, len(c.args)+len(c.files))
	for _, a := range c.args {
		m[a.name] = a.text
	}
	for name, f := range c.files {
		m[name] = strconv.Itoa(len(f.content))
	}
	return m
}
