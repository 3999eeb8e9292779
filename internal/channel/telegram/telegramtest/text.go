package telegramtest

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"
)

// textParams names the parameters of one formatted text.
type textParams struct {
	text, mode, entities string
	empty                string // answer to an empty text; empty: it may be empty
	tooLong              string // answer to one that is too long
}

var (
	messageText = textParams{"text", "parse_mode", "entities", textEmpty, textTooLong}
	captionText = textParams{"caption", "parse_mode", "caption_entities", "", textCaptionTooLong}
	explanation = textParams{"explanation", "explanation_parse_mode", "explanation_entities", "", "poll explanation is too long"}
)

// formatted reads a text with its formatting as the real server does and holds it against the limit
// of its row.
func (c *call) formatted(p textParams) (string, []Entity, *failure) {
	raw := c.str(p.text)
	row := c.m.param(p.text)
	if raw == "" {
		if p.empty == "" {
			return "", nil, nil
		}
		c.violate(p.text, RuleEmpty, "empty")
		return "", nil, bad(p.empty)
	}
	if len(raw) > 1<<15 {
		c.violate(p.text, RuleTooLong, fmt.Sprintf("%d bytes before parsing", len(raw)))
		return "", nil, bad(textRawTooLong)
	}
	text, ents, f := c.parse(p, raw)
	if f != nil {
		return "", nil, f
	}
	if text, ents = trim(text, ents); blank(text) {
		if p.empty == "" {
			return "", nil, nil
		}
		c.violate(p.text, RuleEmpty, "nothing to be seen")
		return "", nil, bad("text must be non-empty")
	}
	if n := utf16Len(text); n > row.limit.max {
		c.violate(p.text, RuleTooLong, fmt.Sprintf("%d UTF-16 units after parsing, at most %d", n, row.limit.max))
		return "", nil, bad(p.tooLong)
	}
	return text, ents, nil
}

// parse applies parse_mode or the entities.
func (c *call) parse(p textParams, raw string) (string, []Entity, *failure) {
	switch mode := c.str(p.mode); strings.ToLower(mode) {
	case "", "none":
		text := plain(raw)
		ents, f := c.entities(p.entities, text)
		return text, ents, f
	case "html":
		text, ents, loose, problem := parseHTML(raw)
		for _, l := range loose {
			c.violate(p.text, l.rule, l.detail+" in "+raw)
		}
		if problem != "" {
			c.violate(p.text, RuleHTML, problem+" in "+raw)
			return "", nil, bad("can't parse entities: " + problem)
		}
		if c.has(p.entities) {
			c.violate(p.entities, RuleEntity, "beside parse_mode, where nobody reads them")
		}
		return text, ents, nil
	case "markdown", "markdownv2": // known to the real server, not to this one
		c.violate(p.mode, RuleValue, mode+" is not modelled")
		return plain(raw), nil, nil
	default:
		c.violate(p.mode, RuleValue, mode)
		return "", nil, bad(textParseMode)
	}
}

// sentTypes are the entities that a bot may set itself; the rest the server finds in the text.
var sentTypes = map[string]bool{
	"bold": true, "italic": true, "underline": true, "strikethrough": true, "spoiler": true, "blockquote": true,
	"expandable_blockquote": true, "code": true, "pre": true, "text_link": true,
}

// entities reads an array of MessageEntity and holds it against the text.
func (c *call) entities(name, text string) ([]Entity, *failure) {
	list := c.list(name)
	if list == nil {
		return nil, nil
	}
	units := utf16.Encode([]rune(text))
	var ents []Entity
	for i, v := range list {
		path := fmt.Sprintf("%s[%d]", name, i)
		obj, ok := v.(map[string]any)
		if !ok {
			return nil, bad("can't parse MessageEntity: expected an Object")
		}
		e, problem := readEntity(obj)
		if problem != "" {
			return nil, bad("can't parse MessageEntity: " + problem)
		}
		switch {
		case !sentTypes[e.Type]:
			c.violate(path+".type", RuleEntity, e.Type+" cannot be set")
		case e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > len(units):
			c.violate(path, RuleEntity, fmt.Sprintf("%d+%d in a text of %d units", e.Offset, e.Length, len(units)))
		case splits(units, e.Offset) || splits(units, e.Offset+e.Length):
			c.violate(path, RuleEntity, "begins or ends inside a letter")
		case e.Type == "text_link" && checkedLink(e.URL) == "":
			c.violate(path+".url", RuleLink, e.URL)
		default:
			ents = append(ents, e)
		}
	}
	return tidy(ents), nil
}

// splits tells whether the boundary at i falls between the two halves of a letter.
func splits(units []uint16, i int) bool {
	return i > 0 && i < len(units) && utf16.IsSurrogate(rune(units[i-1])) && units[i] >= 0xdc00 && units[i] <= 0xdfff
}

// readEntity reads one MessageEntity; the fields' types were judged before.
func readEntity(obj map[string]any) (Entity, string) {
	var e Entity
	for field, to := range map[string]*int{"offset": &e.Offset, "length": &e.Length} {
		n, ok := obj[field].(json.Number)
		if !ok {
			return e, fmt.Sprintf("Can't find field %q", field)
		}
		v, err := n.Int64()
		if err != nil || v > 1_000_000 || v < -1_000_000 {
			return e, fmt.Sprintf("Field %q must be a valid Number", field)
		}
		*to = int(v)
	}
	e.Type, _ = obj["type"].(string)
	e.URL, _ = obj["url"].(string)
	e.Language, _ = obj["language"].(string)
	return e, ""
}
