package telegram

import (
	"encoding/json"
	"math"
	"strconv"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"golang.org/x/text/unicode/norm"

	"loaxom/internal/channel"
)

// anonymous is Telegram's own account in whose name administrators of a group write anonymously.
const anonymous = 1087968824

// message reads a new or edited message. What no person wrote is Ignored: posts of channels, also when
// they are forwarded into their group by themselves, other bots, our own messages, service messages.
// Where the writer hides behind a chat, From stays empty: nobody is invented.
func (c *Channel) message(in *channel.Incoming, m *tg.Message, edited bool) {
	if m.Chat == nil || m.Chat.ID == 0 {
		return
	}
	in.Chat, in.Group, in.At = decimal(m.Chat.ID), many(m.Chat), at(m.Date)
	if in.Group && c.migrated(in, m) {
		return
	}
	if !in.Group && !m.Chat.IsPrivate() || m.IsAutomaticForward {
		return
	}
	if f := m.From; m.SenderChat == nil && f != nil && f.ID != anonymous {
		if f.IsBot {
			return
		}
		in.From, in.Lang = decimal(f.ID), f.LanguageCode
	}
	text, entities := m.Text, m.Entities
	if text == "" {
		text, entities = m.Caption, m.CaptionEntities
	}
	in.Media, in.Files, in.Album, in.Point = media(m), attached(m), m.MediaGroupID, point(m)
	if m.ReplyToMessage != nil && m.ReplyToMessage.MessageID > 0 {
		in.ReplyTo = strconv.Itoa(m.ReplyToMessage.MessageID)
	}
	if in.Media == "" && text == "" && unknownMedia(in.Raw) {
		in.Media = "other"
	}
	text, ours := c.addressed(m, text, entities, in.Group)
	live := edited && m.Location != nil // a live location that moves, not a person who changes anything
	if !ours || live || text == "" && in.Media == "" {
		return
	}
	in.Text = norm.NFC.String(text)
	switch {
	case edited:
		in.Kind, in.At = channel.Edited, at(max(m.EditDate, m.Date))
	case text != "":
		in.Kind = channel.Message
	default:
		in.Kind = channel.Media
	}
}

// migrated reads the service messages of a group that became a supergroup: one in the old chat, one in
// the new. Both say the same.
func (c *Channel) migrated(in *channel.Incoming, m *tg.Message) bool {
	switch {
	case m.MigrateToChatID != 0:
		in.MovedTo = decimal(m.MigrateToChatID)
	case m.MigrateFromChatID != 0:
		in.Chat, in.MovedTo = decimal(m.MigrateFromChatID), in.Chat
	default:
		return false
	}
	in.Kind = channel.Migrated
	return true
}

// media names what comes with a message. An animation is a document too, and a venue a location, so
// the order counts.
func media(m *tg.Message) string {
	switch {
	case len(m.Photo) > 0:
		return "photo"
	case m.Video != nil, m.VideoNote != nil, m.Animation != nil:
		return "video"
	case m.Document != nil:
		return "document"
	case m.Voice != nil:
		return "voice"
	case m.Audio != nil:
		return "audio"
	case m.Sticker != nil:
		return "sticker"
	case m.Location != nil, m.Venue != nil:
		return "location"
	case m.Contact != nil:
		return "contact"
	case m.Poll != nil:
		return "poll"
	case m.Dice != nil, m.Game != nil, m.Invoice != nil:
		return "other"
	}
	return ""
}

// point is the place that a message holds. One that is not on the map is none.
func point(m *tg.Message) *channel.Point {
	l := m.Location
	if l == nil && m.Venue != nil {
		l = &m.Venue.Location
	}
	if l == nil || math.Abs(l.Latitude) > 90 || math.Abs(l.Longitude) > 180 {
		return nil
	}
	return &channel.Point{Lat: l.Latitude, Lon: l.Longitude}
}

// unknownMedia tells whether a message holds something that people send and that the library does not
// know. All that is left then are service messages, which nobody answers.
func unknownMedia(raw []byte) bool {
	type newer struct {
		Story     json.RawMessage `json:"story"`
		PaidMedia json.RawMessage `json:"paid_media"`
		Checklist json.RawMessage `json:"checklist"`
		Giveaway  json.RawMessage `json:"giveaway"`
	}
	var u struct {
		Message newer `json:"message"`
		Edited  newer `json:"edited_message"`
	}
	if json.Unmarshal(raw, &u) != nil {
		return false
	}
	for _, n := range []newer{u.Message, u.Edited} {
		for _, r := range []json.RawMessage{n.Story, n.PaidMedia, n.Checklist, n.Giveaway} {
			if !isNull(r) {
				return true
			}
		}
	}
	return false
}
