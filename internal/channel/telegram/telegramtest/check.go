package telegramtest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// username is what a chat_id may be instead of a number.
var username = regexp.MustCompile(`^@[A-Za-z][A-Za-z0-9_]{3,31}$`)

// check holds every parameter against the table. What is wrong is written down and, as by the real
// server, mostly treated as if it had not come. The lock is held.
func (c *call) check(slips []slip) {
	for _, s := range slips {
		c.violate(s.param, s.rule, s.detail)
	}
	for i := range c.args {
		a := &c.args[i]
		p := c.m.param(a.name)
		switch {
		case p == nil:
			c.violate(a.name, RuleUnknown, a.text)
			a.bogus = true
		case !utf8.ValidString(a.text):
			c.refuse(a.name, RuleUTF8, strconv.Quote(a.text), "strings must be encoded in UTF-8")
			a.bogus = true
		default:
			c.checkArg(p, a)
		}
	}
	for _, p := range c.m.params {
		if p.must && !c.given(&p) {
			c.violate(p.name, RuleMissing, "required by "+c.m.name)
		}
	}
}

func (m *method) param(name string) *param {
	for i := range m.params {
		if m.params[i].name == name {
			return &m.params[i]
		}
	}
	return nil
}

// given tells whether a parameter came, in whatever condition: what is wrong with it is said elsewhere.
func (c *call) given(p *param) bool {
	for i := range c.args {
		if c.args[i].name == p.name {
			return true
		}
	}
	return strings.Contains(p.types, "InputFile") && c.files[p.name] != nil
}

// checkArg holds one parameter against its types and limit.
func (c *call) checkArg(p *param, a *arg) {
	free := p.types == "String" && !a.json
	if a.text == "null" && !free {
		c.violate(a.name, RuleNull, "null")
		c.wrongKind(a.name)
		a.bogus = true
		return
	}
	for t := range strings.SplitSeq(p.types, " or ") {
		if scalar, ok := scalarFits(t, a); scalar {
			if ok {
				c.checkScalar(p, a)
				return
			}
			continue
		}
		c.checkJSON(p, a)
		return
	}
	c.violate(a.name, RuleType, fmt.Sprintf("%s is no %s", a.text, p.types))
	a.bogus = true
}

// scalarFits tells whether t is a scalar type and a's value fits it.
func scalarFits(t string, a *arg) (scalar, ok bool) {
	switch t {
	case "Integer":
		_, err := strconv.ParseInt(a.text, 10, 64)
		return true, err == nil && a.json == a.body && a.text[0] != '+'
	case "Boolean":
		return true, (a.text == "true" || a.text == "false") && a.json == a.body
	case "String":
		return true, !a.json
	case "InputFile":
		return true, false // a file part is no arg
	}
	return false, false
}

// checkJSON holds an array or object against the table.
func (c *call) checkJSON(p *param, a *arg) {
	dec := json.NewDecoder(strings.NewReader(a.text))
	dec.UseNumber()
	if err := dec.Decode(&a.tree); err != nil || dec.More() {
		c.refuse(a.name, RuleType, "no JSON: "+a.text, jsonText(c.m.name, a.name))
		a.bogus = true
		return
	}
	if !c.fits(p.types, a.tree, &place{name: a.name}) {
		_, list := a.tree.([]any)
		_, object := a.tree.(map[string]any)
		if list != strings.HasPrefix(p.types, "Array of ") || !list && !object {
			c.wrongKind(a.name)
			a.bogus = true
		}
		return // written down with its path; what the server makes of it is the method's affair
	}
	if list, ok := a.tree.([]any); ok && p.limit.unit == elements {
		if rule, detail := p.limit.fault(len(list)); rule != "" {
			c.refuse(a.name, rule, detail, sizeText(a.name))
		}
	}
}

// wrongKind sets the answer to an array where an object belongs, null, and the like; most are ignored.
func (c *call) wrongKind(name string) {
	text := map[string]string{
		"reply_markup":         textMarkupObject,
		"options":              textOptionsArray,
		"commands":             textCommandsArray,
		"reply_parameters":     "object expected as reply parameters",
		"link_preview_options": "object expected as link preview options",
	}[name]
	if text != "" && c.wrong == nil {
		c.wrong = bad(text)
	}
}

// jsonText is the answer to a parameter that is no JSON.
func jsonText(method, name string) string {
	switch name {
	case "reply_markup":
		return textMarkupJSON
	case "options":
		return textOptionsJSON
	case "reply_parameters":
		return "can't parse reply parameters JSON object"
	case "link_preview_options":
		return "can't parse link preview options JSON object"
	case "commands":
		return "can't parse commands JSON object"
	case "scope":
		return "can't parse BotCommandScope JSON object"
	}
	return fmt.Sprintf("can't parse %s JSON object", name) // wording of the last is a guess
}

// sizeText is the answer to an array of the wrong length (recalled, not read in the source).
func sizeText(name string) string {
	switch name {
	case "commands":
		return "BOT_COMMANDS_TOO_MUCH"
	case "options":
		return "poll must have at least 1 option and at most 12"
	}
	return "wrong number of elements in " + name
}

// checkScalar holds a scalar against the limit of its row. What is counted after parsing is counted
// where it is parsed.
func (c *call) checkScalar(p *param, a *arg) {
	if p.name == "chat_id" && a.text != "" && a.text[0] != '-' && (a.text[0] < '0' || a.text[0] > '9') && !username.MatchString(a.text) {
		c.violate(a.name, RuleType, strconv.Quote(a.text)+" is neither a number nor a name")
	}
	switch n := 0; p.limit.unit {
	case units, inBytes:
		n = len(a.text)
		if p.limit.unit == units {
			n = utf16Len(a.text)
		}
		if rule, detail := p.limit.fault(n); rule != "" {
			c.refuse(a.name, rule, detail, lengthText(c.m.name, a.name))
		}
	case value:
		n, _ = strconv.Atoi(a.text) // fits: checked before
		if rule, detail := p.limit.fault(n); rule != "" {
			c.violate(a.name, rule, detail) // the real server clamps
		}
	}
}

// lengthText is the answer to a string of the wrong length; where it is no constant it is recalled.
func lengthText(method, name string) string {
	switch name {
	case "secret_token":
		return textSecretTooLong
	case "question":
		return "poll question length must be between 1 and 300"
	}
	if method == "answerCallbackQuery" {
		return "MESSAGE_TOO_LONG"
	}
	return fmt.Sprintf("wrong length of %s", name)
}
