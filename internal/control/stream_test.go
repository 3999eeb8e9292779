package control

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"loaxom/internal/fault"
)

type amount struct {
	Bytes int
	Fail  bool
}

func streams() *Calls {
	c := NewCalls()
	HandleStream(c, "flow", func(ctx context.Context, a amount, to io.Writer) error {
		for left := a.Bytes; left > 0; left -= 1000 {
			if _, err := to.Write(bytes.Repeat([]byte("x"), min(left, 1000))); err != nil {
				return err
			}
		}
		if a.Fail {
			return fault.New(fault.Busy, "the disk is full")
		}
		return nil
	})
	HandleStream(c, "stuck", func(ctx context.Context, _ struct{}, to io.Writer) error {
		if _, err := to.Write(make([]byte, 100_000)); err != nil {
			return err
		}
		<-ctx.Done()
		return ctx.Err()
	})
	return c
}

type writer func([]byte) (int, error)

func (w writer) Write(b []byte) (int, error) { return w(b) }

func TestStreamsAreWholeOrAnError(t *testing.T) {
	c := streams()
	path, stop := serving(t, c)
	defer stop()
	ctx := context.Background()
	for name, s := range map[string]Streamer{"in process": c, "over the socket": NewRemote(path)} {
		for _, n := range []int{0, 1, 5_000_000} {
			var out bytes.Buffer
			if err := Stream(ctx, s, "flow", amount{Bytes: n}, &out); err != nil || out.Len() != n {
				t.Errorf("%s: %d of %d bytes, %v", name, out.Len(), n, err)
			}
			out.Reset()
			if err := Stream(ctx, s, "flow", amount{Bytes: n, Fail: true}, &out); !fault.Is(err, fault.Busy) || err.Error() != "the disk is full" {
				t.Errorf("%s: an error after %d bytes: %v", name, n, err)
			}
		}
		if err := Stream(ctx, s, "flow", map[string]int{"Colour": 3}, io.Discard); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
		if err := Stream(ctx, s, "none", struct{}{}, io.Discard); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
		full := errors.New("full")
		if err := Stream(ctx, s, "flow", amount{Bytes: 100_000}, writer(func([]byte) (int, error) { return 0, full })); !errors.Is(err, full) {
			t.Errorf("%s: %v", name, err)
		}
		short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		if err := Stream(short, s, "stuck", struct{}{}, io.Discard); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: given up: %v", name, err)
		}
		cancel()
	}
	if err := Stream(ctx, NewRemote(path+"x"), "flow", amount{}, io.Discard); !errors.Is(err, ErrNobody) {
		t.Errorf("%v", err)
	}
}

// A program that ends in the middle of a stream does not make it look whole.
func TestAStreamThatIsCutOffIsAnError(t *testing.T) {
	path, stop := serving(t, streams())
	done := make(chan error, 1)
	go func() { done <- Stream(context.Background(), NewRemote(path), "stuck", struct{}{}, io.Discard) }()
	time.Sleep(100 * time.Millisecond)
	stop()
	if err := <-done; err == nil || !strings.Contains(err.Error(), "cut off") && !errors.Is(err, context.Canceled) && !strings.Contains(err.Error(), "canceled") {
		t.Errorf("%v", err)
	}
}
