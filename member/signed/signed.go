// Package signed lets members believe one another's answers and nobody else's: whoever asks sends a number that was
// never used before, and the answer is signed, together with that number, with a key that only the cluster's members
// have. Nothing is encrypted: what members tell is no secret, and people may read it without a key.
package signed

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// Headers of a question and of its answer.
const (
	// HeaderNonce holds the asker's number.
	HeaderNonce = "Galera-Nonce"
	// HeaderSignature holds the signature of the answer, if the question had a number.
	HeaderSignature = "Galera-Signature"
)

// purpose keeps a signature from meaning anything in another place that uses the same key.
const purpose = "galera-aks report v1"

// maxNonce bounds what a stranger can make a member hash.
const maxNonce = 128

// Key is what a cluster's members have in common. An empty key signs nothing and believes everything.
type Key []byte

// Keys is where a member finds the key at any time. Its zero value finds none.
type Keys struct {
	// Path is the file that holds the key. It may be replaced while the member runs.
	Path string
}

// Key reads the key. A file that does not exist gives an empty key: the cluster was made without one.
func (k Keys) Key() (Key, error) {
	if k.Path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(k.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the key of the members: %w", err)
	}
	key := Key(strings.TrimSpace(string(text)))
	if len(key) == 0 {
		return nil, fmt.Errorf("reading the key of the members: %s is empty", k.Path)
	}
	return key, nil
}

// Nonce returns a number that was never used before.
func Nonce() string {
	var number [16]byte
	_, _ = rand.Read(number[:]) // it never fails
	return hex.EncodeToString(number[:])
}

// Sign returns the signature of an answer to a question with a nonce; empty if there is no key, or no acceptable nonce.
func (k Key) Sign(nonce string, answer []byte) string {
	if len(k) == 0 || nonce == "" || len(nonce) > maxNonce {
		return ""
	}
	return hex.EncodeToString(k.sum(nonce, answer))
}

// Believes tells whether a signature is that of an answer to the question with a nonce.
func (k Key) Believes(nonce string, answer []byte, signature string) bool {
	if len(k) == 0 {
		return true
	}
	given, err := hex.DecodeString(signature)
	return err == nil && nonce != "" && hmac.Equal(given, k.sum(nonce, answer))
}

// sum hashes the parts with their lengths, so that none of them can pass for a piece of another.
func (k Key) sum(nonce string, answer []byte) []byte {
	hash := hmac.New(sha256.New, k)
	fmt.Fprintf(hash, "%s\n%d\n%s\n%d\n", purpose, len(nonce), nonce, len(answer))
	hash.Write(answer)
	return hash.Sum(nil)
}
