package main

import (
	"context"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"loaxom/internal/broadcast"
	"loaxom/internal/channel"
	"loaxom/internal/kv"
)

// correct corrects the notice while no process runs; Conflict where nobody has it yet.
func (w town) correct(cause string) (fix string, err error) {
	w.t.Helper()
	db := w.open()
	defer db.Close()
	desk := w.desk(db)
	err = db.Update(context.Background(), func(tx kv.Tx) error {
		x, err := desk.Wrong(tx, theLeader, broadcast.ID(cause))
		if err != nil {
			return err
		}
		n, err := desk.Correct(tx, theLeader, x, x.Number, channel.Plain("Tối nay họp bàn lúc 20 giờ."), time.Now())
		fix = string(n.ID)
		return err
	})
	return fix, err
}

// A broadcast to 2,000 is killed a few times on its way, corrected, and its correction is killed at every named place
// and at random times. At the end nobody has either text twice; whoever has the wrong one, or may, has the correction
// or is listed as uncertain of it; and whoever had nothing before reads no word of a correction.
func TestCorrectionKills(t *testing.T) {
	random := rand.New(rand.NewPCG(*killSeed, 31))
	w := newTown(t)
	srv := w.srv
	cause, fix := w.settle(), ""
	done := 0
	for ; done < *kills; done++ {
		p := w.kill(random, done)
		if fix == "" && done >= 3 {
			var err error
			if fix, err = w.correct(cause); err != nil {
				t.Fatal(err)
			}
		}
		for _, of := range []string{cause, fix} {
			if of == "" {
				continue
			}
			if r := w.report(of); r.Sum() != r.Total {
				t.Fatalf("after kill %d %d of %d have a state: %+v\n%s", done, r.Sum(), r.Total, r, p.log.String())
			}
		}
		if fix != "" && w.report(fix).Waiting == 0 {
			break
		}
	}
	p := serveIn(t, w.dir, srv.Token())
	for begun := time.Now(); !strings.Contains(texts(srv, 77), "Đã gửi xong bản đính chính") && time.Since(begun) < 3*time.Minute; time.Sleep(20 * time.Millisecond) {
	}
	time.Sleep(time.Second)
	_ = p.cmd.Process.Signal(os.Interrupt)
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("serve ended with %v\n%s", err, p.log.String())
	}
	first, last := w.report(cause), w.report(fix)
	if last.Run.State != broadcast.Done || last.Waiting != 0 || first.Waiting != 0 || first.Corrected == 0 || last.Total != recipients {
		t.Fatalf("it did not end: %+v, %+v\n%s", first, last, p.log.String())
	}
	unsureOfWrong, unsureOfRight := w.uncertain(cause), w.uncertain(fix)
	twice, never, confused := 0, 0, 0
	for i := range recipients {
		wrong, right, called := 0, 0, 0
		for _, m := range srv.SentTo(chatOf(i)) {
			switch {
			case !strings.Contains(m.Text, "họp bàn lúc 20 giờ"):
				wrong++
			default:
				right++
				if strings.HasPrefix(m.Text, "notices.fix_head") {
					called++
				}
			}
		}
		may := wrong > 0 || unsureOfWrong[chatOf(i)]
		switch {
		case wrong > 1 || right > 1:
			twice++
		case right == 0 && !unsureOfRight[chatOf(i)]:
			never++
		case right == 1 && (called == 1) != may:
			confused++
		}
	}
	t.Logf("%d kills: %d got the wrong text first, %d the right one alone, %d and %d uncertain and listed; %d twice, %d never, %d confused",
		done, first.Sent, first.Corrected, len(unsureOfWrong), len(unsureOfRight), twice, never, confused)
	if twice+never+confused > 0 {
		t.Error("see above")
	}
}
