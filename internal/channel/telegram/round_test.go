package telegram

import (
	"testing"

	"loaxom/internal/channel"
)

// A round video is decoded as a file of its own kind, goes on by its id alone and without words, and its words
// come after it; as another kind of file Telegram would not take it.
func TestARoundVideo(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBotWith(t, map[string][]byte{"r": []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom")})
		b.server.Attach(resident, channel.Round, "", "", []byte("\x00\x00\x00\x18ftypmp42"), 0)
		stop := b.receive()
		in := b.wait(1)[0]
		stop()
		if in.Kind != channel.Media || in.Media != "video" || len(in.Files) != 1 || in.Files[0].Kind != channel.Round || in.Files[0].Ref == "" || in.Files[0].Size == 0 {
			t.Fatalf("decoded: %+v", in)
		}
		button := [][]channel.Button{{{Label: "Đã đọc", Data: "a"}}}
		if got := b.fitted(channel.Outgoing{Text: channel.Plain("Bà con xem"), Files: in.Files, Buttons: button}); len(got) != 2 || got[0].MessageID == "" || got[1].MessageID == "" {
			t.Errorf("with words: %+v", got)
		}
		b.fitted(channel.Outgoing{Files: []channel.File{{Kind: channel.Round, Hash: "r"}, in.Files[0]}})
		var methods []string
		for _, m := range b.server.SentTo(resident) {
			methods = append(methods, m.Method+" "+m.Text)
		}
		want := []string{"sendVideoNote ", "sendMessage Bà con xem", "sendVideoNote ", "sendVideoNote "}
		if len(methods) != len(want) {
			t.Fatalf("sent %q", methods)
		}
		for i := range want {
			if methods[i] != want[i] {
				t.Errorf("sent %q, want %q", methods[i], want[i])
			}
		}
		for _, m := range []channel.Outgoing{
			{Text: channel.Plain("chữ"), Files: in.Files}, {Files: []channel.File{in.Files[0], in.Files[0]}},
			{Files: []channel.File{{Kind: channel.Video, Ref: in.Files[0].Ref}}},
		} {
			if _, err := b.Send(t.Context(), to(resident), m); err == nil {
				t.Errorf("%+v was sent", m)
			}
		}
	})
}
