package app

import (
	"context"
	"time"

	"loaxom/content"
	"loaxom/internal/channel/telegram"
)

// menuCommands are the slash commands that everybody is shown, in order; what each does is the message
// "command.<name>". Words mean the same on channels without commands.
var menuCommands = [...]string{"hoi", "thutuc", "menu", "ngonngu", "trogiup", "dulieu", "xoa"}

// commander is a channel with a list of commands.
type commander interface {
	Commands(context.Context, []telegram.CommandSet) error
}

// tellCommands shows the list of commands on the channels that have one: at the start, and again when
// the content's words for them may have changed. It goes on until it succeeds.
func (a *App) tellCommands(ctx context.Context) error {
	var told *content.Library
	for {
		if live := a.live.Load(); live != nil && live.Current() != told {
			if lib := live.Current(); a.tell(ctx, lib) {
				told = lib
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(10 * time.Second):
		}
	}
}

// tell gives every channel the list once; false: it has to be tried again.
func (a *App) tell(ctx context.Context, lib *content.Library) (all bool) {
	var sets []telegram.CommandSet
	for _, lang := range []string{"", content.English} {
		set := telegram.CommandSet{Scope: telegram.Private, Language: lang}
		for _, name := range menuCommands {
			words := lang
			if words == "" {
				words = content.Vietnamese
			}
			set.Commands = append(set.Commands, telegram.Command{Name: name, Description: lib.Say(words, "command."+name, nil)})
		}
		sets = append(sets, set)
	}
	all = true
	for _, ch := range a.w.Channels {
		if c, ok := ch.(commander); ok {
			call, cancel := context.WithTimeout(ctx, time.Minute)
			all = c.Commands(call, sets) == nil && all
			cancel()
		}
	}
	return all
}
