package app

import (
	"context"

	"loaxom/content"
	"loaxom/internal/channel"
)

// runReview does what the room of open questions and approvals does later, in the words of the content that
// is in force.
func (a *App) runReview(ctx context.Context) error {
	return a.review.Run(ctx, func(n int) (channel.Outgoing, bool) {
		lib := a.inForce()
		if lib == nil {
			return channel.Outgoing{}, false
		}
		return channel.Outgoing{Text: channel.Plain(lib.Say(content.Vietnamese, "review.new_questions", map[string]any{"Count": n}))}, true
	})
}

// inForce is the content in force as the files have it; nil while none is loaded.
func (a *App) inForce() *content.Library {
	if live := a.live.Load(); live != nil {
		return live.Current()
	}
	return nil
}

// prepare takes content that goes live: what changed in it is noted in the audit, then the bot says it. An
// audit that cannot be written does not keep the bot from answering; the next time notes the same change.
func (a *App) prepare(ctx context.Context, lib *content.Library) {
	if err := a.review.Observe(ctx, lib); err != nil {
		a.w.Log.Error("a change of content cannot be noted", "err", err)
	}
	a.bot.Load(lib)
	a.news.Load(lib)
}
