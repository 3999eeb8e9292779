package feedback

import (
	"fmt"
	"testing"

	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

// A place on the map is a reply by itself; it is told to its owner and goes with what they wrote.
func TestAPlaceIsAReply(t *testing.T) {
	s := newStand(t)
	lan, huy := s.resident("lan"), s.official("s-huy", commune.Staff, "kinh-te")
	id := s.open(lan, pothole())
	spot := &Spot{Lat: 20.31421, Lon: 106.35118}
	s.must(func(tx kv.Tx) error { return s.desk.Ask(tx, huy, id, "Ở đâu?", s.at) })
	s.want(fault.Invalid, "a reply without anything", func(tx kv.Tx) error { return s.desk.ReplyAt(tx, lan, id, " ", nil, nil, s.at) })
	s.must(func(tx kv.Tx) error { return s.desk.ReplyAt(tx, lan, id, "", nil, spot, s.at) })
	spots := func() (n int) {
		s.view(func(r kv.Reader) error {
			all, err := history(r, id)
			for _, l := range all {
				if l.Spot != nil {
					n++
				}
			}
			return err
		})
		return n
	}
	told := 0
	s.view(func(r kv.Reader) error {
		return s.desk.About(r, "adr-lan", func(what string, data ...any) {
			if what == "case_spot" && fmt.Sprint(data...) == fmt.Sprint("Code", string(id), "Lat", 20.31421, "Lon", 106.35118) {
				told++
			}
		})
	})
	if c := s.get(id); spots() != 1 || told != 1 || !c.Asked.IsZero() || !c.Replied {
		t.Errorf("%d places, %d told, %+v", spots(), told, c)
	}
	s.must(func(tx kv.Tx) error { return s.desk.Refuse(tx, huy, id, "không", s.at) })
	s.must(func(tx kv.Tx) error { _, err := s.desk.Forget(tx, "adr-lan", s.at); return err })
	s.tick()
	if spots() != 0 {
		t.Error("the place is kept of somebody who was erased")
	}
}
