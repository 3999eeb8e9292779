package telegramtest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// Each request breaks one rule: the violation names it, and the answer is the real server's.
func TestViolations(t *testing.T) {
	buttons := func(n int) string {
		row := make([]string, n)
		for i := range row {
			row[i] = fmt.Sprintf(`[{"text":"%d","callback_data":"%d"}]`, i, i)
		}
		return `{"inline_keyboard":[` + strings.Join(row, ",") + `]}`
	}
	button := func(fields string) string { return `{"inline_keyboard":[[{"text":"x"` + fields + `}]]}` }
	const ok = "" // the real server says nothing
	for _, tc := range []struct {
		name   string
		method string
		pairs  []string // beside chat_id 7
		rule   string
		param  string
		answer string
	}{
		{"a parameter that nobody knows", "sendMessage", []string{"text", "a", "scrore", "1"}, RuleUnknown, "scrore", ok},
		{"a legacy name", "sendMessage", []string{"text", "a", "disable_web_page_preview", "true"}, RuleUnknown, "disable_web_page_preview", ok},
		{"null for an array", "sendMessage", []string{"text", "a", "entities", "null"}, RuleNull, "entities", ok},
		{"null for a keyboard", "sendMessage", []string{"text", "a", "reply_markup", "null"}, RuleNull, "reply_markup", "Bad Request: object expected as reply markup"},
		{"null for commands", "setMyCommands", []string{"commands", "null"}, RuleNull, "commands", "Bad Request: expected an Array of BotCommand"},
		{"no integer", "sendMessage", []string{"text", "a", "message_thread_id", "1.5"}, RuleType, "message_thread_id", ok},
		{"no boolean", "sendMessage", []string{"text", "a", "protect_content", "1"}, RuleType, "protect_content", ok},
		{"a parameter twice", "sendMessage", []string{"text", "a", "chat_id", "8"}, RuleTwice, "chat_id", ok},
		{"an empty number", "sendMessage", []string{"text", "a", "message_thread_id", ""}, RuleType, "message_thread_id", ok},
		{"an array that is an object", "sendMessage", []string{"text", "a", "entities", "{}"}, RuleType, "entities", ok},
		{"an object without a known field", "sendMessage", []string{"text", "a", "reply_markup", "{}"}, RuleType, "reply_markup", ok},
		{"no JSON", "sendMessage", []string{"text", "a", "reply_markup", "{"}, RuleType, "reply_markup", "Bad Request: can't parse reply keyboard markup JSON object"},
		{"a list for a keyboard", "sendMessage", []string{"text", "a", "reply_markup", "[1]"}, RuleType, "reply_markup", "Bad Request: object expected as reply markup"},
		{"a field that nobody knows", "sendMessage", []string{"text", "a", "reply_markup", button(`,"callback_data":"a","colour":"red"`)}, RuleUnknown, "reply_markup.inline_keyboard[0][0].colour", ok},
		{"a field of the wrong type", "sendMessage", []string{"text", "a", "reply_markup", button(`,"callback_data":5`)}, RuleType, "reply_markup.inline_keyboard[0][0].callback_data", "Bad Request: " + textTextButton},
		{"a field that is null", "sendMessage", []string{"text", "a", "reply_markup", button(`,"callback_data":"a","url":null`)}, RuleNull, "reply_markup.inline_keyboard[0][0].url", ok},
		{"a field that is missing", "sendMessage", []string{"text", "a", "link_preview_options", `{}`, "reply_parameters", `{}`}, RuleMissing, "reply_parameters.message_id", "Bad Request: message to be replied not found"},
		{"no text", "sendMessage", nil, RuleMissing, "text", "Bad Request: message text is empty"},
		{"an empty text", "sendMessage", []string{"text", ""}, RuleEmpty, "text", "Bad Request: message text is empty"},
		{"a text of blanks", "sendMessage", []string{"text", " \n\u200b "}, RuleEmpty, "text", "Bad Request: text must be non-empty"},
		{"tags around nothing", "sendMessage", []string{"text", "<b></b>", "parse_mode", "HTML"}, RuleEmpty, "text", "Bad Request: text must be non-empty"},
		{"4,097 letters", "sendMessage", []string{"text", text(4097)}, RuleTooLong, "text", "Bad Request: message is too long"},
		{"2,049 emoji of two units", "sendMessage", []string{"text", strings.Repeat("😀", 2049)}, RuleTooLong, "text", "Bad Request: message is too long"},
		{"32,769 bytes of tags", "sendMessage", []string{"text", strings.Repeat("<b></b>", 4682) + "x", "parse_mode", "HTML"}, RuleTooLong, "text", "Bad Request: text is too long"},
		{"bytes that are no UTF-8", "sendMessage", []string{"text", "a\xff"}, RuleUTF8, "text", "Bad Request: strings must be encoded in UTF-8"},
		{"a parse mode that nobody knows", "sendMessage", []string{"text", "a", "parse_mode", "BBCode"}, RuleValue, "parse_mode", "Bad Request: unsupported parse_mode"},
		{"Markdown, which is not modelled", "sendMessage", []string{"text", "a", "parse_mode", "MarkdownV2"}, RuleValue, "parse_mode", ok},
		{"an unclosed tag", "sendMessage", []string{"text", "<b>a", "parse_mode", "HTML"}, RuleHTML, "text", `Bad Request: can't parse entities: Can't find end tag corresponding to start tag "b"`},
		{"an unknown tag", "sendMessage", []string{"text", "x <x>", "parse_mode", "html"}, RuleHTML, "text", `Bad Request: can't parse entities: Unsupported start tag "x" at byte offset 2`},
		{"a bare <", "sendMessage", []string{"text", "phí <5", "parse_mode", "HTML"}, RuleHTML, "text", "Bad Request: can't parse entities: Unclosed start tag at byte offset 5"},
		{"a bare &", "sendMessage", []string{"text", "a & b", "parse_mode", "HTML"}, RuleEscape, "text", ok},
		{"a bare >", "sendMessage", []string{"text", "a > b", "parse_mode", "HTML"}, RuleEscape, "text", ok},
		{"an entity that HTML knows and Telegram does not", "sendMessage", []string{"text", "a&nbsp;b", "parse_mode", "HTML"}, RuleEscape, "text", ok},
		{"a link to nowhere", "sendMessage", []string{"text", `<a href="javascript:alert(1)">a</a>`, "parse_mode", "HTML"}, RuleLink, "text", ok},
		{"an attribute that means nothing", "sendMessage", []string{"text", `<b style="x">a</b>`, "parse_mode", "HTML"}, RuleHTML, "text", ok},
		{"entities beside HTML", "sendMessage", []string{"text", "a", "parse_mode", "HTML", "entities", `[]`}, RuleEntity, "entities", ok},
		{"an entity beyond the text", "sendMessage", []string{"text", "ab", "entities", `[{"type":"bold","offset":1,"length":2}]`}, RuleEntity, "entities[0]", ok},
		{"an entity inside an emoji", "sendMessage", []string{"text", "😀", "entities", `[{"type":"bold","offset":0,"length":1}]`}, RuleEntity, "entities[0]", ok},
		{"an entity that only the server sets", "sendMessage", []string{"text", "/start", "entities", `[{"type":"bot_command","offset":0,"length":6}]`}, RuleEntity, "entities[0].type", ok},
		{"an entity without its place", "sendMessage", []string{"text", "a", "entities", `[{"type":"bold","length":1}]`}, RuleMissing, "entities[0].offset", `Bad Request: can't parse MessageEntity: Can't find field "offset"`},
		{"65 bytes of callback data", "sendMessage", []string{"text", "a", "reply_markup", button(`,"callback_data":"` + text(32) + `a"`)}, RuleTooLong, "reply_markup.inline_keyboard[0][0].callback_data", "Bad Request: BUTTON_DATA_INVALID"},
		{"empty callback data", "sendMessage", []string{"text", "a", "reply_markup", button(`,"callback_data":""`)}, RuleEmpty, "reply_markup.inline_keyboard[0][0].callback_data", "Bad Request: " + textTextButton},
		{"a button that does nothing", "sendMessage", []string{"text", "a", "reply_markup", button("")}, RuleButton, "reply_markup.inline_keyboard[0][0]", "Bad Request: " + textTextButton},
		{"a button with two actions", "sendMessage", []string{"text", "a", "reply_markup", button(`,"callback_data":"a","url":"https://xuanhung.gov.vn"`)}, RuleButton, "reply_markup.inline_keyboard[0][0]", ok},
		{"a button without a label", "sendMessage", []string{"text", "a", "reply_markup", `{"inline_keyboard":[[{"text":" ","callback_data":"a"}]]}`}, RuleEmpty, "reply_markup.inline_keyboard[0][0].text", "Bad Request: inline keyboard button text must be non-empty"},
		{"a button to no address", "sendMessage", []string{"text", "a", "reply_markup", button(`,"url":"http://localhost"`)}, RuleLink, "reply_markup.inline_keyboard[0][0].url", "Bad Request: inline keyboard button URL 'http://localhost' is invalid: Wrong HTTP URL"},
		{"101 buttons", "sendMessage", []string{"text", "a", "reply_markup", buttons(101)}, RuleButton, "reply_markup", "Bad Request: reply markup is too long"},
		{"an empty row", "sendMessage", []string{"text", "a", "reply_markup", `{"inline_keyboard":[[]]}`}, RuleButton, "reply_markup.inline_keyboard[0]", ok},
		{"nine in a row", "sendMessage", []string{"text", "a", "reply_markup", strings.ReplaceAll(buttons(9), "],[{", ",{")}, RuleButton, "reply_markup.inline_keyboard[0]", ok},
		{"a keyboard of 10 kB", "sendMessage", []string{"text", "a", "reply_markup", `{"inline_keyboard":[[{"text":"` + text(5000) + `","callback_data":"a"}]]}`}, RuleTooLong, "reply_markup", "Bad Request: reply markup is too long"},
		{"a limit above 100", "getUpdates", []string{"limit", "101"}, RuleRange, "limit", ok},
		{"a timeout above 50", "getUpdates", []string{"limit", "1", "timeout", "51"}, RuleRange, "timeout", ok},
		{"an update that nobody sends", "getUpdates", []string{"allowed_updates", `["messages"]`}, RuleValue, "allowed_updates", ok},
		{"an answer of 201 letters", "answerCallbackQuery", []string{"callback_query_id", "1", "text", text(201)}, RuleTooLong, "text", "Bad Request: MESSAGE_TOO_LONG"},
		{"an action that nobody knows", "sendChatAction", []string{"action", "sleeping"}, RuleValue, "action", "Bad Request: wrong parameter action in request"},
		{"a command in capitals", "setMyCommands", []string{"commands", `[{"command":"Menu","description":"a"}]`}, RuleValue, "commands[0].command", "Bad Request: BOT_COMMAND_INVALID"},
		{"a command without description", "setMyCommands", []string{"commands", `[{"command":"menu","description":""}]`}, RuleEmpty, "commands[0].description", "Bad Request: command description must be non-empty"},
		{"a scope that nobody knows", "setMyCommands", []string{"commands", `[]`, "scope", `{"type":"everywhere"}`}, RuleValue, "scope.type", "Bad Request: can't parse BotCommandScope: unsupported type specified"},
		{"a question of 301 letters", "sendPoll", []string{"question", text(301), "options", `[{"text":"a"}]`}, RuleTooLong, "question", "Bad Request: poll question length must be between 1 and 300"},
		{"options as plain texts", "sendPoll", []string{"question", "a", "options", `["a","b"]`}, RuleType, "options[0]", "Bad Request: expected an option to be of type String"},
		{"thirteen options", "sendPoll", []string{"question", "a", "options", "[" + strings.Repeat(`{"text":"a"},`, 12) + `{"text":"a"}]`}, RuleTooLong, "options", "Bad Request: poll must have at least 1 option and at most 12"},
		{"a quiz without its answer", "sendPoll", []string{"question", "a", "type", "quiz", "options", `[{"text":"a"}]`}, RuleMissing, "correct_option_ids", "Bad Request: wrong correct option ID specified"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := New(t, WithJudge(Off))
			s.User(7)
			s.Say(7, "chào")
			b := newBot(t, s)
			pairs := tc.pairs
			if p := s.methods[strings.ToLower(tc.method)].param("chat_id"); p != nil {
				pairs = append([]string{"chat_id", "7"}, pairs...)
			}
			r := b.call(tc.method, pairs...)
			if r.Description != tc.answer || r.OK != (tc.answer == ok) {
				t.Errorf("answer %d %q, want %q", r.Code, r.Description, tc.answer)
			}
			takes(t, s, tc.rule, tc.param)
		})
	}
}

