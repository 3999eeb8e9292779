package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"loaxom/content"
	"loaxom/content/tthc"
	"loaxom/internal/config"
	"loaxom/internal/fault"
)

func importCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "import", Short: "Bring content in from elsewhere", Args: aCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(importTTHCCommand())
	return cmd
}

func importTTHCCommand() *cobra.Command {
	var level, into, asOf string
	cmd := &cobra.Command{
		Use: "tthc FILE.jsonl --into DIR", Short: "Official procedures into entries", Args: oneArg("a file of procedures, one JSON object a line"),
		Long: `Makes an entry of every official procedure of the file: one file each in DIR/procedure, where
DIR is the folder that [content] dir names. Residents see them with code, decision and link,
marked as the national portal's; an entry of the commune's own on the same matter stands before
them. A second run over the same file changes nothing, and a file that was edited by hand is
kept as it is. Printed is what was new, changed, kept as published or left out, and why.`,
		Example: "  loaxom import tthc procedures.jsonl --into noi-dung\n  loaxom import tthc procedures.jsonl --level xã --as-of 2026-06-30 --into noi-dung",
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := settings(cmd)
			if err != nil {
				return err
			}
			if into == "" {
				return usageError{fmt.Errorf("--into is missing: write the content folder, such as --into noi-dung")}
			}
			return importTTHC(cmd, cfg, args[0], tthc.Options{Into: into, Level: level}, asOf)
		},
	}
	cmd.Flags().StringVar(&level, "level", "", "only procedures whose level contains these words, such as xã")
	cmd.Flags().StringVar(&into, "into", "", "the content folder, made where it is missing")
	cmd.Flags().StringVar(&asOf, "as-of", "", "the day of the copy, such as 2026-06-30 (default: none is claimed)")
	return cmd
}

func importTTHC(cmd *cobra.Command, cfg config.Config, file string, o tthc.Options, asOf string) error {
	f, err := os.Open(file)
	if err != nil {
		return fault.New(fault.Invalid, "%w; write the name of a file of procedures", err)
	}
	defer f.Close()
	zone, err := cfg.Commune.Location()
	if err != nil {
		return err
	}
	// The file's own day says when it was copied here, not when from the portal.
	if asOf != "" {
		day, err := time.ParseInLocation(time.DateOnly, asOf, zone)
		if err != nil {
			return usageError{fmt.Errorf("--as-of %s: write a day such as 2026-06-30", asOf)}
		}
		o.AsOf, o.Renew = content.DateOf(day), true
	}
	lib, _ := library(cfg) // the frames of the texts may be the commune's own
	o.Say = func(id string, data map[string]any) string { return lib.Say(content.Vietnamese, id, data) }
	rep, err := tthc.Import(cmd.Context(), f, o)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return rep.Write(cmd.OutOrStdout())
}
