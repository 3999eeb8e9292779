package overlay

// Reader is a kv.Reader above a Base: it hands out copies. Not for several goroutines at once.
type Reader struct {
	base Base
	over bool
}

// NewReader reads base.
func NewReader(base Base) *Reader { return &Reader{base: base} }

// End makes every later use an error.
func (r *Reader) End() { r.over = true }

// Get implements kv.Reader.
func (r *Reader) Get(table string, key []byte) (value []byte, ok bool, err error) {
	if r.over {
		return nil, false, errOver
	}
	if value, ok, err = r.base.Get(table, key); err != nil || !ok {
		return nil, false, err
	}
	return copyOf(value), true, nil
}

// Scan implements kv.Reader.
func (r *Reader) Scan(table string, from, to []byte, visit func(key, value []byte) error) error {
	if r.over {
		return errOver
	}
	var ended error
	err := r.base.Scan(table, from, to, func(key, value []byte) error {
		ended = visit(pairOf(key, value))
		return ended
	})
	return outcome(ended, err)
}

// copyOf is never nil, because an empty value is not an absent one.
func copyOf(b []byte) []byte {
	own := make([]byte, len(b))
	copy(own, b)
	return own
}

// pairOf copies both with one allocation; appending to the key cannot reach the value.
func pairOf(key, value []byte) (k, v []byte) {
	own := make([]byte, len(key)+len(value))
	n := copy(own, key)
	copy(own[n:], value)
	return own[:n:n], own[n:]
}
