package telegram

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strconv"
	"time"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"loaxom/internal/channel"
)

// update holds the kinds of update that are read. Others are not even decoded, so that nothing in
// them can be in the way.
type update struct {
	ID      json.Number           `json:"update_id"`
	Message *tg.Message           `json:"message"`
	Edited  *tg.Message           `json:"edited_message"`
	Press   *tg.CallbackQuery     `json:"callback_query"`
	Member  *tg.ChatMemberUpdated `json:"my_chat_member"`
}

// Decode implements channel.Channel.
func (c *Channel) Decode(raw []byte) channel.Incoming {
	var u update
	err := json.Unmarshal(raw, &u)
	id, known := number(u.ID.String())
	if !known {
		id, known = search(raw)
	}
	in := channel.Incoming{ID: id, Raw: raw, Kind: channel.Ignored}
	switch {
	case !known:
		sum := sha256.Sum256(raw)
		in.ID, in.Kind = "sha256-"+hex.EncodeToString(sum[:12]), channel.Unreadable
	case err != nil:
		in.Kind = channel.Unreadable
	case u.Message != nil:
		c.message(&in, u.Message, false)
	case u.Edited != nil:
		c.message(&in, u.Edited, true)
	case u.Press != nil:
		press(&in, u.Press)
	case u.Member != nil:
		member(&in, u.Member)
	}
	return in
}

// maxID bounds update ids: what is above, or not a positive number, is none. Telegram's are of 32 bits.
const maxID = 1 << 53

func number(s string) (id string, ok bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 || n >= maxID {
		return "", false
	}
	return strconv.FormatInt(n, 10), true
}

// leading finds the id where Telegram puts it, at the very beginning.
var leading = regexp.MustCompile(`^\s*\{\s*"update_id"\s*:\s*"?([0-9]{1,16})\b`)

// search finds the id in an update that does not decode as a whole, or was cut.
func search(raw []byte) (id string, ok bool) {
	var only struct {
		ID json.Number `json:"update_id"`
	}
	if json.Unmarshal(raw, &only) == nil {
		return number(only.ID.String())
	}
	if m := leading.FindSubmatch(raw[:min(len(raw), 100)]); m != nil {
		return number(string(m[1]))
	}
	return "", false
}

// press reads a pressed button. Its message may be missing (inline, or too old) or a bare mark of one
// that cannot be read any more (date 0); then, and where it hangs in a channel, we answer in private.
func press(in *channel.Incoming, q *tg.CallbackQuery) {
	if q.From == nil || q.From.ID == 0 || q.From.IsBot {
		return
	}
	in.Kind, in.Data, in.Press = channel.Press, q.Data, q.ID
	in.From, in.Lang = decimal(q.From.ID), q.From.LanguageCode
	in.Chat = in.From // the private chat with a person has the person's id
	if m := q.Message; m != nil && m.Chat != nil && m.Chat.ID != 0 && !m.Chat.IsChannel() {
		in.Chat, in.Group = decimal(m.Chat.ID), many(m.Chat)
	}
}

// member reads a change of our own place in a chat.
func member(in *channel.Incoming, m *tg.ChatMemberUpdated) {
	if m.Chat.ID == 0 || m.Chat.IsChannel() {
		return
	}
	in.Chat, in.Group, in.At = decimal(m.Chat.ID), many(&m.Chat), at(m.Date)
	if !m.From.IsBot && m.From.ID != 0 {
		in.From, in.Lang = decimal(m.From.ID), m.From.LanguageCode
	}
	switch before, now := present(m.OldChatMember), present(m.NewChatMember); {
	case now && !before:
		in.Kind = channel.Joined
	case before && !now:
		in.Kind = channel.Left
	}
}

func present(m tg.ChatMember) bool {
	switch m.Status {
	case "creator", "administrator", "member":
		return true
	}
	return m.Status == "restricted" && m.IsMember
}

// many tells whether several people read the chat.
func many(c *tg.Chat) bool { return c.IsGroup() || c.IsSuperGroup() }

func decimal(id int64) string { return strconv.FormatInt(id, 10) }

// at is a Unix time; zero for what no clock says.
func at(unix int) time.Time {
	if unix <= 0 || int64(unix) > 1<<37 {
		return time.Time{}
	}
	return time.Unix(int64(unix), 0).UTC()
}

// isNull tells whether a JSON value is absent or null.
func isNull(raw json.RawMessage) bool { return len(raw) == 0 || bytes.Equal(raw, []byte("null")) }
