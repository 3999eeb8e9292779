// Package telegramtest is a strict stand-in for the Telegram Bot API, for tests. The real server
// forgives much: it ignores a parameter that it does not know, reads `null` as nothing and takes a
// number for text, so a slip in our adapter would live for ever. This one answers as the real server
// does, keeps chats, people, messages and updates as it does, and besides writes down as a Violation
// whatever is not exactly as documented; New fails the test for any that nobody expected.
//
// There are two ways in. Transport answers inside the calling goroutine without any socket, which
// makes it fit for testing/synctest bubbles and simulated time; Listen answers on loopback with real
// connections, for whole processes and for faults of the network. A server that is used in a bubble
// is made in that bubble.
//
//	srv := telegramtest.New(t)
//	srv.User(7)
//	// the adapter gets srv.Base(), srv.Token() and srv.Transport(), or srv.Listen() alone
//	srv.Say(7, "làm khai sinh cần gì?")
//	err := srv.WaitSent(ctx, 1)
//	srv.SentTo(7) // text, entities and buttons as shown
//
// What is not modelled: delivery to a webhook, inline mode, MarkdownV2, entities that the server finds
// in the bot's own texts, and the 1 to 2 ms for which the real server collects updates.
//
// The rules come from the documentation (core.telegram.org/bots/api) and from the source of the
// official server (github.com/tdlib/telegram-bot-api); what neither says is marked in the comments.
package telegramtest
