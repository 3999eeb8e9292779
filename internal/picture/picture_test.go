package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"loaxom/internal/fault"
)

// secret stands in everything that has to go.
const secret = "20.31N 106.35E Nguyen Van A"

func drawing() image.Image {
	img := image.NewRGBA(image.Rect(0, 0, 16, 12))
	for i := range 16 {
		img.Set(i, i%12, color.RGBA{uint8(10 * i), 200, 90, 255})
	}
	return img
}

func segment(marker byte, body string) string {
	return string(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(body)+2))) + body
}

// exif is an Exif segment that tells a place and, if it is not 0, how the picture is to be turned.
func exif(turn uint16, little bool) string {
	var order binary.AppendByteOrder = binary.BigEndian
	head := "MM\x00*"
	if little {
		order, head = binary.LittleEndian, "II*\x00"
	}
	b := order.AppendUint32([]byte(head), 8)
	b = order.AppendUint16(b, 2)
	entry := func(tag, kind uint16, count uint32, value []byte) {
		b = order.AppendUint16(order.AppendUint16(b, tag), kind)
		b = append(order.AppendUint32(b, count), value...)
	}
	entry(0x0112, 3, 1, append(order.AppendUint16(nil, turn), 0, 0))
	entry(0x8825, 4, 1, order.AppendUint32(nil, 38))
	return segment(app1, "Exif\x00\x00"+string(b)+"\x00\x00\x00\x00"+secret)
}

// photo is a JPEG as a phone makes it.
func photo(t testing.TB, exif string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, drawing(), nil); err != nil {
		t.Fatal(err)
	}
	plain := b.String()
	jfif := segment(app0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x01\x01"+"abc")
	more := exif + segment(app1, "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>"+secret) + segment(0xed, "Photoshop 3.0\x00"+secret) +
		segment(0xfe, secret) + segment(app2, "MPF\x00"+secret) + segment(app2, "ICC_PROFILE\x00\x01\x01profile") + segment(0xef, secret)
	return []byte(plain[:2] + jfif + more + plain[2:] + "trailing film " + secret)
}

func pngChunk(kind, body string) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	return string(binary.BigEndian.AppendUint32(append(append(b, kind...), body...), crc32.ChecksumIEEE([]byte(kind+body))))
}

// screenshot is a PNG with everything that can tell of its maker.
func screenshot(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, drawing()); err != nil {
		t.Fatal(err)
	}
	plain := b.String()
	const head = 8 + 12 + 13
	extra := pngChunk("tEXt", "Author\x00"+secret) + pngChunk("zTXt", "a\x00\x00"+secret) + pngChunk("iTXt", "b\x00\x00\x00\x00\x00"+secret) +
		pngChunk("eXIf", secret) + pngChunk("tIME", "\x07\xea\x0b\x18\x09\x00\x00") + pngChunk("pHYs", "\x00\x00\x0b\x13\x00\x00\x0b\x13\x01") + pngChunk("prVt", secret)
	return []byte(plain[:head] + extra + plain[head:] + secret)
}

// pixel is a lossless WebP of one pixel.
const pixel = "\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07"

func webpChunk(kind, body string) string {
	s := kind + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body
	if len(body)%2 == 1 {
		s += "\x00"
	}
	return s
}

func webp(chunks ...string) []byte {
	body := "WEBP" + strings.Join(chunks, "")
	return []byte("RIFF" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body)
}

func sticker() []byte {
	return append(webp(webpChunk("VP8X", "\x0c\x00\x00\x00\x00\x00\x00\x00\x00\x00"), webpChunk("VP8L", pixel),
		webpChunk("EXIF", secret), webpChunk("XMP ", secret), webpChunk("????", secret)), secret...)
}

func clean(t *testing.T, what string, data []byte, want Kind) []byte {
	t.Helper()
	before := bytes.Clone(data)
	got, kind, err := Clean(data)
	if err != nil || kind != want {
		t.Fatalf("%s: %s, %v", what, kind, err)
	}
	if !bytes.Equal(before, data) {
		t.Errorf("%s: the bytes that were given were changed", what)
	}
	if bytes.Contains(got, []byte(secret)) {
		t.Errorf("%s still tells", what)
	}
	if again, _, err := Clean(got); err != nil || !bytes.Equal(again, got) {
		t.Errorf("%s: cleaning twice gives another file: %v", what, err)
	}
	return got
}

