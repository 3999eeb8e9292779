package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"loaxom/internal/app"
	"loaxom/internal/blob"
	"loaxom/internal/channel"
	"loaxom/internal/channel/telegram"
	"loaxom/internal/config"
	"loaxom/internal/fault"
	"loaxom/internal/feedback"
	"loaxom/internal/kv/boltkv"
	"loaxom/internal/outbox"
)

func serveCommand() *cobra.Command {
	newSeal := false
	cmd := &cobra.Command{
		Use: "serve", Short: "Run every enabled channel until it is told to stop", Args: noArgs,
		Long: `Runs every enabled channel until SIGTERM or SIGINT, and ends within 20 seconds with all
work in hand done. What was taken from a platform is in the store before the platform is told.
The key of anonymous reports, seal.key beside the store, is made at the first start and is in no
backup: copy it once and keep the copy apart. A store that was used with a key does not start
without it.`,
		Example: "  loaxom serve --config /etc/loaxom/config.toml",
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := settings(cmd)
			if err != nil {
				return err
			}
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			return serve(ctx, cfg, newSeal, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	cmd.Flags().BoolVar(&newSeal, "new-seal", false, "once, where seal.key is lost for good: go on with a new one; what the old one sealed stays closed")
	return cmd
}

// serve opens the store and runs the program on it until ctx ends.
func serve(ctx context.Context, cfg config.Config, newSeal bool, out, errs io.Writer) (err error) {
	log := logger(cfg.Log, errs)
	blobs := blob.Open(cfg.Store.Attachments())
	channels, pace, err := platforms(cfg, blobs, log, out)
	if err != nil {
		return err
	}
	if len(channels) == 0 {
		return app.ErrNoChannel
	}
	db, err := boltkv.Open(cfg.Store.Path, boltkv.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, missing := os.Stat(cfg.Store.Seal())
	seal, err := feedback.SealOf(ctx, db, cfg.Store.Seal(), newSeal)
	if err != nil {
		return err
	}
	if errors.Is(missing, fs.ErrNotExist) {
		fmt.Fprintf(out, "%s: made, the key of anonymous reports; copy it once and keep the copy apart from the backups\n", cfg.Store.Seal())
	}
	a, err := app.New(cfg, app.World{
		Now: time.Now, NewID: rand.Text, Log: log, DB: db, Store: cfg.Store.Path, Version: programVersion(), Channels: channels, Pace: pace, Print: out, Blobs: blobs, Seal: seal, Forgot: cfg.Store.Forgotten(),
	})
	if err != nil {
		return err
	}
	return a.Run(ctx)
}

// platforms builds the channels that the configuration turns on, and says of each how it is reached
// or why it is off.
func platforms(cfg config.Config, blobs *blob.Store, log *slog.Logger, out io.Writer) ([]channel.Channel, map[string]outbox.Pace, error) {
	t := cfg.Telegram
	if !t.Enabled {
		fmt.Fprintln(out, "telegram: off (telegram.enabled = false)")
		return nil, nil, nil
	}
	token, err := t.Read(config.TelegramToken)
	if err != nil {
		return nil, nil, fault.New(fault.Invalid, "telegram.%w", err)
	}
	if token == "" {
		fmt.Fprintln(out, "telegram: off, no token (telegram.token_file, or "+config.TelegramToken+")")
		return nil, nil, nil
	}
	ch, err := telegram.New(telegram.Config{
		Token:       func() (string, error) { return t.Read(config.TelegramToken) },
		APIEndpoint: t.APIEndpoint, FileEndpoint: t.FileEndpoint, Proxy: t.Proxy, Content: blobs.Get,
	}, time.Now, log)
	if err != nil {
		return nil, nil, err
	}
	fmt.Fprintln(out, "telegram: on, by long polling; the bot's link is in the log as soon as Telegram answers")
	return []channel.Channel{ch}, map[string]outbox.Pace{ch.Name(): t.Pace}, nil
}

// logger writes log lines as the configuration asks.
func logger(cfg config.Log, to io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(cfg.Level)) // checked when the configuration was read
	opts := &slog.HandlerOptions{Level: level}
	if cfg.Format == "json" {
		return slog.New(slog.NewJSONHandler(to, opts))
	}
	return slog.New(slog.NewTextHandler(to, opts))
}
