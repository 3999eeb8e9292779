package boltkv

import (
	"bytes"

	bolt "go.etcd.io/bbolt"
)

// base reads a bolt transaction for the overlay; its slices are bbolt's own and lent.
type base struct {
	tx      *bolt.Tx
	buckets []bucket // those asked for already; few, so a list is quicker than a map
}

type bucket struct {
	name string
	b    *bolt.Bucket
	get  *bolt.Cursor // of Get alone, which begins anew each time: made once, it need not be made for each key
}

// bucket is the table's bucket, nil where there is none yet.
func (s *base) bucket(table string) *bolt.Bucket {
	if b := s.known(table); b != nil {
		return b.b
	}
	return nil
}

// known is bucket with its cursor. It is valid until the next call.
func (s *base) known(table string) *bucket {
	for i := range s.buckets {
		if s.buckets[i].name == table {
			return &s.buckets[i]
		}
	}
	if table == "" || table[0] == '_' {
		return nil // our own are no tables
	}
	b := s.tx.Bucket([]byte(table))
	if b == nil {
		return nil
	}
	s.buckets = append(s.buckets, bucket{name: table, b: b})
	return &s.buckets[len(s.buckets)-1]
}

// make is the table's bucket, made where it is missing.
func (s *base) make(table string) (*bolt.Bucket, error) {
	if b := s.bucket(table); b != nil {
		return b, nil
	}
	b, err := s.tx.CreateBucketIfNotExists([]byte(table))
	if err == nil {
		s.buckets = append(s.buckets, bucket{name: table, b: b})
	}
	return b, err
}

// Get implements overlay.Base.
func (s *base) Get(table string, key []byte) (value []byte, ok bool, err error) {
	err = careful(func() error {
		b := s.known(table)
		if b == nil {
			return nil
		}
		if b.get == nil {
			b.get = b.b.Cursor()
		}
		if at, held := b.get.Seek(key); bytes.Equal(at, key) {
			value, ok = held, at != nil
		}
		return nil
	})
	return value, ok, err
}

// Scan implements overlay.Base.
func (s *base) Scan(table string, from, to []byte, visit func(key, value []byte) error) error {
	var c *bolt.Cursor
	var key, value []byte
	// Only bbolt's steps are careful: a panic in visit is the caller's.
	err := careful(func() error {
		if b := s.bucket(table); b != nil {
			c = b.Cursor()
			key, value = c.Seek(from)
		}
		return nil
	})
	step := func() error {
		key, value = c.Next()
		return nil
	}
	for err == nil && key != nil && (to == nil || bytes.Compare(key, to) < 0) {
		if err := visit(key, value); err != nil {
			return err
		}
		err = careful(step)
	}
	return err
}

// put plays one write of a finished Update into the group's transaction.
func (s *base) put(table string, key, value []byte, gone bool) error {
	if gone {
		if b := s.bucket(table); b != nil {
			return b.Delete(key)
		}
		return nil
	}
	b, err := s.make(table)
	if err != nil {
		return err
	}
	return b.Put(key, value)
}