// What is at the very limit passes without a word.
func TestLimitsThemselvesPass(t *testing.T) {
	s := New(t, WithJudge(Off))
	s.User(7)
	b := newBot(t, s)
	for name, pairs := range map[string][]string{
		"4,096 units":            {"text", strings.Repeat("😀", 2048)},
		"tags count for nothing": {"text", "<b>" + text(4096) + "</b>", "parse_mode", "HTML"},
		"blanks at the ends":     {"text", "  " + text(4096) + " \n"},
		"64 bytes of data":       {"text", "a", "reply_markup", `{"inline_keyboard":[[{"text":"x","callback_data":"` + text(32) + `"}]]}`},
		"null is a word":         {"text", "null"},
		"escaped":                {"text", `&lt;b&gt; &amp; &quot;&#39;&#x1F600; <a href="https://x.vn/?a=1&amp;b=&quot;">x</a>`, "parse_mode", "HTML"},
		"every style":            {"text", `<b>a</b><i>b</i><u>c</u><s>d</s><span class="tg-spoiler">e</span><code>f</code><pre><code class="language-go">g</code></pre><blockquote expandable>h</blockquote>`, "parse_mode", "HTML"},
		"no keyboard":            {"text", "a", "reply_markup", `{"inline_keyboard":[]}`},
		"a person's keyboard":    {"text", "a", "reply_markup", `{"keyboard":[[{"text":"Gửi vị trí","request_location":true}]],"resize_keyboard":true}`},
		"away with it":           {"text", "a", "reply_markup", `{"remove_keyboard":true}`},
		"options of all kinds":   {"text", "a", "protect_content", "true", "disable_notification", "false", "link_preview_options", `{"is_disabled":true}`},
	} {
		if r := b.call("sendMessage", append([]string{"chat_id", "7"}, pairs...)...); !r.OK {
			t.Errorf("%s: %s", name, r.Description)
		}
	}
}

// A test that never looks at its violations fails.
func TestViolationsFailTheTest(t *testing.T) {
	var f fakeTB
	s := New(&f)
	b := &bot{t, s.Base(), s.Token(), &http.Client{Transport: s.Transport()}}
	for range 22 {
		b.call("getMe", "x", "y")
	}
	f.end()
	if f.errors != 21 {
		t.Errorf("%d errors, want 20 violations and a line that says how many more", f.errors)
	}
}

// fakeTB is a test that may fail.
type fakeTB struct {
	errors int
	clean  []func()
}

func (*fakeTB) Helper()                 {}
func (f *fakeTB) Cleanup(c func())      { f.clean = append(f.clean, c) }
func (f *fakeTB) Errorf(string, ...any) { f.errors++ }

func (f *fakeTB) end() {
	for _, c := range f.clean {
		c()
	}
}
