// Package picture looks at the bytes of a file that somebody sent: what it truly is, whatever its name or the
// platform says, and what of it may be kept. From pictures it takes away all that they say of the one who took
// them (place, time, camera, comments, thumbnails), by walking their container: pixels are not touched, so
// nothing is lost and no picture can exhaust the memory. What does not parse as what it claims to be is refused.
//
// Videos, sounds and PDF are kept as they are; residents are told so before they send.
package picture

import (
	"bytes"

	"loaxom/internal/fault"
)

// Kind is what a file truly is.
type Kind string

// The kinds that are told apart.
const (
	JPEG    Kind = "jpeg"
	PNG     Kind = "png"
	WebP    Kind = "webp"
	Other   Kind = "image"   // another kind of picture: GIF, HEIC, AVIF, TIFF, BMP, SVG
	MP4     Kind = "mp4"     // and its relatives: 3GP, MOV, M4A
	OGG     Kind = "ogg"     // a voice note
	PDF     Kind = "pdf"     //
	Program Kind = "program" // something that a computer would run
	Archive Kind = "archive" // ZIP, RAR, 7z, gzip; office documents of today are ZIP too
	Office  Kind = "office"  // office documents of old, RTF
	Sound   Kind = "sound"   // MP3, WAV, AMR, FLAC
	Unknown Kind = ""        //
)

// Reason is why a file is not kept, for whoever has to say it in plain words.
type Reason string

// The reasons. The last three are not this room's: whoever fetches files gives them.
const (
	Empty      Reason = "empty"     // not one byte
	Broken     Reason = "broken"    // a picture that does not read to its end
	OtherImage Reason = "image"     // a picture of a kind that is not taken
	Executable Reason = "program"   //
	Packed     Reason = "archive"   // also an office document
	NotTaken   Reason = "kind"      // another kind of file
	Large      Reason = "large"     // over the limit
	Unreached  Reason = "unreached" // the platform did not hand it out
	Unkept     Reason = "unkept"    // it could not be stored
)

// MostFile is the largest file that is kept, in bytes: what Telegram lets a bot download (Bot API, getFile).
const MostFile = 20 << 20

// Refusal is the error of a file that is not kept. Its kind is fault.Refused.
type Refusal struct{ Why Reason }

func (r *Refusal) Error() string { return "picture: " + string(r.Why) }

func refuse(why Reason) error { return fault.New(fault.Refused, "%w", &Refusal{why}) }

// Clean gives what may be kept of a file: of a picture the same picture without what it tells of the one who
// took it, of a video, a sound and a PDF the file as it is. Refused with a *Refusal where it may not be kept.
// data is not changed; what is given may share its memory.
func Clean(data []byte) (clean []byte, kind Kind, err error) {
	kind = Sniff(data)
	switch kind {
	case JPEG:
		clean, err = cleanJPEG(data)
	case PNG:
		clean, err = cleanPNG(data)
	case WebP:
		clean, err = cleanWebP(data)
	case MP4, OGG, PDF:
		return data, kind, nil
	case Other:
		err = refuse(OtherImage)
	case Program:
		err = refuse(Executable)
	case Archive, Office:
		err = refuse(Packed)
	default:
		if err = refuse(NotTaken); len(data) == 0 {
			err = refuse(Empty)
		}
	}
	return clean, kind, err
}

// signature is how the files of a kind begin.
type signature struct {
	at   int
	text string
	kind Kind
}

// signatures are looked through in order (file formats' own specifications).
var signatures = []signature{
	{0, "\xff\xd8\xff", JPEG},
	{0, "\x89PNG\r\n\x1a\n", PNG},
	{8, "WEBP", WebP}, // behind "RIFF" and a length
	{0, "OggS", OGG},
	{0, "%PDF-", PDF},
	{0, "GIF87a", Other}, {0, "GIF89a", Other},
	{0, "BM", Other},
	{0, "II*\x00", Other}, {0, "MM\x00*", Other}, {0, "II+\x00", Other}, {0, "MM\x00+", Other},
	{0, "\x00\x00\x01\x00", Other}, {0, "8BPS", Other}, {0, "\xff\x0a", Other}, {0, "\x00\x00\x00\x0cJXL ", Other}, {0, "\x00\x00\x00\x0cjP  ", Other},
	{0, "MZ", Program}, {0, "\x7fELF", Program}, {0, "#!", Program},
	{0, "\xca\xfe\xba\xbe", Program}, {0, "\xfe\xed\xfa\xce", Program}, {0, "\xfe\xed\xfa\xcf", Program}, {0, "\xcf\xfa\xed\xfe", Program}, {0, "\xce\xfa\xed\xfe", Program},
	{0, "dex\n", Program}, {0, "\x00asm", Program}, {0, "L\x00\x00\x00\x01\x14\x02\x00", Program}, // a shortcut of Windows runs something too
	{0, "PK\x03\x04", Archive}, {0, "PK\x05\x06", Archive}, {0, "Rar!\x1a\x07", Archive}, {0, "7z\xbc\xaf\x27\x1c", Archive}, {0, "\x1f\x8b", Archive}, {0, "BZh", Archive}, {0, "\xfd7zXZ\x00", Archive}, {0, "MSCF", Archive}, {257, "ustar", Archive},
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Office}, {0, "{\\rtf", Office},
	{0, "ID3", Sound}, {0, "fLaC", Sound}, {0, "#!AMR", Sound}, {8, "WAVE", Sound}, {0, "\xff\xfb", Sound}, {0, "\xff\xf3", Sound}, {0, "\xff\xf1", Sound},
}

// imageBrands are the brands of ISO media files (ISO/IEC 14496-12) that hold a picture and no film.
var imageBrands = []string{"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis"}

// Sniff tells what a file truly is, by its first bytes.
func Sniff(data []byte) Kind {
	if bytes.HasPrefix(data, []byte("#!AMR")) {
		return Sound
	}
	for _, s := range signatures {
		if len(data) >= s.at+len(s.text) && string(data[s.at:s.at+len(s.text)]) == s.text {
			if s.at == 8 && string(data[:4]) != "RIFF" {
				continue
			}
			return s.kind
		}
	}
	if len(data) >= 12 && string(data[4:8]) == "ftyp" {
		for _, b := range imageBrands {
			if string(data[8:12]) == b {
				return Other
			}
		}
		return MP4
	}
	head := bytes.ToLower(bytes.TrimSpace(data[:min(len(data), 512)]))
	if bytes.HasPrefix(head, []byte("<svg")) || bytes.HasPrefix(head, []byte("<?xml")) && bytes.Contains(head, []byte("<svg")) {
		return Other
	}
	return Unknown
}
