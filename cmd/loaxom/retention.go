package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"loaxom/internal/app"
)

func retentionCommand() *cobra.Command {
	dry := false
	cmd := &cobra.Command{
		Use: "retention --dry-run", Short: "Show what has been kept long enough and goes next", Args: noArgs,
		Long: `Shows for each class of data for how long it is kept (config, [retention]), how many records are
older, and of when the oldest is. It removes nothing: serve does, each night between 3 and 5, in
small steps. Closed cases go with their files. The audit is kept for good.`,
		Example: "  loaxom retention --dry-run",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !dry {
				return usageError{fmt.Errorf("%s: write --dry-run: serve removes by itself, each night", named(cmd))}
			}
			cfg, err := settings(cmd)
			if err != nil {
				return err
			}
			zone, err := cfg.Commune.Location()
			if err != nil {
				return err
			}
			if err := storeThere(cfg); err != nil {
				return err
			}
			r, err := inHouse[app.Retention](cmd.Context(), cfg, app.RetentionCall, struct{}{})
			if err != nil {
				return err
			}
			return printRetention(cmd.OutOrStdout(), r, zone)
		},
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "show, and remove nothing")
	return cmd
}

func printRetention(out io.Writer, r app.Retention, zone *time.Location) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "class\tkept\twould go\toldest")
	for _, c := range r.Classes {
		oldest := "-"
		if !c.Oldest.IsZero() {
			oldest = c.Oldest.In(zone).Format("02/01/2006")
		}
		fmt.Fprintf(table, "%s\t%s\t%d\t%s\n", c.Name, c.Rule, c.Count, oldest)
	}
	fmt.Fprintf(table, "files\twith the last record that names them\t%d\t-\n", r.Files)
	return table.Flush()
}
