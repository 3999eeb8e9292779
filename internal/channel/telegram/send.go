package telegram

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"loaxom/internal/channel"
	"loaxom/internal/fault"
)

// noPreview keeps a card with a picture of the linked page from below each answer.
const noPreview = `{"is_disabled":true}`

// Send implements channel.Sender. The message is one that channel.Fit made: what is over the limits is
// Refused without a call.
func (c *Channel) Send(ctx context.Context, to channel.Address, m channel.Outgoing) (channel.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return channel.Receipt{}, fault.New(fault.Busy, "telegram: %s: %w", method(m), err)
	}
	m = m.On(Name)
	if err := fits(to, m); err != nil {
		return channel.Receipt{}, err
	}
	params := tg.Params{"chat_id": to.Chat}
	switch {
	case m.Removes != "":
		return c.remove(ctx, params, m)
	case len(m.Files) > 0:
		return c.sendFiles(ctx, params, m)
	case m.Replaces != "":
		params["message_id"] = m.Replaces
	default:
		manner(params, m)
	}
	name := "text"
	if m.Replaces != "" && m.Below {
		name = "caption"
	} else {
		params["link_preview_options"] = noPreview
	}
	if err := choices(params, m); err != nil {
		return channel.Receipt{}, err
	}
	result, f := c.worded(ctx, params, name, m)
	if f != nil {
		return channel.Receipt{}, c.fault(f)
	}
	if m.Replaces != "" {
		return channel.Receipt{MessageID: m.Replaces}, nil
	}
	return receipt(result), nil
}

// method is the Bot API's method for a message.
func method(m channel.Outgoing) string {
	switch {
	case m.Removes != "":
		return "deleteMessage"
	case len(m.Files) > 1:
		return "sendMediaGroup"
	case len(m.Files) == 1:
		return fileMethods[m.Files[0].Kind]
	case m.Replaces != "" && m.Below:
		return "editMessageCaption"
	case m.Replaces != "":
		return "editMessageText"
	}
	return "sendMessage"
}

// manner says how a new message arrives.
func manner(params tg.Params, m channel.Outgoing) {
	params.AddBool("disable_notification", m.Silent)
	params.AddBool("protect_content", m.Protect)
	params.AddNonEmpty("message_thread_id", m.Thread)
}

// choices adds the buttons.
func choices(params tg.Params, m channel.Outgoing) error {
	if len(m.Buttons) == 0 {
		return nil
	}
	markup, err := keyboard(m.Buttons)
	if err == nil {
		params["reply_markup"] = markup
	}
	return err
}

// worded makes the call with the message's text under name, as HTML, and as plain letters where it would
// be too long for the server or, once more, where Telegram does not understand our HTML.
func (c *Channel) worded(ctx context.Context, params tg.Params, name string, m channel.Outgoing, files ...tg.RequestFile) (json.RawMessage, *failure) {
	method := method(m)
	if text := html(m.Text); len(text) <= maxHTML {
		params.AddNonEmpty(name, text)
		if text != "" {
			params["parse_mode"] = "HTML"
		}
	} else {
		params[name] = plain(m.Text)
	}
	result, f := c.call(ctx, method, params, files...)
	if f != nil && f.said && f.code == 400 && f.says(unparsed) && params["parse_mode"] != "" {
		c.alarm("entities", "Telegram did not understand our HTML; the message goes out as plain text: "+f.text)
		params[name] = plain(m.Text)
		delete(params, "parse_mode")
		result, f = c.call(ctx, method, params, files...)
	}
	return result, f
}

// receipt reads the number of the message that was sent. One that does not read was taken all the same,
// which is all that counts.
func receipt(result json.RawMessage) channel.Receipt {
	var sent tg.MessageID
	if json.Unmarshal(result, &sent) != nil || sent.MessageID == 0 {
		return channel.Receipt{}
	}
	return channel.Receipt{MessageID: strconv.Itoa(sent.MessageID)}
}

// remove takes a message back. One that is gone already is as wanted.
func (c *Channel) remove(ctx context.Context, params tg.Params, m channel.Outgoing) (channel.Receipt, error) {
	params["message_id"] = m.Removes
	_, f := c.call(ctx, "deleteMessage", params)
	if f != nil && !(f.said && f.says(removed)) {
		return channel.Receipt{}, c.fault(f)
	}
	return channel.Receipt{MessageID: m.Removes}, nil
}

