package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"loaxom/bot/faq"
	"loaxom/internal/config"
)

// The figures that README tells of the reported set stay true: none of them may fall by more than a point.
// Nothing but the totals is shown, because a set whose questions are looked at is no longer one to report.
func TestReportedFiguresStayTrue(t *testing.T) {
	root := filepath.Join("..", "..")
	questions, err := labelled(filepath.Join(root, "bot", "faq", "testdata", "eval-report.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	b, now, err := thinker(config.Default())
	if err != nil {
		t.Fatal(err)
	}
	r := faq.Evaluate(func(q string) faq.Result { return decided(b, now, q) }, questions, nil)
	told := figures(t, filepath.Join(root, "README.md"))
	all, bare := r.All, r.Stripped
	for i, c := range []struct {
		what  string
		got   float64
		worse float64 // 1: less is worse, -1: more is
	}{
		{"right first", faq.Share(all.First, all.Topics), 1},
		{"right in three", faq.Share(all.Third, all.Topics), 1},
		{"answered", faq.Share(all.Answered, all.Topics), 1},
		{"wrong answers", faq.Share(all.Wrong, all.Asked), -1},
		{"answers to what is none of ours", faq.Share(all.FalseAnswers, all.Asked-all.Topics), -1},
		{"right first without marks", faq.Share(bare.First, bare.Topics), 1},
	} {
		if (told[i]-c.got)*c.worse > 1 {
			t.Errorf("%s: %.1f %%, README tells %.1f %%", c.what, c.got, told[i])
		}
	}
}

// percent is a figure in README: "94.4 %".
var percent = regexp.MustCompile(`(\d+\.\d) %`)

// figures reads the three rows on the matcher in README: their third column, six figures in all.
func figures(t *testing.T, file string) (list []float64) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, rows, ok := strings.Cut(string(data), "\n| matcher on ")
	if !ok {
		t.Fatal("README has no row that begins with \"| matcher on\"")
	}
	for _, row := range strings.SplitN(rows, "\n", 4)[:3] {
		cells := strings.Split(row, "|")
		if len(cells) < 4 {
			t.Fatalf("README: %q is no row of figures", row)
		}
		measured := cells[len(cells)-3]
		for _, m := range percent.FindAllStringSubmatch(measured, -1) {
			f, err := strconv.ParseFloat(m[1], 64)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, f)
		}
	}
	if len(list) != 6 {
		t.Fatalf("README has %d figures of the matcher in the rows after \"matcher on\", not 6: %v", len(list), list)
	}
	return list
}
