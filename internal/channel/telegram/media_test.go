package telegram

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/fault"
)

// pictureOf is a picture of a size, as PNG.
func pictureOf(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// newBotWith makes a bot that has the content of files by their hashes.
func newBotWith(t *testing.T, content map[string][]byte) *bot {
	t.Helper()
	s := telegramtest.New(t)
	return newBotOn(t, s, Config{APIEndpoint: s.Base(), Content: func(hash string) ([]byte, error) {
		data, ok := content[hash]
		if !ok {
			return nil, fault.New(fault.NotFound, "no such file")
		}
		return data, nil
	}}, WithTransport(s.Transport()))
}

// fitted sends what Fit makes of a message, as the outbox does.
func (b *bot) fitted(m channel.Outgoing) (receipts []channel.Receipt) {
	b.t.Helper()
	for _, part := range channel.Fit(m, b.Limits()) {
		r, err := b.Send(b.t.Context(), to(resident), part)
		if err != nil {
			b.t.Fatal(b.seen(err))
		}
		receipts = append(receipts, r)
		time.Sleep(time.Minute) // the pace is the outbox's
	}
	return receipts
}

var readButton = [][]channel.Button{{{Label: "Đã đọc", Data: "r:1"}}}

// TestBehaviour29CaptionOverTheLimit: a text that fits stands below its picture; one letter more and it
// is a message of its own after it, whole and with the buttons. An album has no buttons of its own.
func TestBehaviour29CaptionOverTheLimit(t *testing.T) {
	type shown struct {
		method  string
		text    int // letters
		buttons int
	}
	photo := channel.File{Kind: channel.Photo, Hash: "p"}
	document := channel.File{Kind: channel.Document, Hash: "d", Name: "lich.pdf"}
	for name, v := range map[string]struct {
		files   []channel.File
		text    string
		buttons [][]channel.Button
		want    []shown
	}{
		"no text":                     {[]channel.File{photo}, "", nil, []shown{{"sendPhoto", 0, 0}}},
		"1,024":                       {[]channel.File{photo}, strings.Repeat("ă", 1024), readButton, []shown{{"sendPhoto", 1024, 1}}},
		"1,025":                       {[]channel.File{photo}, strings.Repeat("ă", 1025), readButton, []shown{{"sendPhoto", 0, 0}, {"sendMessage", 1025, 1}}},
		"512 emoji":                   {[]channel.File{photo}, strings.Repeat("🎉", 512), nil, []shown{{"sendPhoto", 512, 0}}},
		"513 emoji":                   {[]channel.File{photo}, strings.Repeat("🎉", 513), nil, []shown{{"sendPhoto", 0, 0}, {"sendMessage", 513, 0}}},
		"1,800 below a document":      {[]channel.File{document}, strings.Repeat("ă", 1800), readButton, []shown{{"sendDocument", 0, 0}, {"sendMessage", 1800, 1}}},
		"an album":                    {[]channel.File{photo, photo}, "Họp xóm", nil, []shown{{"sendMediaGroup", 7, 0}, {"sendMediaGroup", 0, 0}}},
		"an album with a button":      {[]channel.File{photo, photo}, "Họp xóm", readButton, []shown{{"sendMediaGroup", 0, 0}, {"sendMediaGroup", 0, 0}, {"sendMessage", 7, 1}}},
		"an album, 1,025":             {[]channel.File{photo, photo}, strings.Repeat("ă", 1025), nil, []shown{{"sendMediaGroup", 0, 0}, {"sendMediaGroup", 0, 0}, {"sendMessage", 1025, 0}}},
		"a picture and a document":    {[]channel.File{photo, document}, "Họp xóm", nil, []shown{{"sendPhoto", 0, 0}, {"sendDocument", 0, 0}, {"sendMessage", 7, 0}}},
		"a button and nothing else":   {[]channel.File{photo}, "", readButton, []shown{{"sendPhoto", 0, 1}}},
		"what is bold, and a caption": {[]channel.File{photo}, "<b>&", readButton, []shown{{"sendPhoto", 4, 1}}},
	} {
		bubble(t, func(t *testing.T) {
			b := newBotWith(t, map[string][]byte{"p": pictureOf(t, 4, 3), "d": []byte("%PDF-1.7")})
			m := channel.Outgoing{Files: v.files, Buttons: v.buttons}
			if v.text != "" {
				m.Text = channel.Text{{S: v.text[:1], Bold: true}, {S: v.text[1:]}}
				if v.text[0] >= 0x80 { // never inside a letter
					m.Text = channel.Plain(v.text)
				}
			}
			b.fitted(m)
			var got []shown
			words := ""
			for _, one := range b.server.SentTo(resident) {
				got = append(got, shown{one.Method, len([]rune(one.Text)), len(one.Buttons)})
				words += one.Text
			}
			if !slices.Equal(got, v.want) {
				t.Errorf("%s: %+v, want %+v", name, got, v.want)
			}
			if words != v.text {
				t.Errorf("%s: the text is not what it was: %d letters", name, len([]rune(words)))
			}
		})
	}
}

// TestBehaviour42UploadedOnceThenByID: the receipt tells under which ids Telegram has the files, and with
// them nothing is uploaded again.
func TestBehaviour42UploadedOnceThenByID(t *testing.T) {
	photo := channel.File{Kind: channel.Photo, Hash: "p"}
	for name, files := range map[string][]channel.File{
		"a picture":  {photo},
		"a video":    {{Kind: channel.Video, Hash: "v"}},
		"a document": {{Kind: channel.Document, Hash: "v", Name: "lich.pdf"}},
		"a voice":    {{Kind: channel.Voice, Hash: "v"}},
		"a sound":    {{Kind: channel.Audio, Hash: "v"}},
		"an album":   {photo, {Kind: channel.Video, Hash: "v"}, {Kind: channel.Photo, Hash: "q"}},
		"two papers": {{Kind: channel.Document, Hash: "v", Name: "a.pdf"}, {Kind: channel.Document, Hash: "p", Name: "b.png"}},
	} {
		bubble(t, func(t *testing.T) {
			b := newBotWith(t, map[string][]byte{"p": pictureOf(t, 4, 3), "q": pictureOf(t, 5, 3), "v": []byte("content")})
			m := channel.Outgoing{Files: files, Text: channel.Plain("Họp xóm")}
			first := b.fitted(m)
			if len(first) != 1 || len(first[0].Refs) != len(files) || slices.Contains(first[0].Refs, "") || len(first[0].More) != len(files)-1 {
				t.Fatalf("%s: receipt %+v", name, first)
			}
			m.Files = slices.Clone(files)
			for i := range m.Files {
				m.Files[i].Ref = first[0].Refs[i]
			}
			b.fitted(m)
			sent := b.server.SentTo(resident)
			if len(sent) != 2*len(files) {
				t.Fatalf("%s: %d messages", name, len(sent))
			}
			for i, f := range files {
				was, now := sent[i], sent[i+len(files)]
				if was.FileID != first[0].Refs[i] || now.FileID != was.FileID || was.Media != f.Kind || now.Media != f.Kind {
					t.Errorf("%s, file %d: %s %s, then %s %s", name, i, was.Media, was.FileID, now.Media, now.FileID)
				}
			}
			log := b.server.Log(method(m))
			for p, v := range log[len(log)-1].Params {
				if strings.Contains(v, "attach://") || p == "file0" {
					t.Errorf("%s: uploaded again: %s", name, v)
				}
			}
		})
	}
}

// TestBehaviour42ARefusedIDIsOneNewUpload: sixteen messages that are under way with an id that Telegram
// does not know any more cost one upload, and all arrive.
func TestBehaviour42ARefusedIDIsOneNewUpload(t *testing.T) {
	for name, files := range map[string][]channel.File{
		"a picture": {{Kind: channel.Photo, Hash: "p"}},
		"an album":  {{Kind: channel.Photo, Hash: "p"}, {Kind: channel.Photo, Hash: "q"}},
	} {
		bubble(t, func(t *testing.T) {
			b := newBotWith(t, map[string][]byte{"p": pictureOf(t, 4, 3), "q": pictureOf(t, 5, 3)})
			b.server.SetLatency("*", 300*time.Millisecond)
			b.server.SetJudge(telegramtest.Off) // the pace is the outbox's
			m := channel.Outgoing{Files: files, Text: channel.Plain("Họp xóm")}
			old := b.fitted(m)[0].Refs
			m.Files = slices.Clone(files)
			for i := range m.Files {
				m.Files[i].Ref = old[i]
			}
			b.server.RefuseFile(old[len(old)-1])
			const n = 16
			refs := make([][]string, n)
			var all sync.WaitGroup
			for i := range n {
				chat := int64(7000 + i)
				b.server.User(chat)
				all.Go(func() {
					r, err := b.Send(t.Context(), to(chat), m)
					if err != nil {
						t.Errorf("%s: %v", name, b.seen(err))
					}
					refs[i] = r.Refs
				})
			}
			all.Wait()
			for i := range n {
				if !slices.Equal(refs[i], refs[0]) || slices.Equal(refs[i], old) {
					t.Errorf("%s: message %d was told %v, the first %v, before %v", name, i, refs[i], refs[0], old)
				}
				if got := b.server.SentTo(int64(7000 + i)); len(got) != len(files) {
					t.Errorf("%s: chat %d got %d messages", name, i, len(got))
				}
			}
			uploads := 0
			for _, c := range b.server.Log(method(m)) {
				if c.Params["file0"]+c.Params["file1"] != "" || len(c.Params["photo"]) > 0 && len(c.Params["photo"]) < 8 { // of a part its size is told
					uploads++
				}
			}
			if uploads != 2 { // the first of all, and the new one
				t.Errorf("%s: %d uploads", name, uploads)
			}
			if b.log.count("uploaded again") != 1 {
				t.Errorf("%s: the operator is told %d times", name, b.log.count("uploaded again"))
			}
		})
	}
}

// TestACaptionIsChangedInOneCall: a second call in the same second would be one too many in its chat, and the
// outbox, which would make both again, would never come to an end.
func TestACaptionIsChangedInOneCall(t *testing.T) {
	for name, files := range map[string][]channel.File{
		"a picture": {{Kind: channel.Photo, Hash: "p"}},
		"an album":  {{Kind: channel.Photo, Hash: "p"}, {Kind: channel.Photo, Hash: "p"}},
		"a text":    nil,
	} {
		bubble(t, func(t *testing.T) {
			b := newBotWith(t, map[string][]byte{"p": pictureOf(t, 4, 3)})
			sent := b.fitted(channel.Outgoing{Text: channel.Plain("Họp 19 giờ"), Files: files})
			calls := b.server.Calls("*")
			m := channel.Outgoing{Text: channel.Text{{S: "Họp 20 giờ", Bold: true}}, Replaces: sent[0].MessageID, Below: len(files) > 0}
			r, err := b.Send(t.Context(), to(resident), m)
			if err != nil || r.MessageID != sent[0].MessageID {
				t.Fatalf("%s: %+v, %v", name, r, b.seen(err))
			}
			if n := b.server.Calls("*") - calls; n != 1 {
				t.Errorf("%s: %d calls", name, n)
			}
			id, err := strconv.Atoi(r.MessageID)
			if err != nil {
				t.Fatal(err)
			}
			if now, there := b.server.Shown(resident, id); !there || now.Text != "Họp 20 giờ" || len(now.Entities) != 1 || (now.Media != "") != (len(files) > 0) {
				t.Errorf("%s: %+v", name, now)
			}
			m.Text = channel.Plain(strings.Repeat("ă", 1025))
			if _, err := b.Send(t.Context(), to(resident), m); fault.Is(b.seen(err), fault.Refused) != (len(files) > 0) {
				t.Errorf("%s: 1,025 letters: %v", name, err)
			}
		})
	}
}

// TestAFileWithoutContent: what Telegram does not know and we do not have is refused, not tried for ever.
func TestAFileWithoutContent(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBotWith(t, map[string][]byte{"p": pictureOf(t, 4, 3), "empty": {}})
		for name, files := range map[string][]channel.File{
			"an unknown id":            {{Kind: channel.Photo, Ref: "AgAC-not-known"}},
			"an id of another channel": {{Kind: channel.Photo, Ref: "zalo-1", Channel: "zalo"}},
			"content that is not here": {{Kind: channel.Photo, Hash: "x"}},
			"an empty file":            {{Kind: channel.Document, Hash: "empty"}},
			"no name at all":           {{Kind: channel.Photo}},
			"a kind of its own":        {{Kind: "sticker", Ref: "AgAC"}},
			"a sound in an album":      {{Kind: channel.Photo, Hash: "p"}, {Kind: channel.Voice, Hash: "p"}},
			"a paper beside a picture": {{Kind: channel.Photo, Hash: "p"}, {Kind: channel.Document, Hash: "p"}},
			"eleven":                   slices.Repeat([]channel.File{{Kind: channel.Photo, Hash: "p"}}, 11),
		} {
			_, err := b.Send(t.Context(), to(resident), channel.Outgoing{Files: files})
			if k := fault.KindOf(b.seen(err)); k != fault.Refused && k != fault.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := len(b.server.SentTo(resident)); n != 0 {
			t.Errorf("%d messages", n)
		}
	})
}

