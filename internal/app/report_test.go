package app

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/blob"
	"loaxom/internal/channel"
	"loaxom/internal/channel/telegram"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/commune"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/kv/memkv"
	"loaxom/internal/picture"
)

// whereabouts stand in the Exif of every photo of these tests, and nowhere afterwards.
const whereabouts = "20.3105N 106.3521E"

// snapshot is a photo as a phone makes it, the n-th of them.
func snapshot(t testing.TB, n int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 24, 16))
	for i := range 24 * 16 {
		img.Set(i%24, i/24, color.RGBA{uint8(9 * n), uint8(i), 100, 255})
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	exif := "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00" + whereabouts
	segment := append(binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(exif)+2)), exif...)
	return slices.Concat(b.Bytes()[:2], segment, b.Bytes()[2:])
}

// hashOf is the hash of what is kept of a picture.
func hashOf(t testing.TB, data []byte) string {
	t.Helper()
	clean, _, err := picture.Clean(data)
	if err != nil {
		t.Fatal(err)
	}
	return blob.Hash(clean)
}

// casesOf are the cases that somebody has reported, the newest first.
func (st *stand) casesOf(chat int64) (list []feedback.Case) {
	st.t.Helper()
	err := st.app.w.DB.View(context.Background(), func(r kv.Reader) error {
		to, err := address.Find(r, telegram.Name, fmt.Sprint(chat))
		if err != nil {
			return err
		}
		list, err = st.app.cases.Mine(r, commune.Actor{Address: string(to.ID), Role: commune.Resident})
		return err
	})
	if err != nil {
		st.t.Fatal(err)
	}
	return list
}

// kept are the hashes of all files of a blob store.
func kept(t testing.TB, files *blob.Store) (list []string) {
	t.Helper()
	if err := files.Each(func(hash string) error { list = append(list, hash); return nil }); err != nil {
		t.Fatal(err)
	}
	return list
}

func hashes(files []channel.File) (list []string) {
	for _, f := range files {
		list = append(list, f.Hash)
	}
	return list
}

// Behaviour 40: the album of a report is one case with its pictures: whichever of them has the words, in whatever
// order they come, in one poll or in two, before the talk is open or in the middle of it.
func TestBehaviour40AnAlbumIsOneCase(t *testing.T) {
	const story = "đường xóm 1 nhiều ổ gà quá"
	files := blob.Open(t.TempDir())
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t)
		st := run(t, srv, memkv.New(), setting{blobs: files})
		time.Sleep(3 * time.Second)
		chat := int64(500)
		for _, c := range []struct {
			name  string
			open  bool // the talk is open before
			words int  // which of the pictures has the words
			parts []int
		}{
			{"words first, one poll", false, 0, []int{3}},
			{"words first, two polls", false, 0, []int{2, 1}},
			{"words first, three polls", false, 0, []int{1, 1, 1}},
			{"in an open talk, words first", true, 0, []int{3}},
			{"in an open talk, words last, two polls", true, 2, []int{1, 2}},
			{"in an open talk, words in the middle, two polls", true, 1, []int{2, 1}},
		} {
			chat++
			srv.User(chat)
			if c.open {
				say(srv, chat, "/phananh")
				tap(t, srv, chat, "Đường, cầu, cống")
				tap(t, srv, chat, "Xóm 1")
			}
			var want []string
			n := 0
			album := telegramtest.With(fmt.Sprintf(`"media_group_id":"%d"`, chat))
			for _, part := range c.parts {
				polls := srv.Calls("getUpdates")
				for range part {
					caption := ""
					if n == c.words {
						caption = story
					}
					shot := snapshot(t, int(chat)*10+n)
					want = append(want, hashOf(t, shot))
					srv.Photo(chat, caption, shot, album)
					n++
				}
				time.Sleep(4 * time.Second)
				if srv.Calls("getUpdates") == polls {
					t.Errorf("%s: no poll between the parts", c.name)
				}
			}
			told := len(srv.SentTo(chat))
			tap(t, srv, chat, "Tiếp")
			if _, alike := srv.Tap(chat, "Không, việc của tôi khác"); alike { // others have told the same story
				time.Sleep(8 * time.Second)
			}
			tap(t, srv, chat, "Bỏ qua")
			if got := tap(t, srv, chat, "Không ghi tên"); !strings.Contains(got[0].Text, "3 ảnh") || !strings.Contains(got[0].Text, story) {
				t.Errorf("%s: looked at before: %s", c.name, got[0].Text)
			}
			tap(t, srv, chat, "Gửi")
			list := st.casesOf(chat)
			if len(list) != 1 {
				t.Fatalf("%s: %d cases", c.name, len(list))
			}
			if got := hashes(list[0].Files); !slices.Equal(got, want) || list[0].Text != story || list[0].Hamlet != "xom-1" {
				t.Errorf("%s: pictures %v, want %v, %+v", c.name, got, want, list[0].Draft)
			}
			most := 1 // of the album the first picture is answered, and one more where it brings the words
			if c.open {
				most = 4
			}
			if told > most+1 {
				t.Errorf("%s: %d messages about one album: %v", c.name, told, texts(srv.SentTo(chat)))
			}
		}
		for _, hash := range kept(t, files) {
			data, err := files.Get(hash)
			if err != nil || bytes.Contains(data, []byte(whereabouts)) || bytes.Contains(data, []byte("Exif")) {
				t.Errorf("a kept picture tells where it was taken, or does not read: %v", err)
			}
		}
		st.end()
		if strings.Contains(st.log.String(), story) {
			t.Error("a resident's words are in the log")
		}
	})
}

