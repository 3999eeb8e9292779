package console

import (
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"
	"time"

	"loaxom/internal/channel"
)

// newID makes an id that no other message has, on a store that was used before too.
func newID() string { return rand.Text() }

// Line is one typed line: something said to the bot, or a word to the terminal itself (Order). The
// golden talks use the same grammar.
type Line struct {
	Order string // "clock", "restart", "as"; empty: said to the bot
	Text  string
	Media string         // :photo, :voice, ...
	Point *channel.Point // of :place
	File  File           // what comes with Media
	Reply bool           // answers the newest message of the conversation
	Kind  string         // "press" or "edited"
	Data  string         // of a press
	Clock time.Duration  // of :clock
	Role  []string       // of :as
}

// File is a file that is sent, or made believe to be: without Path its content is made up (Fetch).
type File struct {
	Album string // of several lines with the same one, all are one album
	Name  string
	Size  int64  // bytes
	Path  string // where it lies on this machine
}

// media are the orders that send something without words.
var media = map[string]bool{
	"photo": true, "voice": true, "audio": true, "video": true, "document": true,
	"sticker": true, "location": true, "contact": true, "poll": true,
}

// Parse reads a line. What follows a colon speaks to the terminal:
//
//	:photo [caption]   :voice  :audio  :video  :document  :sticker  :location  :contact  :poll
//	                   before the caption: album=NAME, name=FILE, size=60M, file=PATH (a file that is there)
//	:place LAT LON     a place on the map, in degrees
//	:reply TEXT        an answer to the newest message of the conversation
//	:press DATA        a button with that data, as a client may make it up
//	:edit TEXT         an earlier message is changed to TEXT
//	:clock +2d         the clock goes on (s, m, h, d)
//	:restart           the program ends and begins again on the same store
//	:as ROLE [HAMLET]  speak as somebody else
func Parse(text string) (Line, error) {
	if !strings.HasPrefix(text, ":") || strings.HasPrefix(text, ":)") || strings.HasPrefix(text, ":(") {
		return Line{Text: text}, nil
	}
	order, rest, _ := strings.Cut(text[1:], " ")
	rest = strings.TrimSpace(rest)
	switch {
	case media[order]:
		l := Line{Media: order}
		var err error
		l.File, l.Text, err = file(rest)
		return l, err
	case order == "place":
		p, err := place(rest)
		return Line{Media: "location", Point: p}, err
	case order == "reply":
		return Line{Reply: true, Text: rest}, nil
	case order == "press":
		return Line{Kind: "press", Data: rest}, nil
	case order == "edit":
		return Line{Kind: "edited", Text: rest}, nil
	case order == "restart":
		return Line{Order: order}, nil
	case order == "clock":
		d, err := duration(rest)
		return Line{Order: order, Clock: d}, err
	case order == "as":
		return Line{Order: order, Role: strings.Fields(rest)}, nil
	}
	return Line{}, fmt.Errorf(":%s is no order; write :photo, :voice, :place LAT LON, :sticker, :press DATA, :edit TEXT, :clock +2d, :restart or :as ROLE", order)
}

// file reads what stands before a caption.
func file(s string) (f File, caption string, err error) {
	for {
		word, rest, _ := strings.Cut(s, " ")
		key, value, is := strings.Cut(word, "=")
		switch {
		case is && key == "album":
			f.Album = value
		case is && key == "name":
			f.Name = value
		case is && key == "file":
			f.Path = value
		case is && key == "size":
			n, err := strconv.ParseInt(strings.TrimSuffix(value, "M"), 10, 64)
			if err != nil || n < 0 || n > 1<<20 {
				return f, "", fmt.Errorf("size=%s: write a number of megabytes, such as size=60M", value)
			}
			f.Size = n << 20
		default:
			return f, s, nil
		}
		s = strings.TrimSpace(rest)
	}
}

// place reads a place on the map.
func place(s string) (*channel.Point, error) {
	var p channel.Point
	lat, lon, _ := strings.Cut(s, " ")
	var err1, err2 error
	p.Lat, err1 = strconv.ParseFloat(strings.Trim(lat, ", "), 64)
	p.Lon, err2 = strconv.ParseFloat(strings.TrimSpace(lon), 64)
	if err1 != nil || err2 != nil || p.Lat < -90 || p.Lat > 90 || p.Lon < -180 || p.Lon > 180 {
		return nil, fmt.Errorf(":place %s: write latitude and longitude in degrees, such as :place 20.31 106.35", s)
	}
	return &p, nil
}

// duration reads +90s, +10m, +3h, +2d.
func duration(s string) (time.Duration, error) {
	bad := fmt.Errorf(":clock %s: write a number and s, m, h or d, such as :clock +2d", s)
	n := strings.TrimPrefix(s, "+")
	if n == "" {
		return 0, bad
	}
	unit, ok := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour}[n[len(n)-1]]
	i, err := strconv.Atoi(n[:len(n)-1])
	if !ok || err != nil || i < -3650 || i > 1_000_000 {
		return 0, bad
	}
	return time.Duration(i) * unit, nil
}
