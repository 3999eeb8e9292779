package main

import (
	"fmt"
	"os"
	"strings"

	"loaxom/bot/faq"
	"loaxom/internal/vi"
)

func fold(s string) string { return vi.Fold(s) }

// read reads the questions of a file that have exactly one topic: a search library has no decision, so what
// is none of ours and what has two topics cannot be compared.
func read(file string) (list []faq.Labeled, err error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	for i, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		cols := strings.Split(strings.TrimRight(line, "\r"), "\t")
		if len(cols) != 3 {
			return nil, fmt.Errorf("%s:%d: %d columns; write question, ids, register", file, i+1, len(cols))
		}
		if i > 0 && cols[1] != "NONE" && cols[2] != faq.Multi {
			list = append(list, faq.Labeled{Question: cols[0], IDs: strings.Split(cols[1], "|"), Register: cols[2]})
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s: no questions with a topic", file)
	}
	return list, nil
}
