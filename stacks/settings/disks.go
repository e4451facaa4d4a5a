package settings

import (
	"strings"

	"github.com/galera-aks/galera-aks/infra/disk/kinds"
)

// oldOnlineGiB is the size that a disk whose performance follows from its size cannot cross while it is attached (Azure
// documentation, "Expand virtual hard disks", restrictions without downtime).
const oldOnlineGiB = 4096

func (p *problems) storage(key string, s Storage, members int) {
	oneOf(p, key+".fileSystem", s.FileSystem, FileSystemXFS, FileSystemExt4)
	oneOf(p, key+".guard", s.Guard, GuardRetain, GuardProtect, GuardNone)
	if s.Generation < 1 || s.Generation > 9999 {
		p.add(key+".generation", "must be between 1 and 9999, got %d", s.Generation)
	}
	if !oneOf(p, key+".sku", s.SKU, kinds.Kinds()...) {
		return
	}
	if !s.SKU.Zonal() && members > 1 {
		p.add(key+".sku", "must be a disk of one zone (%s, %s) when there are several members, each with a copy in its own zone, got %s",
			kinds.PremiumV2, kinds.Premium, s.SKU)
	}
	for _, problem := range kinds.Problems(key, s.SKU, s.SizeGiB, s.IOPS, s.ThroughputMBps) {
		where, what, _ := strings.Cut(problem.Error(), ": ")
		p.add(where, "%s", what)
	}
}
