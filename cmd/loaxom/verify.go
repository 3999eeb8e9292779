package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"loaxom/internal/app"
)

func verifyCommand() *cobra.Command {
	return &cobra.Command{
		Use: "verify", Short: "Check the store and the audit chain", Args: noArgs,
		Long: `Checks the file (on a copy beside it, which needs as much room for that time), the records of the
rooms with their indexes, the attachments that they name, and the audit, whose entries chain by
hash. What is wrong is told with its place, and exits 1. Keep the printed length and hash: a later
verify must show at least as many entries, and whoever made the whole audit anew shows other hashes.`,
		Example: "  loaxom verify",
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := settings(cmd)
			if err != nil {
				return err
			}
			if err := storeThere(cfg); err != nil {
				return err
			}
			v, err := inHouse[app.Verified](cmd.Context(), cfg, app.VerifyCall, struct{}{})
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "in order: %d entries in the audit, the last with hash %s\n", v.Audit.Entries, orNone(v.Audit.Hash))
			fmt.Fprintf(cmd.OutOrStdout(), "attachments that records name: %d, each there and what it was\n", v.Attachments)
			return nil
		},
	}
}

func orNone(s string) string {
	if s == "" {
		return "(none)"
	}
	return s
}
