package feedback

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"hash"
	"strings"
	"sync"

	"loaxom/internal/address"
	"loaxom/internal/fault"
)

// Seal hides who reported anonymously behind one key, which lies in a file beside the store (OpenSeal) and in
// no backup. With the key an address leads to a hash and a sealed address back to the person; without it
// neither the store nor a stolen backup does.
//
// Each use has a key of its own, derived with HKDF (RFC 5869), so that what is made for one never fits another.
type Seal struct {
	who, keys, gone, tries, muted []byte
	box                           cipher.AEAD
	mark                          string
	hashes                        sync.Pool // of hash.Hash with the key who: every message is asked for its sender's
}

// SealSize is the length of the key in bytes.
const SealSize = 32

// hashSize is how many bytes of an HMAC-SHA256 are kept: 160 bits, far from any chance of two people with one.
const hashSize = 20

// letters writes hashes: what a key of the store and a file's line can hold.
var letters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// NewSeal makes a seal of a key. Invalid where it is not SealSize bytes.
func NewSeal(key []byte) (*Seal, error) {
	if len(key) != SealSize {
		return nil, fault.New(fault.Invalid, "the key of anonymous reports has %d bytes, not %d", len(key), SealSize)
	}
	derive := func(use string) ([]byte, error) {
		return hkdf.Key(sha256.New, key, nil, "loaxom seal: "+use, sha256.Size)
	}
	s := &Seal{}
	var err error
	if s.who, err = derive("who"); err != nil {
		return nil, err
	}
	if s.keys, err = derive("tracking key"); err != nil {
		return nil, err
	}
	if s.gone, err = derive("forgotten"); err != nil {
		return nil, err
	}
	if s.tries, err = derive("tries"); err != nil {
		return nil, err
	}
	if s.muted, err = derive("muted"); err != nil {
		return nil, err
	}
	mark, err := derive("mark")
	if err != nil {
		return nil, err
	}
	s.mark = letters.EncodeToString(mark[:hashSize])
	secret, err := derive("address")
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, err
	}
	s.box, err = cipher.NewGCMWithRandomNonce(block)
	return s, err
}

func digest(key []byte, parts ...string) string { return sum(hmac.New(sha256.New, key), parts...) }

func sum(h hash.Hash, parts ...string) string {
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0}) // no part of ours holds it
	}
	return letters.EncodeToString(h.Sum(nil)[:hashSize])
}

// Hash stands for an address in what belongs to an anonymous case, and in nothing that names the address:
// beside the address it would lead from the one to the other.
func (s *Seal) Hash(id address.ID) string {
	h, ok := s.hashes.Get().(hash.Hash)
	if !ok {
		h = hmac.New(sha256.New, s.who)
	}
	h.Reset()
	defer s.hashes.Put(h)
	return sum(h, string(id))
}

// Close encrypts the address of whoever reported the case code. Twice the same gives different bytes.
func (s *Seal) Close(id address.ID, code CaseID) []byte {
	return s.box.Seal(nil, nil, []byte(id), []byte(code)) // with a nonce of its own before it
}

// Open is the address that Close was given. Corrupt where the bytes are not what Close made for that code with
// this key.
func (s *Seal) Open(sealed []byte, code CaseID) (address.ID, error) {
	id, err := s.box.Open(nil, nil, sealed, []byte(code))
	if err != nil {
		return "", fault.New(fault.Corrupt, "case %s: what is sealed does not open with this key", code)
	}
	return address.ID(id), nil
}

// Key stands for the tracking key of a case in the store. What people confuse when they read a key from a
// screen or hear it on the telephone is the same: upper and lower case, O and 0, I, L and 1, spaces and dashes.
func (s *Seal) Key(code CaseID, key string) string { return digest(s.keys, string(code), foldKey(key)) }

var alikeInKeys = strings.NewReplacer("O", "0", "I", "1", "L", "1", " ", "", "-", "", ".", "")

func foldKey(key string) string { return alikeInKeys.Replace(strings.ToUpper(key)) }

// Tries stands for an address among those who tried wrong tracking keys.
func (s *Seal) Tries(id address.ID) string { return digest(s.tries, string(id)) }

// Muted stands for a platform's chat among those that are muted. It is none of the hashes that stand in cases: who
// was muted for a case with a name would else be known in the anonymous ones. And it is the platform's chat, so
// that an erasure is no way out.
func (s *Seal) Muted(channel, chat string) string { return digest(s.muted, channel, chat) }

// Gone stands for a platform's chat in the list of those who were erased (design, section 9): the platform's
// id itself, because after a restore the person may have another address.
func (s *Seal) Gone(channel, chat string) string { return digest(s.gone, channel, chat) }
