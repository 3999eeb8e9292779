package staff

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"loaxom/internal/commune"
	"loaxom/internal/fault"
)

// law is the table of the design, section 8, written a second time, by hand and in another form: for
// each act who may, and on what condition.
//
//	!  the actor's one hamlet   o  the actor's office, nothing about an official
//	c  in charge, nothing about an official   2  another person was first   *  always
const law = `
account.invite   admin*
account.revoke   admin*
notice.hamlet    leader!
notice.wide      staff* head* chair*
notice.approve   head2 chair2
notice.urgent    head2 chair2 admin2
bulletin.run     staff* head* chair* admin*
question.answer  staff* head* chair* admin*
resident.mute    staff* head* chair* admin*
case.work        staffo heado chair*
case.transfer    staffc heado chair*
content.edit     staff* head* chair*
content.number   staff2 head2 chair2
export           heado chair*
audit.read       heado chair*
store.keep       admin*
`

// lawful reads the law for one act.
func lawful(by commune.Actor, act Act, on Object) bool {
	roles := map[string]bool{}
	for _, r := range append([]commune.Role{by.Role}, by.Also...) {
		roles[string(r)] = true
	}
	for line := range strings.Lines(law) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] != string(act) {
			continue
		}
		for _, w := range words[1:] {
			role, condition := w[:len(w)-1], w[len(w)-1]
			if !roles[role] {
				continue
			}
			holds := map[byte]bool{
				'*': true,
				'!': len(on.Hamlets) == 1 && slices.Index(by.Hamlets, on.Hamlets[0]) >= 0,
				'o': on.Office == by.Office && by.Office != "" && !on.Leadership,
				'c': on.Officer == by.Staff && by.Staff != "" && !on.Leadership,
				'2': by.Staff != "" && on.First != "" && by.Staff != on.First,
			}[condition]
			if holds {
				return true
			}
		}
	}
	return false
}

func anyActor(t *rapid.T) commune.Actor {
	roles := append(commune.Roles(), commune.Resident)
	hamlet := rapid.SampledFrom([]commune.HamletID{"xom-1", "xom-2", "xom-10"})
	a := commune.Actor{
		Staff:   rapid.SampledFrom([]commune.StaffID{"", "s-a", "s-b"}).Draw(t, "who"),
		Role:    rapid.SampledFrom(append(roles, "")).Draw(t, "role"),
		Also:    rapid.SliceOfN(rapid.SampledFrom(roles), 0, 2).Draw(t, "also"),
		Hamlets: rapid.SliceOfN(hamlet, 0, 2).Draw(t, "hamlets"),
		Office:  rapid.SampledFrom([]commune.OfficeID{"", "cong-an", "van-hoa"}).Draw(t, "office"),
		Machine: rapid.Bool().Draw(t, "machine"),
	}
	return a
}

func anyObject(t *rapid.T) Object {
	hamlet := rapid.SampledFrom([]commune.HamletID{"xom-1", "xom-2", "xom-10"})
	who := rapid.SampledFrom([]commune.StaffID{"", "s-a", "s-b"})
	return Object{
		Hamlets: rapid.SliceOfN(hamlet, 0, 2).Draw(t, "to"), Office: rapid.SampledFrom([]commune.OfficeID{"", "cong-an", "van-hoa"}).Draw(t, "of"),
		Officer: who.Draw(t, "officer"), First: who.Draw(t, "first"), Leadership: rapid.Bool().Draw(t, "leadership"),
	}
}

// 100,000 random actors, acts and objects: May says what the law says.
func TestRightsAreThoseOfTheLaw(t *testing.T) {
	acts := append(slices.Sorted(maps.Keys(rights)), "no.such.act")
	n, allowed := 0, map[Act]int{}
	rapid.Check(t, func(t *rapid.T) {
		for range 1000 {
			by, act, on := anyActor(t), rapid.SampledFrom(acts).Draw(t, "act"), anyObject(t)
			err := May(by, act, on)
			if want := lawful(by, act, on); (err == nil) != want {
				t.Fatalf("%+v %s %+v: %v, the law says %v", by, act, on, err, want)
			}
			if err != nil && !fault.Is(err, fault.Denied) {
				t.Fatalf("refused with %v", err)
			}
			if err == nil && !Could(by, act) {
				t.Fatalf("%+v does %s and is not offered it", by, act)
			}
			if n++; err == nil {
				allowed[act]++
			}
		}
	})
	for act := range rights {
		if allowed[act] == 0 {
			t.Errorf("%s was never allowed in %d: this tries nothing", act, n)
		}
	}
	if n < 100_000 {
		t.Errorf("%d only", n)
	}
}

func TestEveryActStandsInTheLaw(t *testing.T) {
	for act := range rights {
		if !strings.Contains(law, "\n"+string(act)+" ") {
			t.Errorf("%s", act)
		}
	}
	if lines := strings.Count(strings.TrimSpace(law), "\n") + 1; lines != len(rights) {
		t.Errorf("%d acts in the law, %d in the table", lines, len(rights))
	}
}

// Whoever is refused is told whom to ask instead.
func TestARefusalNamesWhoMay(t *testing.T) {
	err := May(commune.Actor{Role: commune.Admin, Staff: "s-1"}, ToEditContent, Object{})
	if want := "admin may not do content.edit here; who may: staff, head, chair"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, not %q", err, want)
	}
}
