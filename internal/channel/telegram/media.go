package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"loaxom/internal/channel"
	"loaxom/internal/fault"
)

// fileMethods are the methods for one file, by its kind. The parameter that holds it is named like the
// kind.
var fileMethods = map[string]string{
	channel.Photo: "sendPhoto", channel.Video: "sendVideo", channel.Document: "sendDocument",
	channel.Voice: "sendVoice", channel.Audio: "sendAudio", channel.Round: "sendVideoNote",
}

// unknownFile says that Telegram does not know a file_id (any more).
var unknownFile = []string{"wrong file identifier", "wrong remote file identifier", "FILE_REFERENCE_", "wrong file_id", "file is temporarily unavailable"}

// filesFit refuses files that Telegram would refuse.
func filesFit(m channel.Outgoing) error {
	docs := 0
	for _, f := range m.Files {
		if fileMethods[f.Kind] == "" || f.Ref == "" && f.Hash == "" {
			return fault.New(fault.Refused, "telegram: a file of kind %q without a name of the platform's and without content", f.Kind)
		}
		if f.Kind == channel.Document {
			docs++
		}
		if len(m.Files) > 1 && (f.Kind == channel.Voice || f.Kind == channel.Audio || f.Kind == channel.Round) {
			return fault.New(fault.Refused, "telegram: sendMediaGroup: a %s in an album", f.Kind)
		}
		if f.Kind == channel.Round && m.Text.Shows() {
			return fault.New(fault.Refused, "telegram: sendVideoNote: there are no words below one")
		}
	}
	if n := len(m.Files); n > limits.Album || n > 1 && (len(m.Buttons) > 0 || docs > 0 && docs < n) {
		return fault.New(fault.Refused, "telegram: sendMediaGroup: %d files, or buttons, or documents beside pictures", n)
	}
	return nil
}

// sendFiles sends one file or an album. By the ids that Telegram gave, where it has the files; where it
// does not know one any more, what we have the content of is uploaded, once.
func (c *Channel) sendFiles(ctx context.Context, params tg.Params, m channel.Outgoing) (channel.Receipt, error) {
	manner(params, m)
	if err := choices(params, m); err != nil {
		return channel.Receipt{}, err
	}
	r, f, err := c.trySend(ctx, params, m)
	if forgotten(f, err) && hasContent(m.Files) {
		r, f, err = c.renew(ctx, params, m)
	}
	if f != nil {
		err = c.fault(f)
	}
	return r, err
}

// forgotten tells whether Telegram does not know one of the ids.
func forgotten(f *failure, err error) bool {
	return err == nil && f != nil && f.said && f.code == 400 && f.says(unknownFile)
}

// hasContent tells whether anything could be uploaded instead of going by its id.
func hasContent(files []channel.File) bool {
	return slices.ContainsFunc(files, func(f channel.File) bool { return f.Hash != "" && f.Ref != "" })
}

// renew sends what was refused for an id that Telegram does not know. One after another: the first uploads,
// and the others, which were on their way with the same id, go by the new one.
func (c *Channel) renew(ctx context.Context, params tg.Params, m channel.Outgoing) (r channel.Receipt, f *failure, err error) {
	release, f := c.renewals.enter(ctx)
	if f != nil {
		return r, f, nil
	}
	defer release()
	files := m.Files
	if m.Files, f = c.renewals.apply(files), nil; !slices.Equal(m.Files, files) {
		if r, f, err = c.trySend(ctx, params, m); !forgotten(f, err) {
			return r, f, err
		}
	}
	c.alarm("file", "Telegram does not know a file any more; it is uploaded again")
	m.Files = slices.Clone(files)
	for i := range m.Files {
		if m.Files[i].Hash != "" {
			m.Files[i].Ref, m.Files[i].Channel = "", ""
		}
	}
	if r, f, err = c.trySend(ctx, params, m); err == nil && f == nil {
		c.renewals.note(files, r.Refs)
	}
	return r, f, err
}

// trySend makes the call; what has no id is uploaded.
func (c *Channel) trySend(ctx context.Context, params tg.Params, m channel.Outgoing) (channel.Receipt, *failure, error) {
	var uploads []tg.RequestFile
	refs := make([]string, len(m.Files))
	for i, f := range m.Files {
		if f.Ref != "" {
			refs[i] = f.Ref
			continue
		}
		data, err := c.open(f)
		if err != nil {
			return channel.Receipt{}, nil, err
		}
		// One file is the part that is named like its parameter; those of an album are named by attach://.
		part := f.Kind
		if len(m.Files) > 1 {
			part = fmt.Sprint("file", i)
			refs[i] = "attach://" + part
		}
		uploads = append(uploads, tg.RequestFile{Name: part, Data: tg.FileBytes{Name: fileName(f), Bytes: data}})
	}
	if len(m.Files) > 1 {
		return c.sendAlbum(ctx, params, m, refs, uploads)
	}
	delete(params, m.Files[0].Kind)
	params.AddNonEmpty(m.Files[0].Kind, refs[0])
	result, f := c.worded(ctx, params, "caption", m, uploads...)
	if f != nil {
		return channel.Receipt{}, f, nil
	}
	r := receipt(result)
	r.Refs = []string{fileRef(result)}
	return r, nil, nil
}

