// Command loaxom lets a Vietnamese commune talk with its residents in the chat applications that they
// already have. `loaxom --help` lists what it does; the README shows it at work.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	_ "time/tzdata" // Asia/Ho_Chi_Minh, also where the system has no zones

	"github.com/spf13/cobra"

	"loaxom/internal/config"
)

// Exit codes of the contract: done, failed, wrong use.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// usageError marks wrong use: unknown flags, missing arguments.
type usageError struct{ error }

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// run is the whole program with its streams, so that tests can call it.
func run(args []string, in io.Reader, out, errs io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errs)
	cmd, err := root.ExecuteC()
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &usage):
		fmt.Fprintf(errs, "loaxom: %v\nTry: %s --help\n", err, cmd.CommandPath())
		return exitUsage
	default:
		fmt.Fprintf(errs, "loaxom: %v\n", err)
		return exitFailed
	}
}

// newRoot builds the command line.
func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "loaxom",
		Short: "A commune's chatbot: residents ask about procedures and get vetted answers",
		Long: `loaxom ("loa xóm", the hamlet loudspeaker) answers the residents of a commune on
administrative procedures, on Telegram and in the terminal, from texts that staff
have checked. Try it without any set-up: loaxom chat`,
		Example:       "  loaxom chat\n  loaxom ask \"làm giấy khai sinh cần gì\"\n  loaxom init && loaxom serve",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          aCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.PersistentFlags().String("config", "", "configuration file (default: "+config.DefaultFile+" in the working directory if there is one)")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(initCommand(), serveCommand(), chatCommand(), askCommand(), evalCommand(), checkCommand(), contentCommand(), importCommand(),
		inviteCommand(), backupCommand(), restoreCommand(), goCommand(), verifyCommand(), retentionCommand(), exportCommand(), versionCommand())
	return root
}

// aCommand refuses the name of a command that there is none of, and says which may be meant.
func aCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := ""
	for wrong := 1; wrong <= 2 && hint == ""; wrong++ { // letters; the nearest alone are named
		cmd.SuggestionsMinimumDistance = wrong
		if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
			hint = "; did you mean " + strings.Join(near, " or ") + "?"
		}
	}
	return usageError{fmt.Errorf("no command %s%s", args[0], hint)}
}

// noArgs refuses arguments as wrong use; cobra's own does so as a failure.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError{fmt.Errorf("%s takes no argument %q", named(cmd), args[0])}
	}
	return nil
}

// named is the command without the program's name, which stands before every error anyway.
func named(cmd *cobra.Command) string {
	return strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
}

// oneArg asks for exactly one argument.
func oneArg(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usageError{fmt.Errorf("%s takes one argument: %s", named(cmd), what)}
		}
		return nil
	}
}

// settings reads the configuration that --config names.
func settings(cmd *cobra.Command) (config.Config, error) {
	file, err := cmd.Flags().GetString("config")
	if err != nil {
		return config.Config{}, err
	}
	return config.Load(file)
}

// configFile is the configuration that settings reads.
func configFile(cmd *cobra.Command) string {
	file, _ := cmd.Flags().GetString("config") // settings has asked for it before
	return file
}
