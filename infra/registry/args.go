package registry

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/infra/internal/mode"
	"github.com/galera-aks/galera-aks/infra/registry/imageref"
)

// Args says what a [Registry] is. What shapes it is plain Go, known when the program is planned.
type Args struct {
	// Name begins the registry's name, which is unique in the world and so ends in random letters: 1 to 40 lower case
	// letters and digits. Required.
	Name string
	// ResourceGroup is the name of its resource group. Required.
	ResourceGroup pulumi.StringInput
	// Location is the Azure region. Required.
	Location string
	// Tier is the registry's tier; empty means [Premium], the only one that can be private.
	Tier Tier
	// PublicAccess opens the registry's public address. Who may pull is still a matter of roles.
	PublicAccess bool
	// Endpoint is where the platform's network reaches the registry. Required, and possible, with Premium only.
	Endpoint *Endpoint
	// NodeCache lets nodes without a way out start from this registry: it then fetches what AKS needs. Required where
	// egress is none; needs a private registry.
	NodeCache bool
	// Image is where the members' image comes from. Required.
	Image Image
	// Protect makes the engine refuse to remove the registry.
	Protect bool
	// Tags are put on everything that takes them.
	Tags map[string]string
}

// Tier is a registry's tier.
type Tier string

const (
	// Basic is for development.
	Basic Tier = "Basic"
	// Standard has more room than Basic.
	Standard Tier = "Standard"
	// Premium can be private.
	Premium Tier = "Premium"
)

// Tiers lists every tier.
func Tiers() []Tier { return []Tier{Basic, Standard, Premium} }

// Endpoint is where a network reaches the registry.
type Endpoint struct {
	// VirtualNetworkID is the identifier of the network in which the registry's name leads to the endpoint. Required.
	VirtualNetworkID pulumi.StringInput
	// SubnetID is the identifier of the subnet that the endpoint takes its addresses in. Required.
	SubnetID pulumi.StringInput
}

// Image is where the members' image comes from: exactly one of its fields.
type Image struct {
	// Reference is an image by digest, "[HOST/]REPOSITORY@sha256:DIGEST"; without a host it is in this registry.
	Reference string
	// Build has the registry build the image.
	Build *Build
}

// Build is how the registry builds the image.
type Build struct {
	// Source is the root of this project's repository. Required.
	Source fs.FS
	// Agents build the image where the registry is private: Azure's shared agents have no access to it. Required then,
	// and not used otherwise.
	Agents *Agents
}

// Agents are the machines that build images in a network. They cost money as long as they are there.
type Agents struct {
	// SubnetID is the identifier of their subnet, which needs a way out. Required.
	SubnetID pulumi.StringInput
	// Tier is their size: S1 (2 cores), S2 (4), S3 (8) or I6 (64, isolated); empty means S1.
	Tier AgentTier
	// Count is how many there are, 1 to 10; 0 means 1.
	Count int
}

// AgentTier is the size of build agents.
type AgentTier string

const (
	// S1 has 2 cores.
	S1 AgentTier = "S1"
	// S2 has 4 cores.
	S2 AgentTier = "S2"
	// S3 has 8 cores.
	S3 AgentTier = "S3"
	// I6 has 64 cores on a machine of its own.
	I6 AgentTier = "I6"
)

// AgentTiers lists every size.
func AgentTiers() []AgentTier { return []AgentTier{S1, S2, S3, I6} }

// withDefaults returns the arguments with what was left out filled in.
func (a Args) withDefaults() Args {
	if a.Tier == "" {
		a.Tier = Premium
	}
	if a.Image.Build == nil || a.Image.Build.Agents == nil {
		return a
	}
	build, agents := *a.Image.Build, *a.Image.Build.Agents
	if agents.Tier == "" {
		agents.Tier = S1
	}
	if agents.Count == 0 {
		agents.Count = 1
	}
	build.Agents = &agents
	a.Image.Build = &build
	return a
}

// namePrefix leaves room for the random letters in the 5 to 50 letters and digits that Azure takes.
var namePrefix = regexp.MustCompile(`^[a-z0-9]{1,40}$`)

// validate reports everything wrong with the arguments, defaults filled in.
func (a Args) validate() error {
	var problems []error
	add := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }
	if !namePrefix.MatchString(a.Name) {
		add("name: must be 1 to 40 lower case letters and digits, got %q", a.Name)
	}
	if a.ResourceGroup == nil {
		add("resourceGroup: required, got none")
	}
	if a.Location == "" {
		add("location: required, got none")
	}
	if err := mode.Check(a.Tier, Tiers()); err != nil {
		add("tier: %w", err)
	}
	if a.NodeCache && a.PublicAccess {
		add("publicAccess: must be false where nodeCache is true, got true")
	}
	problems = append(problems, a.accessProblems()...)
	problems = append(problems, a.imageProblems()...)
	return errors.Join(problems...)
}

// accessProblems holds the ways to the registry against its tier: only one can be private.
func (a Args) accessProblems() []error {
	var problems []error
	add := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }
	switch {
	case a.Tier == Premium && a.Endpoint == nil && !a.PublicAccess:
		add("endpoint: required where publicAccess is false, got none")
	case a.Tier != Premium && !a.PublicAccess:
		add("tier: must be %s where publicAccess is false, got %s", Premium, a.Tier)
	}
	if a.Tier != Premium && a.Endpoint != nil {
		add("endpoint: must not be set unless tier is %s, got %s", Premium, a.Tier)
	}
	if a.Endpoint != nil && (a.Endpoint.SubnetID == nil || a.Endpoint.VirtualNetworkID == nil) {
		add("endpoint: needs subnetId and virtualNetworkId")
	}
	return problems
}

func (a Args) imageProblems() []error {
	var problems []error
	add := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }
	build := a.Image.Build
	if (build == nil) == (a.Image.Reference == "") {
		add("image: must have either reference or build")
	}
	if a.Image.Reference != "" {
		if _, err := imageref.Parse(a.Image.Reference); err != nil {
			add("image.reference: %w", err)
		}
	}
	if build == nil {
		return problems
	}
	if build.Source == nil {
		add("image.build.source: required, got none")
	}
	switch agents := build.Agents; {
	case agents == nil && !a.PublicAccess:
		add("image.build.agents: required where publicAccess is false, got none")
	case agents == nil:
	case a.Tier != Premium:
		add("image.build.agents: must not be set unless tier is %s, got %s", Premium, a.Tier)
	default:
		if agents.SubnetID == nil {
			add("image.build.agents.subnetId: required, got none")
		}
		if err := mode.Check(agents.Tier, AgentTiers()); err != nil {
			add("image.build.agents.tier: %w", err)
		}
		if agents.Count < 1 || agents.Count > 10 {
			add("image.build.agents.count: must be from 1 to 10, got %d", agents.Count)
		}
	}
	return problems
}
