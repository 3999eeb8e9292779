package telegramtest

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// User is a person (or another bot) of the platform.
type User struct {
	ID       int64
	First    string
	Last     string
	Username string
	Language string // language_code
	Bot      bool
}

func (u User) wire() wireUser {
	return wireUser{ID: u.ID, Bot: u.Bot, First: u.First, Last: u.Last, Username: u.Username, Language: u.Language}
}

// chat is a conversation, with the bot's place in it.
type chat struct {
	id       int64
	kind     string // private, group, supergroup, channel
	title    string
	username string
	person   *User  // private
	standing string // of the bot: member, restricted, left, kicked (in private: blocked by the person)
	gone     bool   // private: the account is deleted
	stranger bool   // private: never pressed Start
	upgraded int64  // group: became this supergroup
	members  map[int64]string
	order    []int64 // members in the order in which they came
	messages map[int]*stored
	last     int   // supergroup and channel: newest message id; the others share the mailbox's
	newest   int   // newest message id, whoever wrote it
	fetched  int   // newest update that the bot has fetched
	flying   int   // calls in flight
	sent     []int // the bot's messages and edits, by their place in the history
}

func (c *chat) wire() wireChat {
	w := wireChat{ID: c.id, Type: c.kind, Title: c.title, Username: c.username}
	if c.person != nil {
		w.First, w.Last, w.Username = c.person.First, c.person.Last, c.person.Username
	}
	return w
}

func (c *chat) many() bool { return c.kind == "group" || c.kind == "supergroup" }

// User makes a person who has opened the bot, with the private chat of the same id, unless there is
// one already.
func (s *Server) User(id int64) User {
	s.mu.Lock()
	defer s.mu.Unlock()
	return *s.person(id).person
}

// AddUser makes or changes a person who has opened the bot.
func (s *Server) AddUser(u User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*s.person(u.ID).person = u
}

// person is the private chat with a person who has opened the bot, made where there is none.
func (s *Server) person(id int64) *chat {
	c := s.chats[id]
	if c == nil {
		c = s.addChat(id, "private")
		c.person = &User{ID: id, First: "Người " + strconv.FormatInt(id, 10), Language: "vi"}
	}
	return c
}

func (s *Server) addChat(id int64, kind string) *chat {
	c := &chat{id: id, kind: kind, standing: "member", messages: make(map[int]*stored)}
	s.chats[id] = c
	return c
}

// Stranger makes a person who never pressed Start: 403 "bot can't initiate conversation with a user".
func (s *Server) Stranger(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.person(id).stranger = true
}

// Group makes a group (id < 0) or, where the id begins with -100, a supergroup, with the bot and the
// people in it.
func (s *Server) Group(id int64, members ...int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kind := "group"
	if strings.HasPrefix(strconv.FormatInt(id, 10), "-100") {
		kind = "supergroup"
	}
	c := s.addChat(id, kind)
	c.title = fmt.Sprintf("Xóm %d", id)
	c.members = make(map[int64]string)
	for _, m := range members {
		s.join(c, m, "member")
	}
}

// join makes a person a member. One who is not known yet is a stranger to the bot.
func (s *Server) join(c *chat, user int64, status string) {
	if s.chats[user] == nil {
		s.person(user).stranger = true
	}
	if c.members[user] == "" {
		c.order = append(c.order, user)
	}
	c.members[user] = status
}

// SetMember gives a person a status in the group: creator, administrator, member, left, kicked.
func (s *Server) SetMember(group, user int64, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.join(s.mustChat(group), user, status)
}

// Channel makes a channel that the bot is in.
func (s *Server) Channel(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.addChat(id, "channel").title = fmt.Sprintf("Kênh %d", id)
}

// mustChat is the chat of that id. A test that speaks of a chat that it never made is wrong, loudly.
func (s *Server) mustChat(id int64) *chat {
	c := s.chats[id]
	if c == nil {
		panic(fmt.Sprintf("telegramtest: there is no chat %d: make it with User, Group or Channel", id))
	}
	return c
}

// find is the chat that a call names, as far as the bot may know of it.
func (s *Server) find(c *call) (*chat, *failure) {
	id := c.str("chat_id")
	if id == "" {
		return nil, bad(textChatEmpty)
	}
	ch := s.chats[c.chatID()]
	if name, ok := strings.CutPrefix(id, "@"); ok {
		for _, one := range s.chats {
			if one.kind != "private" && one.kind != "group" && strings.EqualFold(one.username, name) {
				ch = one
			}
		}
	}
	if ch == nil {
		return nil, bad(textChatNotFound)
	}
	return ch, nil
}

// writable is the chat that a call wants to write to, or why it cannot.
func (s *Server) writable(c *call) (*chat, *failure) {
	ch, f := s.find(c)
	if f == nil {
		f = ch.refusal()
	}
	return ch, f
}

// refusal is why the bot cannot write into the chat; nil: it can.
func (c *chat) refusal() *failure {
	name := cmp.Or(c.kind, "group")
	switch {
	case c.gone:
		return forbidden(textDeactivated)
	case c.stranger:
		return forbidden(textNeverStarted)
	case c.upgraded != 0:
		f := bad(textUpgraded)
		f.migrate = c.upgraded
		return f
	case c.kind == "private" && c.standing == "kicked":
		return forbidden(textBlocked)
	case c.standing == "kicked":
		return forbidden("bot was kicked from the " + name + " chat")
	case c.standing == "left":
		return forbidden("bot is not a member of the " + name + " chat")
	case c.standing == "restricted":
		return bad(textNoRights)
	}
	return nil
}
