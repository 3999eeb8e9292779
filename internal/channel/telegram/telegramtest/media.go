package telegramtest

import (
	"fmt"
	"path"
	"strings"
)

// input is the file that a parameter gives: a part of its own, attach://<part>, a file_id or an
// address. The answers are those of TDLib (MessagesManager.cpp, PhotoSize.cpp) but where marked.
func (s *Server) input(c *call, kind, text, part string) (*file, *failure) {
	if name, ok := strings.CutPrefix(text, "attach://"); ok {
		part, text = name, ""
		if c.files[part] == nil {
			c.violate(part, RuleMissing, "attach:// names a part that did not come")
		}
	}
	switch up := c.files[part]; {
	case text == "" && up == nil:
		return nil, bad("there is no " + kind + " in the request")
	case text == "":
		c.claim(part)
		return s.uploaded(c, kind, up)
	case strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://"):
		if checkedLink(text) == "" {
			c.violate(kind, RuleLink, text)
			return nil, bad(textWrongURL)
		}
		return s.files.add(kind, path.Base(text), nil, 0), nil // nothing is fetched
	}
	f := s.files.byID[text]
	if f == nil || s.files.refused[text] || (f.kind == "photo") != (kind == "photo") {
		return nil, bad("wrong file identifier/HTTP URL specified")
	}
	if (f.kind == "video_note") != (kind == "video_note") { // Bot API, "Sending files": the type cannot be changed; wording recalled
		return nil, bad("type of file mismatch")
	}
	return f, nil
}

// claim notes that a parameter stands for a file part.
func (c *call) claim(part string) {
	if c.used == nil {
		c.used = make(map[string]bool)
	}
	c.used[part] = true
}

// unclaimed writes down file parts that no parameter names; the real server drops them.
func (c *call) unclaimed() {
	for name := range c.files {
		if !c.used[name] {
			c.violate(name, RuleUnknown, "a file part that no parameter names")
		}
	}
}

// uploaded holds a new file against the limits of its kind.
func (s *Server) uploaded(c *call, kind string, up *upload) (*file, *failure) {
	most := maxUpload
	if kind == "photo" {
		most = 10 << 20 // Bot API, sendPhoto.photo
	}
	switch {
	case len(up.content) == 0:
		c.violate(up.field, RuleEmpty, "an empty file")
		return nil, bad("file must be non-empty")
	case len(up.content) > most:
		c.violate(up.field, RuleTooLong, fmt.Sprintf("%d bytes, at most %d", len(up.content), most))
		return nil, &failure{code: 413, text: "Request Entity Too Large"} // wording for a photo unknown
	}
	f := s.files.add(kind, up.name, up.content, 0)
	if kind != "photo" {
		return f, nil
	}
	switch w, h := f.width, f.height; {
	case w == 0 || h == 0:
		c.violate(up.field, RuleValue, "no picture in JPEG, PNG or GIF")
		return nil, bad("IMAGE_PROCESS_FAILED") // recalled
	case w+h > 10_000 || w > 20*h || h > 20*w:
		c.violate(up.field, RuleRange, fmt.Sprintf("a picture of %dx%d", w, h))
		return nil, bad("PHOTO_INVALID_DIMENSIONS") // recalled
	}
	return f, nil
}

func (s *Server) sendPhoto(c *call) (any, *failure)    { return s.sendFile(c, "photo") }
func (s *Server) sendVideo(c *call) (any, *failure)    { return s.sendFile(c, "video") }
func (s *Server) sendVoice(c *call) (any, *failure)    { return s.sendFile(c, "voice") }
func (s *Server) sendAudio(c *call) (any, *failure)    { return s.sendFile(c, "audio") }
func (s *Server) sendDocument(c *call) (any, *failure) { return s.sendFile(c, "document") }

// sendVideoNote sends a round video, which has no caption.
func (s *Server) sendVideoNote(c *call) (any, *failure) { return s.sendFile(c, "video_note") }

// sendFile is what sendPhoto, sendVideo and sendDocument share.
func (s *Server) sendFile(c *call, kind string) (any, *failure) {
	f, bad := s.input(c, kind, c.str(kind), kind)
	if bad != nil {
		return nil, bad
	}
	c.unclaimed()
	text, ents, bad := c.formatted(captionText)
	if bad != nil {
		return nil, bad
	}
	p, bad := s.post(c, 1)
	if bad != nil {
		return nil, bad
	}
	m := s.put(c, p, func(m *stored) {
		f.into(&m.wire)
		m.wire.Caption, m.wire.CaptionEntities, m.wire.Spoiler = text, ents, c.flag("has_spoiler")
		m.shown.Media, m.shown.FileID = kind, f.id
	})
	return m.raw(), nil
}
