package telegramtest

import "time"

// Detail changes a message that Say, Edit or Photo make.
type Detail func()

// From says who writes; without it a private chat's person or a group's first member.
func From(user int64) Detail { return nil }

// AsChat makes the message come from a chat (an anonymous administrator, or a linked channel).
func AsChat(chat int64) Detail { return nil }

// Dated sets when it was written; without it now.
func Dated(t time.Time) Detail { return nil }

// ReplyTo makes it an answer to a message of the chat.
func ReplyTo(messageID int) Detail { return nil }

// With adds fields to the message, as JSON without the outer braces: `"media_group_id":"7"`.
func With(fields string) Detail { return nil }

// Say makes a person write text in the chat. The id is 0 where the bot does not get it
// (allowed_updates, blocked, kicked).
func (s *Server) Say(chat int64, text string, details ...Detail) (updateID int) { return 0 }

// Edit makes the writer change a message.
func (s *Server) Edit(chat int64, messageID int, text string, details ...Detail) (updateID int) {
	return 0
}

// Photo makes a person send a picture; the bot can fetch the bytes with getFile.
func (s *Server) Photo(chat int64, caption string, picture []byte, details ...Detail) (updateID int) {
	return 0
}

// Attach makes a person send a file as document, video, voice or audio. size counts where it is
// larger than content, so that a file of 30 MB costs nothing.
func (s *Server) Attach(chat int64, kind, name, caption string, content []byte, size int, details ...Detail) (updateID int) {
	return 0
}

// ChannelPost writes into a channel.
func (s *Server) ChannelPost(channel int64, text string, details ...Detail) (updateID int) { return 0 }

// Press presses a button with any data below a message; a message that does not exist (any more) is
// given as inaccessible. Details: From, Inline.
func (s *Server) Press(chat int64, messageID int, data string, details ...Detail) (queryID string) {
	return ""
}

// Inline makes Press come from an inline message, without any chat.
func Inline() Detail { return nil }

// Tap presses the button with that label below the newest message of the chat that has one.
func (s *Server) Tap(chat int64, label string, details ...Detail) (queryID string, ok bool) {
	return "", false
}

// Push puts an update into the queue as it is, with the next update_id where it is an object without
// one. It need not make sense: poison updates come this way.
func (s *Server) Push(raw string) (updateID int) { return 0 }

// Bulk makes n people's messages at once: say names the chat and the text of the i-th.
func (s *Server) Bulk(n int, say func(i int) (chat int64, text string)) (first, last int) {
	return 0, 0
}

// LastMessage is the id of the newest message of the chat, whoever wrote it.
func (s *Server) LastMessage(chat int64) int { return 0 }
