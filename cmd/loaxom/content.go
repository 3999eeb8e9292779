package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"loaxom/content"
	"loaxom/internal/app"
	"loaxom/internal/review"
)

func contentCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "content", Short: "Look at the content, approve it, and make entries of open questions", Args: aCommand,
		Example: "  loaxom content list\n  loaxom content approve dang-ky-khai-sinh --by \"chị Lan\"",
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(contentListCommand(), contentApproveCommand(), contentQuestionsCommand(), contentDraftCommand())
	return cmd
}

func contentListCommand() *cobra.Command {
	var asJSON, all bool
	cmd := &cobra.Command{
		Use: "list", Short: "List the entries with their states", Args: noArgs,
		Long: `Lists the entries; with --all the bulletins, quizzes and figures too, as ids for content approve.
States: draft, approved, hidden, disputed (somebody says that a number is wrong), and of a figure
half (one of two people has approved it). What staff decided is known to the running serve; while
none runs, the states are those of the files.`,
		Example: "  loaxom content list\n  loaxom content list --all\n  loaxom content list --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := settings(cmd)
			if err != nil {
				return err
			}
			day, err := dayOf(cfg, "")
			if err != nil {
				return err
			}
			lib, _ := library(cfg)
			states, known, err := ifServing[map[string]string](cmd.Context(), cfg, app.StatesCall, struct{}{})
			if err != nil {
				return err
			}
			if !known {
				fmt.Fprintln(cmd.ErrOrStderr(), "states as the files have them: serve does not run, and it knows what staff decided")
			}
			return printList(cmd.OutOrStdout(), listing(lib, states, day, all), asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one object a line, with example questions and plain text")
	cmd.Flags().BoolVar(&all, "all", false, "bulletins, quizzes and figures too")
	return cmd
}

// listing is what list prints: states as staff decided where they are known, else as the files say.
func listing(lib *content.Library, states map[string]string, day time.Time, all bool) (rows []listed) {
	stateOf := func(s review.Subject, file string) string {
		if state, ok := states[s.String()]; ok {
			return state
		}
		return file
	}
	for _, e := range lib.Entries() {
		rows = append(rows, listed{
			ID: e.ID, Origin: e.Origin, Kind: e.Kind, Group: e.Group, Title: e.Title, PlanItems: e.PlanItems, State: stateOf(review.Subject{Kind: review.Entry, ID: e.ID}, e.State),
			ReviewBy: e.ReviewBy.String(), Questions: e.Questions, Text: lib.Short(e, day),
		})
	}
	if !all {
		return rows
	}
	for _, b := range lib.Bulletins() {
		rows = append(rows, listed{
			ID: "bulletin:" + b.ID, Kind: "bulletin", Group: b.Series, Title: b.Title, PlanItems: b.PlanItems,
			State: stateOf(review.Subject{Kind: review.Bulletin, ID: b.ID}, b.State), ReviewBy: b.ReviewBy.String(), Text: lib.BulletinText(content.Vietnamese, b, day),
		})
	}
	for _, q := range lib.Quizzes() {
		rows = append(rows, listed{
			ID: "quiz:" + q.ID, Kind: "quiz", Group: q.Series, Title: q.Title, PlanItems: q.PlanItems,
			State: stateOf(review.Subject{Kind: review.Quiz, ID: q.ID}, q.State), ReviewBy: q.ReviewBy.String(),
		})
	}
	for _, p := range lib.Params() {
		if len(p.Values) == 0 {
			continue
		}
		text := ""
		if v, ok := p.On(day); ok {
			text = p.Text(v)
		}
		rows = append(rows, listed{
			ID: p.Key, Kind: "figure", Group: p.Office, Title: p.Name + ": " + text,
			State: stateOf(review.Subject{Kind: review.Figure, ID: p.Key}, content.StateDraft), ReviewBy: p.Ends().String(), Text: text,
		})
	}
	return rows
}

// listed is one entry as `content list --json` prints it.
type listed struct {
	ID        string   `json:"id"`
	Origin    string   `json:"origin,omitempty"` // "national": copied from the national portal
	Kind      string   `json:"kind"`
	Group     string   `json:"group"`
	Title     string   `json:"title"`
	PlanItems []string `json:"plan_items"`
	State     string   `json:"state"`
	ReviewBy  string   `json:"review_by"`
	Questions []string `json:"questions"`
	Text      string   `json:"text"`
}

func printList(out io.Writer, rows []listed, asJSON bool) error {
	if asJSON {
		return printJSON(out, rows)
	}
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tKIND\tGROUP\tPLAN\tSTATE\tREVIEW BY\tQUESTIONS\tTITLE")
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\n", r.ID, r.Kind, r.Group, strings.Join(r.PlanItems, ","), r.State, r.ReviewBy, len(r.Questions), r.Title)
	}
	return w.Flush()
}

// printJSON prints one object a line.
func printJSON[T any](out io.Writer, rows []T) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for _, r := range rows {
		if err := enc.Encode(r); err != nil {
			return err
		}
	}
	return nil
}

func contentApproveCommand() *cobra.Command {
	var by string
	cmd := &cobra.Command{
		Use: "approve ID...", Short: "Approve entries, bulletins, quizzes and figures as they are now",
		Long: `Notes that a person of the staff stands by what the content says now. Entries, bulletins and
quizzes need one person, figures two different ones. What is changed later is a draft again. An
approval is somebody's: --by names an account of staff, head or chair. What was approved before
stays so; an unknown ID is a failure, and then nothing is approved.`,
		Example: "  loaxom content approve dang-ky-khai-sinh --by \"chị Lan\"\n  loaxom content approve fee.chung-thuc-ban-sao bulletin:cchc-01 --by s-46i6ooyh",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{fmt.Errorf("%s takes the ids of what is approved: see loaxom content list --all", named(cmd))}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := settings(cmd)
			if err != nil {
				return err
			}
			if by == "" {
				return usageError{fmt.Errorf("%s: say who approves: --by STAFF, an account's id or name", named(cmd))}
			}
			done, err := inHouse[[]app.Decided](cmd.Context(), cfg, app.ApproveCall, app.ApproveOrder{IDs: args, By: by})
			for _, d := range done {
				fmt.Fprintf(cmd.OutOrStdout(), "%s %s: %s\n", d.Kind, d.ID, approvedWords(d))
			}
			return err
		},
	}
	cmd.Flags().StringVar(&by, "by", "", "account (id or name) of whoever approves; a must")
	return cmd
}

// approvedWords say what became of an approval.
func approvedWords(d app.Decided) string {
	switch {
	case d.State == app.StateHalf:
		return "noted; a second person is needed"
	case d.State == app.StateDraft && d.Kind != review.Figure:
		return "noted; shown as approved when two people have approved each number that it names"
	}
	return d.State
}