// fits refuses what Telegram would refuse, so that a slip of ours is seen at once and everywhere alike.
func fits(to channel.Address, m channel.Outgoing) error {
	if id, err := strconv.ParseInt(to.Chat, 10, 64); err != nil || id == 0 || strings.HasPrefix(to.Chat, "+") {
		return fault.New(fault.Refused, "telegram: sendMessage: the chat's id is no number")
	}
	if id := m.Removes + m.Replaces; id != "" {
		if n, err := strconv.ParseInt(id, 10, 64); err != nil || n <= 0 || len(m.Files) > 0 {
			return fault.New(fault.Refused, "telegram: %s: the message's id is no number, or files would be changed", method(m))
		}
	}
	if m.Removes != "" {
		return nil
	}
	most := limits.Text
	if len(m.Files) > 0 {
		most = limits.Caption
		if err := filesFit(m); err != nil {
			return err
		}
	} else if m.Below {
		most = limits.Caption
	} else if !m.Text.Shows() {
		return fault.New(fault.Refused, "telegram: sendMessage: the text shows nothing")
	}
	if !m.Text.Within(most, limits.Unit) {
		return fault.New(fault.Refused, "telegram: %s: the text has %d units, at most %d are taken", method(m), m.Text.Len(limits.Unit), most)
	}
	n := 0
	for _, row := range m.Buttons {
		if n += len(row); len(row) == 0 || len(row) > limits.ButtonRow {
			return fault.New(fault.Refused, "telegram: sendMessage: a row of %d buttons", len(row))
		}
		for _, b := range row {
			if !channel.Shows(b.Label) || b.Data == "" && b.URL == "" || len(b.Data) > limits.ButtonData || !utf8.ValidString(b.Data) {
				return fault.New(fault.Refused, "telegram: sendMessage: a button without words or effect, or whose %d bytes of data are too many or no text", len(b.Data))
			}
		}
	}
	if n > limits.Buttons {
		return fault.New(fault.Refused, "telegram: sendMessage: %d buttons", n)
	}
	return nil
}

// plain is a text's letters alone.
func plain(t channel.Text) string { return strings.ToValidUTF8(t.String(), "\uFFFD") }

// keyboard writes the buttons as an InlineKeyboardMarkup. It is written by hand because it is written for
// every answer and reflection would take most of the time of a send.
func keyboard(rows [][]channel.Button) (string, error) {
	b := make([]byte, 0, 1024)
	b = append(b, `{"inline_keyboard":[`...)
	for i, row := range rows {
		b = append(comma(b, i), '[')
		for j, one := range row {
			b = quote(append(comma(b, j), `{"text":`...), one.Label)
			if one.Data != "" {
				b = quote(append(b, `,"callback_data":`...), one.Data)
			} else {
				b = quote(append(b, `,"url":`...), one.URL)
			}
			b = append(b, '}')
		}
		b = append(b, ']')
	}
	b = append(b, "]}"...)
	if len(b) > limits.Markup {
		return "", fault.New(fault.Refused, "telegram: sendMessage: the buttons take %d bytes", len(b))
	}
	return string(b), nil
}

func comma(b []byte, i int) []byte {
	if i > 0 {
		b = append(b, ',')
	}
	return b
}

// quote appends s as a JSON string.
func quote(b []byte, s string) []byte {
	if utf8.ValidString(s) && strings.IndexFunc(s, escaped) < 0 {
		return append(append(append(b, '"'), s...), '"')
	}
	out, err := json.Marshal(strings.ToValidUTF8(s, "\uFFFD"))
	if err != nil { // a string always marshals
		return append(b, `""`...)
	}
	return append(b, out...)
}

func escaped(r rune) bool { return r < ' ' || r == '"' || r == '\\' }

// ackTimeout bounds the answer to a press: later it would be of no use.
const ackTimeout = 10 * time.Second

// Ack implements channel.Acker, by answerCallbackQuery: the button stops turning. One that Telegram
// has forgotten is fine.
func (c *Channel) Ack(ctx context.Context, press string) error {
	if press == "" {
		return fault.New(fault.Refused, "telegram: answerCallbackQuery: no press")
	}
	if err := ctx.Err(); err != nil {
		return fault.New(fault.Busy, "telegram: answerCallbackQuery: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, ackTimeout)
	defer cancel()
	if _, f := c.call(ctx, "answerCallbackQuery", tg.Params{"callback_query_id": press}); f != nil {
		return c.fault(f)
	}
	return nil
}
