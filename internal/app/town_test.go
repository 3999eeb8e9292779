package app

import (
	"context"
	"fmt"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/audience"
	"loaxom/internal/broadcast"
	"loaxom/internal/channel"
	"loaxom/internal/channel/telegram"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

func (st *stand) update(f func(tx kv.Tx) error) {
	st.t.Helper()
	if err := st.app.w.DB.Update(context.Background(), f); err != nil {
		st.t.Fatal(err)
	}
}

// town gives the program n subscribers of one hamlet, in the chats from 100,000 on, and its leader in
// chat 77.
func (st *stand) town(n int) (leader commune.Actor) {
	st.t.Helper()
	now := time.Now()
	for from := 0; from < n; from += 100 {
		st.update(func(tx kv.Tx) error {
			for i := from; i < min(n, from+100); i++ {
				id := fmt.Sprint("adr-s", i)
				if _, err := address.Meet(tx, telegram.Name, fmt.Sprint(100_000+i), false, address.ID(id), now); err != nil {
					return err
				}
				by := commune.Actor{Address: id, Role: commune.Resident}
				if err := audience.Subscribe(tx, by, audience.Wish{Hamlets: []commune.HamletID{"xom-1"}}, "đồng ý", now); err != nil {
					return err
				}
			}
			return nil
		})
	}
	leader = commune.Actor{Address: "adr-leader", Staff: "binh", Role: commune.Leader, Hamlets: []commune.HamletID{"xom-1"}}
	st.update(func(tx kv.Tx) error {
		r, err := address.Meet(tx, telegram.Name, "77", false, address.ID(leader.Address), now)
		if err != nil {
			return err
		}
		return staff.Seat(tx, r.ID, leader.Staff, staff.Grant{Role: commune.Leader, Hamlets: leader.Hamlets}, "", now)
	})
	return leader
}

// notice lets a notice to the hamlet go.
func (st *stand) notice(by commune.Actor) (cause string) {
	st.t.Helper()
	st.update(func(tx kv.Tx) error {
		n, err := st.app.desk.Propose(tx, by, broadcast.Draft{
			Target: audience.Target{Hamlets: by.Hamlets}, Text: channel.Plain("Tối nay họp xóm lúc 19 giờ."),
		}, time.Now())
		cause = string(n.ID)
		return err
	})
	return cause
}

func (st *stand) report(cause string) (r broadcast.Report) {
	st.t.Helper()
	err := st.app.w.DB.View(context.Background(), func(rd kv.Reader) (err error) {
		r, err = broadcast.ReportOf(rd, cause)
		return err
	})
	if err != nil {
		st.t.Fatal(err)
	}
	return r
}

func (st *stand) runOf(cause string) (x broadcast.Run) {
	st.t.Helper()
	err := st.app.w.DB.View(context.Background(), func(rd kv.Reader) (err error) {
		x, err = broadcast.RunOf(rd, cause)
		return err
	})
	if err != nil {
		st.t.Fatal(err)
	}
	return x
}
