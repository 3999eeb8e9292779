package channel

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
)

// Kinds of File, as Incoming.Media names them.
const (
	Photo    = "photo"
	Video    = "video"
	Round    = "video_note" // a round video that was filmed in the chat: alone in its message, without words
	Document = "document"
	Voice    = "voice"
	Audio    = "audio"
)

// File is one picture, video, document or sound of a message. Of a file that a platform has already
// the Ref is enough and nothing is uploaded; Hash is for other platforms, and for the day on which
// the platform does not know its Ref any more.
type File struct {
	Kind    string `json:"k"`
	Ref     string `json:"r,omitempty"`  // the platform's own id of it, which means nothing on another one
	Channel string `json:"ch,omitempty"` // the channel that Ref is of; see Keeper
	Hash    string `json:"h,omitempty"`  // of its content in the blob store
	Name    string `json:"n,omitempty"`  // base name, of a document
	Size    int64  `json:"z,omitempty"`  // bytes; 0: not known
}

// unnamed is the channel of a Ref that names none: records were written without it when there was but one
// channel that has such ids.
const unnamed = "telegram"

// Keeper is the channel that has the file under its Ref; empty where there is no Ref.
func (f File) Keeper() string {
	if f.Ref == "" {
		return ""
	}
	return cmp.Or(f.Channel, unnamed)
}

// On is a file as it goes out on the channel of that name: with its Ref only where the Ref is of that channel.
func (f File) On(name string) File {
	if f.Keeper() == name {
		f.Channel = name
	} else {
		f.Ref, f.Channel = "", ""
	}
	return f
}

// On is a message with its files as they go out on the channel of that name.
func (m Outgoing) On(name string) Outgoing {
	if len(m.Files) == 0 {
		return m
	}
	m.Files = slices.Clone(m.Files)
	for i := range m.Files {
		m.Files[i] = m.Files[i].On(name)
	}
	return m
}

// ErrLarge says of a file that it is larger than what is taken. It comes wrapped in Refused.
var ErrLarge = errors.New("the file is too large")

// Fetcher is a channel from which files that people sent can be downloaded: at most most bytes; what is
// larger is Refused, with ErrLarge. Reading has no effect, so after Busy or Unsure it may simply be done again.
type Fetcher interface {
	Fetch(ctx context.Context, ref string, most int64) ([]byte, error)
}

// symbols stand for a file on a channel that cannot show it.
var symbols = map[string]string{Photo: "🖼", Video: "🎬", Round: "🎬", Document: "📄", Voice: "🎤", Audio: "🎵"}

// Symbol stands for a file in a line of text: what kind it is, and its name if it has one.
func Symbol(f File) string { return strings.TrimSpace(symbols[f.Kind] + " " + f.Name) }

// groups cuts the files of a message into those that one message of the platform may hold: pictures and
// videos together, documents together, sounds and round videos alone.
func (m Outgoing) groups(l Limits) (groups [][]File) {
	class := func(f File) string {
		switch f.Kind {
		case Photo, Video:
			return Photo
		}
		return f.Kind
	}
	most := max(l.Album, 1)
	for i, f := range m.Files {
		last := len(groups) - 1
		alone := f.Kind == Voice || f.Kind == Audio || f.Kind == Round
		if i == 0 || alone || class(m.Files[i-1]) != class(f) || len(groups[last]) >= most {
			groups = append(groups, nil)
			last++
		}
		groups[last] = append(groups[last], f)
	}
	return groups
}

// showable tells whether a channel with these limits can send f, which is as it goes out there (File.On).
func (l Limits) showable(f File) bool {
	most := l.Document
	if f.Kind == Photo {
		most = l.Photo
	}
	return most > 0 && (f.Ref != "" || f.Hash != "" && f.Size <= int64(most))
}
