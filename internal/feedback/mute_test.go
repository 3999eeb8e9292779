package feedback

import (
	"strings"
	"testing"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

func TestMuting(t *testing.T) {
	s := newStand(t)
	lan, cuc, huy := s.resident("lan"), s.resident("cuc"), s.official("s-huy", commune.Staff, "kinh-te")
	van := s.official("s-van", commune.Staff, "van-hoa")
	d := pothole()
	d.Anonymous = true
	id := s.open(lan, d)
	until := func(who commune.Actor) (at time.Time) {
		s.view(func(r kv.Reader) (err error) {
			at, err = s.desk.MutedUntil(r, address.ID(who.Address), s.at)
			return err
		})
		return at
	}
	s.want(fault.Denied, "another office mutes", func(tx kv.Tx) error { return s.desk.Mute(tx, van, id, time.Hour, s.at) })
	s.want(fault.Invalid, "for ever", func(tx kv.Tx) error { return s.desk.Mute(tx, huy, id, MostMuted+1, s.at) })
	s.must(func(tx kv.Tx) error { return s.desk.Mute(tx, huy, id, 7*24*time.Hour, s.at) })
	if !until(lan).Equal(s.at.AddDate(0, 0, 7)) || !until(cuc).IsZero() {
		t.Errorf("until %v, %v", until(lan), until(cuc))
	}
	s.view(func(r kv.Reader) error {
		return r.Scan(muteTable, nil, nil, func(k, v []byte) error {
			if strings.Contains(string(k)+string(v), lan.Address) {
				t.Error("the mute names the anonymous reporter")
			}
			return nil
		})
	})
	s.at = s.at.AddDate(0, 0, 8)
	if !until(lan).IsZero() {
		t.Error("it does not end")
	}
	s.must(func(tx kv.Tx) error { return s.desk.Mute(tx, huy, id, time.Hour, s.at) })
	s.must(func(tx kv.Tx) error { return s.desk.Mute(tx, huy, id, 0, s.at) })
	if !until(lan).IsZero() {
		t.Error("it cannot be taken back")
	}
}
