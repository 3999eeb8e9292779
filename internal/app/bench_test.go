//go:build unix

package app

import (
	"context"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"loaxom/internal/broadcast"
	"loaxom/internal/channel/telegram/telegramtest"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
	"loaxom/internal/outbox"
)

// Each benchmark prints a figure of the README's table. Everything is durable (one file, real
// fsyncs), questions go through the matcher, pace and flood limits are off, Telegram is the fake over
// loopback in the same process; where a rate or a latency is measured it is its Swift side, which costs
// little and checks nothing, since what is measured is the bot.

// store opens a new store; sync simulates a disk whose fsync takes that long.
func store(b testing.TB, sync time.Duration) *boltkv.DB {
	b.Helper()
	opts := boltkv.Options{}
	if sync > 0 {
		opts.Sync = func() { time.Sleep(sync) }
	}
	db, err := boltkv.Open(filepath.Join(b.TempDir(), "loaxom.db"), opts)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	return db
}

// backlog lets the program work off updates of chats and gives answers a second.
func backlog(b *testing.B, updates, chats int, latency, sync time.Duration) {
	for b.Loop() {
		b.StopTimer()
		srv := telegramtest.New(b, telegramtest.WithJudge(telegramtest.Off), telegramtest.WithHistory(1))
		base, connections := "", srv.Connections
		if latency > 0 {
			srv.SetLatency("sendMessage", latency)
			base = srv.Listen()
		} else {
			swift := srv.ListenSwift()
			base, connections = swift.Base(), swift.Connections
		}
		srv.Bulk(updates, func(i int) (int64, string) { return int64(1000 + i%chats), questions[i%len(questions)] })
		db := store(b, sync)
		b.StartTimer()
		st := run(b, srv, db, setting{base: base, quiet: true})
		for !st.app.ready.Load() { // the index takes a second to build and is no part of the rate
			time.Sleep(time.Millisecond)
		}
		begun, spent, before := time.Now(), cpu(), st.app.intake.Count().Answered
		for st.app.intake.Count().Answered < int64(updates) || st.app.box.Health()[0].Waiting > 0 {
			if time.Since(begun) > 5*time.Minute {
				b.Fatalf("%d of %d answers", st.app.intake.Count().Answered, updates)
			}
			time.Sleep(time.Millisecond)
		}
		took := time.Since(begun)
		b.ReportMetric(float64((cpu()-spent).Microseconds())/float64(updates), "cpu-µs/answer")
		b.StopTimer()
		st.end()
		if s, err := db.Stats(); err == nil {
			b.ReportMetric(float64(s.Updates)/float64(s.Commits), "updates/commit")
		}
		b.ReportMetric(float64(int64(updates)-before)/took.Seconds(), "answers/s")
		b.ReportMetric(float64(connections())/float64(updates)*1000, "connections/1000")
		b.ReportMetric(0, "ns/op")
		srv.Close()
		b.StartTimer()
	}
}

// cpu is the processor time that this process has used, the fake's share in it: unlike the rate it does
// not depend on what else the machine does.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// 20,000 updates of 2,000 chats wait.
func BenchmarkBacklog(b *testing.B) { backlog(b, 20_000, 2000, 0, 0) }

// The same on a disk whose fsync takes 10 ms.
func BenchmarkBacklogSlowDisk(b *testing.B) { backlog(b, 20_000, 2000, 0, 10*time.Millisecond) }

// 500 wait and each call takes 50 ms.
func BenchmarkWaiting50ms(b *testing.B) { backlog(b, 500, 500, 50*time.Millisecond, 0) }

// Questions at 200 a second, of 200 persons who have been here before: time from the update's being
// there to its answer's request.
func BenchmarkLatency(b *testing.B) {
	for b.Loop() {
		srv := telegramtest.New(b, telegramtest.WithJudge(telegramtest.Off))
		swift := srv.ListenSwift()
		st := run(b, srv, store(b, 0), setting{base: swift.Base(), quiet: true})
		const n, persons = 2000, 200
		sent := func(want int) {
			b.Helper()
			for end := time.Now().Add(time.Minute); swift.Count() < want; time.Sleep(5 * time.Millisecond) {
				if time.Now().After(end) {
					b.Fatalf("%d of %d messages", swift.Count(), want)
				}
			}
		}
		for i := range persons {
			srv.User(int64(10_000 + i))
			srv.Say(int64(10_000+i), "chào xã") // a newcomer gets a note first
		}
		sent(persons)
		asked := make([]time.Time, n)
		begun := time.Now()
		for i := range n {
			time.Sleep(time.Until(begun.Add(time.Duration(i) * 5 * time.Millisecond)))
			asked[i] = time.Now()
			srv.Say(int64(10_000+i%persons), questions[i%len(questions)])
		}
		sent(persons + n)
		took := make([]time.Duration, n)
		for i := range n {
			took[i] = swift.At(int64(10_000 + i%persons))[1+i/persons].Sub(asked[i])
		}
		slices.Sort(took)
		st.end()
		b.ReportMetric(float64(took[n/2].Microseconds())/1000, "p50-ms")
		b.ReportMetric(float64(took[n*99/100].Microseconds())/1000, "p99-ms")
		b.ReportMetric(0, "ns/op")
		srv.Close()
	}
}

