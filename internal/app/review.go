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
		live := a.live.Load()
		if live == nil {
			return channel.Outgoing{}, false
		}
		return channel.Outgoing{Text: channel.Plain(live.Current().Say(content.Vietnamese, "review.new_questions", map[string]any{"Count": n}))}, true
	})
}

// prepare takes content that goes live: what changed in it is noted in the audit, then the bot says it. An
// audit that cannot be written does not keep the bot from answering; the next time notes the same change.
func (a *App) prepare(ctx context.Context, lib *content.Library) {
	if err := a.review.Observe(ctx, lib); err != nil {
		a.w.Log.Error("a change of content cannot be noted", "err", err)
	}
	a.bot.Load(lib)
}
