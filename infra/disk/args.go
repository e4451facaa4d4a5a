package disk

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/infra/disk/kinds"
	"github.com/galera-aks/galera-aks/infra/internal/mode"
)

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
func (g Guard) Validate() error { return mode.Check(g, Guards()) }

// Args says what a [Disk] is.
type Args struct {
	// SubscriptionID is the subscription's GUID. Required.
	SubscriptionID pulumi.StringInput
	// ResourceGroup is the name of the disk's resource group, which must not be the nodes'. Required.
	ResourceGroup pulumi.StringInput
	// Location is the Azure region. Required.
	Location string
	// Zone is the availability zone, "1", "2" or "3". Required, but for kinds that Azure keeps in every zone.
	Zone string
	// Cluster is the Galera cluster's name. Required.
	Cluster string
	// Ordinal is the member's number, from 0.
	Ordinal int
	// Generation counts the member's disks, from 1. Required.
	Generation int
	// Variant tells disks of one generation apart that must not become each other, such as by the file system that they
	// are to be formatted with. It ends the disk's name; empty leaves the name as it is.
	Variant string
	// SizeGiB is the size in GiB; it can only grow. Required.
	SizeGiB int
	// Kind is the kind of disk; empty means [kinds.PremiumV2].
	Kind kinds.Kind
	// IOPS is in operations a second, for kinds.PremiumV2 only; 0 means [kinds.FreeIOPS].
	IOPS int
	// ThroughputMBps is in megabytes a second, for kinds.PremiumV2 only; 0 means [kinds.FreeThroughputMBps].
	ThroughputMBps int
	// Guard is what keeps the disk from being removed; empty means [GuardRetain].
	Guard Guard
	// Tags are put on the disk.
	Tags map[string]string
}

func (a Args) withDefaults() Args {
	if a.Kind == "" {
		a.Kind = kinds.PremiumV2
	}
	if a.Guard == "" {
		a.Guard = GuardRetain
	}
	if a.Kind.Provisioned() && a.IOPS == 0 {
		a.IOPS = kinds.FreeIOPS
	}
	if a.Kind.Provisioned() && a.ThroughputMBps == 0 {
		a.ThroughputMBps = kinds.FreeThroughputMBps
	}
	return a
}

var clusterName = regexp.MustCompile(`^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$`)

var variant = regexp.MustCompile(`^[a-z0-9]{1,16}$`)

// suffix names the generation, and the variant where there is one.
func (a Args) suffix() string {
	if a.Variant == "" {
		return fmt.Sprintf("g%d", a.Generation)
	}
	return fmt.Sprintf("g%d-%s", a.Generation, a.Variant)
}

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
	if err := a.checkZone(); err != nil {
		add("zone: %w", err)
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
	if a.Variant != "" && !variant.MatchString(a.Variant) {
		add("variant: must be 1 to 16 lower case letters and digits, got %q", a.Variant)
	}
	if err := a.Guard.Validate(); err != nil {
		add("guard: %w", err)
	}
	if err := a.Kind.Validate(); err != nil {
		add("kind: %w", err)
		return errors.Join(problems...)
	}
	problems = append(problems, kinds.Problems("", a.Kind, a.SizeGiB, a.IOPS, a.ThroughputMBps)...)
	return errors.Join(problems...)
}

// checkZone holds the zone against the kind: most disks are in one zone, some are in all.
func (a Args) checkZone() error {
	switch zonal := a.Kind.Zonal(); {
	case zonal && a.Zone != "1" && a.Zone != "2" && a.Zone != "3":
		return fmt.Errorf("must be 1, 2 or 3, got %q", a.Zone)
	case !zonal && a.Zone != "":
		return fmt.Errorf("must not be set for %s, which Azure keeps in every zone, got %q", a.Kind, a.Zone)
	}
	return nil
}
