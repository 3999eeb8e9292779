package app

import (
	"context"

	"loaxom/internal/kv"
)

// named is a channel on which the bot has a name that makes a link.
type named interface{ Username() string }

// nameTable keeps the bot's name on each channel, so that a link can be made before the platform has
// told it, and by a command while nothing runs.
const nameTable = "name"

// link is where a person opens a talk with the bot with that payload: t.me/<bot>?start=<payload>. Empty
// while the bot's name is not known.
func (a *App) link(payload string) string {
	name := ""
	if p := a.name.Load(); p != nil {
		name = *p
	}
	for _, ch := range a.w.Channels {
		if c, ok := ch.(named); ok && c.Username() != "" {
			name = c.Username()
		}
	}
	return linkOf(name, payload)
}

func linkOf(name, payload string) string {
	if name == "" {
		return ""
	}
	return "https://t.me/" + name + "?start=" + payload
}

// storedName is the bot's name as it was told last; empty where it never was.
func storedName(r kv.Reader) (string, error) {
	name, _, err := r.Get(nameTable, []byte("telegram"))
	return string(name), err
}

// keepName stores the bot's name when it is new.
func (a *App) keepName(ctx context.Context) error {
	if a.name.Load() == nil {
		err := a.w.DB.View(ctx, func(r kv.Reader) error {
			name, err := storedName(r)
			a.name.Store(&name)
			return err
		})
		if err != nil {
			return err
		}
	}
	for _, ch := range a.w.Channels {
		c, ok := ch.(named)
		if !ok || c.Username() == "" || c.Username() == *a.name.Load() {
			continue
		}
		name := c.Username()
		if err := a.w.DB.Update(ctx, func(tx kv.Tx) error { return tx.Put(nameTable, []byte("telegram"), []byte(name)) }); err != nil {
			return err
		}
		a.name.Store(&name)
	}
	return nil
}
