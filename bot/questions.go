package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"loaxom/bot/dialogue"
	"loaxom/content"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/review"
	"loaxom/internal/staff"
)

// questions is /cauhoi: what the content did not answer. Its pages keep no state, like reviewing's; what
// asks staff to type is a talk (dialogue):
//
//	oq                      the list that matters most
//	oq:l:<filter>:<page>    a list: w somebody waits, a all, n without an entry, d an entry did not help, o of the own office
//	oq:c:<id>               a question
//	oq:d:<id>               make a draft entry of it
//	oq:r:<id> oq:t:<id>     answer it (dialogue.Answer); name the entry that answers it (dialogue.Attach)
//	oq:k:<id> oq:K:<id>     leave it; yes, leave it
func (t *turn) questions(page, rest string) {
	if t.m.Read == nil || t.cfg.Review == nil || !review.MayAnswer(t.m.Actor) {
		t.menu("bot.denied")
		return
	}
	if t.midTalk("cauhoi") {
		return
	}
	first, second, _ := strings.Cut(rest, ":")
	if page == "" || page == "l" {
		t.questionList(first, number0(second))
		return
	}
	q, err := review.Get(t.m.Read, review.QuestionID(first))
	switch {
	case fault.Is(err, fault.NotFound):
		t.menu("bot.gone")
		return
	case err != nil:
		t.menu("bot.trouble")
		return
	}
	if q.State != review.Open && page != "c" && page != "d" {
		t.line2(t.say("review.closed_already"), Choice{t.say("review.to_questions"), "oq"})
		return
	}
	switch page {
	case "c":
		t.question1(q)
	case "d":
		t.draft(q)
	case "r":
		t.beginWith("dap", map[string]string{dialogue.QuestionField: string(q.ID)})
	case "t":
		t.beginWith("gan", map[string]string{dialogue.QuestionField: string(q.ID)})
	case "k":
		t.skip(q, false)
	case "K":
		t.skip(q, true)
	default:
		t.menu("bot.gone")
	}
}

// filters of the list, in the order of their buttons.
var questionFilters = [...]string{"w", "a", "n", "d", "o"}

// questionList shows a page of the open questions.
func (t *turn) questionList(filter string, page int) {
	open, waiting, err := review.Counts(t.m.Read)
	if err != nil {
		t.menu("bot.trouble")
		return
	}
	if open == 0 {
		t.line("review.no_questions")
		return
	}
	if !slices.Contains(questionFilters[:], filter) {
		filter = "a"
		if waiting > 0 {
			filter = "w"
		}
	}
	var all []review.Question
	err = review.Listing(t.m.Read, filter == "w", func(q review.Question) error {
		switch {
		case filter == "n" && q.Entry != "", filter == "d" && q.Entry == "":
		case filter == "o" && q.Office != t.m.Actor.Office:
		default:
			all = append(all, q)
		}
		return nil
	})
	if err != nil {
		t.menu("bot.trouble")
		return
	}
	shown, page, pages := listed(all, page)
	text := t.say("review.questions", "Open", open, "Waiting", waiting, "What", t.say("review.filter_"+filter), "Page", page+1, "Pages", pages)
	var list []Choice
	for n, q := range shown {
		label := t.questionLine(q)
		if !t.m.Numbered { // else the numbered lines are the list already
			text += fmt.Sprintf("\n%d. %s", n+1, label)
			label = cut(t.asked(q), 50)
		}
		list = append(list, Choice{label, "oq:c:" + string(q.ID)})
	}
	if len(shown) == 0 {
		text += "\n" + t.say("review.none_here")
	}
	if page > 0 {
		list = append(list, Choice{t.say("review.page_before"), "oq:l:" + filter + ":" + strconv.Itoa(page-1)})
	}
	if page+1 < pages {
		list = append(list, Choice{t.say("bot.more"), "oq:l:" + filter + ":" + strconv.Itoa(page+1)})
	}
	for _, f := range questionFilters {
		if f != filter && (f != "o" || t.m.Actor.Office != "") {
			list = append(list, Choice{t.say("review.filter_" + f), "oq:l:" + f + ":0"})
		}
	}
	t.choices(plain(text), 1, list...)
}

