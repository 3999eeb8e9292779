// Package control lets commands ask the running program: bbolt lets one process open the store, so a
// command that needs it calls the `serve` that holds it, over HTTP on a Unix socket beside the store
// (mode 0600, on Windows too), and opens the store itself only where nobody answers. A call is a name
// with JSON in and out; the same table of Calls is served over the socket and used in process, so each
// command is written once. Chosen against signals and files for having answers, and against a TCP port
// for needing no password: who may open the socket is who may open the store.
package control

import (
	"bytes"
	"context"
	"encoding/json"
	"io"

	"loaxom/internal/fault"
)

// Doer makes a call: the program that runs (Remote), or Calls in this process.
type Doer interface {
	Do(ctx context.Context, name string, in []byte) (out []byte, err error)
}

// Calls is what can be asked, by name.
type Calls struct {
	byName  map[string]func(context.Context, []byte) (any, error)
	streams map[string]func(context.Context, []byte, io.Writer) error
}

// NewCalls is a table without calls.
func NewCalls() *Calls {
	return &Calls{
		byName:  map[string]func(context.Context, []byte) (any, error){},
		streams: map[string]func(context.Context, []byte, io.Writer) error{},
	}
}

// Handle adds a call. Unknown fields of what comes in are Invalid: a command newer than the program that
// runs must hear that it was not understood.
func Handle[In, Out any](c *Calls, name string, answer func(context.Context, In) (Out, error)) {
	c.byName[name] = func(ctx context.Context, raw []byte) (any, error) {
		var in In
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&in); err != nil {
			return nil, fault.New(fault.Invalid, "control: %s: %w; are both programs of one version?", name, err)
		}
		return answer(ctx, in)
	}
}

// Do implements Doer. NotFound where there is no such call.
func (c *Calls) Do(ctx context.Context, name string, in []byte) ([]byte, error) {
	answer, ok := c.byName[name]
	if !ok {
		return nil, fault.New(fault.NotFound, "control: no call %q; are both programs of one version?", name)
	}
	out, err := answer(ctx, in)
	if err != nil {
		return nil, err
	}
	return json.Marshal(out)
}

// Call makes a call with its types.
func Call[Out any](ctx context.Context, d Doer, name string, in any) (out Out, err error) {
	raw, err := json.Marshal(in)
	if err != nil {
		return out, err
	}
	answer, err := d.Do(ctx, name, raw)
	if err != nil {
		return out, err
	}
	if err := json.Unmarshal(answer, &out); err != nil {
		return out, fault.New(fault.Internal, "control: %s: the answer does not read: %w", name, err)
	}
	return out, nil
}
