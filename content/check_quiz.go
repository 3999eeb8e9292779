package content

import (
	"fmt"
	"strings"
	"time"

	"loaxom/internal/vi"
)

func (c *check) quiz(q *Quiz) {
	c.id(q.file, q.ID)
	c.title(q.file, q.Title)
	c.planItems(q.file, q.PlanItems)
	c.vetting(q.file, &q.Vetting)
	if q.Series == "" {
		c.fault(q.file, "series", "series is missing; write series = \"...\", the name of a file in %s", dirSeries)
	} else {
		c.member(q.file, q.Series, q.Turn, SeriesQuiz)
	}
	if len(q.Questions) != QuizQuestions {
		c.fault(q.file, "question", "the quiz has %d questions; write %d times [[question]]", len(q.Questions), QuizQuestions)
	}
	asked := map[string]int{}
	for i := range q.Questions {
		c.question(q, i)
		words := sameWords(q.Questions[i].Text)
		if n, again := asked[words]; again && words != "" {
			c.fault(q.file, fmt.Sprintf("question.%d.text", i), "is question %d again; ask something else", n+1)
		}
		asked[words] = i
	}
}

func (c *check) question(q *Quiz, i int) {
	of, table := &q.Questions[i], fmt.Sprintf("question.%d", i)
	at := func(field string) string { return table + "." + field }
	c.need(q.file, at("text"), of.Text, `text = "..."`)
	c.need(q.file, at("why"), of.Why, `why the answer is right, why = "..."`)
	c.reading(q.file, at("entry"), of.Entry)
	if n := len(of.Options); n < MinOptions || n > MaxOptions {
		c.fault(q.file, at("options"), "the question has %d options; write %d to %d", n, MinOptions, MaxOptions)
	}
	if of.RightIndex() < 0 {
		most := max(min(len(of.Options), MaxOptions), 1)
		c.fault(q.file, at("right"), "right %q names no option; write a letter from A to %s", of.Right, letters[most-1:most])
	}
	texts := map[string]string{at("text"): of.Text, at("why"): of.Why}
	seen := map[string]bool{}
	for j, o := range of.Options {
		key := fmt.Sprintf("%s.%d", at("options"), j)
		texts[key] = o
		if seen[strings.TrimSpace(o)] {
			c.fault(q.file, key, "the option stands twice; write another one")
		}
		seen[strings.TrimSpace(o)] = true
		if strings.TrimSpace(o) == "" {
			c.fault(q.file, key, "is empty; write the text, or leave the line out")
		}
	}
	for key, text := range texts {
		if strings.TrimSpace(text) != "" {
			c.prose(q.file, key, text)
			c.typed(q.file, key, text)
		}
		c.sure(q, key, text)
	}
	if strings.Count(strings.TrimSpace(of.Why), "\n") > maxWhyLines {
		c.fault(q.file, at("why"), "why has more than %d line breaks; write it in fewer lines", maxWhyLines)
	}
	c.askedLengths(q, i, at)
}

// askedLengths measures a question as it is shown on each day on which a figure changes.
func (c *check) askedLengths(q *Quiz, i int, at func(string) string) {
	longest := map[string]int{}
	note := func(key, text string) { longest[key] = max(longest[key], vi.UTF16Len(text)) }
	for _, day := range c.turningDays(q.Questions[i].texts()) {
		asked := c.lib.Asked(q.Questions[i], day)
		note(at("text"), asked.Text)
		note(at("why"), asked.Why)
		for j, o := range asked.Options {
			note(fmt.Sprintf("%s.%d", at("options"), j), o)
		}
	}
	for key, n := range longest {
		limit, what := MaxOption, "the option"
		switch key {
		case at("text"):
			limit, what = MaxAsked, "text"
		case at("why"):
			limit, what = MaxWhy, "why"
		}
		if n > limit {
			c.fault(q.file, key, "%s has %d characters when shown; write at most %d", what, n, limit)
		}
	}
}

// sure reports a figure that the commune is still to confirm, or that ends before the quiz does: a
// quiz tells people that they are wrong.
func (c *check) sure(q *Quiz, key, text string) {
	for _, ref := range braces.FindAllString(text, -1) {
		name := ref[1 : len(ref)-1]
		if _, _, place := placeRef(name); place {
			c.fault(q.file, key, "a quiz does not ask for what the commune fills in; write it without %s", ref)
			continue
		}
		p := c.lib.params[name]
		if p == nil {
			continue // references says so
		}
		for _, day := range c.turningDays(Lines{text}) {
			if !q.Expires.IsZero() && DateOf(day).After(q.Expires) {
				continue
			}
			if v, ok := p.On(day); !ok {
				c.fault(q.file, key, "the figure %s has no value on %s, while the quiz may still be asked; write expires, or ask something else", ref, day.Format(time.DateOnly))
			} else if v.Uncertain() {
				c.fault(q.file, key, "the figure %s is still to be confirmed; a quiz asks only what is sure: ask something else", ref)
			}
		}
	}
}