func TestPicturesLoseWhatTheyTellAndNothingElse(t *testing.T) {
	want, _, _ := image.Decode(bytes.NewReader(photo(t, "")))
	for name, x := range map[string]struct {
		exif string
		turn uint16
	}{"upright": {exif(1, false), 0}, "turned": {exif(6, false), 6}, "turned, other order": {exif(8, true), 8}, "no exif": {"", 0}, "nonsense": {exif(77, true), 0}} {
		got := clean(t, "a photo, "+name, photo(t, x.exif), JPEG)
		img, err := jpeg.Decode(bytes.NewReader(got))
		if err != nil {
			t.Fatalf("%s does not decode: %v", name, err)
		}
		same(t, name, want, img)
		turn := uint16(0)
		if at := bytes.Index(got, []byte("Exif")); at >= 0 {
			turn = orientation(got[at:])
		}
		if turn != x.turn {
			t.Errorf("%s: turned by %d, want %d", name, turn, x.turn)
		}
		if !bytes.Contains(got, []byte("ICC_PROFILE")) {
			t.Errorf("%s: the colours are lost", name)
		}
	}
	got := clean(t, "a screenshot", screenshot(t), PNG)
	img, err := png.Decode(bytes.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "a screenshot", drawing(), img)
	for _, gone := range []string{"tEXt", "zTXt", "iTXt", "eXIf", "tIME", "prVt"} {
		if bytes.Contains(got, []byte(gone)) {
			t.Errorf("%s is still there", gone)
		}
	}
	got = clean(t, "a sticker", sticker(), WebP)
	if want := webp(webpChunk("VP8X", "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), webpChunk("VP8L", pixel)); !bytes.Equal(got, want) {
		t.Errorf("a sticker is\n%q\nwant\n%q", got, want)
	}
	frame := webpChunk("ANMF", strings.Repeat("\x00", 16)+webpChunk("VP8L", pixel)+webpChunk("META", secret))
	got = clean(t, "a moving sticker", webp(webpChunk("VP8X", "\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00"), webpChunk("ANIM", "\x00\x00\x00\x00\x00\x00"), frame, frame), WebP)
	if n := bytes.Count(got, []byte("ANMF")); n != 2 {
		t.Errorf("%d frames are left of 2", n)
	}
}

func same(t *testing.T, what string, want, got image.Image) {
	t.Helper()
	if want.Bounds() != got.Bounds() {
		t.Errorf("%s is %v, want %v", what, got.Bounds(), want.Bounds())
		return
	}
	for y := range want.Bounds().Dy() {
		for x := range want.Bounds().Dx() {
			a, b, c, _ := want.At(x, y).RGBA()
			d, e, f, _ := got.At(x, y).RGBA()
			if a != d || b != e || c != f {
				t.Errorf("%s has another colour at %d, %d", what, x, y)
				return
			}
		}
	}
}

// A progressive picture has several scans with tables between them, and restarts in its data.
func TestAPictureOfSeveralScans(t *testing.T) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, drawing(), nil); err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(b.Bytes(), []byte{0xff, sos})
	plain := b.Bytes()[:at]
	scan := segment(sos, "\x01\x01\x00\x00\x3f\x00") + "data\xff\x00\xff\xd0more"
	whole := string(plain) + scan + segment(0xfe, secret) + segment(0xc4, "table") + scan + "\xff\xff\xd9"
	got := clean(t, "several scans", []byte(whole), JPEG)
	if n := bytes.Count(got, []byte("data\xff\x00\xff\xd0more")); n != 2 {
		t.Errorf("%d scans are left of 2", n)
	}
}

