package main

import "github.com/spf13/cobra"

func evalCommand() *cobra.Command {
	return &cobra.Command{Use: "eval FILE.tsv", Short: "Measure the matcher on labelled questions", Example: "  loaxom eval questions.tsv"}
}
