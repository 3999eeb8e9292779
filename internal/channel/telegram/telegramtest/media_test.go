package telegramtest

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
)

// picture of a size, as PNG.
func pngOf(t *testing.T, w, h int) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := png.Encode(&buf, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// upload sends a form with one file part.
func (b *bot) upload(method, part, name string, content []byte, pairs ...string) reply {
	b.t.Helper()
	var buf bytes.Buffer
	m := multipart.NewWriter(&buf)
	for i := 0; i < len(pairs); i += 2 {
		if err := m.WriteField(pairs[i], pairs[i+1]); err != nil {
			b.t.Fatal(err)
		}
	}
	w, err := m.CreateFormFile(part, name)
	if err == nil {
		_, err = w.Write(content)
	}
	if err != nil || m.Close() != nil {
		b.t.Fatal(err)
	}
	r, err := b.send(context.Background(), method, m.FormDataContentType(), &buf)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

// download fetches a file as the documentation says.
func (b *bot) download(path string) (int, []byte) {
	b.t.Helper()
	resp, err := b.c.Get(b.base + "/file/bot" + b.tok + "/" + path)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return resp.StatusCode, raw
}

func TestPicturesGoAndComeBack(t *testing.T) {
	s := New(t, WithJudge(Off))
	b := newBot(t, s)
	s.User(7)
	content := pngOf(t, 30, 20)
	r := b.upload("sendPhoto", "photo", "anh.png", content, "chat_id", "7", "caption", "<b>Đèn</b> hỏng", "parse_mode", "HTML")
	if !r.OK {
		t.Fatal(r.Description)
	}
	var m struct {
		Caption string
		Photo   []struct {
			ID            string `json:"file_id"`
			Width, Height int
		}
	}
	r.into(t, &m)
	if m.Caption != "Đèn hỏng" || m.Photo[0].Width != 30 || m.Photo[0].Height != 20 {
		t.Errorf("%+v", m)
	}
	id := m.Photo[0].ID
	b.ok("sendPhoto", "chat_id", "7", "photo", id)
	if sent := s.Sent(); sent[1].FileID != id || sent[0].Text != "Đèn hỏng" || sent[0].Entities[0].Length != 3 {
		t.Errorf("sent %+v", sent)
	}
	var f struct {
		Path string `json:"file_path"`
		Size int    `json:"file_size"`
	}
	b.ok("getFile", "file_id", id).into(t, &f)
	if code, got := b.download(f.Path); code != 200 || !bytes.Equal(got, content) || f.Size != len(content) {
		t.Errorf("download: %d, %d bytes", code, len(got))
	}
	if code, _ := b.download("photos/none.jpg"); code != 404 {
		t.Errorf("download of nothing: %d", code)
	}
	if got, ok := s.File(id); !ok || !bytes.Equal(got, content) {
		t.Errorf("%d bytes kept", len(got))
	}
	s.RefuseFile(id)
	b.fails(400, "Bad Request: wrong file identifier/HTTP URL specified", "sendPhoto", "chat_id", "7", "photo", id)
	b.fails(400, "Bad Request: wrong file identifier/HTTP URL specified", "sendDocument", "chat_id", "7", "document", id)
	b.fails(400, "Bad Request: invalid file_id", "getFile", "file_id", "x")
	b.fails(400, "Bad Request: message caption is too long", "sendPhoto", "chat_id", "7", "photo", "https://x.vn/a.jpg", "caption", text(1025))
	takes(t, s, RuleTooLong, "caption")
}

func TestFilesOfPeople(t *testing.T) {
	s := New(t)
	b := newBot(t, s)
	s.User(7)
	s.Attach(7, "document", "don.pdf", "", []byte("%PDF"), 20<<20)
	s.Attach(7, "video", "dai.mp4", "xem này", nil, 20<<20+1)
	var rows []struct {
		Message struct {
			Document, Video *struct {
				ID   string `json:"file_id"`
				Name string `json:"file_name"`
				Size int    `json:"file_size"`
			}
		}
	}
	b.ok("getUpdates").into(t, &rows)
	doc, video := rows[0].Message.Document, rows[1].Message.Video
	if doc.Name != "don.pdf" || doc.Size != 20<<20 || video.Size != 20<<20+1 {
		t.Errorf("%+v %+v", doc, video)
	}
	var f struct {
		Path string `json:"file_path"`
	}
	b.ok("getFile", "file_id", doc.ID).into(t, &f)
	if code, got := b.download(f.Path); code != 200 || len(got) != 20<<20 || !bytes.HasPrefix(got, []byte("%PDF")) {
		t.Errorf("download: %d, %d bytes", code, len(got))
	}
	b.fails(400, "Bad Request: file is too big", "getFile", "file_id", video.ID)
}

func TestBadUploads(t *testing.T) {
	s := New(t, WithJudge(Off))
	b := newBot(t, s)
	s.User(7)
	for _, tc := range []struct {
		name, part, file string
		content          []byte
		rule, param      string
		code             int
	}{
		{"no picture", "photo", "a.png", []byte("text"), RuleValue, "photo", 400},
		{"nothing", "photo", "a.png", nil, RuleEmpty, "photo", 400},
		{"too large", "photo", "a.png", make([]byte, 10<<20+1), RuleTooLong, "photo", 413},
		{"too long and thin", "photo", "a.png", pngOf(t, 21, 1), RuleRange, "photo", 400},
		{"a part that nobody names", "picture", "a.png", pngOf(t, 2, 2), RuleMissing, "photo", 400},
		{"the path of a file", "photo", "/home/xa/a.png", pngOf(t, 2, 2), RuleFileName, "photo", 0},
	} {
		r := b.upload("sendPhoto", tc.part, tc.file, tc.content, "chat_id", "7")
		if r.Code != tc.code {
			t.Errorf("%s: %d %s", tc.name, r.Code, r.Description)
		}
		takes(t, s, tc.rule, tc.param)
	}
}

func TestAlbum(t *testing.T) {
	s := New(t, WithJudge(Off))
	b := newBot(t, s)
	s.User(7)
	item := func(kind, media, more string) string {
		return fmt.Sprintf(`{"type":%q,"media":%q%s}`, kind, media, more)
	}
	r := b.upload("sendMediaGroup", "one", "a.png", pngOf(t, 3, 3), "chat_id", "7",
		"media", "["+item("photo", "attach://one", `,"caption":"<i>Ảnh</i>","parse_mode":"HTML"`)+","+item("photo", "https://x.vn/b.jpg", "")+"]")
	if !r.OK {
		t.Fatal(r.Description)
	}
	var all []struct {
		ID    int    `json:"message_id"`
		Album string `json:"media_group_id"`
	}
	r.into(t, &all)
	sent := s.Sent()
	if len(all) != 2 || len(sent) != 2 || all[0].Album == "" || all[0].Album != all[1].Album || sent[0].Text != "Ảnh" || sent[0].Album != all[0].Album {
		t.Errorf("%+v %+v", all, sent)
	}
	for media, want := range map[string][2]string{
		"[" + item("photo", "https://x.vn/a.jpg", "") + "]":                                                               {RuleRange, "media"},
		"[" + item("photo", "https://x.vn/a.jpg", "") + "," + item("document", "https://x.vn/a.pdf", "") + "]":            {RuleValue, "media"},
		"[" + item("photo", "attach://none", "") + "," + item("photo", "https://x.vn/a.jpg", "") + "]":                    {RuleMissing, "none"},
		"[" + item("sticker", "x", "") + "," + item("photo", "https://x.vn/a.jpg", "") + "]":                              {RuleType, "media[0]"},
		"[" + strings.Repeat(item("photo", "https://x.vn/a.jpg", "")+",", 10) + item("photo", "https://x.vn/a", "") + "]": {RuleTooLong, "media"},
	} {
		if r := b.call("sendMediaGroup", "chat_id", "7", "media", media); r.OK {
			t.Errorf("taken: %s", media)
		}
		takes(t, s, want[0], want[1])
	}
}

func TestPollAndVotes(t *testing.T) {
	s := New(t, WithJudge(Off))
	b := newBot(t, s)
	s.User(7)
	s.Group(-55, 7, 8)
	b.ok("sendPoll", "chat_id", "-55", "question", "Họp tối nào?", "options", `[{"text":"Thứ Hai"},{"text":"Thứ Ba"}]`, "is_anonymous", "false")
	id := s.LastMessage(-55)
	s.Vote(-55, id, 7, 1)
	s.Vote(-55, id, 8, 1)
	s.Vote(-55, id, 8)
	var rows []struct {
		A struct {
			User    struct{ ID int64 }
			Options []int `json:"option_ids"`
		} `json:"poll_answer"`
	}
	b.ok("getUpdates").into(t, &rows)
	if len(rows) != 3 || rows[0].A.User.ID != 7 || rows[0].A.Options[0] != 1 || len(rows[2].A.Options) != 0 {
		t.Errorf("%+v", rows)
	}
	if sent := s.Sent()[0]; sent.Media != "poll" || sent.Options[1] != "Thứ Ba" || sent.Text != "Họp tối nào?" {
		t.Errorf("%+v", sent)
	}
	r := b.ok("sendPoll", "chat_id", "7", "question", "Lệ phí?", "options", `[{"text":"0"},{"text":"5.000"}]`, "type", "quiz", "correct_option_ids", "[0]", "explanation", "Miễn phí")
	if !strings.Contains(string(r.Result), `"correct_option_ids":[0]`) {
		t.Errorf("quiz %s", r.Result)
	}
	if s.Vote(7, s.LastMessage(7), 7, 0) != 0 {
		t.Error("an anonymous vote gives an update")
	}
}

// A redirect leads to a page of HTML, as at a captive portal.
func TestCaptivePage(t *testing.T) {
	s := New(t)
	s.Fail("getMe", 1, Redirect())
	b := newBot(t, s)
	resp, err := b.c.Get(b.base + "/bot" + b.tok + "/getMe")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "text/html" || !strings.Contains(resp.Request.URL.String(), "getMe") {
		t.Errorf("%d %s %s", resp.StatusCode, resp.Header, resp.Request.URL)
	}
}
