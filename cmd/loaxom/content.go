package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

func contentCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "content", Short: "Look at the content", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var asJSON bool
	list := &cobra.Command{
		Use: "list", Short: "List the entries", Args: noArgs,
		Example: "  loaxom content list\n  loaxom content list --json",
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
			var rows []listed
			for _, e := range lib.Entries() {
				rows = append(rows, listed{
					ID: e.ID, Origin: e.Origin, Kind: e.Kind, Group: e.Group, Title: e.Title, PlanItems: e.PlanItems, State: e.State,
					ReviewBy: e.ReviewBy.String(), Questions: e.Questions, Text: lib.Short(e, day),
				})
			}
			return printList(cmd.OutOrStdout(), rows, asJSON)
		},
	}
	list.Flags().BoolVar(&asJSON, "json", false, "one object a line, with example questions and plain text")
	cmd.AddCommand(list)
	return cmd
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
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		for _, r := range rows {
			if err := enc.Encode(r); err != nil {
				return err
			}
		}
		return nil
	}
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tKIND\tGROUP\tPLAN\tSTATE\tREVIEW BY\tQUESTIONS\tTITLE")
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\n", r.ID, r.Kind, r.Group, strings.Join(r.PlanItems, ","), r.State, r.ReviewBy, len(r.Questions), r.Title)
	}
	return w.Flush()
}
