package console

import (
	"bytes"
	"context"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"
	"time"

	"loaxom/internal/channel"
	"loaxom/internal/fault"
)

// What is made up is what its kind says, and a file that is named is read within the bounds.
func TestFilesAtTheTerminalCanBeFetched(t *testing.T) {
	c := New(&bytes.Buffer{}, time.Now)
	fetch := func(ref string, most int64) []byte {
		b, err := c.Fetch(context.Background(), ref, most)
		if err != nil {
			t.Errorf("%s: %v", ref, err)
		}
		return b
	}
	m := c.Decode([]byte(`{"id":"1","media":"photo"}`))
	if _, err := jpeg.Decode(bytes.NewReader(fetch(m.Files[0].Ref, 1<<20))); err != nil {
		t.Errorf("the photo that is made up is none: %v", err)
	}
	for _, kind := range []string{channel.Video, channel.Voice, channel.Audio, channel.Document} {
		if len(fetch(refOf(wire{ID: "1", Media: kind}), 1<<20)) == 0 {
			t.Errorf("%s is empty", kind)
		}
	}
	path := filepath.Join(t.TempDir(), "anh.jpg")
	if err := os.WriteFile(path, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := Parse(":photo file=" + path + " ổ gà")
	if err != nil || l.File.Path != path || l.Text != "ổ gà" {
		t.Fatalf("%+v, %v", l, err)
	}
	ref := refOf(wire{ID: "2", Media: "photo", Path: l.File.Path})
	if b := fetch(ref, 5); string(b) != "12345" {
		t.Errorf("read %q", b)
	}
	for ref, kind := range map[string]fault.Kind{ref: fault.Refused, "file /nowhere": fault.NotFound, "terminal sticker 1": fault.NotFound, "x": fault.NotFound} {
		if _, err := c.Fetch(context.Background(), ref, 4); fault.KindOf(err) != kind {
			t.Errorf("%s: %v, want %s", ref, err, kind)
		}
	}
}

func TestAPlaceOnTheMap(t *testing.T) {
	l, err := Parse(":place 20.31 106.35")
	if err != nil || l.Media != "location" || *l.Point != (channel.Point{Lat: 20.31, Lon: 106.35}) {
		t.Errorf("%+v, %v", l, err)
	}
	for _, bad := range []string{":place", ":place 20", ":place 91 0", ":place x y"} {
		if _, err := Parse(bad); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
}
