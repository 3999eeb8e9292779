package telegramtest

import (
	"encoding/json"
	"fmt"
)

// The limits of a keyboard that the documentation leaves out: 100 buttons in all and about 10 kB of
// JSON (public reports: eternnoir/pyTelegramBotAPI#511, python-telegram-bot#5104), 8 buttons a row.
const (
	maxButtons = 100
	maxMarkup  = 10_000
	maxRow     = 8
)

// keyboard is a reply_markup as read.
type keyboard struct {
	raw     string          // as it came; empty: none
	inline  json.RawMessage // what a message carries: only an inline keyboard with buttons
	buttons [][]Button
}

// keyboard reads reply_markup with the real server's complaints.
func (c *call) keyboard() (keyboard, *failure) {
	obj := c.object("reply_markup")
	if obj == nil {
		return keyboard{}, nil
	}
	k := keyboard{raw: c.str("reply_markup")}
	n := 0
	rows, _ := obj["inline_keyboard"].([]any)
	for i, r := range rows {
		row, _ := r.([]any)
		path := fmt.Sprintf("reply_markup.inline_keyboard[%d]", i)
		if len(row) == 0 || len(row) > maxRow {
			c.violate(path, RuleButton, fmt.Sprintf("%d buttons in a row", len(row)))
		}
		var line []Button
		for j, v := range row {
			b, f := c.button(v, fmt.Sprintf("%s[%d]", path, j))
			if f != nil {
				return keyboard{}, f
			}
			line = append(line, b)
			n++
		}
		k.buttons = append(k.buttons, line)
	}
	if n > maxButtons {
		c.violate("reply_markup", RuleButton, fmt.Sprintf("%d buttons", n))
		return keyboard{}, bad(textMarkupTooLong)
	}
	if len(k.raw) > maxMarkup {
		c.violate("reply_markup", RuleTooLong, fmt.Sprintf("%d bytes", len(k.raw)))
		return keyboard{}, bad(textMarkupTooLong)
	}
	if n > 0 {
		k.inline = json.RawMessage(k.raw)
	}
	return k, nil
}

// button reads one inline button; it needs a text and exactly one action.
func (c *call) button(v any, path string) (Button, *failure) {
	obj, ok := v.(map[string]any)
	if !ok {
		return Button{}, bad("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
	}
	var b Button
	b.Text, _ = obj["text"].(string)
	b.Data, _ = obj["callback_data"].(string)
	b.URL, _ = obj["url"].(string)
	switch {
	case b.Data == "" && b.URL == "":
		c.violate(path, RuleButton, "does nothing")
		return b, bad(textTextButton)
	case b.Data != "" && b.URL != "":
		c.violate(path, RuleButton, "has two actions")
	}
	if blank(plain(b.Text)) {
		c.violate(path+".text", RuleEmpty, "nothing to be seen")
		return b, bad("inline keyboard button text must be non-empty")
	}
	if b.URL != "" && checkedLink(b.URL) == "" {
		c.violate(path+".url", RuleLink, b.URL)
		return b, bad(fmt.Sprintf("inline keyboard button URL '%s' is invalid: Wrong HTTP URL", b.URL))
	}
	return b, nil
}
