package control

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"loaxom/internal/fault"
)

// longestPath is how many bytes the path of a socket may have: 104 on the BSDs and macOS, 108 on Linux
// and Windows, with a zero byte at the end (unix(7), sun_path).
const longestPath = 103

// mostBody bounds a request and an answer, in bytes.
const mostBody = 64 << 20

// Path is the socket of a store, beside it. Invalid where a socket cannot have so long a path, neither as
// it is nor from the working directory.
func Path(store string) (string, error) {
	path := store + ".sock"
	if len(path) <= longestPath {
		return path, nil
	}
	if here, err := os.Getwd(); err == nil {
		if short, err := filepath.Rel(here, path); err == nil && len(short) <= longestPath {
			return short, nil
		}
	}
	return "", fault.New(fault.Invalid, "control: the socket beside the store would have a path of %d bytes; at most %d are possible: give the store a shorter one (store.path)", len(path), longestPath)
}

// Serve answers calls on the socket until ctx ends, then lets those in hand finish for a moment. The
// caller holds the store, so a socket that is there is left over from a program that died, and goes.
func (c *Calls) Serve(ctx context.Context, path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.Invalid, "control: %w", err)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "unix", path)
	if err != nil {
		return fault.New(fault.Invalid, "control: %w", err)
	}
	defer listener.Close()
	// Between these two lines the mode is the umask's; the folder, made by us, is 0700.
	if err := os.Chmod(path, 0o600); err != nil {
		return fault.New(fault.Invalid, "control: %w", err)
	}
	srv := &http.Server{Handler: c, ReadHeaderTimeout: 5 * time.Second, MaxHeaderBytes: 8 << 10}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(listener) }()
	select {
	case <-ctx.Done():
	case err := <-failed:
		return err
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err := srv.Shutdown(stop); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return srv.Close()
}

// refusal is an error on the wire.
type refusal struct {
	Kind  string `json:"kind"`
	Error string `json:"error"`
}

// statuses are the HTTP statuses of the kinds (style guide, section 5).
var statuses = map[fault.Kind]int{
	fault.Invalid: 400, fault.Denied: 403, fault.NotFound: 404, fault.Conflict: 409, fault.Gone: 410,
	fault.Refused: 502, fault.Busy: 503, fault.Unsure: 504,
}

// ServeHTTP implements http.Handler: POST /<name>.
func (c *Calls) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	refuse := func(err error) {
		status, ok := statuses[fault.KindOf(err)]
		if !ok {
			status = http.StatusInternalServerError
		}
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(refusal{fault.KindOf(err).String(), err.Error()}) // who asked has gone: nothing to do
	}
	if r.Method != http.MethodPost {
		refuse(fault.New(fault.Invalid, "control: only POST"))
		return
	}
	in, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
	if err != nil {
		refuse(fault.New(fault.Invalid, "control: %w", err))
		return
	}
	if _, stream := c.streams[r.URL.Path[1:]]; stream {
		c.serveStream(w, r, in, refuse)
		return
	}
	out, err := c.Do(r.Context(), r.URL.Path[1:], in)
	if err != nil {
		refuse(err)
		return
	}
	_, _ = w.Write(out) // the same
}
