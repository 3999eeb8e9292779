package dialogue

import (
	"testing"

	"loaxom/content"
	"loaxom/internal/commune"
)

// A cry for help goes into what is reported at every step but where it is the answer, and answers what it can of
// the rest.
func TestACryForHelpIsWhatIsReported(t *testing.T) {
	const cry = "dây điện đứt rơi xuống đường xóm 5"
	all := map[string]string{ReportCategory: "dien", reportGuessed: "1", ReportHamlet: "x5", reportText: "trước đó", reportTold: "1", reportSimilar: "1", reportPlace: nowhere, reportWho: "1"}
	upTo := func(fields ...string) map[string]string {
		m := map[string]string{}
		for _, f := range fields {
			m[f] = all[f]
		}
		return m
	}
	for _, c := range []struct {
		step, text string
		fields     map[string]string
		read       bool
		then, told string
	}{
		{First, cry, nil, true, "text", cry},
		{First, "cháy to lắm rồi", nil, true, First, "cháy to lắm rồi"},
		{"hamlet", cry, upTo(ReportCategory), true, "text", cry},
		{"hamlet", "cháy to lắm rồi", upTo(ReportCategory), true, "hamlet", "cháy to lắm rồi"},
		{"text", cry, upTo(ReportCategory, ReportHamlet), false, "text", ""},
		{"similar", cry, upTo(ReportCategory, ReportHamlet, reportText, reportTold), true, "similar", "trước đó\n" + cry},
		{"place", "chỗ cột điện đổ", upTo(ReportCategory, ReportHamlet, reportText, reportTold, reportSimilar), false, "place", "trước đó"},
		{"place", "cứu với, cháy to lắm", upTo(ReportCategory, ReportHamlet, reportText, reportTold, reportSimilar), true, "place", "trước đó\ncứu với, cháy to lắm"},
		{"who", "con ông Ba bị điện giật", upTo(ReportCategory, ReportHamlet, reportText, reportTold, reportSimilar, reportPlace), true, "who", "trước đó\ncon ông Ba bị điện giật"},
		{"sure", "con ông Ba bị điện giật", all, true, "sure", "trước đó\ncon ông Ba bị điện giật"},
	} {
		d := reporting(c.step, c.fields)
		d.Text, d.Hamlets = c.text, []commune.Hamlet{{ID: "x5", Name: "Xóm 5"}}
		d.Reports = Reports{Categories: []content.Category{{ID: "dien", Name: "Điện"}}, Guess: func(text string) string {
			if text == cry {
				return "dien"
			}
			return ""
		}}
		if read := takeReportCry(d); read != c.read || d.Talk.Step != c.then || d.Get(reportText) != c.told || d.Over {
			t.Errorf("%q at %q: read %v, then at %q with %q", c.text, c.step, read, d.Talk.Step, d.Get(reportText))
		}
	}
}