// Behaviour 41: what is too large is refused before it is asked for, and while it is read where the platform said
// less; the download goes through the configured base; a name is a base name; nothing that is refused is kept.
func TestBehaviour41FilesAreRefusedKindly(t *testing.T) {
	files := blob.Open(t.TempDir())
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t)
		st := run(t, srv, memkv.New(), setting{blobs: files})
		srv.User(500)
		time.Sleep(3 * time.Second)
		say(srv, 500, "/phananh")
		tap(t, srv, 500, "Đường, cầu, cống")
		tap(t, srv, 500, "Xóm 1")
		attach := func(kind, name string, content []byte, size int) string {
			t.Helper()
			before := len(srv.SentTo(500))
			srv.Attach(500, kind, name, "", content, size)
			time.Sleep(10 * time.Second)
			return strings.Join(texts(srv.SentTo(500)[before:]), "\n")
		}
		if got := attach("video", "dai.mp4", nil, 21<<20); !strings.Contains(got, "20 MB") || srv.Calls("getFile") != 0 {
			t.Errorf("21 MB: %q after %d calls of getFile", got, srv.Calls("getFile"))
		}
		for _, c := range []struct {
			kind, name, content, want string
		}{
			{"photo", "", "", "rỗng"},
			{"photo", "", "\xff\xd8\xff\xe0\x00\x10JFIF", "bị lỗi"},
			{"document", "hoa-don.exe", "MZ\x90\x00", "chương trình"},
			{"document", "anh.jpg", "MZ\x90\x00", "chương trình"},
			{"document", "don.docx", "PK\x03\x04word/document.xml", "PDF"},
			{"document", "anh.heic", "\x00\x00\x00\x18ftypheic....", "Loại ảnh ấy"},
			{"document", "trang.html", "<html><script>x()</script>", "Loại tệp ấy"},
		} {
			if got := attach(c.kind, c.name, []byte(c.content), 0); !strings.Contains(got, c.want) {
				t.Errorf("%s %s: %q, want %q", c.kind, c.name, got, c.want)
			}
		}
		if n := len(kept(t, files)); n != 0 {
			t.Errorf("%d files that were refused are kept", n)
		}
		calls := srv.Calls("getFile")
		if got := attach("document", "../../etc/bien-ban.pdf", []byte("%PDF-1.7 biên bản"), 0); !strings.Contains(got, "1 tệp") {
			t.Errorf("a PDF: %q", got)
		}
		if srv.Calls("getFile") != calls+1 || srv.Calls("file") < 1 {
			t.Errorf("%d calls of getFile, %d downloads", srv.Calls("getFile")-calls, srv.Calls("file"))
		}
		// A platform that does not answer is asked again, and in the end the person is told.
		srv.Fail("file", 2, telegramtest.BadGateway())
		if got := attach("voice", "", []byte("OggS\x00\x02 lời nói"), 0); !strings.Contains(got, "1 ghi âm") {
			t.Errorf("after two failures: %q", got)
		}
		srv.Fail("file", 3, telegramtest.CutBody())
		if got := attach("photo", "", snapshot(t, 9), 0); !strings.Contains(got, "gửi lại giúp") {
			t.Errorf("after three failures: %q", got)
		}
		if got := attach("photo", "", snapshot(t, 9), 0); !strings.Contains(got, "1 ảnh") {
			t.Errorf("sent again: %q", got)
		}
		say(srv, 500, "cầu gãy lan can")
		tap(t, srv, 500, "Tiếp")
		tap(t, srv, 500, "Bỏ qua")
		tap(t, srv, 500, "Không ghi tên")
		tap(t, srv, 500, "Gửi")
		list := st.casesOf(500)
		if len(list) != 1 || len(list[0].Files) != 3 {
			t.Fatalf("%+v", list)
		}
		for _, f := range list[0].Files {
			if f.Name != filepath.Base(f.Name) && f.Name != "" || f.Ref != "" {
				t.Errorf("a file is called %q, with the platform's id %q", f.Name, f.Ref)
			}
			if _, err := files.Get(f.Hash); err != nil {
				t.Errorf("its content is not there: %v", err)
			}
		}
		st.end()
	})
}

