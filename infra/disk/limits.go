package disk

import "fmt"

// Limits of managed disks.
// https://learn.microsoft.com/azure/virtual-machines/disks-types
const (
	// largestV2 is the largest PremiumV2 disk, in GiB.
	largestV2 = 64 * 1024
	// largestOther is the largest disk of another kind, in GiB.
	largestOther = 32767
	// freeIOPS is what a PremiumV2 disk of up to freeIOPSGiB may have; every further GiB allows iopsPerGiB more.
	freeIOPS    = 3000
	freeIOPSGiB = 6
	iopsPerGiB  = 500
	mostIOPS    = 80000
	// leastMBps is the least throughput; each operation a second allows a quarter of a megabyte more.
	leastMBps   = 125
	iopsPerMBps = 4
	mostMBps    = 2000
)

// Problems returns what Azure would refuse in a disk's size and performance, each named by its key below the given one.
// Operations and throughput are those asked for, after defaults; kinds whose performance follows from the size take none.
func Problems(key string, kind Kind, sizeGiB, iops, throughputMBps int) []error {
	if key != "" {
		key += "."
	}
	var problems []error
	between := func(name, unit string, value, least, most int) {
		if value < least || value > most {
			problems = append(problems, fmt.Errorf("%s%s: must be from %d to %d %s, got %d",
				key, name, least, most, unit, value))
		}
	}
	if !kind.provisioned() {
		between("sizeGiB", "GiB", sizeGiB, 1, largestOther)
		unset := func(name string, value int) {
			if value != 0 {
				problems = append(problems, fmt.Errorf("%s%s: must not be set for %s, got %d", key, name, kind, value))
			}
		}
		unset("iops", iops)
		unset("throughputMBps", throughputMBps)
		return problems
	}
	between("sizeGiB", "GiB", sizeGiB, 1, largestV2)
	between("iops", "operations a second for its size", iops, freeIOPS,
		min(mostIOPS, freeIOPS+iopsPerGiB*max(0, sizeGiB-freeIOPSGiB)))
	between("throughputMBps", "MB a second for its operations", throughputMBps, leastMBps,
		min(mostMBps, max(leastMBps, iops/iopsPerMBps)))
	return problems
}
