package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"

	"loaxom/internal/fault"
)

// ErrNobody says that no program answers on the socket: the caller may open the store itself.
var ErrNobody = errors.New("control: nobody answers")

// Remote is the program that runs.
type Remote struct{ http *http.Client }

// NewRemote makes calls on the socket at path. It touches nothing yet.
func NewRemote(path string) *Remote {
	return &Remote{&http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", path)
		},
		DisableKeepAlives: true,
	}}}
}

// Do implements Doer. ErrNobody where the call surely reached nobody; Denied where the socket belongs to
// somebody else; the program's own errors keep their kind and words.
func (r *Remote) Do(ctx context.Context, name string, in []byte) ([]byte, error) {
	resp, err := r.post(ctx, name, in)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	out, err := io.ReadAll(io.LimitReader(resp.Body, mostBody))
	if err != nil {
		return nil, fault.New(fault.Unsure, "the running loaxom's answer was cut off, so this was perhaps done: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return nil, refused(resp, bytes.NewReader(out))
	}
	return out, nil
}

// refused is the program's own error.
func refused(resp *http.Response, body io.Reader) error {
	var no refusal
	if err := json.NewDecoder(body).Decode(&no); err != nil {
		return fault.New(fault.Internal, "the running loaxom answered %s", resp.Status)
	}
	return fault.New(fault.Named(no.Kind), "%s", no.Error)
}

// post makes the request.
func (r *Remote) post(ctx context.Context, name string, in []byte) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://control/"+name, bytes.NewReader(in))
	if err != nil {
		return nil, fault.New(fault.Internal, "control: %w", err)
	}
	resp, err := r.http.Do(req)
	if err != nil {
		var op *net.OpError
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case errors.Is(err, fs.ErrPermission):
			return nil, fault.New(fault.Denied, "the running loaxom belongs to another user: run this command as that user")
		case errors.As(err, &op) && op.Op == "dial":
			return nil, ErrNobody
		}
		return nil, fault.New(fault.Unsure, "the running loaxom did not answer, so this was perhaps done: %w", err)
	}
	return resp, nil
}
