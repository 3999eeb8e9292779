package dialogue

import "loaxom/internal/channel"

// Rest tells whether the message is one more of the album whose first file was answered.
func (t *Turn) Rest() bool { return t.Album != "" && t.Album == t.Talk.Album }

// Keep adds files to those of the talk. The list is made anew: the state that the turn began with stays as it
// was.
func (t *Turn) Keep(files ...channel.File) {
	t.Talk.Files = append(t.Talk.Files[:len(t.Talk.Files):len(t.Talk.Files)], files...)
	t.Talk.Album = t.Album
}

// Drop forgets the files of the talk.
func (t *Turn) Drop() { t.Talk.Files, t.Talk.Album = nil, "" }