// asked is a question's words; where a button was judged without any, the entry that it stood under.
func (t *turn) asked(q review.Question) string {
	if q.Text != "" {
		return q.Text
	}
	if e, ok := t.files.Entry(q.Entry); ok {
		return t.say("review.no_words", "Title", e.Title)
	}
	return t.say("review.no_words", "Title", q.Entry)
}

// questionLine is a question as the list has it.
func (t *turn) questionLine(q review.Question) string {
	line := t.say("review.question_line", "Text", cut(t.asked(q), 120), "Count", q.Count)
	if q.Waiting > 0 {
		line += ", " + t.say("review.question_waiting", "Count", q.Waiting, "Day", content.DateOf(q.Since.In(t.zone())).Vietnamese())
	}
	return line
}

// draft makes a draft entry of a question.
func (t *turn) draft(q review.Question) {
	desk := t.cfg.Review
	switch {
	case staff.May(t.m.Actor, staff.ToEditContent, staff.Object{}) != nil:
		t.menu("bot.denied")
	case !desk.Writes():
		t.line2(t.say("review.no_folder"), Choice{t.say("review.to_questions"), "oq"})
	case q.Into != "" || q.Text == "":
		t.line2(t.say("review.closed_already"), Choice{t.say("review.to_questions"), "oq"})
	default:
		d := review.DraftOf(q, q.Words, t.m.Now.In(t.zone()))
		by, now := t.m.Actor, t.m.Now
		t.do(func(tx kv.Tx) error { return desk.Draft(tx, by, q.ID, d, now) })
		t.line2(t.say("review.drafted", "File", d.File()), Choice{t.say("review.to_questions"), "oq"})
	}
}

// mostOffered is how many entries are offered to answer a question.
const mostOffered = 6

// forQuestions is what the talks about open questions need.
func (t *turn) forQuestions() dialogue.Questions {
	return dialogue.Questions{
		Desk: t.cfg.Review,
		Entries: func(words string) (list []dialogue.Choice) {
			if e, ok := t.lib.Entry(words); ok && t.shown(e) {
				return []dialogue.Choice{{Label: e.Plain, Data: e.ID, Also: []string{e.Title, e.ID}}}
			}
			for _, h := range t.ask(words).Hits {
				if e, ok := t.lib.Entry(h.ID); ok && t.shown(e) && len(list) < mostOffered {
					list = append(list, dialogue.Choice{Label: e.Plain, Data: e.ID, Also: []string{e.Title, e.ID}})
				}
			}
			return list
		},
		Answer: func(q review.Question, words string) review.Reply {
			return t.toAskers(q, "review.to_asker", words, nil)
		},
		Entry: func(q review.Question, entry string) (review.Reply, bool) {
			e, ok := t.lib.Entry(entry)
			if !ok || !t.shown(e) {
				return review.Reply{}, false
			}
			return t.toAskers(q, "review.to_asker_entry", e.Title, e), true
		},
	}
}

// skip leaves a question. Where somebody waits, what they are told is shown first.
func (t *turn) skip(q review.Question, sure bool) {
	reply := t.toAskers(q, "review.to_asker_skipped", "", nil)
	if q.Waiting > 0 && !sure {
		t.reply(reply.Messages[content.Vietnamese][0].Text)
		t.choices(plain(t.say("review.skip_sure", "Count", q.Waiting)), 2,
			Choice{t.say("review.skip_yes"), "oq:K:" + string(q.ID)}, Choice{t.say("review.back_to_question"), "oq:c:" + string(q.ID)})
		return
	}
	desk, by, now := t.cfg.Review, t.m.Actor, t.m.Now
	t.do(func(tx kv.Tx) error { return desk.Skip(tx, by, q.ID, reply, now) })
	t.line2(t.say("review.skipped"), Choice{t.say("review.to_questions"), "oq"})
}