// TestAnAlbumIsSavedByWhatWeHave: of an album with a refused id those files are uploaded that we have; the
// others go by their ids.
func TestAnAlbumIsSavedByWhatWeHave(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBotWith(t, map[string][]byte{"p": pictureOf(t, 4, 3)})
		b.server.Attach(resident, "video", "a.mp4", "", []byte("video"), 30<<20)
		stop := b.receive()
		video := b.wait(1)[0].Files[0] // too large to be downloaded
		stop()
		old := b.fitted(channel.Outgoing{Files: []channel.File{{Kind: channel.Photo, Hash: "p"}}})[0].Refs[0]
		b.server.RefuseFile(old)
		got := b.fitted(channel.Outgoing{Files: []channel.File{{Kind: channel.Photo, Hash: "p", Ref: old}, video}})
		if len(got) != 1 || len(got[0].Refs) != 2 || got[0].Refs[0] == old || got[0].Refs[1] != video.Ref {
			t.Errorf("%+v", got)
		}
	})
}

// TestBehaviour44HowAMessageArrives: without a sound, not to be forwarded, into a topic, without a card of
// the linked page: for a text, a picture and an album alike.
func TestBehaviour44HowAMessageArrives(t *testing.T) {
	photo := channel.File{Kind: channel.Photo, Hash: "p"}
	for name, files := range map[string][]channel.File{"a text": nil, "a picture": {photo}, "an album": {photo, photo}, "a picture and its text": {photo}} {
		for _, on := range []bool{false, true} {
			bubble(t, func(t *testing.T) {
				b := newBotWith(t, map[string][]byte{"p": pictureOf(t, 4, 3)})
				m := channel.Outgoing{Text: channel.Text{{S: "xem", Link: "https://dichvucong.gov.vn/"}}, Files: files, Silent: on, Protect: on}
				if strings.HasSuffix(name, "text") && files != nil {
					m.Text = append(m.Text, channel.Span{S: strings.Repeat("ă", 1025)})
				}
				if on {
					m.Thread = "77"
				}
				b.fitted(m)
				for _, got := range b.server.SentTo(resident) {
					thread := 0
					if on {
						thread = 77
					}
					if got.Silent != on || got.Protected != on || got.Thread != thread || got.Method == "sendMessage" && !got.NoPreview {
						t.Errorf("%s, %v: %+v", name, on, got)
					}
				}
				for _, c := range b.server.Log("*") {
					_, silent := c.Params["disable_notification"]
					_, protect := c.Params["protect_content"]
					_, thread := c.Params["message_thread_id"]
					if strings.HasPrefix(c.Method, "send") && (silent != on || protect != on || thread != on) {
						t.Errorf("%s: what was not asked for is not written: %v", name, c.Params)
					}
				}
			})
		}
	}
}

