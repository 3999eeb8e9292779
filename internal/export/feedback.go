package export

import (
	"strconv"
	"time"

	"loaxom/internal/feedback"
	"loaxom/internal/kv"
)

func feedbackColumns() []Column {
	return []Column{
		{"code", Text}, {"category", Name}, {"case_hamlet", Name}, {"office", Name}, {"officer", Text}, {"case_state", Word},
		{"opened", Moment}, {"taken", Moment}, {"first_answer", Moment}, {"last_answer", Moment}, {"ended", Moment}, {"deadline", Moment},
		{"deadline_set", Word}, {"late", Word}, {"hours", Decimal}, {"answers", Number}, {"reopened", Number}, {"stars", Number}, {"same", Number},
		{"files", Number}, {"anonymous", Word}, {"merged_into", Text},
	}
}

// feedbackRows gives a row for each case that was opened in the days asked for, as far as the actor may have it.
// It holds no word of anybody: what was written is read in the case.
func feedbackRows(r kv.Reader, q Query, emit func(Row) error) error {
	from, to := q.days()
	return feedback.Rows(r, q.By, from, to, func(c feedback.Case) error {
		late := c.Late || c.Overdue(q.Now)
		return emit(Row{
			string(c.ID), c.Category, string(c.Hamlet), string(c.Office), string(c.Officer), string(c.State),
			moment(c.OnDay(c.Opened)), moment(c.Taken), moment(c.First), moment(c.Decided), moment(c.Ended), moment(c.Deadline),
			yes(c.Set), yes(late), decimal(c.Hours()), number(int64(c.Answers)), number(int64(c.Reopened)), number(int64(c.Stars)), number(int64(c.With)),
			number(int64(len(c.Files))), yes(c.Anonymous), string(c.Into),
		})
	})
}

func figureColumns() []Column {
	return []Column{
		{"month", Text}, {"office", Name}, {"category", Name}, {"received", Number}, {"on_time", Number}, {"too_late", Number}, {"waiting", Number},
		{"merged", Number}, {"refused", Number}, {"median_hours", Decimal}, {"rated", Number}, {"mean_stars", Decimal}, {"reopened_cases", Number},
	}
}

// figureRows gives the months of the days asked for in numbers, by office and category.
func figureRows(r kv.Reader, q Query, emit func(Row) error) error {
	from, to := q.days()
	list, err := feedback.Figures(r, q.By, from, to, q.Now, q.Zone)
	if err != nil {
		return err
	}
	for _, f := range list {
		err := emit(Row{
			f.Month, string(f.Office), f.Category, number(int64(f.Received)), number(int64(f.OnTime)), number(int64(f.Late)), number(int64(f.Waiting)),
			number(int64(f.Merged)), number(int64(f.Refused)), decimal(f.Hours), number(int64(f.Rated)), decimal(f.Stars), number(int64(f.Reopened)),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// days are the bounds of the days asked for, the last one included; zero: none.
func (q Query) days() (from, to time.Time) {
	if !q.To.IsZero() {
		to = q.To.AddDate(0, 0, 1)
	}
	return q.From, to
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

// decimal is a number with one place, empty for 0: there is none.
func decimal(f float64) string {
	if f == 0 {
		return ""
	}
	return strconv.FormatFloat(f, 'f', 1, 64)
}