func TestWhatMayBeKept(t *testing.T) {
	jpegs, pngs, webps := photo(t, exif(6, false)), screenshot(t), sticker()
	for _, c := range []struct {
		name string
		data string
		kind Kind
		why  Reason // empty: kept as it is
	}{
		{"nothing", "", Unknown, Empty},
		{"a video", "\x00\x00\x00\x18ftypmp42....moov", MP4, ""},
		{"a round video", "\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41....moov", MP4, ""},
		{"a video of an old phone", "\x00\x00\x00\x18ftyp3gp4....", MP4, ""},
		{"a voice note", "OggS\x00\x02....OpusHead", OGG, ""},
		{"a PDF", "%PDF-1.7 ...", PDF, ""},
		{"a picture of an iPhone", "\x00\x00\x00\x18ftypheic....", Other, OtherImage},
		{"a GIF", "GIF89a....", Other, OtherImage},
		{"an SVG", "<?xml version=\"1.0\"?>\n<svg onload=\"x()\">", Other, OtherImage},
		{"a program of Windows", "MZ\x90\x00", Program, Executable},
		{"a program of Linux", "\x7fELF\x02", Program, Executable},
		{"a script", "#!/bin/sh\nrm -rf /", Program, Executable},
		{"an app of Android", "PK\x03\x04....classes.dex", Archive, Packed},
		{"a Word document", "PK\x03\x04....word/document.xml", Archive, Packed},
		{"an old Word document", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Office, Packed},
		{"music", "ID3\x03", Sound, NotTaken},
		{"a sound of a phone", "#!AMR\n", Sound, NotTaken},
		{"a sound of a computer", "RIFF....WAVE", Sound, NotTaken},
		{"a page", "<html><script>", Unknown, NotTaken},
		{"text", "xin chào", Unknown, NotTaken},
		{"a photo cut off", string(jpegs[:len(jpegs)-60]), JPEG, Broken},
		{"a photo's beginning", "\xff\xd8\xff\xd9", JPEG, Broken},
		{"a photo without a picture", "\xff\xd8" + segment(0xfe, "x") + "\xff\xd9", JPEG, Broken},
		{"a screenshot cut off", string(pngs[:60]), PNG, Broken},
		{"a screenshot with a wrong sum", strings.Replace(string(pngs), "IDAT", "IDAU", 1), PNG, Broken},
		{"a screenshot without pixels", string(pngs[:8+12+13]) + pngChunk("IEND", ""), PNG, Broken},
		{"a sticker cut off", string(webps[:25]), WebP, Broken},
		{"a sticker without pixels", string(webp(webpChunk("VP8X", "0123456789"))), WebP, Broken},
		{"a sticker that ends in a chunk", string(webp(webpChunk("VP8L", pixel), "EXIF\xff\xff\xff\xff")), WebP, Broken},
	} {
		got, kind, err := Clean([]byte(c.data))
		var r *Refusal
		switch {
		case kind != c.kind:
			t.Errorf("%s is %q, want %q", c.name, kind, c.kind)
		case c.why == "" && (err != nil || string(got) != c.data):
			t.Errorf("%s is not kept as it is: %v", c.name, err)
		case c.why != "" && (!errors.As(err, &r) || r.Why != c.why || fault.KindOf(err) != fault.Refused || got != nil):
			t.Errorf("%s: %v, want %s", c.name, err, c.why)
		}
	}
}

// Whatever comes, nothing panics, what is kept reads again as the same, is no larger than what came but for
// the segment that turns it, and tells nothing.
func FuzzClean(f *testing.F) {
	f.Add(photo(f, exif(6, false)))
	f.Add(photo(f, exif(3, true)))
	f.Add(screenshot(f))
	f.Add(sticker())
	f.Add(webp(webpChunk("ANMF", strings.Repeat("\x00", 16)+webpChunk("VP8L", pixel))))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x08Exif\x00\x00\xff\xd9"))
	f.Fuzz(func(t *testing.T, data []byte) {
		before := bytes.Clone(data)
		got, kind, err := Clean(data)
		if !bytes.Equal(before, data) {
			t.Fatal("what came was changed")
		}
		if err != nil {
			if fault.KindOf(err) != fault.Refused {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		if len(got) > len(data)+36 {
			t.Fatalf("%d bytes of %d", len(got), len(data))
		}
		again, other, err := Clean(got)
		if err != nil || other != kind || !bytes.Equal(again, got) {
			t.Fatalf("it does not read again: %s %s %v", kind, other, err)
		}
		switch kind {
		case PNG:
			for at := 8; at < len(got); at += 12 + int(binary.BigEndian.Uint32(got[at:])) {
				if kind := string(got[at+4 : at+8]); !pngKept[kind] {
					t.Fatalf("a chunk %q is left", kind)
				}
			}
		case JPEG:
			for at := 2; ; {
				marker, next, ok := nextMarker(got, at)
				if !ok || marker == eoi {
					break
				}
				if marker == 0xfe || marker >= 0xe3 && marker <= 0xef && marker != appE {
					t.Fatalf("a segment %x is left", marker)
				}
				at = next + int(binary.BigEndian.Uint16(got[next:]))
				if marker == sos {
					at = scanEnd(got, at)
				}
			}
		}
	})
}
