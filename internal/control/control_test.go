package control

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"loaxom/internal/fault"
)

type question struct{ Who string }
type answer struct{ Hello string }

func calls() *Calls {
	c := NewCalls()
	Handle(c, "greet", func(_ context.Context, q question) (answer, error) {
		if q.Who == "" {
			return answer{}, fault.New(fault.Denied, "nobody is greeted")
		}
		return answer{"chào " + q.Who}, nil
	})
	Handle(c, "slow", func(ctx context.Context, _ struct{}) (struct{}, error) {
		select {
		case <-ctx.Done():
		case <-time.After(500 * time.Millisecond):
		}
		return struct{}{}, nil
	})
	return c
}

// serving serves calls on a socket in a short folder, as the path of a socket must be short.
func serving(t *testing.T, c *Calls) (path string, stop func()) {
	t.Helper()
	dir, err := os.MkdirTemp("", "lx")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if path, err = Path(filepath.Join(dir, "s.db")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- c.Serve(ctx, path) }()
	for range 500 {
		if _, err := os.Stat(path); err == nil {
			break
		}
		time.Sleep(2 * time.Millisecond)
	}
	return path, func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("serving ended with %v", err)
		}
	}
}

// The same calls, in process and over the socket.
func TestCallsAreTheSameBothWays(t *testing.T) {
	c := calls()
	path, stop := serving(t, c)
	defer stop()
	for name, d := range map[string]Doer{"in process": c, "over the socket": NewRemote(path)} {
		ctx := context.Background()
		if a, err := Call[answer](ctx, d, "greet", question{"bà con"}); err != nil || a.Hello != "chào bà con" {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
		if _, err := Call[answer](ctx, d, "greet", question{}); !fault.Is(err, fault.Denied) || err.Error() != "nobody is greeted" {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := Call[answer](ctx, d, "greet", map[string]int{"Colour": 3}); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "one version") {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := Call[answer](ctx, d, "nothing", question{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if runtime.GOOS != "windows" {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the socket: %v, %v", info.Mode(), err)
		}
	}
}

func TestNobodyAnswers(t *testing.T) {
	path, stop := serving(t, calls())
	stop()
	if _, err := Call[answer](context.Background(), NewRemote(path), "greet", question{"x"}); !errors.Is(err, ErrNobody) {
		t.Errorf("after the end: %v", err)
	}
	// A program that was killed leaves its socket: nobody answers there, and the next one takes its place.
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Call[answer](context.Background(), NewRemote(path), "greet", question{"x"}); !errors.Is(err, ErrNobody) {
		t.Errorf("a socket left over: %v", err)
	}
	c := calls()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- c.Serve(ctx, path) }()
	for begun := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		if a, err := Call[answer](ctx, NewRemote(path), "greet", question{"x"}); err == nil && a.Hello == "chào x" {
			break
		} else if time.Since(begun) > 5*time.Second {
			t.Fatalf("the next program is not reached: %v", err)
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestTheEndWaitsForACallInHand(t *testing.T) {
	path, stop := serving(t, calls())
	done := make(chan error, 1)
	go func() {
		_, err := Call[struct{}](context.Background(), NewRemote(path), "slow", struct{}{})
		done <- err
	}()
	time.Sleep(100 * time.Millisecond)
	stop()
	if err := <-done; err != nil {
		t.Errorf("a call in hand: %v", err)
	}
}

func TestALongPathIsToldOrShortened(t *testing.T) {
	long := filepath.Join(t.TempDir(), strings.Repeat("x", longestPath), "s.db")
	if _, err := Path(long); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "store.path") {
		t.Errorf("%v", err)
	}
	dir := filepath.Join(t.TempDir(), strings.Repeat("x", longestPath))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	if path, err := Path(filepath.Join(dir, "s.db")); err != nil || path != "s.db.sock" {
		t.Errorf("from its own folder: %q, %v", path, err)
	}
}
