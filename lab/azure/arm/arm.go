// Package arm is the pure core of the lab's Azure stand-in: what each resource type is called in Azure Resource Manager,
// how azure-native's flattened inputs become its body, and whether that body is one the type's API version knows. It
// touches neither the network nor the disk, and imports the ARM models only to hold bodies against them.
//
// The models are those of the very API versions that azure-native v3.16.0 is bound to, except for the registry and the
// resource group, whose nearest published models are used; what those lack is listed in the table (Kind.Unmodelled).
// It does not know every rule of the service: read-only fields are accepted, and conditions between fields are left to
// package rules.
package arm

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Unknown stands for a value that is not known yet, as in a preview; nothing is said against it.
type Unknown = struct{}

// Resource is one ARM resource as the stand-in knows it.
type Resource struct {
	// ID is the ARM id, in the case it was created with; ARM ids compare without regard to case.
	ID string `json:"id"`
	// Type is the Pulumi type token, one of the Type constants of package azure.
	Type string `json:"type"`
	// Inputs are the checked inputs in the shape of azure-native's SDK (flattened, camelCase), secrets laid open, as
	// encoding/json would decode them: numbers are float64.
	Inputs map[string]any `json:"inputs"`
	// Outputs are what the resource answers when read: the inputs ARM echoes, and what ARM adds.
	Outputs map[string]any `json:"outputs"`
}

// Problem is one thing ARM would refuse, at a path of the inputs or of the body.
type Problem struct {
	// Path is where, as in properties.diskSizeGB; empty for the resource as a whole.
	Path string
	// Reason is why, with the bound and the value found where there is one.
	Reason string
}

func (p Problem) String() string {
	if p.Path == "" {
		return p.Reason
	}
	return p.Path + ": " + p.Reason
}

// AutoName says what azure-native calls a resource that is given no name.
type AutoName int

const (
	// AutoNameRandom is the logical name and eight random hexadecimal digits.
	AutoNameRandom AutoName = iota
	// AutoNameCopy is the logical name as it is: for resources that live inside another one.
	AutoNameCopy
	// AutoNameUUID is a random UUID.
	AutoNameUUID
)

// Kind is what the stand-in knows of one resource type.
type Kind struct {
	// Token is the Pulumi type token.
	Token string
	// Type and APIVersion are the ARM resource type and the version azure-native talks to.
	Type, APIVersion string
	// Path is the ARM id with {parameters}; the last one is the resource's name. All but the subscription are inputs.
	Path string
	// AutoName is how the name is made up where none is given.
	AutoName AutoName
	// Located says that a location left out is the resource group's.
	Located bool
	// Envelope lists the inputs that stand at the top of the body; every other one goes under properties.
	Envelope []string
	// Shape finishes the body where flattening went deeper than properties; it may change body in place.
	Shape func(body map[string]any)
	// Model makes an empty ARM model of the body; nil where no model is at hand, and then the body is not checked.
	Model func() any
	// Unmodelled lists body paths that the API version knows but the nearest published model does not.
	Unmodelled []string
	// Required lists inputs ARM requires that the SDK's argument types leave optional; "a|b" means one of the two.
	Required []string
	// Names bounds the path parameters.
	Names map[string]NameRule
	// Replace lists inputs whose change makes azure-native replace the resource, besides the path parameters.
	Replace []string
	// Fixed lists inputs whose change azure-native sends to ARM as an update and ARM refuses.
	Fixed []string
}

// KindOf returns the kind with a Pulumi type token.
func KindOf(token string) (Kind, error) {
	k, known := kinds()[token]
	if !known {
		return Kind{}, fmt.Errorf("the stand-in of azure-native does not know %s", token)
	}
	return k, nil
}

// Tokens returns the type tokens the stand-in knows, sorted.
func Tokens() []string { return slices.Sorted(maps.Keys(kinds())) }

// ReplacedBy reports whether azure-native replaces the resource when the input at a dotted path changes.
func (k Kind) ReplacedBy(path string) bool {
	return slices.Contains(k.Parameters(), path) || covers(k.Replace, path)
}

// covers reports whether a path is one of the list or lies below one.
func covers(list []string, path string) bool {
	return slices.ContainsFunc(list, func(p string) bool {
		return path == p || strings.HasPrefix(path, p+".") || strings.HasPrefix(path, p+"[")
	})
}
