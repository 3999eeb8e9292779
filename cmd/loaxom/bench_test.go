package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"loaxom/internal/channel/telegram/telegramtest"
)

// Figures of the real process, built as a release is. Linux only: /proc tells the memory.

// release builds the binary as it is shipped.
func release(b *testing.B) string {
	b.Helper()
	file := filepath.Join(scratch, "release")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", file, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return file
}

// start runs a release against the fake server.
func start(b *testing.B, file string, srv *telegramtest.Server, dir string) *process {
	b.Helper()
	p := &process{cmd: exec.Command(file, "serve", "--config", filepath.Join(dir, "config.toml"))}
	p.cmd.Env = append(os.Environ(), "LOAXOM_TELEGRAM_TOKEN="+srv.Token())
	p.cmd.Stdout, p.cmd.Stderr = &p.log, &p.log
	if err := p.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	return p
}

func (p *process) end(b *testing.B) {
	b.Helper()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		b.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		b.Fatalf("%v\n%s", err, p.log.String())
	}
}

// anonymous reads RssAnon in MiB.
func (p *process) anonymous(b *testing.B) float64 {
	b.Helper()
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if rest, ok := strings.CutPrefix(s.Text(), "RssAnon:"); ok {
			kb, err := strconv.Atoi(strings.Fields(rest)[0])
			if err != nil {
				b.Fatal(err)
			}
			return float64(kb) / 1024
		}
	}
	b.Fatal("no RssAnon")
	return 0
}

// BenchmarkProcess prints size of the binary, time from start to the first poll, memory idle and the
// most of it while 20,000 updates of 2,000 chats are worked off.
func BenchmarkProcess(b *testing.B) {
	if runtime.GOOS != "linux" {
		b.Skip("memory is read from /proc")
	}
	file := release(b)
	info, err := os.Stat(file)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		srv := telegramtest.Standalone(telegramtest.WithJudge(telegramtest.Off), telegramtest.WithHistory(1))
		base := srv.Listen()
		dir := deploy(b, base, "[log]\nlevel = \"warn\"\n")
		begun := time.Now()
		p := start(b, file, srv, dir)
		for srv.Calls("getUpdates") == 0 {
			if time.Since(begun) > 30*time.Second {
				b.Fatalf("no poll: %s", p.log.String())
			}
			time.Sleep(time.Millisecond)
		}
		first := time.Since(begun)
		time.Sleep(5 * time.Second)
		idle := p.anonymous(b)

		const updates = 20_000
		srv.Bulk(updates, func(i int) (int64, string) {
			return int64(1000 + i%2000), "làm giấy khai sinh cho cháu cần giấy tờ gì"
		})
		most := idle
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
		for srv.SentCount() < updates && ctx.Err() == nil {
			most = max(most, p.anonymous(b))
			time.Sleep(20 * time.Millisecond)
		}
		cancel()
		if srv.SentCount() < updates {
			b.Fatalf("%d of %d answers", srv.SentCount(), updates)
		}
		p.end(b)
		if v := srv.Violations(); len(v) > 0 {
			b.Fatalf("%d violations, the first: %v", len(v), v[0])
		}
		srv.Close()
		b.ReportMetric(float64(info.Size())/1e6, "binary-MB")
		b.ReportMetric(float64(first.Milliseconds()), "first-poll-ms")
		b.ReportMetric(idle, "idle-MiB")
		b.ReportMetric(most-idle, "more-MiB")
		b.ReportMetric(0, "ns/op")
	}
}