// A conversation that waits for its files holds up neither the poll nor anybody else, and its own messages stay in
// order.
func TestWhileFilesAreFetchedOthersGoOn(t *testing.T) {
	files := blob.Open(t.TempDir())
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t)
		st := run(t, srv, memkv.New(), setting{blobs: files})
		srv.User(500)
		srv.User(501)
		time.Sleep(3 * time.Second)
		say(srv, 500, "/phananh")
		tap(t, srv, 500, "Đường, cầu, cống")
		tap(t, srv, 500, "Xóm 1")
		before := len(srv.SentTo(500))
		srv.SetLatency("file", 40*time.Second)
		srv.Photo(500, "", snapshot(t, 1))
		time.Sleep(time.Second)
		srv.Say(500, "ổ gà to trước cổng trường")
		asked := time.Now()
		srv.Say(501, "làm giấy khai sinh cho cháu cần giấy tờ gì")
		for len(srv.SentTo(501)) == 0 && time.Since(asked) < 20*time.Second {
			time.Sleep(100 * time.Millisecond)
		}
		if took := time.Since(asked); took > 2*time.Second {
			t.Errorf("somebody else waited %v", took)
		}
		if n := len(srv.SentTo(500)) - before; n != 0 {
			t.Errorf("%d answers before the picture was there", n)
		}
		time.Sleep(60 * time.Second)
		got := texts(srv.SentTo(500)[before:])
		if len(got) != 2 || !strings.Contains(got[0], "1 ảnh") {
			t.Errorf("answered %q", got)
		}
		st.end()
	})
}

// Sending twice is one case, by a double tap, by a button that is pressed again later, and by an update that the
// platform brings again.
func TestSentTwiceIsOneCase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t)
		st := run(t, srv, memkv.New(), setting{})
		srv.User(500)
		time.Sleep(3 * time.Second)
		say(srv, 500, "đèn đường xóm 1 hỏng ba hôm rồi")
		tap(t, srv, 500, "Tiếp")
		tap(t, srv, 500, "Bỏ qua")
		tap(t, srv, 500, "Gửi ẩn danh")
		id := srv.LastMessage(500)
		for _, wait := range []time.Duration{0, 300 * time.Millisecond, 5 * time.Second, 26 * time.Hour} {
			time.Sleep(wait)
			srv.Press(500, id, "t:phananh.sure:+send")
		}
		time.Sleep(10 * time.Second)
		if list := st.casesOf(500); len(list) != 1 {
			t.Errorf("%d cases", len(list))
		}
		st.end()
	})
}

// What nothing names is swept at the next start, what an open talk or a draft holds is not.
func TestFilesOfTalksStayAndOthersGo(t *testing.T) {
	dir := t.TempDir()
	files := blob.Open(dir)
	old, err := files.Put([]byte("%PDF-1.7 nobody names it"))
	if err != nil {
		t.Fatal(err)
	}
	db := memkv.New()
	var wanted []string
	synctest.Test(t, func(t *testing.T) {
		srv := telegramtest.New(t)
		for i := range int64(2) {
			srv.User(500 + i)
		}
		start := func() *stand { // everything there is was there before
			st := run(t, srv, db, setting{blobs: files, begun: time.Now().AddDate(100, 0, 0)})
			time.Sleep(3 * time.Second)
			return st
		}
		st := start()
		for i := range int64(2) {
			say(srv, 500+i, "cống xóm 1 tắc mấy hôm nay")
			shot := snapshot(t, int(i)+1)
			srv.Photo(500+i, "", shot)
			time.Sleep(10 * time.Second)
			wanted = append(wanted, hashOf(t, shot))
		}
		say(srv, 501, "menu") // the second is left, and kept as a draft
		st.end()
		st = start()
		if got := kept(t, files); len(got) != 2 || slices.Contains(got, old) {
			t.Errorf("after a start %v, want %v without %s", got, wanted, old)
		}
		say(srv, 500, "hủy")
		st.end()
		start().end()
		if got := kept(t, files); len(got) != 1 || got[0] != wanted[1] {
			t.Errorf("after one was given up %v, want %v", got, wanted[1:])
		}
	})
	var left int
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, _ error) error {
		if !d.IsDir() {
			left++
		}
		return nil
	})
	if left != 1 {
		t.Errorf("%d files lie in the folder", left)
	}
}
