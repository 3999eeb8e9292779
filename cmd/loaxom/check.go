package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"loaxom/content"
	"loaxom/internal/app"
	"loaxom/internal/config"
	"loaxom/internal/fault"
)

func checkCommand() *cobra.Command {
	var pending, plan, due bool
	var on string
	cmd := &cobra.Command{
		Use: "check", Short: "Check configuration and content", Args: noArgs,
		Long: `Reads configuration and content as serve does. What is wrong whatever the day is printed,
one line each (file:line: what, and what to write), and exits 1. What is due by the day
(values that have ended, review dates that have come) is printed and exits 0, with --due 1. With
--due the running serve is also asked for numbers that are disputed and for what is not approved.`,
		Example: "  loaxom check\n  loaxom check --pending\n  loaxom check --due --on 2027-03-01",
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := settings(cmd)
			if err != nil {
				return err
			}
			day, err := dayOf(cfg, on)
			if err != nil {
				return err
			}
			lib, problems := library(cfg)
			out := cmd.OutOrStdout()
			switch {
			case pending:
				printPending(out, lib, cfg)
				return nil
			case plan:
				return printPlan(out, lib)
			}
			disputed := 0
			if due {
				if disputed, err = printWaiting(cmd, cfg, lib); err != nil {
					return err
				}
			}
			return printCheck(out, lib, problems, day, due, disputed, errors.Join(cfg.CheckToken(configFile(cmd)), cfg.CheckCategories(configFile(cmd), categoriesOf(lib))))
		},
	}
	cmd.Flags().BoolVar(&pending, "pending", false, "list what the commune has to fill in or confirm, by office")
	cmd.Flags().BoolVar(&plan, "plan", false, "list for each item of the plan the entries, bulletins and quizzes that serve it")
	cmd.Flags().BoolVar(&due, "due", false, "exit 1 when something is due")
	cmd.Flags().StringVar(&on, "on", "", "look at what is due on this day, such as 2027-03-01 (default: today)")
	return cmd
}

// dayOf is the day that is meant, in the commune's time zone.
func dayOf(cfg config.Config, on string) (time.Time, error) {
	zone, err := cfg.Commune.Location()
	if err != nil {
		return time.Time{}, err
	}
	if on == "" {
		return time.Now().In(zone), nil
	}
	day, err := time.ParseInLocation(time.DateOnly, on, zone)
	if err != nil {
		return day, usageError{fmt.Errorf("--on %s: write a day such as 2027-03-01", on)}
	}
	return day, nil
}

// library is the content that serve would use: the embedded one with the overlay above it.
func library(cfg config.Config) (*content.Library, []content.Problem) {
	if cfg.Content.Dir == "" {
		return content.Load()
	}
	return content.Load(content.Folder(cfg.Content.Dir))
}

// printWaiting prints what waits for staff without a day: what is disputed, as the running serve knows it,
// drafts, unfinished files, and what the commune has to confirm. What is disputed is due.
func printWaiting(cmd *cobra.Command, cfg config.Config, lib *content.Library) (disputed int, err error) {
	out := cmd.OutOrStdout()
	states, serving, err := ifServing[map[string]string](cmd.Context(), cfg, app.StatesCall, struct{}{})
	if err != nil {
		return 0, err
	}
	drafts := 0
	for _, id := range slices.Sorted(maps.Keys(states)) {
		switch states[id] {
		case app.StateDisputed:
			disputed++
			fmt.Fprintf(out, "due: %s is said to be wrong; look at it in the chat: /duyet\n", id)
		case app.StateDraft, app.StateHalf:
			drafts++
		}
	}
	if serving {
		fmt.Fprintf(out, "drafts: %d entries, bulletins, quizzes and figures are not approved: loaxom content list --all\n", drafts)
	} else {
		fmt.Fprintln(out, "disputed and approved: not known, serve does not run")
	}
	for _, file := range content.Unfinished(cfg.Content.Dir) {
		fmt.Fprintf(out, "unfinished: %s: begun from a question; fill it in and take the \"_\" off its name\n", file)
	}
	pending := 0
	for _, o := range app.Pending(lib, cfg) {
		pending += len(o.Items)
	}
	fmt.Fprintf(out, "pending: %d local facts are to be filled in or confirmed: loaxom check --pending\n", pending)
	return disputed, nil
}

