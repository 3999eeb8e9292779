// Package commune holds the nouns of a commune that all rooms share. It knows no platform, no store
// and no file.
package commune

import "time"

// Commune (xã, phường, đặc khu) is the body that runs this program.
type Commune struct {
	Name     string `toml:"name"`     // with its kind: "xã Xuân Hưng"
	Province string `toml:"province"` // with its kind: "tỉnh Ninh Bình"
	Timezone string `toml:"timezone"` // IANA name; days, hours and working days are meant in it
}

// Full is the name as it stands wherever the commune is named: other provinces have a commune of
// the same name.
func (c Commune) Full() string { return c.Name + ", " + c.Province }

// Location is the commune's time zone.
func (c Commune) Location() (*time.Location, error) { return time.LoadLocation(c.Timezone) }

// HamletID names a hamlet in links and records: a-z, 0-9 and "-".
type HamletID string

// Hamlet (xóm, thôn, bản, tổ dân phố) is a part of the commune with a leader of its own.
type Hamlet struct {
	ID         HamletID `toml:"id"`
	Name       string   `toml:"name"`
	Aliases    []string `toml:"aliases"`
	Households int      `toml:"households"`
}

// OfficeID names an office of the commune in config and records.
type OfficeID string

// Office is a part of the administration; Handles lists the feedback categories that go to it.
type Office struct {
	ID      OfficeID `toml:"id"`
	Name    string   `toml:"name"`
	Handles []string `toml:"handles"`
}
