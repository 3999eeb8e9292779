package content

import (
	"slices"
	"strings"
	"time"
)

// Bounds of a quiz. Those in characters are of Telegram's quiz polls (Bot API, sendPoll: question
// 1-300 characters, options 1-100, explanation 0-200 with at most 2 line feeds), counted in UTF-16
// code units, the strictest reading; the others are ours.
const (
	QuizQuestions = 5 // in each quiz
	MinOptions    = 2
	MaxOptions    = 4 // A B C D
	MaxAsked      = 300
	MaxOption     = 100
	MaxWhy        = 200
	maxWhyLines   = 2 // line feeds
)

// letters name the options of a question, for people and in files.
const letters = "ABCD"

// Quiz (đố vui) is one issue of a series of quizzes.
type Quiz struct {
	ID        string     `toml:"-"` // the file's name
	Title     string     `toml:"title"`
	Series    string     `toml:"series"`
	Turn      int        `toml:"turn"` // place in the series, from 1
	PlanItems []string   `toml:"plan_items"`
	Questions []Question `toml:"question"`
	Vetting

	file string
}

// Question is one question of a Quiz. Figures in braces must be sure: a quiz says what is right.
type Question struct {
	Text    string   `toml:"text"`
	Options []string `toml:"options"`
	Right   string   `toml:"right"` // "A" to "D"
	Why     string   `toml:"why"`   // shown after the answer, right or wrong
	Entry   string   `toml:"entry"` // id of the Entry to read on, or ""
}

// RightIndex is the index of the right option; -1 where the letter names none.
func (q *Question) RightIndex() int {
	if i := strings.Index(letters, q.Right); len(q.Right) == 1 && i < len(q.Options) {
		return i
	}
	return -1
}

// Asked is the question as it is asked on that day: figures and places filled in.
func (l *Library) Asked(q Question, on time.Time) Question {
	fill := func(text string) string { return l.fill(strings.TrimSpace(text), on, map[string]bool{}, "") }
	q.Text, q.Why, q.Options = fill(q.Text), fill(q.Why), slices.Clone(q.Options)
	for i, o := range q.Options {
		q.Options[i] = fill(o)
	}
	return q
}

// texts are all texts of a question that people read.
func (q *Question) texts() Lines {
	return append(Lines{q.Text, q.Why}, q.Options...)
}

// Quiz is the quiz with that id.
func (l *Library) Quiz(id string) (*Quiz, bool) {
	q, ok := l.quizzes[id]
	return q, ok
}

// Quizzes are all quizzes, hidden ones too, by series and turn.
func (l *Library) Quizzes() []*Quiz {
	all := make([]*Quiz, 0, len(l.quizzes))
	for _, q := range l.quizzes {
		all = append(all, q)
	}
	slices.SortFunc(all, func(a, b *Quiz) int { return byTurn(a.Series, b.Series, a.Turn, b.Turn, a.ID, b.ID) })
	return all
}

func (q *Quiz) turnIn() (series string, turn int) { return q.Series, q.Turn }
