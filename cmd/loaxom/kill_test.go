package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
	"loaxom/internal/review"
)

var (
	kills    = flag.Int("kills", 30, "how often the real process is killed in TestBehaviour07Kills")
	killSeed = flag.Uint64("killseed", 1, "seed of the kill times")
)

// program builds the binary once for all tests that run it as a process, without the race detector:
// what dies there is the real thing.
var program = sync.OnceValues(func() (string, error) {
	file := filepath.Join(scratch, "loaxom")
	if runtime.GOOS == "windows" {
		file += ".exe"
	}
	out, err := exec.Command("go", "build", "-tags", "failpoints", "-o", file, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return file, nil
})

// process is a running serve.
type process struct {
	cmd *exec.Cmd
	log output
}

// output is what a process writes, while it may be read.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// deploy writes a configuration for a serve against the fake server and returns its folder.
func deploy(t testing.TB, base, extra string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	text := fmt.Sprintf(`[store]
path = %q
[telegram]
api_endpoint = %q
per_second = 0
per_chat_second = 0
per_group_minute = 0
[ops]
listen = ""
[limits]
messages_a_minute = 0
%s`, filepath.ToSlash(filepath.Join(dir, "data", "loaxom.db")), base, extra)
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// serveIn starts serve in a folder made by deploy; env is added to its environment.
func serveIn(t testing.TB, dir, token string, env ...string) *process {
	t.Helper()
	file, err := program()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: exec.Command(file, "serve", "--config", filepath.Join(dir, "config.toml"))}
	p.cmd.Env = append(append(os.Environ(), "LOAXOM_TELEGRAM_TOKEN="+token), env...)
	p.cmd.Stdout, p.cmd.Stderr = &p.log, &p.log
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

// Behaviour 7: killed at any moment, no update is lost, no effect comes twice, and an answer is
// repeated only where the kill fell between Telegram's taking it and our noting it.
func TestBehaviour07Kills(t *testing.T) {
	srv := telegramtest.New(t, telegramtest.WithJudge(telegramtest.Off))
	base := srv.Listen()
	srv.SetLatency("sendMessage", 3*time.Millisecond)
	dir := deploy(t, base, "")
	random := rand.New(rand.NewPCG(*killSeed, 0))

	var killed []time.Time
	var chats []int64
	var logs strings.Builder
	ask := func(n int) {
		for range n {
			chat := int64(1000 + len(chats))
			srv.User(chat)
			srv.Say(chat, fmt.Sprintf("qzxv%dw", chat))
			chats = append(chats, chat)
		}
	}
	for i := range *kills {
		ask(20)
		before := srv.SentCount()
		p := serveIn(t, dir, srv.Token())
		if i%3 != 0 { // two of three kills fall when answers go out, the others while the program starts
			for begun := time.Now(); srv.SentCount() == before && time.Since(begun) < 30*time.Second; {
				time.Sleep(time.Millisecond)
			}
		}
		deadline := time.Now().Add(time.Duration(random.IntN(200)) * time.Millisecond)
		for time.Now().Before(deadline) {
			time.Sleep(5 * time.Millisecond)
			ask(random.IntN(3))
		}
		if err := p.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		killed = append(killed, time.Now())
		_ = p.cmd.Wait() // killed, as it should be
		logs.WriteString(p.log.String())
	}

	ask(5)
	p := serveIn(t, dir, srv.Token())
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	if err := srv.Wait(ctx, func() bool { return answered(srv, chats) }); err != nil {
		t.Errorf("not everybody was answered: %v", err)
	}
	time.Sleep(200 * time.Millisecond)
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("serve ended with %v\n%s", err, p.log.String())
	}
	logs.WriteString(p.log.String())

	lost, repeated := 0, 0
	for _, chat := range chats {
		got := srv.SentTo(chat)
		if len(got) == 0 {
			lost++
			continue
		}
		repeated += len(got) - 1
		for i := 1; i < len(got); i++ {
			if !justBefore(got[i-1].At, killed) {
				t.Errorf("chat %d: an answer is repeated although no kill came after it was taken", chat)
			}
		}
	}
	effects, wrong := questionCounts(t, filepath.Join(dir, "data", "loaxom.db"))
	t.Logf("%d kills: %d questions, %d lost, %d answers repeated, %d effects, %d of them not exactly once", len(killed), len(chats), lost, repeated, effects, wrong)
	if lost > 0 || wrong > 0 || effects != len(chats) {
		t.Errorf("%d lost, %d effects of %d, %d not once", lost, effects, len(chats), wrong)
	}
	if strings.Contains(logs.String(), strings.Split(srv.Token(), ":")[1]) {
		t.Error("the token is in the log")
	}
}

// answered tells whether each chat has got something.
func answered(srv *telegramtest.Server, chats []int64) bool {
	if srv.SentCount() < len(chats) {
		return false
	}
	for _, chat := range chats {
		if len(srv.SentTo(chat)) == 0 {
			return false
		}
	}
	return true
}

// justBefore tells whether at lies within the second before one of the kills: the time in which a
// call that was taken waits to be noted.
func justBefore(at time.Time, kills []time.Time) bool {
	for _, k := range kills {
		if d := k.Sub(at); d > -50*time.Millisecond && d < time.Second {
			return true
		}
	}
	return false
}

// questionCounts reads how often each question without an answer was counted.
func questionCounts(t *testing.T, file string) (total, wrong int) {
	t.Helper()
	db, err := boltkv.Open(file, boltkv.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.View(context.Background(), func(r kv.Reader) error {
		return review.All(r, func(q review.Question) error {
			total++
			if q.Count != 1 {
				wrong++
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return total, wrong
}
