package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"loaxom/content"
	"loaxom/internal/commune"
	"loaxom/internal/control"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/review"
	"loaxom/internal/staff"
)

// Names of the calls about content.
const (
	ApproveCall   = "content.approve"
	StatesCall    = "content.states"
	QuestionsCall = "content.questions"
	DraftCall     = "content.draft"
)

func (h House) contentCalls(c *control.Calls) {
	control.Handle(c, ApproveCall, h.approve)
	control.Handle(c, StatesCall, h.states)
	control.Handle(c, QuestionsCall, h.questions)
	control.Handle(c, DraftCall, h.draft)
}

// library is the content in force: of the program that runs, else what it would read.
func (h House) library() (*content.Library, error) {
	if h.Content != nil {
		if lib := h.Content(); lib != nil {
			return lib, nil
		}
		return nil, fault.New(fault.Busy, "content is not loaded yet; try again in a moment")
	}
	lib, problems := content.Load()
	if dir := h.Config.Content.Dir; dir != "" {
		lib, problems = content.Load(content.Folder(dir))
	}
	if faults := content.Faults(problems); len(faults) > 0 {
		return nil, fault.New(fault.Invalid, "the content has faults, so nothing is decided about it: %s; see: loaxom check", faults[0])
	}
	return lib, nil
}

// desk is the room of approvals and open questions, for acts that send nothing.
func (h House) desk() *review.Desk {
	return review.New(review.Config{DB: h.DB, Dir: h.Config.Content.Dir, Now: h.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
}

// ApproveOrder approves content as it is now.
type ApproveOrder struct {
	IDs []string // of entries, bulletins and quizzes; keys of figures
	By  string   // of --by: an account's id or name
}

// Decided is what became of one of the IDs.
type Decided struct {
	ID    string
	Kind  review.Kind
	State string // as State says
}

// States of content, as commands print them.
const (
	StateDraft    = content.StateDraft
	StateApproved = content.StateApproved
	StateHidden   = content.StateHidden
	StateHalf     = "half" // a figure by which one person stands, of two
	StateDisputed = "disputed"
)

// approveAtOnce bounds one transaction: an approval is four writes.
const approveAtOnce = 200

func (h House) approve(ctx context.Context, o ApproveOrder) (done []Decided, err error) {
	lib, err := h.library()
	if err != nil {
		return nil, err
	}
	var subjects []review.Subject
	var unknown []string
	for _, id := range o.IDs {
		s, ok := review.ParseSubject(lib, id)
		if !ok {
			unknown = append(unknown, id)
			continue
		}
		subjects = append(subjects, s)
	}
	if len(unknown) > 0 {
		return nil, fault.New(fault.Invalid, "no entry, bulletin, quiz or figure with a value: %s; nothing was approved; the ids are in: loaxom content list --all", strings.Join(unknown, ", "))
	}
	now := h.Now()
	for part := range slices.Chunk(subjects, approveAtOnce) {
		err := h.DB.Update(ctx, func(tx kv.Tx) error {
			by, err := staff.AtMachine(tx, o.By)
			if err != nil {
				return err
			}
			for _, s := range part {
				hash, _ := s.In(lib)
				err := review.Approve(tx, by, s, hash, now)
				if err != nil && !fault.Is(err, fault.Conflict) { // approved already is what was wanted
					return err
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	states, err := h.states(ctx, struct{}{})
	for _, s := range subjects {
		done = append(done, Decided{ID: s.ID, Kind: s.Kind, State: states[s.String()]})
	}
	return done, err
}

// states are the states of all content by kind and id ("entry:papi"), as staff have decided.
func (h House) states(ctx context.Context, _ struct{}) (states map[string]string, err error) {
	lib, err := h.library()
	if err != nil {
		return nil, err
	}
	err = h.DB.View(ctx, func(r kv.Reader) error {
		book, err := review.ReadBook(r, lib)
		if err != nil {
			return err
		}
		rule, err := review.Rule(r, lib)
		if err != nil {
			return err
		}
		under := lib.Under(rule)
		states = map[string]string{}
		for _, i := range book.Items {
			states[i.Subject.String()] = stateOf(under, i)
		}
		return nil
	})
	return states, err
}

func stateOf(under *content.Library, i review.Item) string {
	switch {
	case i.Standing.Hidden != nil:
		return StateHidden
	case i.Standing.Disputed != nil:
		return StateDisputed
	}
	id := i.Subject.ID
	switch i.Subject.Kind {
	case review.Entry:
		e, _ := under.Entry(id)
		return e.State
	case review.Bulletin:
		b, _ := under.Bulletin(id)
		return b.State
	case review.Quiz:
		q, _ := under.Quiz(id)
		return q.State
	}
	switch n := i.Approvals(); {
	case under.Ruling().Figures[id] == content.Confirmed:
		return StateApproved
	case n > 0:
		return StateHalf
	}
	return StateDraft
}

// OpenQuestion is a question as commands list it.
type OpenQuestion struct {
	ID      review.QuestionID `json:"id"`
	Text    string            `json:"text"`
	Entry   string            `json:"entry,omitempty"` // that did not answer it
	Office  commune.OfficeID  `json:"office"`
	Count   int               `json:"count"`
	Waiting int               `json:"waiting"` // conversations that wait for an answer
	Last    time.Time         `json:"last"`
}

func (h House) questions(ctx context.Context, _ struct{}) (list []OpenQuestion, err error) {
	err = h.DB.View(ctx, func(r kv.Reader) error {
		list = []OpenQuestion{}
		return review.Listing(r, false, func(q review.Question) error {
			list = append(list, OpenQuestion{ID: q.ID, Text: q.Text, Entry: q.Entry, Office: q.Office, Count: q.Count, Waiting: q.Waiting, Last: q.Last})
			return nil
		})
	})
	return list, err
}

// DraftOrder makes a draft entry of an open question.
type DraftOrder struct {
	ID review.QuestionID
	By string // of --by
}

// Drafted is a draft that was written.
type Drafted struct{ File string }

func (h House) draft(ctx context.Context, o DraftOrder) (Drafted, error) {
	zone, err := h.Config.Commune.Location()
	if err != nil {
		return Drafted{}, err
	}
	desk, now, file := h.desk(), h.Now(), ""
	err = h.DB.Update(ctx, func(tx kv.Tx) error {
		by, err := staff.AtMachine(tx, o.By)
		if err != nil {
			return err
		}
		q, err := review.Get(tx, o.ID)
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.NotFound, "no question %q; the ids are in: loaxom content questions", o.ID)
		}
		if err != nil {
			return err
		}
		if q.Text == "" {
			return fault.New(fault.Invalid, "question %s has no words: somebody disliked an entry that was not asked for; correct the entry %s", o.ID, q.Entry)
		}
		draft := review.DraftOf(q, q.Words, now.In(zone))
		file = draft.File()
		return desk.Draft(tx, by, o.ID, draft, now)
	})
	if err == nil {
		err = desk.WriteFiles(ctx)
	}
	if err != nil {
		return Drafted{}, fmt.Errorf("content draft: %w", err)
	}
	return Drafted{File: file}, nil
}
