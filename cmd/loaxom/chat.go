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
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"loaxom/internal/app"
	"loaxom/internal/channel"
	"loaxom/internal/channel/console"
	"loaxom/internal/config"
	"loaxom/internal/kv"
	"loaxom/internal/kv/boltkv"
	"loaxom/internal/kv/memkv"
)

func chatCommand() *cobra.Command {
	var as, store string
	cmd := &cobra.Command{
		Use: "chat", Short: "Talk with the bot in the terminal", Args: noArgs,
		Long: `The same bot in the terminal, on a throw-away store unless --store is given. It needs no
token and no configuration. A line that begins with a colon speaks to the terminal:
  :photo [CAPTION]  :voice  :sticker     send something without words
  :press DATA  :edit TEXT                a made-up button, a changed message
  :clock +2d                             the clock goes on (s, m, h, d)
  :restart                               the program ends and begins again on the same store`,
		Example: "  loaxom chat\n  echo 'lam giay khai sinh can gi' | loaxom chat",
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := settings(cmd)
			if err != nil {
				return err
			}
			if err := role(as); err != nil {
				return usageError{err}
			}
			return chat(cmd.Context(), cfg, store, cmd.InOrStdin(), cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&as, "as", "resident", "speak as this role")
	cmd.Flags().StringVar(&store, "store", "", "keep the talk in this file")
	return cmd
}

// role refuses roles that nobody can have yet.
func role(name string) error {
	if name != "resident" {
		return fmt.Errorf("role %q: write resident; the other roles come with the rooms that need them", name)
	}
	return nil
}

// terminal is a running chat.
type terminal struct {
	cfg   config.Config
	db    kv.DB
	out   io.Writer
	shift atomic.Int64 // nanoseconds that the clock was moved by
	con   *console.Console
	app   *app.App
	stop  func() error
}

func (t *terminal) now() time.Time { return time.Now().Add(time.Duration(t.shift.Load())) }

// chat reads lines until the end of input.
func chat(ctx context.Context, cfg config.Config, store string, in io.Reader, out io.Writer) (err error) {
	t := &terminal{cfg: cfg, out: out, db: memkv.New()}
	if store != "" {
		if t.db, err = boltkv.Open(store, boltkv.Options{}); err != nil {
			return err
		}
	}
	defer func() { err = errors.Join(err, t.db.Close()) }()
	if err := t.start(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.stop()) }()
	if err := t.say(ctx, console.Line{Text: "/vidu"}); err != nil {
		return err
	}
	prompt := func() {}
	if f, ok := in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		prompt = func() { fmt.Fprint(out, "> ") }
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for prompt(); lines.Scan(); prompt() {
		l, err := console.Parse(lines.Text())
		if err != nil {
			fmt.Fprintln(out, err)
			continue
		}
		if err := t.obey(ctx, l); err != nil {
			return err
		}
	}
	return lines.Err()
}

// obey does what a line asks of the terminal, or says it to the bot.
func (t *terminal) obey(ctx context.Context, l console.Line) error {
	switch l.Order {
	case "clock":
		t.shift.Add(int64(l.Clock))
		fmt.Fprintf(t.out, "(%s)\n", t.now().Format("02/01/2006 15:04"))
		return nil
	case "restart":
		if err := t.stop(); err != nil {
			return err
		}
		return t.start(ctx)
	case "as":
		if len(l.Role) != 1 || role(l.Role[0]) != nil {
			fmt.Fprintln(t.out, role(fmt.Sprint(l.Role)))
		}
		return nil
	}
	return t.say(ctx, l)
}

// say brings a line to the bot and waits until it is answered.
func (t *terminal) say(ctx context.Context, l console.Line) error {
	if err := t.con.Say(ctx, l); err != nil {
		return err
	}
	return t.app.Settle(ctx)
}

// start runs the program on the terminal's store.
func (t *terminal) start(ctx context.Context) (err error) {
	t.con = console.New(t.out, t.now)
	cfg := t.cfg
	cfg.Ops.Listen = "" // the terminal listens nowhere
	t.app, err = app.New(cfg, app.World{
		Now: t.now, NewID: rand.Text, Log: slog.New(slog.DiscardHandler), DB: t.db, Channels: []channel.Channel{t.con},
	})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- t.app.Run(ctx) }()
	t.stop = func() error {
		cancel()
		return <-done
	}
	return nil
}
