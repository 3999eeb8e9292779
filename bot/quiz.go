package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"loaxom/internal/address"
	"loaxom/internal/bulletin"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/vi"
)

// A quiz comes as five questions, one after the other: the first goes out to everybody, each other one
// follows the answer before it, in the same message as its explanation. A platform's own quiz polls are
// not used: they count without saying who has answered, so there would be one try only on paper and no
// table by hamlet, and channels without polls would be left out.

// answerQuiz takes a press on a letter, "<round>:<question>:<letter>", or the wish to begin, "<round>".
func (t *turn) answerQuiz(object, detail string) {
	if object == "-" {
		t.line("quiz.preview")
		return
	}
	round, ok := t.round(object)
	if !ok {
		return
	}
	if !round.Open(t.m.Now) {
		t.line("quiz.closed")
		return
	}
	if t.m.Group {
		t.inPrivate(round)
		return
	}
	sheet, err := bulletin.SheetOf(t.m.Read, round.ID, address.ID(t.m.Actor.Address))
	if err != nil {
		t.menu("bot.trouble")
		return
	}
	if detail == "" {
		t.beginQuiz(round, sheet)
		return
	}
	number, letter, _ := strings.Cut(detail, ":")
	n, err := strconv.Atoi(number)
	switch {
	case err != nil || n < 1 || n > len(round.Questions) || !round.Questions[n-1].Has(letter):
		t.menu("bot.gone") // made up
	case n <= len(sheet.Marks):
		t.line("quiz.already", "Letter", sheet.Marks[n-1:n])
	case n > len(sheet.Marks)+1:
		t.askQuiz(round, len(sheet.Marks), nil)
	default:
		t.mark(round, sheet, letter)
	}
}

// round reads a round; where it is not there the person is told.
func (t *turn) round(id string) (bulletin.Round, bool) {
	if t.m.Read == nil || t.cfg.News == nil {
		t.menu("bot.gone")
		return bulletin.Round{}, false
	}
	round, err := bulletin.RoundOf(t.m.Read, bulletin.IssueID(id))
	switch {
	case fault.Is(err, fault.NotFound):
		t.menu("bot.gone")
	case err != nil:
		t.menu("bot.trouble")
	}
	return round, err == nil
}

// beginQuiz asks the first question that is not answered yet.
func (t *turn) beginQuiz(round bulletin.Round, sheet bulletin.Sheet) {
	if len(sheet.Marks) >= len(round.Questions) {
		t.score(round, sheet.Marks, "")
		return
	}
	by, now := t.m.Actor, t.m.Now
	t.do(func(tx kv.Tx) error { return bulletin.Begin(tx, by, round.ID, now) })
	t.askQuiz(round, len(sheet.Marks), nil)
}

// mark takes an answer, says whether it was right and why, and goes on.
func (t *turn) mark(round bulletin.Round, sheet bulletin.Sheet, letter string) {
	n := len(sheet.Marks) + 1
	by, now := t.m.Actor, t.m.Now
	t.do(func(tx kv.Tx) error { return bulletin.Mark(tx, by, round.ID, n, letter, now) })
	q := round.Questions[n-1]
	verdict := t.say("quiz.right")
	if letter != q.Right {
		verdict = t.say("quiz.wrong", "Letter", q.Right, "Option", strings.TrimSuffix(q.Option(q.Right), "."))
	}
	verdict += " " + q.Why
	if n == len(round.Questions) {
		t.score(round, sheet.Marks+letter, verdict)
		return
	}
	t.askQuiz(round, n, channel.Plain(verdict+"\n\n"))
}

// askQuiz asks question number n, from 0, after what was said to the one before.
func (t *turn) askQuiz(round bulletin.Round, n int, before channel.Text) {
	text := append(before, round.Ask(n, t.say("quiz.question", "Number", n+1, "Count", len(round.Questions)))...)
	t.Replies = append(t.Replies, channel.Outgoing{Text: text, Buttons: round.Buttons(n), Spoken: true})
}

// score ends a quiz, with what to read about the questions that were answered wrong.
func (t *turn) score(round bulletin.Round, marks, verdict string) {
	text := t.say("quiz.score", "Right", round.Right(marks), "Count", len(round.Questions))
	if verdict != "" {
		text = verdict + "\n\n" + text
	}
	var choices []Choice
	for i, q := range round.Questions {
		e, ok := t.lib.Entry(q.Entry)
		if !ok || !t.shown(e) || marks[i:i+1] == q.Right || slices.ContainsFunc(choices, func(c Choice) bool { return c.Data == "e:"+e.ID }) {
			continue
		}
		choices = append(choices, Choice{e.Plain, "e:" + e.ID})
	}
	if len(choices) > 0 {
		text += " " + t.say("quiz.read_on")
	}
	t.choices(plain(text), 1, append(choices, Choice{t.say("bulletins.back"), "m:bulletin"})...)
}

// pointEvery is how often a group is told that a quiz is answered in private: everybody may press.
const pointEvery = time.Hour

// inPrivate tells a group where a quiz is answered.
func (t *turn) inPrivate(round bulletin.Round) {
	if age := t.m.Now.Sub(t.State.PointedAt); age >= 0 && age < pointEvery {
		return
	}
	t.State.PointedAt = t.m.Now
	text := t.say("quiz.in_group")
	if link := t.link("z_" + string(round.ID)); link != "" {
		text += " " + t.say("quiz.in_group_link", "Link", link)
	}
	t.reply(plain(text))
}

// letterWords are folded words that people write before a letter.
var letterWords = []string{"toi chon", "em chon", "chau chon", "dap an la", "dap an", "chon", "cau", "y"}

// letterOf is the letter that a whole message is: "B", "b.", "chọn B", "đáp án b".
func letterOf(text string) (string, bool) {
	f := strings.Trim(vi.Fold(text), " .)(:!")
	for _, w := range letterWords {
		if rest, ok := strings.CutPrefix(f, w+" "); ok {
			f = strings.Trim(rest, " .)(:!")
			break
		}
	}
	if len(f) != 1 || f[0] < 'a' || f[0] > 'd' {
		return "", false
	}
	return strings.ToUpper(f), true
}

// quizLetter takes a typed letter as the answer to the question of a quiz that was asked last here. In an
// open talk that takes typed text it does so only where the quiz came after the talk's last message.
func (t *turn) quizLetter(text string) bool {
	letter, ok := letterOf(text)
	if !ok || t.m.Group || t.m.Read == nil || t.cfg.News == nil {
		return false
	}
	p, found, err := bulletin.AskedLast(t.m.Read, address.ID(t.m.Actor.Address), t.m.Now)
	switch {
	case err != nil || !found:
		return false
	case t.State.Talk.Open(t.m.Now) && t.scripts[t.State.Talk.Name].Steps[t.State.Talk.Step].Loose:
		t.leave()
	}
	switch {
	case t.State.Talk.Open(t.m.Now) && t.State.Talk.At.After(p.At) && t.scripts[t.State.Talk.Name].Steps[t.State.Talk.Step].Text:
		return false
	case !p.Round.Open(t.m.Now):
		t.line("quiz.closed")
		return true
	case !p.Waits:
		t.score(p.Round, p.Sheet.Marks, "")
		return true
	}
	n := len(p.Sheet.Marks)
	if !p.Round.Questions[n].Has(letter) {
		t.askQuiz(p.Round, n, channel.Plain(t.say("quiz.letter_only", "Letters", p.Round.Letters(n))+"\n\n"))
		return true
	}
	t.mark(p.Round, p.Sheet, letter)
	return true
}
