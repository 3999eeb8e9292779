package picture

import (
	"bytes"
	"encoding/binary"
)

// Markers of JPEG (ITU-T T.81, table B.1).
const (
	soi  = 0xd8
	eoi  = 0xd9
	sos  = 0xda
	app0 = 0xe0
	app1 = 0xe1
	app2 = 0xe2
	appE = 0xee
	tem  = 0x01
	rst0 = 0xd0
	rst7 = 0xd7
)

// cleanJPEG keeps what the picture is drawn from: frames, tables, scans, the colour profile, and how it is to
// be turned. Everything else that stands in segments of its own goes, and so does what follows the picture's
// end: phones put small copies and films there.
func cleanJPEG(data []byte) ([]byte, error) {
	out := make([]byte, 0, len(data))
	out = append(out, 0xff, soi)
	turn, at, frame, scanned := uint16(0), 2, false, false
	for {
		marker, next, ok := nextMarker(data, at)
		if !ok {
			return nil, refuse(Broken)
		}
		at = next
		switch {
		case marker == eoi:
			if !frame || !scanned {
				return nil, refuse(Broken)
			}
			return turned(append(out, 0xff, eoi), turn), nil
		case marker == tem || marker >= rst0 && marker <= rst7 || marker == soi:
			return nil, refuse(Broken) // has no place between segments
		}
		if at+2 > len(data) {
			return nil, refuse(Broken)
		}
		size := int(binary.BigEndian.Uint16(data[at:]))
		if size < 2 || at+size > len(data) {
			return nil, refuse(Broken)
		}
		body := data[at+2 : at+size]
		at += size
		if marker == app1 && turn == 0 {
			turn = orientation(body)
		}
		if body, keep := keptSegment(marker, body); keep {
			out = append(out, 0xff, byte(marker))
			out = binary.BigEndian.AppendUint16(out, uint16(len(body)+2))
			out = append(out, body...)
		}
		frame = frame || isFrame(marker)
		if marker == sos {
			end := scanEnd(data, at)
			if !frame || end < 0 {
				return nil, refuse(Broken)
			}
			out = append(out, data[at:end]...)
			at, scanned = end, true
		}
	}
}

// nextMarker reads a marker, before which any number of bytes 0xff may stand.
func nextMarker(data []byte, at int) (marker, next int, ok bool) {
	if at >= len(data) || data[at] != 0xff {
		return 0, 0, false
	}
	for at < len(data) && data[at] == 0xff {
		at++
	}
	if at >= len(data) || data[at] == 0 {
		return 0, 0, false
	}
	return int(data[at]), at + 1, true
}

// isFrame tells the markers that begin a frame: SOF0 to SOF15 but for the three that mean other things.
func isFrame(marker int) bool {
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc
}

// keptSegment is what is kept of a segment.
func keptSegment(marker int, body []byte) (kept []byte, keep bool) {
	switch {
	case marker == app0 && bytes.HasPrefix(body, []byte("JFIF\x00")) && len(body) >= 14:
		kept = bytes.Clone(body[:14])
		kept[12], kept[13] = 0, 0 // without its small copy
		return kept, true
	case marker == app2 && bytes.HasPrefix(body, []byte("ICC_PROFILE\x00")):
		return body, true
	case marker == appE && bytes.HasPrefix(body, []byte("Adobe")) && len(body) >= 12:
		return body[:12], true // how colours are meant
	case marker >= 0xc0 && marker <= 0xcf && marker != 0xc8, marker >= sos && marker <= 0xdf:
		return body, true // frames, tables, scans
	}
	return nil, false
}

// scanEnd is where the coded data of a scan ends: at the next marker that is no restart. -1: nowhere.
func scanEnd(data []byte, at int) int {
	for at+1 < len(data) {
		if data[at] != 0xff {
			at++
			continue
		}
		if m := data[at+1]; m == 0 || m >= rst0 && m <= rst7 {
			at += 2
		} else if m == 0xff {
			at++
		} else {
			return at
		}
	}
	return -1
}

// orientation reads how the picture is to be turned, 1 to 8, from the body of an Exif segment (CIPA DC-008,
// tag 0x0112); 0: it does not say.
func orientation(body []byte) uint16 {
	tiff, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(tiff[:2]) == "II" {
		order = binary.LittleEndian
	}
	first := int(order.Uint32(tiff[4:]))
	if first < 8 || first > len(tiff)-2 {
		return 0
	}
	count := int(order.Uint16(tiff[first:]))
	for i := range count {
		at := first + 2 + 12*i
		if at+12 > len(tiff) {
			return 0
		}
		if order.Uint16(tiff[at:]) == 0x0112 && order.Uint16(tiff[at+2:]) == 3 {
			if turn := order.Uint16(tiff[at+8:]); turn >= 1 && turn <= 8 {
				return turn
			}
		}
	}
	return 0
}

// turned puts an Exif segment behind the beginning that says nothing but how the picture is to be turned.
func turned(out []byte, turn uint16) []byte {
	if turn <= 1 {
		return out
	}
	segment := []byte("\xff\xe1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	segment = binary.BigEndian.AppendUint16(segment, turn)
	segment = append(segment, 0, 0, 0, 0, 0, 0) // the rest of the value, and no further directory
	return append(append([]byte{0xff, soi}, segment...), out[2:]...)
}
