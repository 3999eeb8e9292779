package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"loaxom/internal/app"
	"loaxom/internal/archive"
	"loaxom/internal/config"
	"loaxom/internal/restored"
)

func restoreCommand() *cobra.Command {
	var by string
	newSeal := false
	cmd := &cobra.Command{
		Use: "restore FILE", Short: "Bring a backup back in place of what is there", Args: oneArg("the backup to bring back"),
		Long: `Checks the whole backup first: every file by its hash, the store, the audit chain. Then store,
attachments and content folder take the place of what is there in one step; what was there is kept
beside, with the time in its name. If the machine dies at any moment, all of the old or all of the
new is there. Run it as the user as whom serve runs; serve must be stopped.

Afterwards nothing but answers to new questions leaves until an admin says go (loaxom go): look
first at what had been waiting when the backup was made (loaxom export deliveries). That is
marked as uncertain and is not sent by itself; publications due since then are skipped.

People who had everything erased since the backup are erased from it again, before anything else.
That takes seal.key beside the store: on another machine put it there first.`,
		Example: "  loaxom restore /media/usb/loaxom-2026-11-24.tar.gz",
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := settings(cmd)
			if err != nil {
				return err
			}
			zone, err := cfg.Commune.Location()
			if err != nil {
				return err
			}
			r, err := archive.Restore{At: app.Holdings(cfg), Now: time.Now().In(zone), By: by, Files: app.Files, Rooms: app.Restored,
				Forget: app.ForgetAgain(cfg, newSeal, time.Now, rand.Text)}.Do(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			printRestored(cmd.OutOrStdout(), cfg, r, zone)
			return nil
		},
	}
	cmd.Flags().StringVar(&by, "by", "", "account (id or name) of whoever gives this order, for the audit")
	cmd.Flags().BoolVar(&newSeal, "new-seal", false, "seal.key is lost for good: restore although people who were erased cannot be erased again")
	return cmd
}

func printRestored(out io.Writer, cfg config.Config, r archive.Report, zone *time.Location) {
	m := r.Manifest
	attachments, _ := m.Attachments()
	fmt.Fprintf(out, "restored: the state of %s, by loaxom %s: %d rows, %d attachments, %d entries in the audit\n",
		m.Made.In(zone).Format("02/01/2006 15:04"), m.Program, m.Records(), attachments, r.Audit.Entries)
	if m.Commune != cfg.Commune.Full() {
		fmt.Fprintf(out, "look twice: it is a backup of %s\n", m.Commune)
	}
	for _, name := range r.Kept {
		fmt.Fprintf(out, "kept: %s\n", name)
	}
	switch {
	case r.Overlay != "" && cfg.Content.Dir == "":
		fmt.Fprintf(out, "content: the backup's content folder lies in %s; write it as dir under [content]\n", r.Overlay)
	case r.Overlay == "" && cfg.Content.Dir != "":
		fmt.Fprintf(out, "content: the backup holds no content folder; %s stays as it is\n", cfg.Content.Dir)
	}
	if n := len(m.Missing) + r.Missing; n > 0 {
		fmt.Fprintf(out, "missing: %d attachments were damaged or gone when the backup was made; records name %d that are nowhere\n", len(m.Missing), r.Missing)
	}
	fmt.Fprintf(out, "not sent: %d messages that waited when the backup was made are marked as uncertain\n", r.Withheld)
	fmt.Fprintln(out, "next: put seal.key beside the store if it is not there, start serve, look, then say: loaxom go")
}

func goCommand() *cobra.Command {
	var by string
	cmd := &cobra.Command{
		Use: "go", Short: "Let everything leave again after a restore", Args: noArgs,
		Long: `After a restore nothing but answers to new questions leaves. This is the admin's word that all is
in order: notices, bulletins and reminders leave again from now on. What was marked as uncertain
stays so.`,
		Example: "  loaxom go",
		RunE: func(cmd *cobra.Command, _ []string) error {
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
			m, err := inHouse[restored.Mark](cmd.Context(), cfg, app.GoCall, app.GoOrder{By: by})
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "everything leaves again; the store is of %s, restored %s\n",
				m.Made.In(zone).Format("02/01/2006 15:04"), m.At.In(zone).Format("02/01/2006 15:04"))
			return nil
		},
	}
	cmd.Flags().StringVar(&by, "by", "", "account (id or name) of whoever gives this order, for the audit")
	return cmd
}
