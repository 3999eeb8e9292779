package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"loaxom/internal/fault"
)

// Streamer makes a call whose answer is a stream of any length: what came counts only where the error is
// nil.
type Streamer interface {
	Stream(ctx context.Context, name string, in []byte, to io.Writer) error
}

// HandleStream adds a call that writes its answer to a stream.
func HandleStream[In any](c *Calls, name string, answer func(context.Context, In, io.Writer) error) {
	c.streams[name] = func(ctx context.Context, raw []byte, to io.Writer) error {
		var in In
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&in); err != nil {
			return fault.New(fault.Invalid, "control: %s: %w; are both programs of one version?", name, err)
		}
		return answer(ctx, in, to)
	}
}

// Stream implements Streamer. NotFound where there is no such call.
func (c *Calls) Stream(ctx context.Context, name string, in []byte, to io.Writer) error {
	answer, ok := c.streams[name]
	if !ok {
		return fault.New(fault.NotFound, "control: no call %q; are both programs of one version?", name)
	}
	return answer(ctx, in, to)
}

// Stream makes a call with its type.
func Stream(ctx context.Context, s Streamer, name string, in any, to io.Writer) error {
	raw, err := json.Marshal(in)
	if err != nil {
		return err
	}
	return s.Stream(ctx, name, raw, to)
}

// The trailers that end a stream: that it is whole, or what went wrong after it had begun.
const (
	wholeTrailer = "Loaxom-Whole"
	errorTrailer = "Loaxom-Error"
)

// serveStream answers with a stream; refuse says an error while nothing was written.
func (c *Calls) serveStream(w http.ResponseWriter, r *http.Request, in []byte, refuse func(error)) {
	w.Header().Set("Trailer", wholeTrailer+", "+errorTrailer)
	out := &counted{w: w}
	err := c.Stream(r.Context(), r.URL.Path[1:], in, out)
	switch {
	case err == nil:
		w.Header().Set("Content-Type", "application/octet-stream")
		if !out.begun {
			w.WriteHeader(http.StatusOK)
		}
		w.Header().Set(wholeTrailer, "yes")
	case !out.begun:
		w.Header().Del("Trailer")
		refuse(err)
	default:
		raw, failed := json.Marshal(refusal{fault.KindOf(err).String(), err.Error()})
		if failed == nil {
			w.Header().Set(errorTrailer, string(raw))
		}
	}
}

// counted knows whether anything was written.
type counted struct {
	w     http.ResponseWriter
	begun bool
}

func (c *counted) Write(b []byte) (int, error) {
	if !c.begun {
		c.begun = true
		c.w.Header().Set("Content-Type", "application/octet-stream")
	}
	return c.w.Write(b)
}

// Stream implements Streamer. ErrNobody where the call surely reached nobody; an error of to is given as it
// is.
func (r *Remote) Stream(ctx context.Context, name string, in []byte, to io.Writer) error {
	resp, err := r.post(ctx, name, in)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return refused(resp, io.LimitReader(resp.Body, mostBody))
	}
	sink := &sink{w: to}
	_, err = io.Copy(sink, resp.Body)
	switch {
	case sink.err != nil:
		return sink.err
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fault.New(fault.Busy, "the running loaxom's answer was cut off: %w", err)
	case resp.Trailer.Get(errorTrailer) != "":
		return refused(resp, bytes.NewReader([]byte(resp.Trailer.Get(errorTrailer))))
	case resp.Trailer.Get(wholeTrailer) == "":
		return fault.New(fault.Busy, "the running loaxom's answer was cut off")
	}
	return nil
}

// sink remembers whether it was writing that failed, and not reading.
type sink struct {
	w   io.Writer
	err error
}

func (s *sink) Write(b []byte) (int, error) {
	n, err := s.w.Write(b)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}
