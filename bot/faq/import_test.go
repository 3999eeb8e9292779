package faq

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// imported are the official procedures where they are at hand: too large to lie in the project.
func imported(t testing.TB) (docs []Doc) {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "tthc", "procedures.jsonl"))
	if err != nil {
		t.Skipf("the official procedures are not at hand (../shared/tthc): %v", err)
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, 64<<20)
	for in.Scan() {
		var p struct {
			Code  string `json:"ma_thu_tuc"`
			Name  string `json:"ten_thu_tuc"`
			Field string `json:"linh_vuc"`
		}
		if err := json.Unmarshal(in.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		docs = append(docs, Doc{ID: "tthc-" + p.Code, Title: p.Name, Group: p.Field, Codes: []string{p.Code}})
	}
	return docs
}

func TestOfficialProceduresAreFoundByTitle(t *testing.T) {
	more := imported(t)
	docs, lex := shipped(t)
	start := time.Now()
	x := Build(append(slices.Clone(docs), more...), lex)
	t.Logf("%d entries and %d titles, built in %v", len(docs), len(x.titles.docs), time.Since(start))
	title := map[string]string{}
	for _, d := range more {
		title[d.ID] = strings.Join(strings.Fields(d.Title), " ")
	}
	ours := map[string]bool{}
	for _, d := range docs {
		ours[d.ID] = true
	}
	asked, found, own := 0, 0, 0
	for i, d := range more {
		if i%5 != 0 || !slices.Contains(x.titles.docs, d.ID) {
			continue
		}
		r := x.Ask(d.Title)
		if r.Decision == Answer && ours[r.Hits[0].ID] {
			own++ // the commune's own entry on the matter, or on what comes nearest
			continue
		}
		asked++
		for _, h := range r.Hits {
			if title[h.ID] == title[d.ID] {
				found++
				break
			}
		}
	}
	t.Logf("%d titles asked word by word: %d answered by ours, %d of the others found", asked+own, own, found)
	if Share(found, asked) < 90 {
		t.Errorf("only %d of %d titles are found by themselves", found, asked)
	}
	r, plain := Evaluate(x.Ask, devQuestions(t, docs), nil), Evaluate(Build(docs, lex).Ask, devQuestions(t, docs), nil)
	t.Logf("with imports    %v", r.All)
	t.Logf("without imports %v", plain.All)
	if r.All.Wrong > plain.All.Wrong+2 || r.All.First < plain.All.First-2 || r.All.FalseAnswers > plain.All.FalseAnswers+1 {
		t.Error("imports spoil the answers of ours")
	}
}

func TestAnOfficialNameTypedToTheEndFindsItsProcedure(t *testing.T) {
	docs, lex := shipped(t)
	x := Build(append(slices.Clone(docs),
		Doc{ID: "tthc-1", Title: "Thủ tục trở lại quốc tịch Việt Nam ở nước ngoài", Group: "Quốc tịch"},
		Doc{ID: "tthc-2", Title: "Thủ tục thôi quốc tịch Việt Nam ở trong nước", Group: "Quốc tịch"}), lex)
	for _, q := range []string{
		"Thủ tục trở lại quốc tịch Việt Nam ở nước ngoài", "trở lại quốc tịch Việt Nam ở nước ngoài?", "tro lai quoc tich viet nam o nuoc ngoai",
	} {
		if r := x.Ask(q); r.Decision == None || r.Hits[0].ID != "tthc-1" || r.Decision == Answer && len(r.Topics) > 0 {
			t.Errorf("%s: %s %+v", q, r.Decision, r.Hits[:min(3, len(r.Hits))])
		}
	}
	if r := x.Ask("trở lại quốc tịch"); r.Decision == Answer && r.Hits[0].ID == "tthc-1" {
		t.Errorf("half a name is answered: %+v", r.Hits[:3])
	}
}
