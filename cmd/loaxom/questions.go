package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"loaxom/internal/app"
	"loaxom/internal/config"
	"loaxom/internal/review"
)

func contentQuestionsCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "questions", Short: "List the open questions, the most frequent first", Args: noArgs,
		Example: "  loaxom content questions\n  loaxom content questions --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := settings(cmd)
			if err != nil {
				return err
			}
			list, err := inHouse[[]app.OpenQuestion](cmd.Context(), cfg, app.QuestionsCall, struct{}{})
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), list)
			}
			return printQuestions(cmd.OutOrStdout(), cfg, list)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one object a line")
	return cmd
}

func printQuestions(out io.Writer, cfg config.Config, list []app.OpenQuestion) error {
	zone, err := cfg.Commune.Location()
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tCOUNT\tWAITING\tLAST\tENTRY\tQUESTION")
	for _, q := range list {
		fmt.Fprintf(w, "%s\t%d\t%d\t%s\t%s\t%s\n", q.ID, q.Count, q.Waiting, q.Last.In(zone).Format(time.DateOnly), q.Entry, strings.Join(strings.Fields(q.Text), " "))
	}
	return w.Flush()
}

func contentDraftCommand() *cobra.Command {
	var by string
	cmd := &cobra.Command{
		Use: "draft QUESTION-ID", Short: "Make a draft entry of an open question", Args: oneArg("the id of a question, as content questions lists it"),
		Long: `Writes an entry with the question, and the answer that staff gave if there is one, into the content
folder ([content] dir). Its name begins with "_", so that it is not read before somebody has filled
it in: title, source, more questions; then the "_" goes, and check says what is missing.`,
		Example: "  loaxom content questions\n  loaxom content draft 1a2797317ebeb2f3 --by \"chị Lan\"",
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := settings(cmd)
			if err != nil {
				return err
			}
			if by == "" {
				return usageError{fmt.Errorf("%s: say who makes it: --by STAFF, an account's id or name", named(cmd))}
			}
			made, err := inHouse[app.Drafted](cmd.Context(), cfg, app.DraftCall, app.DraftOrder{ID: review.QuestionID(args[0]), By: by})
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "written: %s/%s; fill it in, then take the \"_\" off its name and run: loaxom check\n", cfg.Content.Dir, made.File)
			return nil
		},
	}
	cmd.Flags().StringVar(&by, "by", "", "account (id or name) of whoever makes it; a must")
	return cmd
}
