package feedback

import (
	"loaxom/internal/address"
	"loaxom/internal/channel"
	"loaxom/internal/commune"
	"loaxom/internal/kv"
)

// About tells of each case of a conversation, the anonymous ones too, what the commune holds: what was reported,
// what was written since, and the names of what came with it; and of the cases of others that it has joined. It
// is for the person alone: nobody of the staff gets to see it.
func (d *Desk) About(r kv.Reader, who address.ID, tell address.Tell) error {
	by := commune.Actor{Address: string(who), Role: commune.Resident}
	list, err := d.Mine(r, by)
	if err != nil {
		return err
	}
	for _, c := range list {
		c, history, err := d.Own(r, by, c.ID)
		if err != nil {
			return err
		}
		d.aboutCase(c, tell)
		for _, l := range history {
			if l.Text != "" || l.Doc != "" {
				tell("case_line", "Code", string(c.ID), "At", l.At, "Kind", address.Word("data.line_"+string(l.Kind)), "Text", l.Text, "Doc", l.Doc)
			}
			if l.Spot != nil {
				tell("case_spot", "Code", string(c.ID), "Lat", l.Spot.Lat, "Lon", l.Spot.Lon)
			}
			aboutFiles(c.ID, l.Files, tell)
		}
	}
	until, err := d.MutedUntil(r, who, d.now())
	if err != nil {
		return err
	}
	if !until.IsZero() {
		tell("muted", "Until", until)
	}
	key := kv.Key{}.Text(string(who))
	return parties.ByIndex(r, byPerson, key, key.End(), func(p party) error {
		tell("case_joined", "Code", string(p.Case), "At", p.At)
		return nil
	})
}

func (d *Desk) aboutCase(c Case, tell address.Tell) {
	id := "case"
	if c.Anonymous {
		id = "case_anonymous"
	}
	tell(id, "Code", string(c.ID), "Matter", d.Matter(c), "At", c.Opened, "State", address.Word("data.state_"+string(c.State)))
	for _, f := range []struct{ say, text string }{
		{"case_text", c.Text}, {"case_place", c.Place}, {"case_name", c.Name}, {"case_phone", c.Phone}, {"case_word", c.Word},
	} {
		if f.text != "" {
			tell(f.say, "Code", string(c.ID), "Text", f.text)
		}
	}
	if c.Spot != nil {
		tell("case_spot", "Code", string(c.ID), "Lat", c.Spot.Lat, "Lon", c.Spot.Lon)
	}
	if c.Stars > 0 {
		tell("case_stars", "Code", string(c.ID), "Stars", c.Stars, "At", c.Rated)
	}
	aboutFiles(c.ID, c.Files, tell)
}

func aboutFiles(id CaseID, files []channel.File, tell address.Tell) {
	for _, f := range files {
		tell("case_file", "Code", string(id), "File", channel.Symbol(f), "Size", f.Size)
	}
}

// Waits tells whether something of a person is not over: a case of theirs that the commune works on.
func (d *Desk) Waits(r kv.Reader, who address.ID) (codes []CaseID, err error) {
	err = d.of(r, who, func(c Case) error {
		if !c.State.Ended() {
			codes = append(codes, c.ID)
		}
		return nil
	})
	return codes, err
}

// Unused takes the sealed link of a person back where no case hangs on it any more.
func (d *Desk) Unused(tx kv.Tx, who address.ID) error {
	return closeWay(tx, d.cfg.Seal.Hash(who))
}
