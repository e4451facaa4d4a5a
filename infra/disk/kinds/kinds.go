// Package kinds is what Azure's managed disks are like: their kinds, and the limits of their size and performance. It
// imports no SDK, so that settings are refused before any resource is registered.
package kinds

import (
	"fmt"

	"github.com/galera-aks/galera-aks/infra/internal/mode"
)

// Kind is the kind of a managed disk.
type Kind string

const (
	// PremiumV2 has its size, operations and throughput set apart from each other. It is the default.
	PremiumV2 Kind = "PremiumV2_LRS"
	// Premium is for regions and machines without PremiumV2; its performance follows from its size.
	Premium Kind = "Premium_LRS"
	// PremiumZRS is Premium with a copy in every zone, for a database of one member. With a member in each zone,
	// Galera has those copies itself, and this would buy slower writes.
	PremiumZRS Kind = "Premium_ZRS"
	// StandardSSD is for development.
	StandardSSD Kind = "StandardSSD_LRS"
	// StandardSSDZRS is StandardSSD with a copy in every zone.
	StandardSSDZRS Kind = "StandardSSD_ZRS"
)

// Kinds lists every kind.
func Kinds() []Kind { return []Kind{PremiumV2, Premium, PremiumZRS, StandardSSD, StandardSSDZRS} }

// Validate reports a kind that is not one of [Kinds].
func (k Kind) Validate() error { return mode.Check(k, Kinds()) }

// Provisioned reports whether operations and throughput are set, and do not follow from the size.
func (k Kind) Provisioned() bool { return k == PremiumV2 }

// Zonal reports whether a disk of this kind is in one zone and reaches nodes of no other.
func (k Kind) Zonal() bool { return k != PremiumZRS && k != StandardSSDZRS }

// Limits of managed disks. https://learn.microsoft.com/azure/virtual-machines/disks-types
const (
	// FreeIOPS is how many operations a second a PremiumV2 disk has at no extra price, and the least it can have.
	FreeIOPS = 3000
	// FreeThroughputMBps is how many megabytes a second a PremiumV2 disk has at no extra price, and the least.
	FreeThroughputMBps = 125
	// largestV2 is the largest PremiumV2 disk, in GiB.
	largestV2 = 64 * 1024
	// largestOther is the largest disk of another kind, in GiB.
	largestOther = 32767
	// mostIOPS bounds operations a second, and iopsPerGiB what a GiB allows of them.
	mostIOPS   = 80000
	iopsPerGiB = 500
	// mostMBps bounds throughput, and iopsPerMBps is how many operations a second allow one megabyte a second.
	mostMBps    = 2000
	iopsPerMBps = 4
)

// Problems returns what Azure would refuse in a disk's size and performance, each named by its key below the given one.
// Operations and throughput are those asked for, after defaults; kinds whose performance follows from the size take none.
func Problems(key string, kind Kind, sizeGiB, iops, throughputMBps int) []error {
	c := check{key: key}
	if !kind.Provisioned() {
		c.between("sizeGiB", "GiB", sizeGiB, 1, largestOther)
		c.unset("iops", kind, iops)
		c.unset("throughputMBps", kind, throughputMBps)
		return c.problems
	}
	c.between("sizeGiB", "GiB", sizeGiB, 1, largestV2)
	c.between("iops", "operations a second for its size", iops, FreeIOPS,
		min(mostIOPS, max(FreeIOPS, iopsPerGiB*sizeGiB)))
	c.between("throughputMBps", "MB a second for its operations", throughputMBps, FreeThroughputMBps,
		min(mostMBps, max(FreeThroughputMBps, iops/iopsPerMBps)))
	return c.problems
}

// check collects problems.
type check struct {
	key      string
	problems []error
}

func (c *check) add(name, format string, args ...any) {
	if c.key != "" {
		name = c.key + "." + name
	}
	c.problems = append(c.problems, fmt.Errorf("%s: %w", name, fmt.Errorf(format, args...)))
}

func (c *check) between(name, unit string, value, least, most int) {
	if value < least || value > most {
		c.add(name, "must be from %d to %d %s, got %d", least, most, unit, value)
	}
}

func (c *check) unset(name string, kind Kind, value int) {
	if value != 0 {
		c.add(name, "must not be set for %s, whose performance follows from its size, got %d", kind, value)
	}
}
