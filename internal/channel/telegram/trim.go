package telegram

import (
	"encoding/json"
	"unicode/utf8"

	"loaxom/internal/kv"
)

// maxRaw is the largest update that is handed on as it came, in bytes. A store may wrap it as base64
// within JSON, so it is half of what a value may have.
const maxRaw = kv.MaxValue / 2

// What is kept of a message's text when nothing else helps, and how many of its entities.
const (
	maxKept     = 16 << 10
	maxEntities = 50
)

// trim makes an update smaller that is over maxRaw: first the message that it replies to is reduced
// to who wrote it, then only what Decode reads is kept, then the rest is cut off, which no longer
// decodes and so is kept aside.
func trim(raw []byte) []byte {
	for _, smaller := range []func(map[string]json.RawMessage) map[string]json.RawMessage{withoutReply, essentials} {
		if out, ok := each(raw, smaller); ok && len(out) <= maxRaw {
			return out
		}
	}
	n := min(len(raw), maxRaw)
	return raw[:n:n]
}

// each puts the message of an update through f. Kinds that Decode does not read lose all they hold.
func each(raw []byte, f func(map[string]json.RawMessage) map[string]json.RawMessage) ([]byte, bool) {
	var u map[string]json.RawMessage
	if json.Unmarshal(raw, &u) != nil {
		return nil, false
	}
	out := map[string]json.RawMessage{}
	for kind, body := range u {
		switch kind {
		case "update_id", "my_chat_member":
			out[kind] = body
		case "message", "edited_message":
			out[kind] = change(body, f)
		case "callback_query":
			out[kind] = change(body, func(q map[string]json.RawMessage) map[string]json.RawMessage {
				return keep(q, "id", "from", "data", "message")
			})
		default:
			out[kind] = json.RawMessage("{}")
		}
	}
	b, err := json.Marshal(out)
	return b, err == nil
}

// change puts a JSON object through f; what is none stays.
func change(raw json.RawMessage, f func(map[string]json.RawMessage) map[string]json.RawMessage) json.RawMessage {
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) != nil || object == nil {
		return raw
	}
	b, err := json.Marshal(f(object))
	if err != nil {
		return raw
	}
	return b
}

// author is what is kept of a message that another one refers to.
func author(m map[string]json.RawMessage) map[string]json.RawMessage {
	return keep(m, "message_id", "from", "chat", "date")
}

// keep leaves the named fields; a message among them is reduced to its author.
func keep(m map[string]json.RawMessage, names ...string) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	for _, n := range names {
		if v, ok := m[n]; ok {
			out[n] = v
		}
	}
	for _, n := range []string{"message", "reply_to_message"} {
		if v, ok := out[n]; ok {
			out[n] = change(v, author)
		}
	}
	return out
}

// withoutReply takes from a message what only repeats other messages.
func withoutReply(m map[string]json.RawMessage) map[string]json.RawMessage {
	for _, n := range []string{"quote", "external_reply", "pinned_message", "reply_markup"} {
		delete(m, n)
	}
	if v, ok := m["reply_to_message"]; ok {
		m["reply_to_message"] = change(v, author)
	}
	return m
}

// essentials is a message as far as Decode reads it, with a text that is not endless.
func essentials(m map[string]json.RawMessage) map[string]json.RawMessage {
	out := keep(m, "message_id", "from", "sender_chat", "chat", "date", "edit_date", "is_automatic_forward",
		"reply_to_message", "text", "entities", "caption", "caption_entities", "migrate_to_chat_id", "migrate_from_chat_id")
	for _, n := range []string{"text", "caption"} {
		var s string
		if v, ok := out[n]; ok && json.Unmarshal(v, &s) == nil && len(s) > maxKept {
			at := maxKept
			for !utf8.RuneStart(s[at]) {
				at--
			}
			out[n], _ = json.Marshal(s[:at]) // a string always marshals
		}
	}
	for _, n := range []string{"entities", "caption_entities"} {
		var list []json.RawMessage
		if v, ok := out[n]; ok && json.Unmarshal(v, &list) == nil && len(list) > maxEntities {
			out[n], _ = json.Marshal(list[:maxEntities]) // it was JSON before
		}
	}
	for _, n := range []string{"video", "video_note", "animation", "document", "voice", "audio", "sticker", "location", "venue",
		"contact", "poll", "dice", "game", "invoice", "story", "paid_media", "checklist", "giveaway"} {
		if _, ok := m[n]; ok {
			out[n] = json.RawMessage("{}") // that there is one; where it lies is lost
		}
	}
	if _, ok := m["photo"]; ok {
		out["photo"] = json.RawMessage("[{}]")
	}
	return out
}
