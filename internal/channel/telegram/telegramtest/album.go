package telegramtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
)

// picture is one element of an album.
type picture struct {
	file    *file
	kind    string
	caption string
	ents    []Entity
}

// sendMediaGroup puts an album into a chat, one message each. Documents do not go with anything else
// (Bot API, sendMediaGroup).
func (s *Server) sendMediaGroup(c *call) (any, *failure) {
	list := c.list("media")
	if list == nil {
		return nil, bad("expected an Array of InputMedia")
	}
	var all []picture
	for i, v := range list {
		one, f := s.albumItem(c, v, fmt.Sprintf("media[%d]", i))
		if f != nil {
			return nil, f
		}
		all = append(all, one)
	}
	c.unclaimed()
	if mixed(all) {
		c.violate("media", RuleValue, "documents beside pictures")
		return nil, bad("can't use the media of the specified type in the album")
	}
	p, f := s.post(c, len(all))
	if f != nil {
		return nil, f
	}
	album := strconv.Itoa(1_000_000_000 + s.mailbox + len(s.sent.rows))
	var out []json.RawMessage
	for _, one := range all {
		m := s.put(c, p, func(m *stored) {
			one.file.into(&m.wire)
			m.wire.Caption, m.wire.CaptionEntities, m.wire.MediaGroup = one.caption, one.ents, album
			m.shown.Media, m.shown.FileID = one.kind, one.file.id
		})
		out = append(out, m.raw())
	}
	return out, nil
}

// albumItem reads one InputMedia; its fields' types were judged before.
func (s *Server) albumItem(c *call, v any, path string) (picture, *failure) {
	obj, _ := v.(map[string]any)
	kind, _ := obj["type"].(string)
	if !slices.Contains([]string{"photo", "video", "document"}, kind) {
		c.violate(path+".type", RuleValue, kind)
		return picture{}, bad("can't parse InputMedia: type must be photo, video or document") // wording is ours
	}
	media, _ := obj["media"].(string)
	if media == "" {
		return picture{}, bad("can't parse InputMedia: media not found")
	}
	f, failed := s.input(c, kind, media, "")
	if failed != nil {
		return picture{}, failed
	}
	// the caption of an element is read like that of a message: a call of its own, with the element's fields
	sub := &call{s: s, m: s.methods["sendphoto"], at: c.at}
	for _, name := range []string{"caption", "parse_mode"} {
		if text, ok := obj[name].(string); ok {
			sub.args = append(sub.args, arg{name: name, text: text})
		}
	}
	if ents, ok := obj["caption_entities"].([]any); ok {
		sub.args = append(sub.args, arg{name: "caption_entities", tree: ents})
	}
	text, ents, failed := sub.formatted(captionText)
	return picture{f, kind, text, ents}, failed
}

func mixed(all []picture) bool {
	for _, one := range all {
		if (one.kind == "document") != (all[0].kind == "document") {
			return true
		}
	}
	return false
}
