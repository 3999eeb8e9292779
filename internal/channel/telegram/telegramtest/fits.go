package telegramtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// place is where in a parameter a value stands; it is spelled out only for a Violation.
type place struct {
	up    *place
	name  string // of a field
	index int    // of an element, where there is no name
}

func (p *place) String() string {
	switch {
	case p.up == nil:
		return p.name
	case p.name != "":
		return p.up.String() + "." + p.name
	}
	return fmt.Sprintf("%s[%d]", p.up, p.index)
}

// fits holds a decoded JSON value against types, in the notation of the table, and writes down what
// does not fit, with its path. The lock is held.
func (c *call) fits(types string, v any, at *place) bool {
	if v == nil {
		c.violate(at.String(), RuleNull, "null")
		return false
	}
	if jsonScalarFits(types, v) {
		return true
	}
	choices := strings.Split(types, " or ")
	if list, ok := v.([]any); ok {
		inner, ok := elementTypes(choices)
		if !ok {
			return c.misfit(types, v, at)
		}
		good := true
		for i, e := range list {
			good = c.fits(inner, e, &place{up: at, index: i}) && good
		}
		return good
	}
	if obj, ok := v.(map[string]any); ok {
		name := c.objectType(choices, obj)
		if name == "" {
			return c.misfit(types, v, at)
		}
		return c.fitsObject(name, obj, at)
	}
	for _, t := range choices {
		if jsonScalarFits(t, v) {
			return true
		}
	}
	return c.misfit(types, v, at)
}

func (c *call) misfit(types string, v any, at *place) bool {
	b, _ := json.Marshal(v) // decoded from JSON: cannot fail
	c.violate(at.String(), RuleType, fmt.Sprintf("%s is no %s", b, types))
	return false
}

// elementTypes strips one "Array of " from each choice.
func elementTypes(choices []string) (string, bool) {
	var inner []string
	for _, t := range choices {
		if e, ok := strings.CutPrefix(t, "Array of "); ok {
			inner = append(inner, e)
		}
	}
	return strings.Join(inner, " or "), len(inner) > 0
}

// objectType picks the type that an object is meant to be: by its "type" among media, else by the
// first field that only one of the choices requires.
func (c *call) objectType(choices []string, obj map[string]any) string {
	known := slices.DeleteFunc(slices.Clone(choices), func(t string) bool { return c.s.objects[t] == nil })
	if len(known) == 1 {
		return known[0]
	}
	kind, _ := obj["type"].(string)
	for _, t := range known {
		if kind != "" && strings.EqualFold(t, "InputMedia"+kind) {
			return t
		}
		for _, p := range c.s.objects[t] {
			if _, ok := obj[p.name]; ok && p.must && !strings.HasPrefix(t, "InputMedia") {
				return t
			}
		}
	}
	return ""
}

func (c *call) fitsObject(name string, obj map[string]any, at *place) bool {
	fields, good, known := c.s.objects[name], true, 0
	for i := range fields {
		p := &fields[i]
		v, ok := obj[p.name]
		if !ok {
			if p.must {
				c.violate(at.String()+"."+p.name, RuleMissing, "required in "+name)
				good = false
			}
			continue
		}
		known++
		field := &place{up: at, name: p.name}
		if c.fits(p.types, v, field) {
			c.fieldLimit(p, v, field)
		} else {
			good = false
		}
	}
	if known == len(obj) {
		return good
	}
	for _, key := range slices.Sorted(maps.Keys(obj)) {
		if !slices.ContainsFunc(fields, func(p param) bool { return p.name == key }) {
			c.violate(at.String()+"."+key, RuleUnknown, "no field of "+name)
		}
	}
	return false
}

// fieldLimit holds a text field against its limit; the answers are those of the real server where
// they are known.
func (c *call) fieldLimit(p *param, v any, at *place) {
	text, ok := v.(string)
	if !ok || p.limit.unit != units && p.limit.unit != inBytes {
		return
	}
	n := len(text)
	if p.limit.unit == units {
		n = utf16Len(text)
	}
	rule, detail := p.limit.fault(n)
	if rule == "" {
		return
	}
	path := at.String()
	switch {
	case p.name == "callback_data" && rule == RuleEmpty:
		c.refuse(path, rule, detail, textTextButton)
	case p.name == "callback_data":
		c.refuse(path, rule, detail, textButtonData)
	case p.name == "command" && rule == RuleEmpty:
		c.refuse(path, rule, detail, "command must be non-empty")
	case p.name == "command":
		c.refuse(path, rule, detail, "command length must not exceed 32")
	case p.name == "description" && rule == RuleEmpty:
		c.refuse(path, rule, detail, "command description must be non-empty")
	case p.name == "description":
		c.refuse(path, rule, detail, "command description length must not exceed 256")
	case rule == RuleEmpty:
		c.refuse(path, rule, detail, "text must be non-empty")
	default:
		c.refuse(path, rule, detail, fmt.Sprintf("wrong length of %s", p.name)) // wording unknown
	}
}

func jsonScalarFits(t string, v any) bool {
	switch x := v.(type) {
	case string:
		return t == "String"
	case bool:
		return t == "Boolean"
	case json.Number:
		_, err := strconv.ParseInt(x.String(), 10, 64)
		return t == "Integer" && err == nil
	}
	return false
}
