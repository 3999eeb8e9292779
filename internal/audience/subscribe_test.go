package audience

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loaxom/internal/address"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
)

func TestASubscriptionKeepsWhoWhatAndTheConsent(t *testing.T) {
	o := newTown(t)
	o.meet("a", false)
	if err := o.subscribe("a", wish("xom-1", "cchc", "an-sinh", "cchc")); err != nil {
		t.Fatal(err)
	}
	want := Subscription{
		ID: "a", Wish: wish("xom-1", "cchc", "an-sinh"), Since: day,
		Consents: []Consent{{Text: TextID(agreed), Channel: "telegram", At: day}},
	}
	if d := cmp.Diff(want, o.of("a")); d != "" {
		t.Error(d)
	}
	o.view(func(r kv.Reader) error {
		text, err := Wording(r, TextID(agreed))
		if text.Words != agreed || !text.Since.Equal(day) {
			t.Errorf("the text that was agreed to is kept as %+v", text)
		}
		return err
	})

	o.now = day.Add(time.Hour)
	w := Wish{Hamlets: []commune.HamletID{"xom-1", "xom-2"}}
	o.must(func(tx kv.Tx) error { return Change(tx, resident("a"), w, o.now) })
	want.Wish = w
	if d := cmp.Diff(want, o.of("a")); d != "" {
		t.Errorf("after a change: %s", d)
	}
}

func TestStoppingForgetsWhatWasReceivedAndKeepsTheConsent(t *testing.T) {
	o := newTown(t)
	o.meet("a", false)
	if err := o.subscribe("a", Wish{Place: "xóm Đình", Topics: []Topic{"cchc"}}); err != nil {
		t.Fatal(err)
	}
	o.now = day.Add(time.Hour)
	stop := func(tx kv.Tx) error { return Stop(tx, resident("a"), o.now) }
	o.must(stop)
	want := Subscription{ID: "a", Consents: []Consent{{Text: TextID(agreed), Channel: "telegram", At: day, Withdrawn: o.now}}}
	if d := cmp.Diff(want, o.of("a")); d != "" {
		t.Error(d)
	}
	o.now = day.Add(2 * time.Hour)
	o.must(stop)
	if d := cmp.Diff(want, o.of("a")); d != "" {
		t.Errorf("stopping twice changed something: %s", d)
	}
	wantKind(t, o.try(func(tx kv.Tx) error { return Change(tx, resident("a"), wish("xom-1"), o.now) }), fault.NotFound)

	if err := o.subscribe("a", wish("xom-2")); err != nil {
		t.Fatal(err)
	}
	if s := o.of("a"); !s.Since.Equal(o.now) || len(s.Consents) != 2 || !s.Consents[1].Withdrawn.IsZero() || s.Consents[0].Withdrawn.IsZero() {
		t.Errorf("who came back is %+v", s)
	}
}

func TestARewordedConsentIsAnotherVersion(t *testing.T) {
	o := newTown(t)
	o.meet("a", false)
	for _, words := range []string{agreed, agreed, agreed + " "} {
		o.now = o.now.Add(time.Hour)
		o.must(func(tx kv.Tx) error { return Subscribe(tx, resident("a"), wish("xom-1"), words, o.now) })
	}
	s := o.of("a")
	if len(s.Consents) != 3 || s.Consents[0].Text != s.Consents[1].Text || s.Consents[1].Text == s.Consents[2].Text {
		t.Errorf("consents are %+v", s.Consents)
	}
	for _, c := range s.Consents[:2] {
		if c.Withdrawn.IsZero() {
			t.Errorf("a consent that was renewed is still in force: %+v", c)
		}
	}
	for range 2 * maxConsents {
		if err := o.subscribe("a", wish("xom-1")); err != nil {
			t.Fatal(err)
		}
	}
	if s := o.of("a"); len(s.Consents) != maxConsents {
		t.Errorf("%d consents are kept", len(s.Consents))
	}
}

func TestWhatIsOverTheBoundsIsInvalid(t *testing.T) {
	o := newTown(t)
	o.meet("a", false)
	for name, w := range map[string]Wish{
		"hamlets": {Hamlets: make([]commune.HamletID, MaxHamlets+1)},
		"topics":  {Topics: make([]Topic, MaxTopics+1)},
		"place":   {Place: strings.Repeat("ờ", MaxPlace+1)},
	} {
		t.Run(name, func(t *testing.T) { wantKind(t, o.subscribe("a", w), fault.Invalid) })
	}
	if o.of("a").Active() {
		t.Error("something was stored")
	}
}

func TestAResidentCannotSubscribeAGroup(t *testing.T) {
	o := newTown(t)
	o.meet("g", true)
	wantKind(t, o.subscribe("g", wish("xom-1")), fault.Denied)
	wantKind(t, o.try(func(tx kv.Tx) error { return Stop(tx, resident("g"), o.now) }), fault.Denied)
	wantKind(t, o.subscribe("nobody", wish("xom-1")), fault.NotFound)
}

func TestForgetLeavesNothing(t *testing.T) {
	o := newTown(t)
	o.meet("a", false)
	if err := o.subscribe("a", wish("xom-1", "cchc")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		o.must(func(tx kv.Tx) error { return Forget(tx, "a") })
	}
	o.view(func(r kv.Reader) error {
		if _, found, err := Of(r, "a"); found || err != nil {
			t.Errorf("found %v, %v", found, err)
		}
		return r.Scan("subscription."+receives, nil, nil, func(key, _ []byte) error {
			t.Errorf("a row is left: %q", key)
			return nil
		})
	})
	if got := o.walked(Target{Commune: true}, 10); len(got) > 0 {
		t.Errorf("walked %v", got)
	}
}

func TestAllVisitsEachRecord(t *testing.T) {
	o := newTown(t)
	for _, id := range []string{"a", "b"} {
		o.meet(id, false)
		if err := o.subscribe(id, wish("xom-1")); err != nil {
			t.Fatal(err)
		}
	}
	o.must(func(tx kv.Tx) error { return Stop(tx, resident("b"), o.now) })
	var got []address.ID
	o.view(func(r kv.Reader) error {
		return All(r, func(s Subscription) error { got = append(got, s.ID); return nil })
	})
	if d := cmp.Diff([]address.ID{"a", "b"}, got); d != "" {
		t.Error(d)
	}
}
