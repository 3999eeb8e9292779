package review

import (
	"strings"
	"time"

	"loaxom/content"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
)

// Digest is what waits for one of the staff, in numbers.
type Digest struct {
	Open     int // questions
	Waiting  int // questions that somebody waits for
	Late     int // of those, past the commune's own deadline
	Disputed int // subjects that are disputed or reported
	Texts    int // entries, bulletins and quizzes that nobody has approved
	Figures  int // figures that this person can approve
	Second   int // of those, that lack this person alone
	Soon     []Soon
}

// AnswerTime is the commune's own deadline for a question: a figure of the content, in working days.
const AnswerTime = "time.tra-loi-cau-hoi"

// Sum is what waits for the actor: staff and heads see their own office's, the chair and admins all.
// lib is the content as its files have it, on the time in the commune's zone.
func Sum(r kv.Reader, lib *content.Library, who commune.Actor, on time.Time) (d Digest, err error) {
	mine := func(office commune.OfficeID) bool { return who.Office == "" || office == who.Office }
	days := 0
	if p, ok := lib.Param(AnswerTime); ok {
		if v, ok := p.On(on); ok {
			days = int(*v.Amount)
		}
	}
	if MayAnswer(who) {
		err = Listing(r, false, func(q Question) error {
			if !mine(q.Office) {
				return nil
			}
			d.Open++
			if q.Waiting > 0 {
				d.Waiting++
				if days > 0 && content.DateOf(lib.AddWorkingDays(q.Since.In(on.Location()), days)).Before(content.DateOf(on)) {
					d.Late++
				}
			}
			return nil
		})
	}
	if err != nil || !MayDecide(who) {
		return d, err
	}
	book, err := ReadBook(r, lib)
	if err != nil {
		return d, err
	}
	for _, i := range book.Questioned() {
		if mine(i.Office) {
			d.Disputed++
		}
	}
	for _, i := range book.Items {
		if !mine(i.Office) || !i.WaitsFor(lib, who.Staff) {
			continue
		}
		if i.Subject.Kind != Figure {
			d.Texts++
			continue
		}
		d.Figures++
		if i.Approvals() > 0 {
			d.Second++
		}
	}
	for _, s := range DueSoon(lib, on) {
		if mine(s.Office) {
			d.Soon = append(d.Soon, s)
		}
	}
	return d, nil
}

// mostSoon is how many of what a day stands before are named.
const mostSoon = 3

// Lines are the digest in Vietnamese, a line for each thing that waits; none where nothing does. What nobody
// waits for or takes weeks to work off, as approvals do, is said only with standing: every morning anew nobody
// would read it.
func (d Digest) Lines(lib *content.Library, standing bool) (lines []string) {
	say := func(n int, id string, data map[string]any) {
		if n > 0 {
			data["Count"] = n
			lines = append(lines, "• "+lib.Say(content.Vietnamese, id, data))
		}
	}
	say(d.Late, "review.digest_late", map[string]any{})
	say(d.Waiting-d.Late, "review.digest_waiting", map[string]any{})
	say(d.Disputed, "review.digest_disputed", map[string]any{})
	say(d.Second, "review.digest_second", map[string]any{})
	if !standing {
		return lines
	}
	say(d.Open-d.Waiting, "review.digest_open", map[string]any{})
	say(d.Texts+d.Figures-d.Second, "review.digest_drafts", map[string]any{"Texts": d.Texts, "Figures": d.Figures - d.Second})
	if len(d.Soon) > 0 {
		var named []string
		for _, s := range d.Soon[:min(len(d.Soon), mostSoon)] {
			named = append(named, s.Name+" ("+s.Day.Vietnamese()+")")
		}
		say(len(d.Soon), "review.digest_soon", map[string]any{"First": strings.Join(named, "; ")})
	}
	return lines
}
