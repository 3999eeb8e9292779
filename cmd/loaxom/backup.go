package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"loaxom/internal/app"
	"loaxom/internal/archive"
	"loaxom/internal/config"
	"loaxom/internal/disk"
)

func backupCommand() *cobra.Command {
	var by string
	cmd := &cobra.Command{
		Use: "backup FILE", Short: "Write one file with all that is kept", Args: oneArg("the file to write, such as loaxom.tar.gz"),
		Long: `Writes the store (compacted), the attachments and the content folder into one file, while serve
runs or while it does not. The file has its name only when it is whole, durable and read back; one
that is there is not overwritten. It holds personal data: keep it as the store itself. The key of
anonymous reports (seal.key beside the store) is not in it and is to be kept apart.`,
		Example: "  loaxom backup /media/usb/loaxom-2026-11-24.tar.gz",
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := settings(cmd)
			if err != nil {
				return err
			}
			if err := storeThere(cfg); err != nil {
				return err
			}
			return backup(cmd.Context(), cfg, args[0], by, cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&by, "by", "", "account (id or name) of whoever gives this order, for the audit")
	return cmd
}

// backup writes the file here, with the rights and on the disk of whoever asks, whatever those of serve are.
func backup(ctx context.Context, cfg config.Config, to, by string, out io.Writer) error {
	f, err := disk.Create(to)
	if err != nil {
		return err
	}
	err = streamHouse(ctx, cfg, app.BackupCall, app.BackupOrder{By: by}, f)
	var m archive.Manifest
	var size int64
	if err == nil {
		size, err = f.Seek(0, io.SeekCurrent)
	}
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err == nil {
		m, err = archive.Inspect(ctx, f)
	}
	if err != nil {
		return errors.Join(disk.Fault(to, err), f.Abandon())
	}
	if err := f.Commit(); err != nil {
		return err
	}
	attachments, _ := m.Attachments()
	overlay, _ := m.Overlay()
	fmt.Fprintf(out, "backed up: %s, %s: the store with %d rows, %d attachments, %d files of the content folder\n", to, bytesIn(size), m.Records(), attachments, overlay)
	if len(m.Missing) > 0 {
		fmt.Fprintf(out, "not in it: %d attachments that are damaged or gone\n", len(m.Missing))
	}
	fmt.Fprintf(out, "not in it: the key of anonymous reports; keep %s apart from the backups\n", filepath.Join(filepath.Dir(cfg.Store.Path), "seal.key"))
	return nil
}

// bytesIn is a size for people.
func bytesIn(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d bytes", n)
	case n < 1<<20:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	case n < 1<<30:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
}
