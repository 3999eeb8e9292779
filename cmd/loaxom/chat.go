package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"loaxom/internal/app"
	"loaxom/internal/blob"
	"loaxom/internal/config"
	"loaxom/internal/fault"
	"loaxom/internal/feedback"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
	"loaxom/internal/kv/memkv"
)

func chatCommand() *cobra.Command {
	var as, store string
	cmd := &cobra.Command{
		Use: "chat", Short: "Talk with the bot in the terminal",
		Long: `The same bot in the terminal, on a throw-away store unless --store is given. It needs no
token and no configuration. --as speaks as somebody with a duty:
  --as "leader xom-1"  --as "staff cong-an"  --as "head cong-an"  --as chair  --as admin
A line that begins with a colon speaks to the terminal:
  :as leader xom-1                       go on as somebody else, in a conversation of their own
                                         (:as resident, :as staff cong-an @lan for a second one)
  :photo [CAPTION]  :voice  :sticker     send something without words
  :photo file=PATH  :document file=PATH  the same with a file of this machine
  :place LAT LON                         a place on the map
  :press DATA  :edit TEXT                a made-up button, a changed message
  :clock +2d                             the clock goes on (s, m, h, d)
  :restart                               the program ends and begins again on the same store`,
		Example: "  loaxom chat\n  loaxom chat --as admin\n  echo 'lam giay khai sinh can gi' | loaxom chat",
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := settings(cmd)
			if err != nil {
				return err
			}
			// --as leader xom-1, without quotes, leaves the hamlet as an argument.
			words := append(strings.Fields(as), args...)
			if len(args) > 0 && !cmd.Flags().Changed("as") {
				return usageError{fmt.Errorf("%s takes no argument %q", named(cmd), args[0])}
			}
			return chat(cmd.Context(), cfg, words, store, cmd.InOrStdin(), cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&as, "as", "resident", "speak as this role: resident, leader HAMLET, staff OFFICE, head OFFICE, chair, admin")
	cmd.Flags().StringVar(&store, "store", "", "keep the talk in this file")
	return cmd
}

// chat reads lines until the end of input.
func chat(ctx context.Context, cfg config.Config, as []string, store string, in io.Reader, out io.Writer) (err error) {
	var db kv.DB = memkv.New()
	var seal *feedback.Seal
	forgot := ""
	var files string // folder of the attachments
	if store == "" {
		if files, err = os.MkdirTemp("", "loaxom-chat-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(files)) }()
	} else {
		files = config.Store{Path: store}.Attachments()
		if db, err = boltkv.Open(store, boltkv.Options{}); err != nil {
			return err
		}
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if store != "" {
		forgot = config.Store{Path: store}.Forgotten()
		if seal, err = feedback.SealOf(ctx, db, config.Store{Path: store}.Seal(), false); err != nil {
			return err
		}
	}
	var shift atomic.Int64 // nanoseconds that the clock was moved by
	t := app.NewTerminal(cfg, app.World{
		Now:   func() time.Time { return time.Now().Add(time.Duration(shift.Load())) },
		NewID: rand.Text, Log: slog.New(slog.DiscardHandler), DB: db, Seal: seal, Forgot: forgot, Blobs: blob.Open(files),
	}, out, func(d time.Duration) { shift.Add(int64(d)) })
	if err := t.As(ctx, as); fault.Is(err, fault.Invalid) {
		return usageError{fmt.Errorf("--as: %w", err)}
	} else if err != nil {
		return err
	}
	if err := t.Start(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.Stop()) }()
	if err := t.Do(ctx, "/vidu"); err != nil {
		return err
	}
	prompt := func() {}
	if f, ok := in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		prompt = func() { fmt.Fprint(out, "> ") }
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for prompt(); lines.Scan(); prompt() {
		if err := t.Do(ctx, lines.Text()); err != nil {
			return err
		}
	}
	return lines.Err()
}
