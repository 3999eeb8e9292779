package telegramtest

// Block makes the person block the bot: 403 from now on, and a my_chat_member update.
func (s *Server) Block(user int64) (updateID int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.standing(s.mustChat(user), user, "kicked")
}

// Unblock undoes Block, with its update.
func (s *Server) Unblock(user int64) (updateID int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.standing(s.mustChat(user), user, "member")
}

// Deactivate deletes the person's account. The bot gets no update of it.
func (s *Server) Deactivate(user int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.mustChat(user)
	c.gone = true
	c.person.First, c.person.Last, c.person.Username = "", "", ""
}

// Add puts the bot (back) into the group, with its update and service message.
func (s *Server) Add(group int64) (updateID int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.mustChat(group)
	id := s.standing(c, s.actor(c), "member")
	m := s.draft(c, s.actor(c))
	m.wire.Members = []wireUser{s.me()}
	s.publish("message", m)
	return id
}

// Kick removes the bot from the group, with its update.
func (s *Server) Kick(group int64) (updateID int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.mustChat(group)
	return s.standing(c, s.actor(c), "kicked")
}

// Restrict takes the right to write from the bot in the group; the bot stays a member.
func (s *Server) Restrict(group int64) (updateID int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.mustChat(group)
	return s.standing(c, s.actor(c), "restricted")
}

// Migrate makes a supergroup of the group: the old id answers 400 with migrate_to_chat_id, and two
// service messages tell.
func (s *Server) Migrate(group, to int64) (updateIDs []int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.mustChat(group)
	c := s.addChat(to, "supergroup")
	c.title, c.members, c.order, c.standing = old.title, old.members, old.order, old.standing
	old.upgraded = to
	from := s.draft(old, s.actor(old))
	from.wire.MigrateTo = to
	into := s.draft(c, s.actor(c))
	into.wire.MigrateFrom = group
	return []int{s.publish("message", from), s.publish("message", into)}
}

// actor is who does things in a group when nobody is named: its first member.
func (s *Server) actor(c *chat) int64 {
	if c.person != nil {
		return c.person.ID
	}
	if len(c.order) > 0 {
		return c.order[0]
	}
	s.join(c, 777000, "creator") // the id of Telegram's own service account
	return 777000
}

// standing changes the bot's place in a chat and tells it.
func (s *Server) standing(c *chat, by int64, now string) int {
	old := c.standing
	c.standing = now
	if c.kind == "private" && now == "member" {
		c.stranger = false
	}
	w := wireMembership{
		Chat: c.wire(), From: s.wireUser(by), Date: s.date(s.now()),
		Old: s.member(s.me(), old), New: s.member(s.me(), now),
	}
	return s.push("my_chat_member", c.id, marshal(w), s.now().Add(day))
}

// member is a ChatMember with the fields that its status asks for.
func (s *Server) member(u wireUser, status string) wireMember {
	w := wireMember{User: u, Status: status}
	no, yes, forever := false, true, int64(0)
	switch status {
	case "kicked":
		w.Until = &forever
	case "restricted":
		w.Until, w.Send, w.Member = &forever, &no, &yes
	}
	return w
}

func (s *Server) getMe(*call) (any, *failure) {
	return wireMe{wireUser: s.me(), JoinGroups: true, ReadAll: !s.privacy}, nil
}

func (s *Server) me() wireUser {
	return wireUser{ID: s.botID, Bot: true, First: "Loa Xóm", Username: s.username}
}

func (s *Server) getChat(c *call) (any, *failure) {
	ch, f := s.find(c)
	if f == nil && ch.kind != "private" {
		f = ch.absence()
	}
	if f != nil {
		return nil, f
	}
	type full struct {
		wireChat
		Accent       int      `json:"accent_color_id"`
		MaxReactions int      `json:"max_reaction_count"`
		Gifts        struct{} `json:"accepted_gift_types"`
	}
	return full{wireChat: ch.wire(), MaxReactions: 11}, nil
}

// absence is why the bot cannot look into a group or channel.
func (c *chat) absence() *failure {
	if c.standing == "restricted" {
		return nil
	}
	return c.refusal()
}

func (s *Server) getChatMember(c *call) (any, *failure) {
	ch, f := s.find(c)
	if f == nil && ch.kind != "private" {
		f = ch.absence()
	}
	if f != nil {
		return nil, f
	}
	user := int64(c.num("user_id"))
	if user == s.botID {
		return s.member(s.me(), ch.standing), nil
	}
	one := s.chats[user]
	if one == nil || one.person == nil {
		return nil, bad("invalid user_id specified")
	}
	status := ch.members[user]
	if ch.kind == "private" && ch.id == user {
		status = "member"
	}
	if status == "" {
		status = "left"
	}
	return s.member(one.person.wire(), status), nil
}

func (s *Server) leaveChat(c *call) (any, *failure) {
	ch, f := s.find(c)
	if f == nil && ch.kind == "private" {
		f = bad("chat member status can't be changed in private chats")
	}
	if f == nil {
		f = ch.absence()
	}
	if f != nil {
		return nil, f
	}
	s.standing(ch, s.botID, "left")
	return true, nil
}

// wireUser is a person, or the bot.
func (s *Server) wireUser(id int64) wireUser {
	if c := s.chats[id]; c != nil && c.person != nil {
		return c.person.wire()
	}
	return s.me()
}