// inputMedia is one element of an album (Bot API, InputMedia).
type inputMedia struct {
	Type    string `json:"type"`
	Media   string `json:"media"`
	Caption string `json:"caption,omitempty"`
	Mode    string `json:"parse_mode,omitempty"`
}

// sendAlbum sends several files as one; the text stands below the first.
func (c *Channel) sendAlbum(ctx context.Context, params tg.Params, m channel.Outgoing, refs []string, uploads []tg.RequestFile) (channel.Receipt, *failure, error) {
	write := func(caption, mode string) error {
		list := make([]inputMedia, len(m.Files))
		for i, f := range m.Files {
			list[i] = inputMedia{Type: f.Kind, Media: refs[i]}
		}
		if list[0].Caption = caption; caption != "" {
			list[0].Mode = mode
		}
		text, err := compact(list)
		params["media"] = text
		return err
	}
	if err := write(html(m.Text), "HTML"); err != nil {
		return channel.Receipt{}, nil, err
	}
	result, f := c.call(ctx, "sendMediaGroup", params, uploads...)
	if f != nil && f.said && f.code == 400 && f.says(unparsed) {
		c.alarm("entities", "Telegram did not understand our HTML; the message goes out as plain text: "+f.text)
		if err := write(plain(m.Text), ""); err != nil {
			return channel.Receipt{}, nil, err
		}
		result, f = c.call(ctx, "sendMediaGroup", params, uploads...)
	}
	if f != nil {
		return channel.Receipt{}, f, nil
	}
	var sent []json.RawMessage
	if json.Unmarshal(result, &sent) != nil || len(sent) == 0 {
		return channel.Receipt{}, nil, nil // taken, which is all that counts
	}
	r := receipt(sent[0])
	for i, one := range sent {
		if i > 0 {
			r.More = append(r.More, receipt(one).MessageID)
		}
		r.Refs = append(r.Refs, fileRef(one))
	}
	return r, nil, nil
}

// open reads the content of a file that is to be uploaded.
func (c *Channel) open(f channel.File) ([]byte, error) {
	if c.content == nil || f.Hash == "" {
		return nil, fault.New(fault.Refused, "telegram: a %s is not known to Telegram and its content is not here", f.Kind)
	}
	data, err := c.content(f.Hash)
	if err != nil {
		return nil, fmt.Errorf("telegram: the content of a %s: %w", f.Kind, err)
	}
	most := limits.Document
	if f.Kind == channel.Photo {
		most = limits.Photo
	}
	if len(data) == 0 || len(data) > most {
		return nil, fault.New(fault.Refused, "telegram: a %s of %d bytes, at most %d are taken and none is empty", f.Kind, len(data), most)
	}
	return data, nil
}

// fileName is what a document is shown as: never a path of ours.
func fileName(f channel.File) string {
	if name := baseName(f.Name); name != "" {
		return name
	}
	return f.Kind + map[string]string{channel.Photo: ".jpg", channel.Video: ".mp4", channel.Round: ".mp4", channel.Voice: ".ogg", channel.Audio: ".mp3"}[f.Kind]
}

// baseName is a file's name without any folder, as somebody else's machine may write it.
func baseName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, "_"), "\\", "/"))
	if name == "." || name == "/" || name == ".." {
		return ""
	}
	return name
}

// fileRef is the id under which Telegram has the file of a message that was sent; of a photo the largest.
func fileRef(message json.RawMessage) string {
	var m tg.Message
	if json.Unmarshal(message, &m) != nil {
		return ""
	}
	for _, f := range attached(&m) {
		return f.Ref
	}
	return ""
}

// attached are the files of a message.
func attached(m *tg.Message) []channel.File {
	switch {
	case len(m.Photo) > 0:
		best := m.Photo[0]
		for _, p := range m.Photo {
			if p.Width*p.Height > best.Width*best.Height {
				best = p
			}
		}
		return []channel.File{{Kind: channel.Photo, Ref: best.FileID, Size: int64(best.FileSize)}}
	case m.Video != nil:
		return []channel.File{{Kind: channel.Video, Ref: m.Video.FileID, Name: baseName(m.Video.FileName), Size: int64(m.Video.FileSize)}}
	case m.VideoNote != nil:
		return []channel.File{{Kind: channel.Round, Ref: m.VideoNote.FileID, Size: int64(m.VideoNote.FileSize)}}
	case m.Document != nil:
		return []channel.File{{Kind: channel.Document, Ref: m.Document.FileID, Name: baseName(m.Document.FileName), Size: int64(m.Document.FileSize)}}
	case m.Voice != nil:
		return []channel.File{{Kind: channel.Voice, Ref: m.Voice.FileID, Size: int64(m.Voice.FileSize)}}
	case m.Audio != nil:
		return []channel.File{{Kind: channel.Audio, Ref: m.Audio.FileID, Name: baseName(m.Audio.FileName), Size: int64(m.Audio.FileSize)}}
	}
	return nil
}
