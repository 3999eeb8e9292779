package review

import (
	"context"
	"time"

	"loaxom/content"
	"loaxom/internal/commune"
	"loaxom/internal/fault"
	"loaxom/internal/kv"
	"loaxom/internal/staff"
)

// file is what is to be written into the overlay folder. It is kept until it is, because a transaction
// may run twice and a file cannot: the fact commits first, and writing it twice is writing it once.
type file struct {
	ID       string         `json:"id"`              // the question
	Draft    *content.Draft `json:"draft,omitempty"` // a new entry
	Entry    string         `json:"entry,omitempty"` // or an example question of this one
	Question string         `json:"question,omitempty"`
}

var files = kv.NewTable("reviewfile", func(f file) string { return f.ID })

// Draft begins an entry with a question: its file appears in the overlay folder right after the commit.
// Somebody who waits goes on waiting: an entry that is still to be written answers nobody.
func (d *Desk) Draft(tx kv.Tx, by commune.Actor, id QuestionID, draft content.Draft, now time.Time) error {
	if err := mustDecide(by); err != nil {
		return err
	}
	if !d.Writes() {
		return fault.New(fault.Invalid, "review: there is no overlay folder; name one under [content] dir")
	}
	q, err := questions.Get(tx, id)
	if err != nil {
		return err
	}
	if q.State != Open && q.State != Answered || q.Into != "" {
		return fault.New(fault.Conflict, "question %s is %s already", id, q.State)
	}
	q.Into = draft.ID
	if q.Waiting == 0 {
		q.State, q.By, q.At = Drafted, by.Staff, now.UTC()
	}
	if err := questions.Put(tx, q); err != nil {
		return err
	}
	if err := d.leave(tx, file{ID: string(id), Draft: &draft}); err != nil {
		return err
	}
	what := staff.Entry{Act: "question.draft", Kind: "question", Object: string(id), New: staff.Digest([]byte(draft.TOML())), Reason: draft.ID}
	return staff.Note(tx, by, what, now)
}

// DraftOf is the draft that a question makes: on the day now, to be looked at again in half a year.
func DraftOf(q Question, answer string, now time.Time) content.Draft {
	office := string(q.Office)
	if office == "" {
		office = content.OneStop
	}
	return content.Draft{
		ID: content.DraftID(q.Text, string(q.ID)[:4]), Question: q.Text, Answer: answer, Office: office,
		Day: now.Format(time.DateOnly), Review: now.AddDate(0, 6, 0).Format(time.DateOnly),
	}
}

// leave has a file written after the commit.
func (d *Desk) leave(tx kv.Tx, f file) error {
	d.kick(tx)
	return files.Put(tx, f)
}

// WriteFiles writes what waits into the overlay folder. Run does it after each commit that leaves something.
func (d *Desk) WriteFiles(ctx context.Context) error {
	if !d.Writes() {
		return nil
	}
	var all []file
	err := d.c.DB.View(ctx, func(r kv.Reader) error {
		all = nil
		return files.Scan(r, nil, nil, func(f file) error { all = append(all, f); return nil })
	})
	for _, f := range all {
		if err != nil {
			return err
		}
		if f.Draft != nil {
			var path string
			if path, err = content.WriteDraft(d.c.Dir, *f.Draft); err == nil {
				d.log.Info("a draft was written", "file", path)
			}
		} else {
			err = content.AddQuestion(d.c.Dir, f.Entry, f.Question)
		}
		if err == nil {
			err = d.c.DB.Update(ctx, func(tx kv.Tx) error { return files.Delete(tx, f.ID) })
		}
	}
	return err
}
