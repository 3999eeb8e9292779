package content

// Place is an office that residents go to. A field that is empty has not been filled in by the
// commune; it is never guessed.
type Place struct {
	ID      string `toml:"-"`
	Name    string `toml:"name"`
	Plain   string `toml:"plain"` // as people say it, without a capital: "bộ phận một cửa"
	Address string `toml:"address"`
	Phone   string `toml:"phone"`
	Hours   string `toml:"hours"`
	Note    string `toml:"note"`

	file string
}

// placeFields are the fields that the commune fills in and that texts may name as
// {place.trung-tam.address}; note may stay empty.
func placeFields() []string { return []string{"address", "phone", "hours"} }

// Field is a field by its name in texts.
func (p *Place) Field(name string) (text string, known bool) {
	switch name {
	case "name":
		return p.Name, true
	case "plain":
		return p.Plain, true
	case "address":
		return p.Address, true
	case "phone":
		return p.Phone, true
	case "hours":
		return p.Hours, true
	case "note":
		return p.Note, true
	}
	return "", false
}