// A bad line: 2 % of sends are answered by an HTML page, 2 % cut before and 2 % after they were taken. An answer
// whose three calls all meet the page is given up, as the design has it: in one run of sixty there is one.
func BenchmarkBadLine(b *testing.B) {
	for b.Loop() {
		srv := telegramtest.New(b, telegramtest.WithJudge(telegramtest.Off))
		base := srv.Listen()
		srv.FailRate(1, "sendMessage", 0.02, telegramtest.BadGateway())
		srv.FailRate(2, "sendMessage", 0.02, telegramtest.ResetBefore())
		srv.FailRate(3, "sendMessage", 0.02, telegramtest.ResetAfter())
		const n = 2000
		srv.Bulk(n, func(i int) (int64, string) { return int64(1000 + i), questions[i%len(questions)] })
		st := run(b, srv, store(b, 0), setting{base: base, quiet: true})
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		err := srv.Wait(ctx, func() bool { return given(srv, 1000, n) == n })
		cancel()
		time.Sleep(time.Second)
		if err != nil { // whether it was given up, or is forgotten
			_ = st.app.w.DB.View(context.Background(), func(r kv.Reader) error {
				return outbox.All(r, func(d outbox.Delivery) error {
					if d.State != outbox.Sent {
						b.Logf("a delivery is %s after %d attempts", d.State, d.Attempts)
					}
					return nil
				})
			})
		}
		st.end()
		after := srv.Injected(telegramtest.KindResetAfter)
		repeats := repeated(srv, n)
		b.Logf("%d answers never given, %d repeated, %d cut after they were taken (%v)", n-given(srv, 1000, n), repeats, after, err)
		if err != nil || repeats > after {
			b.Errorf("%d repeats, %d cut after taking: %v", repeats, after, err)
		}
		b.ReportMetric(float64(n-given(srv, 1000, n)), "never-given")
		b.ReportMetric(float64(repeats), "repeats")
		b.ReportMetric(float64(after), "cut-after")
		b.ReportMetric(0, "ns/op")
		srv.Close()
	}
}

// repeated counts messages that a chat got twice.
func repeated(srv *telegramtest.Server, n int) (twice int) {
	for i := range n {
		seen := map[string]bool{}
		for _, m := range srv.SentTo(int64(1000 + i)) {
			if seen[m.Text] {
				twice++
			}
			seen[m.Text] = true
		}
	}
	return twice
}

// given counts the chats from first on that have got an answer.
func given(srv *telegramtest.Server, first int64, n int) (have int) {
	if srv.SentCount() < n {
		return 0
	}
	for i := range n {
		if len(srv.SentTo(first+int64(i))) > 0 {
			have++
		}
	}
	return have
}

// A broadcast to 10,000 without a pace: deliveries a second, durable, and how long a question in the middle
// of it waits for its answer's request.
func BenchmarkBroadcast(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		const n, persons = 10_000, 200
		srv := telegramtest.New(b, telegramtest.WithJudge(telegramtest.Off))
		swift := srv.ListenSwift()
		db := store(b, 0)
		st := run(b, srv, db, setting{base: swift.Base(), quiet: true})
		for !st.app.ready.Load() {
			time.Sleep(time.Millisecond)
		}
		leader := st.town(n)
		for i := range persons {
			srv.User(int64(10_000 + i))
			srv.Say(int64(10_000+i), "chào xã")
		}
		for swift.Count() < persons {
			time.Sleep(time.Millisecond)
		}
		b.StartTimer()
		begun, spent := time.Now(), cpu()
		cause := st.notice(leader)
		var asked []time.Time
		for i := range persons { // while it goes on
			time.Sleep(5 * time.Millisecond)
			asked = append(asked, time.Now())
			srv.Say(int64(10_000+i), questions[i%len(questions)])
		}
		for st.runOf(cause).State != broadcast.Done { // counting everybody would cost more than sending
			if time.Since(begun) > 5*time.Minute {
				b.Fatalf("%+v", st.report(cause))
			}
			time.Sleep(2 * time.Millisecond)
		}
		took := time.Since(begun)
		b.StopTimer()
		r := st.report(cause)
		if r.Sent != n {
			b.Fatalf("%+v", r)
		}
		var waited []time.Duration
		for i := range persons {
			at := swift.At(int64(10_000 + i))
			if len(at) < 2 {
				b.Fatalf("question %d has no answer", i)
			}
			waited = append(waited, at[1].Sub(asked[i]))
		}
		slices.Sort(waited)
		st.end()
		b.ReportMetric(n/took.Seconds(), "deliveries/s")
		b.ReportMetric(float64((cpu()-spent).Microseconds())/n, "cpu-µs/delivery")
		b.ReportMetric(float64(waited[persons/2].Microseconds())/1000, "question-p50-ms")
		b.ReportMetric(float64(waited[persons*99/100].Microseconds())/1000, "question-p99-ms")
		b.ReportMetric(0, "ns/op")
		srv.Close()
		b.StartTimer()
	}
}
