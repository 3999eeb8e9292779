package telegramtest

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
)

// Command is one row of the bot's list of commands.
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

var (
	commandName  = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)
	languageCode = regexp.MustCompile(`^[a-z]{2}$`) // ISO 639-1
)

// scopes are the types of BotCommandScope, with the fields that each requires.
var scopes = map[string][]string{
	"default": nil, "all_private_chats": nil, "all_group_chats": nil, "all_chat_administrators": nil,
	"chat": {"chat_id"}, "chat_administrators": {"chat_id"}, "chat_member": {"chat_id", "user_id"},
}

// shelf is the key under which a scope's list is kept; the scope's chat must exist.
func (s *Server) shelf(c *call) (string, *failure) {
	obj := c.object("scope")
	kind, _ := obj["type"].(string)
	if obj == nil {
		kind = "default"
	}
	fields, ok := scopes[kind]
	if !ok {
		c.violate("scope.type", RuleValue, kind)
		return "", bad("can't parse BotCommandScope: unsupported type specified")
	}
	key := kind
	for _, f := range fields {
		n, _ := obj[f].(json.Number)
		if n == "" {
			c.violate("scope."+f, RuleMissing, "required by "+kind)
			return "", bad("can't parse BotCommandScope: can't find field \"" + f + "\"")
		}
		key += ":" + n.String()
		if id, _ := n.Int64(); s.chats[id] == nil {
			return "", bad(textChatNotFound)
		}
	}
	for f := range obj {
		if f != "type" && !slices.Contains(fields, f) {
			c.violate("scope."+f, RuleUnknown, "no field of scope "+kind)
		}
	}
	lang := c.str("language_code")
	if lang != "" && !languageCode.MatchString(lang) {
		c.violate("language_code", RuleValue, lang)
		return "", bad("invalid language code specified")
	}
	return key + "/" + lang, nil
}

func (s *Server) setMyCommands(c *call) (any, *failure) {
	key, f := s.shelf(c)
	if f != nil {
		return nil, f
	}
	rows := []Command{}
	for i, v := range c.list("commands") {
		obj, ok := v.(map[string]any)
		if !ok {
			return nil, bad("can't parse BotCommand: expected an Object")
		}
		var row Command
		row.Command, _ = obj["command"].(string)
		row.Description, _ = obj["description"].(string)
		if !commandName.MatchString(row.Command) {
			c.violate("commands["+strconv.Itoa(i)+"].command", RuleValue, row.Command)
			return nil, bad("BOT_COMMAND_INVALID") // recalled
		}
		rows = append(rows, row)
	}
	s.commands[key] = rows
	return true, nil
}

func (s *Server) getMyCommands(c *call) (any, *failure) {
	key, f := s.shelf(c)
	return append([]Command{}, s.commands[key]...), f
}

func (s *Server) deleteMyCommands(c *call) (any, *failure) {
	key, f := s.shelf(c)
	delete(s.commands, key)
	return true, f
}

// Commands is the list set for a scope and language ("": every language). The scope is a type of
// BotCommandScope, followed by its ids: "default", "chat:-100123", "chat_member:-100123:7".
func (s *Server) Commands(scope, language string) []Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.commands[scope+"/"+language])
}
