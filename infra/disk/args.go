package disk

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Kind is the kind of a managed disk. Galera itself keeps a copy in every zone, so the kinds that Azure copies between
// zones are not among them: they would buy nothing but slower writes.
type Kind string

const (
	// PremiumV2 has its size, operations and throughput set apart from each other. It is the default.
	PremiumV2 Kind = "PremiumV2_LRS"
	// Premium is for regions and machines without PremiumV2; its performance follows from its size.
	Premium Kind = "Premium_LRS"
	// StandardSSD is for development.
	StandardSSD Kind = "StandardSSD_LRS"
)

// Kinds lists every kind.
func Kinds() []Kind { return []Kind{PremiumV2, Premium, StandardSSD} }

// Validate reports a kind that is not one of [Kinds].
func (k Kind) Validate() error {
	for _, known := range Kinds() {
		if k == known {
			return nil
		}
	}
	return fmt.Errorf("must be one of %v, got %q", Kinds(), string(k))
}

// provisioned reports whether operations and throughput are set, and not derived from the size.
func (k Kind) provisioned() bool { return k == PremiumV2 }

// Guard says what keeps a disk and its data from being removed.
type Guard string

const (
	// GuardRetain keeps the disk in Azure when the program no longer names it: what was replaced or scaled away is
	// still there for a human to remove. It is the default.
	GuardRetain Guard = "retain"
	// GuardProtect is GuardRetain, and the engine refuses every change that would stop naming the disk. Scaling in
	// and replacing a disk then need GuardRetain first.
	GuardProtect Guard = "protect"
	// GuardNone lets the engine delete the disk with its data.
	GuardNone Guard = "none"
)

// Guards lists every guard.
func Guards() []Guard { return []Guard{GuardRetain, GuardProtect, GuardNone} }

// Validate reports a guard that is not one of [Guards].
func (g Guard) Validate() error {
	for _, known := range Guards() {
		if g == known {
			return nil
		}
	}
	return fmt.Errorf("must be one of %v, got %q", Guards(), string(g))
}

// Performance that PremiumV2 has at no extra price.
// https://learn.microsoft.com/azure/virtual-machines/disks-types#premium-ssd-v2-performance
const (
	// DefaultIOPS is in operations a second.
	DefaultIOPS = 3000
	// DefaultThroughputMBps is in megabytes a second.
	DefaultThroughputMBps = 125
)

// Args says what a [Disk] is.
type Args struct {
	// SubscriptionID is the subscription's GUID. Required.
	SubscriptionID pulumi.StringInput
	// ResourceGroup is the name of the disk's resource group, which must not be the nodes'. Required.
	ResourceGroup pulumi.StringInput
	// Location is the Azure region. Required.
	Location string
	// Zone is the availability zone, "1", "2" or "3". Required.
	Zone string
	// Cluster is the Galera cluster's name. Required.
	Cluster string
	// Ordinal is the member's number, from 0.
	Ordinal int
	// Generation counts the member's disks, from 1. Required.
	Generation int
	// SizeGiB is the size in GiB; it can only grow. Required.
	SizeGiB int
	// Kind is the kind of disk; empty means [PremiumV2].
	Kind Kind
	// IOPS is in operations a second, for PremiumV2 only; 0 means [DefaultIOPS].
	IOPS int
	// ThroughputMBps is in megabytes a second, for PremiumV2 only; 0 means [DefaultThroughputMBps].
	ThroughputMBps int
	// Guard is what keeps the disk from being removed; empty means [GuardRetain].
	Guard Guard
	// Tags are put on the disk.
	Tags map[string]string
}

func (a Args) withDefaults() Args {
	if a.Kind == "" {
		a.Kind = PremiumV2
	}
	if a.Guard == "" {
		a.Guard = GuardRetain
	}
	if a.Kind.provisioned() && a.IOPS == 0 {
		a.IOPS = DefaultIOPS
	}
	if a.Kind.provisioned() && a.ThroughputMBps == 0 {
		a.ThroughputMBps = DefaultThroughputMBps
	}
	return a
}

var clusterName = regexp.MustCompile(`^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$`)

func (a Args) validate() error {
	var problems []error
	add := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }
	if a.SubscriptionID == nil {
		add("subscriptionId: required, got none")
	}
	if a.ResourceGroup == nil {
		add("resourceGroup: required, got none")
	}
	if a.Location == "" {
		add("location: required, got none")
	}
	if a.Zone != "1" && a.Zone != "2" && a.Zone != "3" {
		add("zone: must be 1, 2 or 3, got %q", a.Zone)
	}
	if !clusterName.MatchString(a.Cluster) {
		add("cluster: must be 1 to 40 lower case letters, digits or inner hyphens, from a letter on, got %q", a.Cluster)
	}
	if a.Ordinal < 0 {
		add("ordinal: must be at least 0, got %d", a.Ordinal)
	}
	if a.Generation < 1 {
		add("generation: must be at least 1, got %d", a.Generation)
	}
	if err := a.Guard.Validate(); err != nil {
		add("guard: %w", err)
	}
	if err := a.Kind.Validate(); err != nil {
		add("kind: %w", err)
		return errors.Join(problems...)
	}
	problems = append(problems, Problems("", a.Kind, a.SizeGiB, a.IOPS, a.ThroughputMBps)...)
	return errors.Join(problems...)
}
