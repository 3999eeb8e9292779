package dialogue

import (
	"strings"

	"loaxom/internal/audience"
	"loaxom/internal/broadcast"
	"loaxom/internal/bulletin"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/vi"
)

// one is the publication that is looked at. Where the content has it no longer the talk goes back to the
// list.
func (p publishing) one(t *Turn) (l bulletin.Listed, ok bool) {
	l, err := p.news.Of(t.Read, bulletin.PubID(t.Get("pub")), t.Now)
	if fault.Is(err, fault.NotFound) {
		t.Tell(t.Say("bot.not_found"))
		t.Go(First)
		return l, false
	}
	return l, !t.failed(err)
}

func (p publishing) askOne(t *Turn) {
	l, ok := p.one(t)
	if !ok {
		return
	}
	lines := []string{t.Say("publish.one", "Title", l.Title, "Topic", t.Say("topic."+string(l.Topic)))}
	proof, err := p.news.Proof(t.Read, l.ID, t.Now)
	switch {
	case err == nil:
		lines = append(lines, t.Say("publish.coming", "Title", proof.Title()))
	case fault.Is(err, fault.Invalid):
		lines = append(lines, t.Say("publish.nothing"))
	case t.failed(err):
		return
	}
	if next := p.news.Firings(l.Publication, t.Now, 3); len(next) > 0 {
		var when []string
		for _, at := range next {
			when = append(when, t.stamp(at))
		}
		lines = append(lines, t.Say("publish.next", "When", strings.Join(when, "; ")))
	} else {
		lines = append(lines, t.Say("publish.never"))
	}
	lines = append(lines, t.Say("publish.late", "Late", vi.Duration(l.Late)))
	paused := !l.Standing.Paused.IsZero()
	if paused {
		lines = append(lines, t.Say("publish.is_paused", "When", t.stamp(l.Standing.Paused)))
	}
	missed := 0
	if l.WentOut {
		words, n := p.newest(t, l.Newest)
		lines, missed = append(lines, words), n
	}
	choices := []Choice{{Label: t.Say("publish.preview"), Data: pubPreview}, {Label: t.Say("publish.pause"), Data: pubPause}, {Label: t.Say("publish.send"), Data: pubSend}}
	if paused {
		choices[1] = Choice{Label: t.Say("publish.resume"), Data: pubResume}
	}
	if proof.Pub.ID == "" {
		choices = choices[1:2]
	}
	if l.WentOut {
		choices = append(choices, Choice{Label: t.Say("publish.see_newest"), Data: pubNewest})
	}
	if missed > 0 {
		choices = append(choices, Choice{Label: t.Say("publish.again"), Data: pubAgain})
	}
	t.Question(strings.Join(lines, "\n"), choices...)
}

// newest says what went out last and whom it reached; missed are those to whom it can be sent again.
func (p publishing) newest(t *Turn, i bulletin.Issue) (text string, missed int) {
	words, missed := p.reached(t, i)
	return strings.Join(append([]string{t.Say("publish.newest", "When", t.stamp(i.At), "Title", i.Title)}, words...), " "), missed
}

// reached says how an issue and its corrections went out and whom they reached, and missed as newest.
func (p publishing) reached(t *Turn, i bulletin.Issue) (words []string, missed int) {
	if i.Late {
		words = append(words, t.Say("publish.newest_late"))
	}
	if i.ByHand {
		words = append(words, t.Say("publish.newest_hand"))
	}
	rep, err := broadcast.ReportOf(t.Read, string(i.ID))
	if fault.Is(err, fault.NotFound) { // so old that nothing is kept of it
		return words, 0
	}
	if t.failed(err) {
		return nil, 0
	}
	fixes, err := broadcast.Corrections(t.Read, string(i.ID))
	if t.failed(err) {
		return nil, 0
	}
	if rep.Run.State == broadcast.Done && len(fixes) == 0 {
		missed = rep.Failed + rep.Uncertain
	}
	words = append(words, t.Say("publish.reached", "Sent", rep.Sent, "Total", rep.Total))
	for _, n := range []struct {
		id    string
		count int
	}{
		{"publish.reached_waiting", rep.Waiting}, {"publish.reached_unsure", rep.Uncertain}, {"publish.reached_corrected", rep.Corrected},
		{"publish.reached_not", rep.Total - rep.Sent - rep.Waiting - rep.Uncertain - rep.Corrected},
	} {
		if n.count > 0 {
			words = append(words, t.Say(n.id, "Count", n.count))
		}
	}
	for _, fix := range fixes {
		done, err := broadcast.ReportOf(t.Read, string(fix.ID))
		if t.failed(err) {
			return nil, 0
		}
		words = append(words, t.Say("publish.corrected", "Number", fix.Number, "Day", t.Day(fix.Let), "Sent", done.Sent, "Total", done.Total))
	}
	return words, missed
}

