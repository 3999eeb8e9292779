package telegramtest

// User is a person (or another bot) of the platform.
type User struct {
	ID       int64
	First    string
	Last     string
	Username string
	Language string // language_code
	Bot      bool
}

// User makes a person who has opened the bot, with the private chat of the same id, unless there is
// one already.
func (s *Server) User(id int64) User { return User{} }

// AddUser makes or changes a person who has opened the bot.
func (s *Server) AddUser(u User) {}

// Stranger makes a person who never pressed Start: 403 "bot can't initiate conversation with a user".
func (s *Server) Stranger(id int64) {}

// Group makes a group (id < 0) or, where the id begins with -100, a supergroup, with the bot and the
// people in it.
func (s *Server) Group(id int64, members ...int64) {}

// Channel makes a channel that the bot is in.
func (s *Server) Channel(id int64) {}

// Block makes the person block the bot: 403 from now on, and a my_chat_member update.
func (s *Server) Block(user int64) (updateID int) { return 0 }

// Unblock undoes Block, with its update.
func (s *Server) Unblock(user int64) (updateID int) { return 0 }

// Deactivate deletes the person's account. The bot gets no update of it.
func (s *Server) Deactivate(user int64) {}

// Add puts the bot into the group, with its update.
func (s *Server) Add(group int64) (updateID int) { return 0 }

// Kick removes the bot from the group, with its update.
func (s *Server) Kick(group int64) (updateID int) { return 0 }

// Restrict takes the right to write from the bot in the group; the bot stays a member.
func (s *Server) Restrict(group int64) (updateID int) { return 0 }

// Migrate makes a supergroup of the group: the old id answers 400 with migrate_to_chat_id, and two
// service messages tell.
func (s *Server) Migrate(group, to int64) (updateIDs []int) { return nil }
