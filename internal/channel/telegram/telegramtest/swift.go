package telegramtest

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Swift is a second way in for benchmarks, where what is measured is the bot and not the fake: it
// answers sendMessage with as little work as it can, checks nothing of it and keeps only when and to
// whom it came, and hands every other request to the server. Tests of behaviour use Listen.
type Swift struct {
	s   *Server
	net net.Listener

	mu    sync.Mutex
	count int
	at    map[int64][]time.Time // by chat
	conns map[net.Conn]bool
	dials int
}

// ListenSwift starts serving on a free port of loopback until the server is closed.
func (s *Server) ListenSwift() *Swift {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(fmt.Sprintf("telegramtest: %v", err))
	}
	w := &Swift{s: s, net: l, at: make(map[int64][]time.Time), conns: make(map[net.Conn]bool)}
	s.mu.Lock()
	s.net.closers = append(s.net.closers, w.close)
	s.mu.Unlock()
	go w.accept()
	return w
}

// Base is the API endpoint.
func (w *Swift) Base() string { return "http://" + w.net.Addr().String() }

// Count is how many messages came.
func (w *Swift) Count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.count
}

// Connections is how many TCP connections were accepted.
func (w *Swift) Connections() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.dials
}

// At is when the messages to a chat came.
func (w *Swift) At(chat int64) []time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.at[chat])
}

func (w *Swift) close() {
	_ = w.net.Close() // nobody waits for what is still in the line
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.conns {
		_ = c.Close()
	}
}

func (w *Swift) accept() {
	for {
		c, err := w.net.Accept()
		if err != nil {
			return
		}
		w.mu.Lock()
		w.conns[c] = true
		w.dials++
		w.mu.Unlock()
		go w.serve(c)
	}
}

var (
	swiftSend = []byte("/sendMessage HTTP/1.1\r\n")
	swiftChat = []byte("chat_id=")
	swiftSize = []byte("Content-Length: ")
)

// serve answers the requests of a connection. It reads HTTP as Go's client writes it.
func (w *Swift) serve(c net.Conn) {
	defer c.Close()
	in := bufio.NewReaderSize(c, 32<<10)
	var out []byte
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return
		}
		if !bytes.HasSuffix(line, swiftSend) {
			if !w.pass(c, in, bytes.Clone(line)) {
				return
			}
			continue
		}
		size := 0
		for len(line) > len("\r\n") {
			if line, err = in.ReadSlice('\n'); err != nil {
				return
			}
			if n, ok := bytes.CutPrefix(line, swiftSize); ok {
				size, _ = strconv.Atoi(string(bytes.TrimSpace(n)))
			}
		}
		body, err := in.Peek(size)
		if err != nil {
			return
		}
		chat := int64(0)
		if _, rest, ok := bytes.Cut(body, swiftChat); ok {
			id, _, _ := bytes.Cut(rest, []byte("&"))
			chat, _ = strconv.ParseInt(string(id), 10, 64)
		}
		_, _ = in.Discard(size) // Peek has seen it
		out = w.message(out[:0], chat)
		if _, err := c.Write(out); err != nil {
			return
		}
	}
}

// message notes a message and gives the answer to it, as long as Telegram's for a short text.
func (w *Swift) message(out []byte, chat int64) []byte {
	now := time.Now()
	w.mu.Lock()
	w.count++
	id := w.count
	w.at[chat] = append(w.at[chat], now)
	w.mu.Unlock()
	body := make([]byte, 0, 512)
	body = append(body, `{"ok":true,"result":{"message_id":`...)
	body = strconv.AppendInt(body, int64(id), 10)
	body = append(body, `,"from":{"id":7000000001,"is_bot":true,"first_name":"Loa","username":"loaxom_bot"},"chat":{"id":`...)
	body = strconv.AppendInt(body, chat, 10)
	body = append(body, `,"type":"private"},"date":`...)
	body = strconv.AppendInt(body, now.Unix(), 10)
	body = append(body, `,"text":"..."}}`...)
	out = append(out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "...)
	out = strconv.AppendInt(out, int64(len(body)), 10)
	return append(append(out, "\r\n\r\n"...), body...)
}

// pass lets the server answer a request of which the first line was read.
func (w *Swift) pass(c net.Conn, in *bufio.Reader, line []byte) bool {
	// What is buffered is read first, and nothing beyond the request is taken out of it: ReadRequest on
	// a reader of its own would swallow the next one, so the whole head is collected before.
	head := line
	size := 0
	for len(line) > len("\r\n") {
		var err error
		if line, err = in.ReadSlice('\n'); err != nil {
			return false
		}
		head = append(head, line...)
		if n, ok := bytes.CutPrefix(line, swiftSize); ok {
			size, _ = strconv.Atoi(string(bytes.TrimSpace(n)))
		}
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(in, body); err != nil {
		return false
	}
	r, err := http.ReadRequest(bufio.NewReader(io.MultiReader(bytes.NewReader(head), bytes.NewReader(body))))
	if err != nil {
		return false
	}
	a := w.s.serve(r.WithContext(context.Background()))
	if a.cut != nil {
		return false
	}
	resp := fmt.Appendf(nil, "HTTP/1.1 %d OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", a.status, a.kind, len(a.body))
	_, err = c.Write(append(resp, a.body...))
	return err == nil
}
