package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"loaxom/bot"
	"loaxom/content"
	"loaxom/internal/channel"
	"loaxom/internal/config"
)

func askCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "ask [QUESTION...]", Short: "Ask one question, or one a line from standard input",
		Long: `Each question is a conversation of its own. What may be meant is listed with numbers; of questions
from standard input each is printed before its reply. With --json one object a line:
{"question","decision":"answer|choose|none","entries":[{"id","score","section"}],"reply","micros"}`,
		Example: "  loaxom ask \"le phi chung thuc bao nhieu\"\n  loaxom ask --json < questions.txt",
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := settings(cmd)
			if err != nil {
				return err
			}
			b, now, err := thinker(cfg)
			if err != nil {
				return err
			}
			w := bufio.NewWriter(cmd.OutOrStdout())
			if len(args) > 0 {
				if err := ask(b, now, strings.Join(args, " "), asJSON, w); err != nil {
					return err
				}
				return w.Flush()
			}
			between := ""
			lines := bufio.NewScanner(cmd.InOrStdin())
			lines.Buffer(nil, 1<<20)
			for lines.Scan() {
				if !asJSON {
					fmt.Fprintf(w, "%s%s\n", between, lines.Text())
					between = "\n"
				}
				if err := ask(b, now, lines.Text(), asJSON, w); err != nil {
					return err
				}
				if err := w.Flush(); err != nil {
					return err
				}
			}
			return lines.Err()
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one object a line")
	return cmd
}

// thinker is a bot with the content of cfg, outside of any channel and store.
func thinker(cfg config.Config) (*bot.Bot, time.Time, error) {
	zone, err := cfg.Commune.Location()
	if err != nil {
		return nil, time.Time{}, err
	}
	lib, problems := library(cfg)
	if faults := content.Faults(problems); len(faults) > 0 {
		return nil, time.Time{}, fmt.Errorf("content: %s (and %d more; loaxom check lists them)", faults[0], len(faults)-1)
	}
	b := bot.New(bot.Config{Commune: cfg.Commune, Location: zone, OnlyApproved: cfg.Content.OnlyApproved})
	b.Load(lib)
	return b, time.Now().In(zone), nil
}

// asked is the result of a question as `ask --json` prints it.
type asked struct {
	Question string   `json:"question"`
	Decision string   `json:"decision"`
	Entries  []scored `json:"entries"`
	Reply    string   `json:"reply"`
	Micros   int64    `json:"micros"`
}

type scored struct {
	ID      string  `json:"id"`
	Score   float64 `json:"score"`
	Section string  `json:"section"`
}

// fresh is a state that has been talked to a moment ago, so that an answer does not begin with the
// line that a new conversation gets.
func fresh(now time.Time) bot.State { return bot.State{Last: now} }

func ask(b *bot.Bot, now time.Time, question string, asJSON bool, w io.Writer) error {
	begun := time.Now()
	t := b.Turn(fresh(now), bot.Message{Kind: channel.Message, Text: question, Now: now})
	a := asked{Question: question, Decision: string(t.Decision), Entries: []scored{}, Micros: time.Since(begun).Microseconds()}
	if a.Decision == "" {
		a.Decision = string(bot.None)
	}
	for _, h := range t.Hits {
		a.Entries = append(a.Entries, scored{ID: h.ID, Score: h.Score, Section: h.Section})
	}
	var texts []string
	for _, m := range t.Replies {
		texts = append(texts, m.Text.String())
	}
	a.Reply = strings.Join(texts, "\n\n")
	if asJSON {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(a)
	}
	if _, err := fmt.Fprintln(w, a.Reply); err != nil || t.Decision != bot.Choose {
		return err
	}
	n := 0
	for _, m := range t.Replies {
		for _, row := range m.Buttons {
			for _, button := range row {
				n++
				if _, err := fmt.Fprintf(w, "%d. %s\n", n, button.Label); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
