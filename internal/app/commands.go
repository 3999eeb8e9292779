package app

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"loaxom/bot"
	"loaxom/content"
	"loaxom/internal/address"
	"loaxom/internal/channel/telegram"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// menuCommands are the slash commands that everybody is shown, in order; what each does is the message
// "command.<name>". Words mean the same on channels without commands.
var menuCommands = []string{"hoi", "thutuc", "dangky", "phananh", "tracuu", "bantin", "menu", "ngonngu", "trogiup", "dulieu", "xoa", "huy"}

// commander is a channel with a list of commands.
type commander interface {
	Name() string
	Commands(context.Context, []telegram.CommandSet) error
}

// lookEvery is how often it is looked whether the lists have to change.
const lookEvery = 2 * time.Second

// tellCommands shows the lists of commands on the channels that have them: everybody's at the start and
// when the content's words for them may have changed, and those of people with duties when their duties
// changed. What does not succeed is tried again.
func (a *App) tellCommands(ctx context.Context) error {
	var told *content.Library    // of everybody's lists
	var duties *content.Library  // of the lists of people with duties
	var audit staff.Chain        // as it was when those were told
	var wait, rest time.Duration // until the next try after a failure
	for {
		if err := a.keepName(ctx); err != nil && ctx.Err() == nil {
			a.w.Log.Error("the bot's name cannot be stored", "err", err)
		}
		if live := a.live.Load(); live != nil && wait <= 0 {
			lib := live.Current()
			var err error
			if lib != told {
				if err = a.tellAll(ctx, lib); err == nil {
					told = lib
				}
			}
			if err == nil {
				var now staff.Chain
				if now, err = a.auditEnd(ctx); err == nil && (lib != duties || now != audit) {
					if err = a.tellDuties(ctx, lib); err == nil {
						duties, audit = lib, now
					}
				}
			}
			if rest = min(2*rest+lookEvery, time.Minute); err == nil {
				rest = 0
			}
			wait = rest
		}
		select {
		case <-ctx.Done():
			return a.keepName(context.WithoutCancel(ctx)) // it may have become known just now
		case <-time.After(lookEvery):
			wait -= lookEvery
		}
	}
}

func (a *App) auditEnd(ctx context.Context) (end staff.Chain, err error) {
	err = a.w.DB.View(ctx, func(r kv.Reader) (err error) { end, err = staff.End(r); return err })
	return end, err
}

// tellAll gives every channel everybody's list.
func (a *App) tellAll(ctx context.Context, lib *content.Library) error {
	for _, ch := range a.w.Channels {
		if c, ok := ch.(commander); ok {
			if err := write(ctx, c, sets(lib, telegram.Private, 0, menuCommands)); err != nil {
				return err
			}
		}
	}
	return nil
}

// write makes the calls, within a bound of time.
func write(ctx context.Context, c commander, sets []telegram.CommandSet) error {
	call, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	return c.Commands(call, sets)
}

// sets is a list in each language; without names it takes the lists away.
func sets(lib *content.Library, scope telegram.Scope, chat int64, names []string) (all []telegram.CommandSet) {
	for _, lang := range []string{"", content.English} {
		set := telegram.CommandSet{Scope: scope, Chat: chat, Language: lang}
		words := lang
		if words == "" {
			words = content.Vietnamese
		}
		for _, name := range names {
			set.Commands = append(set.Commands, telegram.Command{Name: name, Description: lib.Say(words, "command."+name, nil)})
		}
		all = append(all, set)
	}
	return all
}

// toldList is what a conversation was last shown beside everybody's list, so that a restart makes no call
// for what is as it was.
type toldList struct {
	Address address.ID `json:"id"`
	Digest  string     `json:"h"`
}

var toldLists = kv.NewTable("command", func(t toldList) address.ID { return t.Address })

// tellDuties gives each conversation of a person with duties its own list, and takes it away where there
// is no duty any more.
func (a *App) tellDuties(ctx context.Context, lib *content.Library) error {
	for _, ch := range a.w.Channels {
		c, ok := ch.(commander)
		if !ok {
			continue
		}
		due, err := a.dueLists(ctx, lib, c.Name())
		if err != nil {
			return err
		}
		for _, d := range due {
			err := write(ctx, c, sets(lib, telegram.OneChat, d.chat, d.names))
			// Who blocked the bot has no list to see, and it is not tried for ever.
			if err != nil && !fault.Is(err, fault.Refused) && !fault.Is(err, fault.Gone) && !fault.Is(err, fault.Invalid) {
				return err
			}
			err = a.w.DB.Update(ctx, func(tx kv.Tx) error {
				if len(d.names) == 0 {
					return toldLists.Delete(tx, d.told.Address)
				}
				return toldLists.Put(tx, d.told)
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// dueList is a list that has to be written.
type dueList struct {
	told  toldList
	chat  int64
	names []string // none: it is taken away
}

// dueLists are the lists of a channel's conversations that are not as they should be.
func (a *App) dueLists(ctx context.Context, lib *content.Library, channel string) (due []dueList, err error) {
	err = a.w.DB.View(ctx, func(r kv.Reader) error {
		due = nil
		shown := map[address.ID]string{}
		if err := toldLists.Scan(r, nil, nil, func(t toldList) error { shown[t.Address] = t.Digest; return nil }); err != nil {
			return err
		}
		add := func(id address.ID, by commune.Actor) error {
			rec, err := address.Get(r, id)
			if fault.Is(err, fault.NotFound) || err == nil && rec.Channel != channel {
				return nil
			}
			if err != nil {
				return err
			}
			d := dueList{told: toldList{Address: id}}
			if d.chat, err = strconv.ParseInt(rec.Chat, 10, 64); err != nil {
				return nil // not an id of Telegram's
			}
			if duty := bot.DutyCommands(by); len(duty) > 0 {
				d.names = slices.Clone(menuCommands)
				for _, name := range duty { // a command may do more for some than for everybody
					if !slices.Contains(d.names, name) {
						d.names = append(d.names, name)
					}
				}
				raw, err := json.Marshal(sets(lib, telegram.OneChat, d.chat, d.names))
				if err != nil {
					return err
				}
				d.told.Digest = staff.Digest(raw)
			}
			if d.told.Digest != shown[id] {
				due = append(due, d)
			}
			return nil
		}
		active, err := staff.Active(r)
		if err != nil {
			return err
		}
		for _, account := range active {
			for _, id := range account.Addresses {
				if err := add(id, account.Actor()); err != nil {
					return err
				}
				delete(shown, id) // what is left over belongs to nobody with a duty
			}
		}
		for id := range shown {
			if err := add(id, commune.Actor{}); err != nil {
				return err
			}
		}
		return nil
	})
	return due, err
}
