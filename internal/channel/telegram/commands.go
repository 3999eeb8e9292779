package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"loaxom/internal/fault"
)

// Command is one line of the list that Telegram shows when a person types a slash.
type Command struct {
	Name        string // 1-32 of a-z 0-9 _, without the slash
	Description string // 1-256 characters
}

// Scope says who sees a list of commands (Bot API, BotCommandScope).
type Scope string

// Scopes. The narrowest that has a list wins.
const (
	Everyone Scope = "default"
	Private  Scope = "all_private_chats"
	Groups   Scope = "all_group_chats"
	Admins   Scope = "all_chat_administrators"
	OneChat  Scope = "chat" // the chat named by CommandSet.Chat
)

// CommandSet is the list of one scope in one language.
type CommandSet struct {
	Scope    Scope  // empty: Everyone
	Chat     int64  // with OneChat
	Language string // two letters; empty: every language that has no list of its own
	Commands []Command
}

// Commands makes Telegram show these lists. Each is compared with what is there, and written only if
// it differs: the lists of all clients are reloaded at every write. Sets that are not named stay.
func (c *Channel) Commands(ctx context.Context, sets []CommandSet) error {
	for _, s := range sets {
		if s.Scope == "" {
			s.Scope = Everyone
		}
		params, err := s.params()
		if err != nil {
			return err
		}
		result, f := c.call(ctx, "getMyCommands", params)
		if f != nil {
			return c.fault(f)
		}
		var there []tg.BotCommand
		if err := json.Unmarshal(result, &there); err != nil {
			return fault.New(fault.Unsure, "telegram: getMyCommands: the answer does not read")
		}
		wanted := make([]tg.BotCommand, 0, len(s.Commands))
		for _, one := range s.Commands {
			wanted = append(wanted, tg.BotCommand{Command: one.Name, Description: one.Description})
		}
		if slices.Equal(there, wanted) {
			continue
		}
		method := "deleteMyCommands"
		if len(wanted) > 0 {
			method = "setMyCommands"
			if params["commands"], err = compact(wanted); err != nil {
				return err
			}
		}
		if _, f := c.call(ctx, method, params); f != nil {
			return c.fault(f)
		}
	}
	return nil
}

func (s CommandSet) params() (tg.Params, error) {
	scope, err := compact(tg.BotCommandScope{Type: string(s.Scope), ChatID: s.Chat})
	if err != nil {
		return nil, err
	}
	params := tg.Params{"scope": scope}
	params.AddNonEmpty("language_code", s.Language)
	return params, nil
}

// compact is v in JSON without the escapes that only web pages need.
func compact(v any) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}