func (p publishing) takeOne(t *Turn) {
	l, ok := p.one(t)
	if !ok {
		return
	}
	by, now, chosen := t.Actor, t.Now, t.Chosen
	switch chosen {
	case pubPause:
		t.Do(func(tx kv.Tx) error { return p.news.Pause(tx, by, l.ID, now) })
		t.End(t.Say("publish.paused", "Title", l.Title))
		return
	case pubResume:
		t.Do(func(tx kv.Tx) error { return p.news.Resume(tx, by, l.ID, now) })
		t.End(t.Say("publish.resumed", "Title", l.Title))
		return
	case pubNewest:
		p.showOut(t, l.Newest)
		return
	case pubAgain:
		t.Do(func(tx kv.Tx) error { return p.news.SendAgain(tx, by, l.ID, now) })
		t.End(t.Say("publish.sent_again", "Title", l.Newest.Title))
		return
	}
	proof, err := p.news.Proof(t.Read, l.ID, t.Now)
	if fault.Is(err, fault.Invalid) {
		return // the question says so
	}
	if t.failed(err) {
		return
	}
	switch {
	case chosen == pubPreview:
		t.Show(proof.Message())
	case !p.news.Enabled():
		t.Tell(t.Say("publish.is_off"))
	default:
		t.Show(proof.Message())
		t.Set("hash", proof.Hash)
		t.Go("send")
	}
}

func (p publishing) askSend(t *Turn) {
	l, ok := p.one(t)
	if !ok {
		return
	}
	proof, err := p.news.Proof(t.Read, l.ID, t.Now)
	if fault.Is(err, fault.Invalid) {
		t.Go("one")
		return
	}
	if t.failed(err) {
		return
	}
	reach, err := proof.Reach(t.Read)
	if t.failed(err) {
		return
	}
	count, left := reached(reach)
	lines := []string{t.Say("publish.sure", "Title", proof.Title(), "Count", count)}
	if count == 0 {
		lines[0] = t.Say("publish.sure_nobody")
	}
	if left > 0 {
		lines = append(lines, t.Say("publish.left", "Count", left))
	}
	if at := p.news.Leaves(t.Now); at.After(t.Now) {
		lines = append(lines, t.Say("publish.sure_quiet", "When", t.stamp(at)))
	}
	t.Question(strings.Join(lines, "\n"), Choice{Label: t.Say("publish.sure_yes"), Data: yes}, Choice{Label: t.Say("publish.sure_no"), Data: no})
}

// reached are the conversations that get it, and those that asked for it and left.
func reached(list []audience.Reach) (count, left int) {
	for _, r := range list {
		count, left = count+r.People+r.Groups, left+r.Left
	}
	return count, left
}

func (p publishing) takeSend(t *Turn) {
	if t.Chosen == no {
		t.Go("one")
		return
	}
	proof, err := p.news.Proof(t.Read, bulletin.PubID(t.Get("pub")), t.Now)
	if err == nil && proof.Hash != t.Get("hash") || fault.Is(err, fault.Invalid) {
		t.Tell(t.Say("publish.changed"))
		t.Go("one")
		return
	}
	if t.failed(err) {
		return
	}
	by, now := t.Actor, t.Now
	t.Do(func(tx kv.Tx) error { return p.news.SendNow(tx, by, proof, now) })
	t.End(t.Say("publish.sent", "Title", proof.Title()))
}