// TestBehaviour20UploadsAreJudgedLikeTexts: Send with a file to upload, one or an album, gives the kinds of
// fault that a text gives.
func TestBehaviour20UploadsAreJudgedLikeTexts(t *testing.T) {
	photo := channel.File{Kind: channel.Photo, Hash: "p"}
	messages := map[string]channel.Outgoing{
		"sendMessage":    {Text: channel.Plain("chào")},
		"sendPhoto":      {Files: []channel.File{photo}},
		"sendMediaGroup": {Files: []channel.File{photo, photo}},
	}
	for name, v := range map[string]struct {
		set  func(*telegramtest.Server, string)
		kind fault.Kind
		wait time.Duration
	}{
		"429 of the chat": {func(s *telegramtest.Server, m string) {
			s.Fail(m, 1, telegramtest.TooManyRequests(31, telegramtest.ScopeChat))
		}, fault.Busy, 31 * time.Second},
		"401":           {func(s *telegramtest.Server, m string) { s.Fail(m, 1, telegramtest.Unauthorized()) }, fault.Busy, 0},
		"500":           {func(s *telegramtest.Server, m string) { s.Fail(m, 1, telegramtest.Internal()) }, fault.Unsure, 0},
		"502":           {func(s *telegramtest.Server, m string) { s.Fail(m, 1, telegramtest.BadGateway()) }, fault.Unsure, 0},
		"half JSON":     {func(s *telegramtest.Server, m string) { s.Fail(m, 1, telegramtest.HalfJSON()) }, fault.Unsure, 0},
		"reset after":   {func(s *telegramtest.Server, m string) { s.Fail(m, 1, telegramtest.ResetAfter()) }, fault.Unsure, 0},
		"not connected": {func(s *telegramtest.Server, m string) { s.Fail(m, 1, telegramtest.DialRefused()) }, fault.Busy, 0},
		"blocked":       {func(s *telegramtest.Server, _ string) { s.Block(resident) }, fault.Gone, 0},
		"deactivated":   {func(s *telegramtest.Server, _ string) { s.Deactivate(resident) }, fault.Gone, 0},
	} {
		for method, m := range messages {
			bubble(t, func(t *testing.T) {
				b := newBotWith(t, map[string][]byte{"p": pictureOf(t, 4, 3)})
				v.set(b.server, method)
				_, err := b.Send(t.Context(), to(resident), m)
				if !fault.Is(b.seen(err), v.kind) || fault.WaitOf(err) != v.wait {
					t.Errorf("%s, %s: %v (%v, wait %v)", name, method, err, fault.KindOf(err), fault.WaitOf(err))
				}
			})
		}
	}
	for method, m := range messages {
		bubble(t, func(t *testing.T) {
			b := newBotWith(t, map[string][]byte{"p": pictureOf(t, 4, 3)})
			b.server.Group(xom, resident)
			b.server.Migrate(xom, -1001234567890)
			_, err := b.Send(t.Context(), to(xom), m)
			var moved *channel.Moved
			if !errors.As(b.seen(err), &moved) || moved.To != "-1001234567890" {
				t.Errorf("%s: %v", method, err)
			}
		})
	}
}

