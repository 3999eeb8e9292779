package dialogue

import (
	"slices"
	"strconv"
	"strings"

	"loaxom/internal/channel"
	"loaxom/internal/feedback"
	"loaxom/internal/picture"
)

// takeReportFiles reads what came that is no text alone, at whatever step: pictures, videos, sounds and papers
// whose content was kept, and a place on the map.
func takeReportFiles(t *Turn) bool {
	if t.Media == "location" {
		t.takeSpot()
		return true
	}
	if len(t.Files) == 0 {
		id := "report.no_other"
		if slices.Contains([]string{"sticker", "contact", "poll", "video"}, t.Media) {
			id = "report.no_" + t.Media
		}
		t.Tell(t.Say(id))
		return true
	}
	rest, told := t.Rest(), len(t.Told)
	if t.Talk.Step == "text" && t.Now.After(t.Talk.At) && t.Get(reportText)+t.brought() != "" {
		t.Set(reportHinted, "1")
	}
	for i, f := range t.Files {
		t.takeFile(f, t.unfitness(i))
	}
	t.Talk.Album = t.Album
	if t.Text != "" {
		t.addReportText(t.Text)
	}
	switch {
	case rest && len(t.Told) == told:
		t.Quiet = true
	case t.Talk.Step != "text" && len(t.Told) == told:
		t.Tell(t.Say("report.added", "What", t.brought()))
	}
	return true
}

// unfitness is why the content of the i-th file was not kept; empty: it was.
func (t *Turn) unfitness(i int) picture.Reason {
	if i < len(t.Unfit) && t.Unfit[i] != "" {
		return t.Unfit[i]
	}
	if t.Files[i].Hash == "" {
		return picture.Unreached
	}
	return ""
}

// takeFile keeps a file, or says what was wrong with it and what to do.
func (t *Turn) takeFile(f channel.File, why picture.Reason) {
	switch {
	case len(t.Talk.Files) >= feedback.MaxFiles:
		if t.Album == "" || t.Get(reportFull) != t.Album { // once for an album
			t.Tell(t.Say("report.files_many", "Most", feedback.MaxFiles))
		}
		t.Set(reportFull, t.Album)
	case why != "":
		t.Tell(t.Say("report.unfit_"+string(why), "Most", picture.MostFile>>20))
	default:
		t.Keep(f)
	}
}

// takeSpot keeps a place on the map.
func (t *Turn) takeSpot() {
	lat, lon, ok := t.degrees()
	if !ok {
		return
	}
	t.Set(reportSpot, lat+" "+lon)
	if t.Talk.Step == "place" {
		t.onward()
	}
}

// degrees are those of a place on the map that came, to a metre. What came is said; false: it did not read.
func (t *Turn) degrees() (lat, lon string, ok bool) {
	if t.Point == nil {
		t.Tell(t.Say("report.no_point"))
		return "", "", false
	}
	t.Tell(t.Say("report.spot"))
	degrees := func(f float64) string { return strconv.FormatFloat(f, 'f', 5, 64) }
	return degrees(t.Point.Lat), degrees(t.Point.Lon), true
}

// readSpot is a place on the map as a talk keeps it; nil: there is none.
func readSpot(degrees string) *feedback.Spot {
	lat, lon, ok := strings.Cut(degrees, " ")
	if !ok {
		return nil
	}
	var s feedback.Spot
	s.Lat, _ = strconv.ParseFloat(lat, 64)
	s.Lon, _ = strconv.ParseFloat(lon, 64)
	return &s
}
