package settings

// premiumV2 holds the bounds of Premium SSD v2 disks (Azure documentation, "Azure managed disk types", 2026-08-11): sizes
// in steps of 1 GiB, a free baseline, and performance that may grow with the size.
var premiumV2 = struct {
	minGiB, maxGiB                int
	baseIOPS, maxIOPS             int
	iopsPerGiB                    int
	baseThroughput, maxThroughput int
	iopsPerMiBps                  int
}{
	minGiB: 1, maxGiB: 64 * 1024,
	baseIOPS: 3000, maxIOPS: 80000,
	iopsPerGiB:     500,
	baseThroughput: 125, maxThroughput: 2000,
	iopsPerMiBps: 4,
}

// Bounds of the older kinds, whose performance follows from their size.
const (
	oldMinGiB = 1
	oldMaxGiB = 32767
	// oldOnlineGiB is the size that a disk of an older kind cannot cross while it is attached (Azure documentation,
	// "Expand virtual hard disks", restrictions without downtime).
	oldOnlineGiB = 4096
)

func (p *problems) storage(key string, s Storage, given map[string]bool) {
	oneOf(p, key+".fileSystem", s.FileSystem, FileSystemXFS, FileSystemExt4)
	oneOf(p, key+".guard", s.Guard, GuardRetain, GuardProtect, GuardNone)
	if s.Generation < 1 || s.Generation > 9999 {
		p.add(key+".generation", "must be between 1 and 9999, got %d", s.Generation)
	}
	if !oneOf(p, key+".sku", s.SKU, DiskPremiumV2, DiskPremium, DiskStandardSSD) {
		return
	}
	if s.SKU == DiskPremiumV2 {
		p.premiumV2(key, s)
		return
	}
	if s.SizeGiB < oldMinGiB || s.SizeGiB > oldMaxGiB {
		p.add(key+".sizeGiB", "must be between %d and %d for %s, got %d", oldMinGiB, oldMaxGiB, s.SKU, s.SizeGiB)
	}
	for _, name := range []string{"iops", "throughputMiBps"} {
		if given[key+"."+name] {
			p.add(key+"."+name, "can be set for %s only, whose performance does not follow from the size; sku is %s", DiskPremiumV2, s.SKU)
		}
	}
}

func (p *problems) premiumV2(key string, s Storage) {
	v2 := premiumV2
	if s.SizeGiB < v2.minGiB || s.SizeGiB > v2.maxGiB {
		p.add(key+".sizeGiB", "must be between %d and %d (64 TiB) for %s, got %d", v2.minGiB, v2.maxGiB, s.SKU, s.SizeGiB)
		return
	}
	// The baseline is granted to small disks as well.
	mostIOPS := min(v2.maxIOPS, max(v2.baseIOPS, s.SizeGiB*v2.iopsPerGiB))
	if s.IOPS < v2.baseIOPS || s.IOPS > mostIOPS {
		p.add(key+".iops", "must be between %d and %d for %d GiB (%d for each GiB, at most %d), got %d",
			v2.baseIOPS, mostIOPS, s.SizeGiB, v2.iopsPerGiB, v2.maxIOPS, s.IOPS)
		return
	}
	mostThroughput := min(v2.maxThroughput, s.IOPS/v2.iopsPerMiBps)
	if s.ThroughputMiBps < v2.baseThroughput || s.ThroughputMiBps > mostThroughput {
		p.add(key+".throughputMiBps", "must be between %d and %d for %d IOPS (1 for each %d, at most %d), got %d",
			v2.baseThroughput, mostThroughput, s.IOPS, v2.iopsPerMiBps, v2.maxThroughput, s.ThroughputMiBps)
	}
}