// TestAnUploadTakesItsTime: a large file over a slow line is not cut off after the time of a text; a caller
// who has less patience is obeyed.
func TestAnUploadTakesItsTime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBotWith(t, map[string][]byte{"v": []byte("content")})
		b.server.SetLatency("sendVideo", 4*time.Minute)
		m := channel.Outgoing{Files: []channel.File{{Kind: channel.Video, Hash: "v", Size: 45 << 20}}}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		if _, err := b.Send(ctx, to(resident), m); err != nil {
			t.Error(b.seen(err))
		}
		ctx, cancel = context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		begun := time.Now()
		if _, err := b.Send(ctx, to(resident), m); !fault.Is(b.seen(err), fault.Unsure) || time.Since(begun) > 61*time.Second {
			t.Errorf("after %v: %v", time.Since(begun), err)
		}
		synctest.Wait()
	})
}

// TestFilesFitForEachOther: what came to us is named so that it can be sent on: of a photo the largest
// size, of each file a base name and the size.
func TestWhatComesCanBeSentOn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBot(t)
		stop := b.receive()
		b.server.Photo(resident, "ảnh", pictureOf(t, 40, 30), telegramtest.With(`"media_group_id":"al-1"`))
		b.server.Attach(resident, "document", `C:\Users\x\..\lịch họp.pdf`, "", []byte("pdf"), 0)
		b.server.Attach(resident, "voice", "", "", []byte("ogg"), 0)
		b.server.Attach(resident, "video", "a.mp4", "phim", nil, 60<<20)
		got := b.wait(4)
		stop()
		if m := got[0]; m.Album != "al-1" || m.Kind != channel.Message || len(m.Files) != 1 || m.Files[0].Kind != channel.Photo || m.Files[0].Ref == "" {
			t.Errorf("a photo: %+v", m)
		}
		if m := got[1]; m.Kind != channel.Media || len(m.Files) != 1 || m.Files[0].Name != "lịch họp.pdf" || m.Files[0].Size != 3 {
			t.Errorf("a document: %+v", m)
		}
		if m := got[3]; len(m.Files) != 1 || m.Files[0].Size != 60<<20 {
			t.Errorf("a video: %+v", m)
		}
		for _, m := range got[:3] {
			if _, err := b.Send(t.Context(), to(resident), channel.Outgoing{Files: m.Files}); err != nil {
				t.Error(b.seen(err))
			}
			time.Sleep(2 * time.Second)
		}
	})
}
