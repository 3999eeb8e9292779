package picture

import "encoding/binary"

// webpKept are the chunks that a WebP is drawn from (RFC 9649, section 2.7).
var webpKept = map[string]bool{"VP8 ": true, "VP8L": true, "VP8X": true, "ALPH": true, "ANIM": true, "ANMF": true, "ICCP": true}

// Flags of VP8X that say that there is an Exif or XMP chunk.
const webpTells = 0x08 | 0x04

// cleanWebP keeps the chunks that the picture is drawn from. What lies behind the length that the file gives
// goes.
func cleanWebP(data []byte) ([]byte, error) {
	size := uint64(binary.LittleEndian.Uint32(data[4:])) + 8
	if size < 12 || size > uint64(len(data)) {
		return nil, refuse(Broken)
	}
	out := append(make([]byte, 0, size), data[:12]...)
	out, drawn, err := webpChunks(out, data[12:size], webpKept)
	if err != nil || !drawn {
		return nil, refuse(Broken)
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out, nil
}

// webpChunks appends the chunks of a list that are kept. drawn: there was one of pixels among them.
func webpChunks(out, list []byte, kept map[string]bool) (_ []byte, drawn bool, err error) {
	for len(list) > 0 {
		if len(list) < 8 {
			return nil, false, refuse(Broken)
		}
		kind, size := string(list[:4]), uint64(binary.LittleEndian.Uint32(list[4:]))
		padded := size + size%2
		if size > uint64(len(list)-8) {
			return nil, false, refuse(Broken)
		}
		end := min(8+padded, uint64(len(list))) // the last padding is left out by some
		body := list[8 : 8+size]
		list = list[end:]
		if !kept[kind] {
			continue
		}
		drawn = drawn || kind == "VP8 " || kind == "VP8L"
		at := len(out)
		out = append(out, kind...)
		out = append(out, 0, 0, 0, 0)
		switch {
		case kind == "VP8X" && size < 10, kind == "ANMF" && size < 16:
			return nil, false, refuse(Broken)
		case kind == "VP8X":
			out = append(out, body...)
			out[at+8] &^= webpTells
		case kind == "ANMF": // a frame has chunks of its own
			inner := false
			if out, inner, err = webpChunks(append(out, body[:16]...), body[16:], map[string]bool{"VP8 ": true, "VP8L": true, "ALPH": true}); err != nil {
				return nil, false, err
			}
			drawn = drawn || inner
		default:
			out = append(out, body...)
		}
		n := len(out) - at - 8
		binary.LittleEndian.PutUint32(out[at+4:], uint32(n))
		if n%2 == 1 {
			out = append(out, 0)
		}
	}
	return out, drawn, nil
}
