package telegramtest

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"image"
	_ "image/gif"  // so that pictures tell their size
	_ "image/jpeg" //
	_ "image/png"  //
	"net/http"
	"path"
	"strings"
)

// Sizes of files (Bot API, "Sending files", getFile; server: Client.h:71).
const (
	maxDownload = 20 << 20
	maxUpload   = 50 << 20
)

// files are those that went through the server, by file_id and by path.
type files struct {
	byID    map[string]*file
	byPath  map[string]*file
	refused map[string]bool
	next    int
}

// file is one file; size counts where it is larger than the content.
type file struct {
	id, unique, path, name string
	kind                   string // photo, document, video, video_note, voice, audio
	content                []byte
	size                   int
	width, height          int
}

// add keeps a file under a new file_id. The unique id depends on the content alone, as documented.
func (fs *files) add(kind, name string, content []byte, size int) *file {
	if fs.byID == nil {
		fs.byID, fs.byPath, fs.refused = make(map[string]*file), make(map[string]*file), make(map[string]bool)
	}
	fs.next++
	sum := sha256.Sum256(append([]byte(kind), content...))
	f := &file{
		id:     fmt.Sprintf("AgACAgUAAxk%s%06d", base64.RawURLEncoding.EncodeToString(sum[:12]), fs.next),
		unique: "AQAD" + base64.RawURLEncoding.EncodeToString(sum[:9]),
		name:   name, kind: kind, content: content, size: max(size, len(content)),
	}
	ext := path.Ext(name)
	if ext == "" && kind == "photo" {
		ext = ".jpg"
	}
	f.path = fmt.Sprintf("%ss/file_%d%s", strings.TrimSuffix(kind, "s"), fs.next, ext)
	if conf, _, err := image.DecodeConfig(bytes.NewReader(content)); err == nil && kind == "photo" {
		f.width, f.height = conf.Width, conf.Height
	}
	fs.byID[f.id], fs.byPath[f.path] = f, f
	return f
}

// into puts the file where a message of its kind has it.
func (f *file) into(m *wireMessage) {
	w := wireFile{ID: f.id, Unique: f.unique, Size: f.size, Name: f.name}
	seconds := 0
	switch f.kind {
	case "photo":
		w.Name, w.Width, w.Height = "", &f.width, &f.height
		m.Photo = []wireFile{w}
	case "video":
		w.Width, w.Height, w.Duration = &f.width, &f.height, &seconds
		m.Video = &w
	case "video_note":
		w.Name, w.Length, w.Duration = "", &f.width, &seconds
		m.VideoNote = &w
	case "voice":
		w.Name, w.Duration = "", &seconds
		m.Voice = &w
	case "audio":
		w.Duration = &seconds
		m.Audio = &w
	default:
		m.Document = &w
	}
}

func (s *Server) getFile(c *call) (any, *failure) {
	f := s.files.byID[c.str("file_id")]
	switch {
	case c.str("file_id") == "":
		return nil, bad("file_id not specified")
	case f == nil:
		return nil, bad("invalid file_id")
	case f.size > maxDownload:
		return nil, bad("file is too big")
	}
	return wireFile{ID: f.id, Unique: f.unique, Size: f.size, Path: f.path}, nil
}

// download answers /file/bot<token>/<path>.
func (s *Server) download(token, at string) *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.authorise(token); f != nil {
		return fail(f)
	}
	f := s.files.byPath[at]
	if f == nil || f.size > maxDownload {
		return fail(&failure{code: http.StatusNotFound, text: textNotFound})
	}
	body := f.content
	if len(body) < f.size {
		body = append(bytes.Clone(body), make([]byte, f.size-len(body))...)
	}
	return &answer{status: http.StatusOK, kind: "application/octet-stream", body: body}
}

// RefuseFile makes the server know a file_id no more when it is sent: "wrong file identifier".
func (s *Server) RefuseFile(fileID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.files.refused == nil {
		s.files.refused = make(map[string]bool)
	}
	s.files.refused[fileID] = true
}

// File is the content of a file that the bot uploaded or a person sent; false: there is none.
func (s *Server) File(fileID string) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.files.byID[fileID]
	if f == nil {
		return nil, false
	}
	return f.content, true
}
