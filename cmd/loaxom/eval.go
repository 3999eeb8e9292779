package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"loaxom/bot"
	"loaxom/bot/faq"
	"loaxom/content"
	"loaxom/internal/channel"
	"loaxom/internal/fault"
)

func evalCommand() *cobra.Command {
	var asJSON bool
	var confusions int
	cmd := &cobra.Command{
		Use: "eval FILE.tsv", Short: "Measure the answers on labelled questions", Args: oneArg("a file of questions"),
		Long: `Asks each question in a conversation of its own, through everything that a resident's message
goes through. The file has a header line; its columns are question, ids (joined by |: any of them
counts, NONE = no topic of ours) and, if you like, register (multi: all of the ids are meant).
Printed are the shares of right entries first and among the first three, of questions answered at
once, of wrong answers and of answers to what is no topic of ours: of all, by register and by group
of entries, as typed and stripped of their marks; how often the matcher was right against how sure
it was; and the worst confusions.`,
		Example: "  loaxom eval bot/faq/testdata/eval-report.tsv",
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := settings(cmd)
			if err != nil {
				return err
			}
			questions, err := labelled(args[0])
			if err != nil {
				return err
			}
			b, now, err := thinker(cfg)
			if err != nil {
				return err
			}
			lib, _ := library(cfg)
			r := faq.Evaluate(func(q string) faq.Result { return decided(b, now, q) }, questions, groups(lib))
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(r)
			}
			return r.Write(cmd.OutOrStdout(), confusions)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "the whole report as one JSON object")
	cmd.Flags().IntVar(&confusions, "confusions", 15, "how many confusions are printed")
	return cmd
}

// groups names the group of an entry; an entry that is not there has none.
func groups(lib *content.Library) func(id string) string {
	return func(id string) string {
		if e, ok := lib.Entry(id); ok {
			return e.Group
		}
		return "?"
	}
}

// decided is what the whole bot makes of a question, as the matcher would tell it.
func decided(b *bot.Bot, now time.Time, question string) faq.Result {
	t := b.Turn(fresh(now), bot.Message{Kind: channel.Message, Text: question, Now: now})
	r := faq.Result{Decision: faq.Decision(t.Decision), Sure: t.Sure}
	if r.Decision == "" {
		r.Decision = faq.None
	}
	for _, h := range t.Hits {
		r.Hits = append(r.Hits, faq.Hit{ID: h.ID, Score: h.Score})
	}
	return r
}

// labelled reads a file of labelled questions.
func labelled(file string) (all []faq.Labeled, err error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	column := map[string]int{}
	for i, line := range strings.Split(strings.TrimRight(string(b), "\n"), "\n") {
		fields := strings.Split(strings.TrimRight(line, "\r"), "\t")
		if i == 0 {
			for n, name := range fields {
				column[strings.TrimPrefix(name, "\ufeff")] = n
			}
			if _, ok := column["question"]; !ok || len(column) < 2 {
				return nil, fault.New(fault.Invalid, "%s:1: the header is %q; write question<tab>ids<tab>register", file, line)
			}
			continue
		}
		field := func(name string) string {
			if n, ok := column[name]; ok && n < len(fields) {
				return strings.TrimSpace(fields[n])
			}
			return ""
		}
		q := faq.Labeled{Question: field("question"), Register: field("register")}
		ids := field("ids")
		if q.Question == "" || ids == "" {
			return nil, fault.New(fault.Invalid, "%s:%d: a question and its ids are needed; write NONE where it is no topic of ours", file, i+1)
		}
		if ids != "NONE" {
			q.IDs = strings.Split(ids, "|")
		}
		all = append(all, q)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: no questions", file)
	}
	return all, nil
}
