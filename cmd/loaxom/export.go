package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"loaxom/content"
	"loaxom/internal/app"
	"loaxom/internal/config"
	"loaxom/internal/disk"
	"loaxom/internal/export"
)

// exporting is what export was asked for.
type exporting struct {
	order  app.ExportOrder
	format string
	file   string
}

func exportCommand() *cobra.Command {
	var e exporting
	cmd := &cobra.Command{
		Use: "export TABLE", Short: "Write deliveries, subscribers, the audit or cases as a table", Args: oneArg("the table: " + strings.Join(export.Names(), ", ")),
		Long: `Writes a table for a spreadsheet: how messages went out (deliveries), who receives news
(subscribers), who did what (audit), each case with all its times (feedback), or the months in
numbers by office and category (figures). It holds no text, no name, no telephone number and no id
of a platform: people are the program's own address ids. Days are the commune's, both included: of
deliveries when they were made, of subscribers since when, of the audit when it was done, of cases
and figures when the case was opened.
With --by the named account must have the right: the chair, or for audit, feedback and figures the
head of an office, who gets those of the own office. feedback and figures need --by.`,
		Example: "  loaxom export deliveries --from 2026-11-01 --to 2026-11-30 --out deliveries.csv\n  loaxom export audit --format xlsx --out audit.xlsx\n  loaxom export figures --from 2026-10-01 --to 2026-12-31 --by s-abc --format xlsx --out quarter.xlsx",
		RunE: func(cmd *cobra.Command, args []string) error {
			e.order.Table = args[0]
			if err := e.check(cmd.OutOrStdout()); err != nil {
				return usageError{err}
			}
			cfg, err := settings(cmd)
			if err != nil {
				return err
			}
			if err := storeThere(cfg); err != nil {
				return err
			}
			return e.run(cmd.Context(), cfg, cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&e.format, "format", "csv", "csv or xlsx")
	cmd.Flags().StringVar(&e.order.From, "from", "", "first day, such as 2026-11-01 (default: from the beginning)")
	cmd.Flags().StringVar(&e.order.To, "to", "", "last day, such as 2026-11-30 (default: up to now)")
	cmd.Flags().StringVar(&e.file, "out", "", "file to write, which must not be there (default: standard output)")
	cmd.Flags().StringVar(&e.order.By, "by", "", "account (id or name) of whoever asks, for rights and audit")
	return cmd
}

// check refuses wrong use before anything is opened.
func (e exporting) check(out io.Writer) error {
	if !slices.Contains(export.Names(), e.order.Table) {
		return fmt.Errorf("export %s: write one of %s", e.order.Table, strings.Join(export.Names(), ", "))
	}
	if e.format != "csv" && e.format != "xlsx" {
		return fmt.Errorf("--format %s: write csv or xlsx", e.format)
	}
	for flag, day := range map[string]string{"--from": e.order.From, "--to": e.order.To} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			return fmt.Errorf("%s %s: write a day such as 2026-11-01", flag, day)
		}
	}
	if e.order.From != "" && e.order.To != "" && e.order.From > e.order.To {
		return fmt.Errorf("--from %s --to %s: the first day comes first", e.order.From, e.order.To)
	}
	if f, ok := out.(*os.File); ok && e.format == "xlsx" && e.file == "" && term.IsTerminal(int(f.Fd())) {
		return errors.New("a workbook is nothing to look at in a terminal: name a file with --out")
	}
	return nil
}

// run writes the table to the file or to out. A file has its name only when the table is whole.
func (e exporting) run(ctx context.Context, cfg config.Config, out io.Writer) error {
	if e.file == "" {
		_, err := e.write(ctx, cfg, out)
		return err
	}
	f, err := disk.Create(e.file)
	if err != nil {
		return err
	}
	n, err := e.write(ctx, cfg, f)
	if err != nil {
		return errors.Join(disk.Fault(e.file, err), f.Abandon())
	}
	if err := f.Commit(); err != nil {
		return err
	}
	fmt.Fprintf(out, "wrote %s: %d rows\n", e.file, n)
	return nil
}

// write fetches the rows and writes them as they come.
func (e exporting) write(ctx context.Context, cfg config.Config, to io.Writer) (rows int, err error) {
	zone, err := cfg.Commune.Location()
	if err != nil {
		return 0, err
	}
	lib, _ := library(cfg) // what is wrong with the content is check's to say
	style := export.Style{Zone: zone, Name: names(cfg, lib), Say: func(id string) (string, bool) {
		return lib.Say(content.Vietnamese, id, nil), lib.HasMessage(content.Vietnamese, id)
	}}
	var sheet export.Sheet = export.NewCSV(to, style)
	if e.format == "xlsx" {
		sheet = export.NewXLSX(to, e.order.Table, style)
	}
	read, write := io.Pipe()
	asked := make(chan error, 1)
	go func() {
		err := streamHouse(ctx, cfg, app.ExportCall, e.order, write)
		write.CloseWithError(err)
		asked <- err
	}()
	err = export.Receive(read, sheet.Begin, func(r export.Row) error {
		rows++
		return sheet.Row(r)
	})
	read.CloseWithError(err) // who still writes hears of it
	if first := <-asked; first != nil {
		return rows, first
	}
	if err != nil {
		return rows, err
	}
	return rows, sheet.End()
}

// names are the names of offices, hamlets and categories in tables.
func names(cfg config.Config, lib *content.Library) func(column, id string) string {
	return func(column, id string) string {
		switch column {
		case "office":
			for _, o := range cfg.Offices {
				if string(o.ID) == id {
					return o.Name
				}
			}
		case "case_hamlet":
			for _, h := range cfg.Hamlets {
				if string(h.ID) == id {
					return h.Name
				}
			}
		case "category":
			c, _ := lib.Category(id)
			return c.Name
		}
		return ""
	}
}
