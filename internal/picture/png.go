package picture

import (
	"encoding/binary"
	"hash/crc32"
)

// pngKept are the chunks that a PNG is drawn from (W3C PNG, 3rd edition, section 11); texts, times, Exif and
// what is unknown are not among them.
var pngKept = map[string]bool{
	"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true,
	"cHRM": true, "gAMA": true, "iCCP": true, "sBIT": true, "sRGB": true, "cICP": true, "bKGD": true, "pHYs": true,
	"acTL": true, "fcTL": true, "fdAT": true,
}

// cleanPNG keeps the chunks that the picture is drawn from. What follows its end goes.
func cleanPNG(data []byte) ([]byte, error) {
	const head = 8
	out := append(make([]byte, 0, len(data)), data[:head]...)
	drawn := false
	for at := head; ; {
		if at+12 > len(data) {
			return nil, refuse(Broken)
		}
		size, kind := binary.BigEndian.Uint32(data[at:]), string(data[at+4:at+8])
		if uint64(size) > uint64(len(data)-at-12) || at == head && kind != "IHDR" {
			return nil, refuse(Broken)
		}
		end := at + 12 + int(size)
		if crc32.ChecksumIEEE(data[at+4:end-4]) != binary.BigEndian.Uint32(data[end-4:]) {
			return nil, refuse(Broken)
		}
		switch {
		case pngKept[kind]:
			out = append(out, data[at:end]...)
		case kind[0] < 'a': // a critical chunk that nobody knows: it could not be drawn
			return nil, refuse(Broken)
		}
		drawn = drawn || kind == "IDAT"
		if kind == "IEND" {
			if !drawn {
				return nil, refuse(Broken)
			}
			return out, nil
		}
		at = end
	}
}
