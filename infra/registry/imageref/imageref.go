// Package imageref reads the name of an image that is given by digest.
package imageref

import (
	"fmt"
	"regexp"
	"strings"
)

// Reference is an image given by digest.
type Reference struct {
	// Host is the registry; empty means the platform's own.
	Host string
	// Repository is the image's name in the registry.
	Repository string
	// Digest is the image's digest with its algorithm.
	Digest string
}

var (
	digest     = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
	repository = regexp.MustCompile(`^[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$`)
	host       = regexp.MustCompile(`^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?(:[0-9]+)?$`)
)

// Parse reads "[HOST/]REPOSITORY@sha256:DIGEST". As elsewhere the first part is a host where it has a dot or a port. A tag
// is refused, since what it names can change.
func Parse(text string) (Reference, error) {
	name, sum, found := strings.Cut(text, "@")
	if !found || !digest.MatchString(sum) {
		return Reference{}, fmt.Errorf("must be REPOSITORY@sha256: and 64 hexadecimal digits, got %q", text)
	}
	r := Reference{Repository: name, Digest: sum}
	if first, rest, found := strings.Cut(name, "/"); found && strings.ContainsAny(first, ".:") {
		r.Host, r.Repository = first, rest
	}
	if r.Host != "" && !host.MatchString(r.Host) {
		return Reference{}, fmt.Errorf("must have a registry's host before the repository, got %q", text)
	}
	if !repository.MatchString(r.Repository) {
		return Reference{}, fmt.Errorf("must have a repository in lower case and no tag, got %q", text)
	}
	return r, nil
}

// In returns the reference with the given host in place of the platform's own registry.
func (r Reference) In(own string) string {
	if r.Host != "" {
		own = r.Host
	}
	return own + "/" + r.Repository + "@" + r.Digest
}