// categoriesOf are the ids of the categories of reports.
func categoriesOf(lib *content.Library) (ids []string) {
	for _, c := range lib.Categories() {
		ids = append(ids, c.ID)
	}
	return ids
}

// printCheck prints faults, those of the configuration that only the content can tell among them, then what
// is due.
func printCheck(out io.Writer, lib *content.Library, read []content.Problem, day time.Time, dueFails bool, due int, unknown error) error {
	faults := content.Faults(append(read, content.Check(lib, day)...))
	seen := map[string]bool{}
	n := 0
	for _, p := range faults {
		if line := p.String(); !seen[line] {
			seen[line] = true
			n++
			fmt.Fprintln(out, line)
		}
	}
	if unknown != nil {
		for text := range strings.Lines(unknown.Error()) {
			n++
			fmt.Fprintln(out, strings.TrimSuffix(text, "\n"))
		}
	}
	for _, p := range content.Due(lib, day) {
		if p.Severity == content.Overdue {
			due++
			fmt.Fprintf(out, "due: %s\n", p)
		} else {
			fmt.Fprintf(out, "soon: %s\n", p)
		}
	}
	if n > 0 {
		what := "faults"
		if n == 1 {
			what = "fault"
		}
		return fault.New(fault.Invalid, "configuration and content: %d %s", n, what)
	}
	fmt.Fprintf(out, "in order: %d entries%s, %d bulletins, %d quizzes, %d figures, %d offices; %d due\n",
		len(lib.Entries()), imports(lib), len(lib.Bulletins()), len(lib.Quizzes()), len(lib.Params()), len(lib.Places()), due)
	if dueFails && due > 0 {
		return fault.New(fault.Invalid, "content: %d things are due", due)
	}
	return nil
}

// imports says how many of the entries were imported; nothing where none was.
func imports(lib *content.Library) string {
	n := 0
	for _, e := range lib.Entries() {
		if e.National() {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d of them imported)", n)
}

// printPending prints the commune's to-do list.
func printPending(out io.Writer, lib *content.Library, cfg config.Config) {
	total := 0
	for _, office := range app.Pending(lib, cfg) {
		fmt.Fprintf(out, "%s (%d)\n", office.Name, len(office.Items))
		for _, i := range office.Items {
			total++
			fmt.Fprintf(out, "  %-7s %s: %s", i.Kind, i.Key, i.What)
			if len(i.Entries) > 0 {
				fmt.Fprintf(out, " [%s]", strings.Join(i.Entries, " "))
			}
			fmt.Fprintln(out)
		}
	}
	fmt.Fprintf(out, "%d local facts to fill in or confirm\n", total)
}

// printPlan prints what serves each item of the plan, one line an item. An item without an entry or
// without a bulletin is a failure; quizzes come on top.
func printPlan(out io.Writer, lib *content.Library) error {
	var empty []string
	for _, item := range content.Plan(lib) {
		var entries, bulletins, quizzes []string
		for _, e := range item.Entries {
			entries = append(entries, e.ID)
		}
		for _, b := range item.Bulletins {
			bulletins = append(bulletins, b.ID)
		}
		for _, q := range item.Quizzes {
			quizzes = append(quizzes, q.ID)
		}
		fmt.Fprintf(out, "%s: %s | bulletins: %s", item.Letter, strings.Join(entries, " "), strings.Join(bulletins, " "))
		if len(quizzes) > 0 {
			fmt.Fprintf(out, " | quizzes: %s", strings.Join(quizzes, " "))
		}
		fmt.Fprintln(out)
		if len(entries) == 0 {
			empty = append(empty, "no entry serves plan item "+item.Letter)
		}
		if len(bulletins) == 0 {
			empty = append(empty, "no bulletin serves plan item "+item.Letter)
		}
	}
	if len(empty) > 0 {
		return fault.New(fault.Invalid, "%s", strings.Join(empty, "; "))
	}
	return nil
}
