package rules

import (
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/lab/azure/arm"
)

const (
	premiumV2 = "PremiumV2_LRS"
	// The bounds of Premium SSD v2 are those of Microsoft's page "Azure managed disk types" of August 2026.
	v2Largest        = 65536.0 // GiB
	largest          = 32767.0 // GiB, of every other kind
	baselineIOPS     = 3000.0
	iopsPerGiB       = 500.0
	freeGiB          = 6.0 // up to here the baseline is all there is
	mostIOPS         = 80000.0
	baselineMBps     = 125.0
	mbpsPerIOPS      = 0.25
	mostMBps         = 2000.0
	fourTiB          = 4096.0 // Premium and Standard SSD cannot cross it while attached
	zoneRedundantEnd = "_ZRS"
)

// Zones are the availability zones of a region.
var Zones = []string{"1", "2", "3"}

func diskZones(c *check) {
	zones := list(c.Inputs, "zones")
	sku, skuKnown := text(c.Inputs, "sku.name")
	for at, z := range follow(c.Inputs, "zones.*") {
		if !slices.Contains(Zones, z) {
			c.refuse(at, "AvailabilityZoneNotSupported: must be one of %v, got %q", Zones, z)
		}
	}
	switch {
	case len(zones) > 1:
		c.refuse("zones", "a disk lives in one zone, got %d", len(zones))
	case skuKnown && strings.HasSuffix(sku, zoneRedundantEnd) && len(zones) > 0:
		c.refuse("zones", "must be left out for a zone-redundant disk (%s)", sku)
	case sku == premiumV2 && len(zones) == 0 && !unknown(c.Inputs, "zones"):
		c.refuse("zones", "is required for %s in a region with zones", premiumV2)
	}
}

func diskSize(c *check) {
	size, known := number(c.Inputs, "diskSizeGB")
	option, _ := text(c.Inputs, "creationData.createOption")
	if !known {
		if option == "Empty" && value(c.Inputs, "diskSizeGB") == nil {
			c.refuse("diskSizeGB", "is required where createOption is Empty")
		}
		return
	}
	most := largest
	if sku, _ := text(c.Inputs, "sku.name"); sku == premiumV2 || sku == "UltraSSD_LRS" {
		most = v2Largest
	}
	if size < 1 || size > most {
		c.refuse("diskSizeGB", "must be 1 to %v GiB, got %v", most, size)
	}
	if c.Prior == nil {
		return
	}
	if before, ok := number(c.Prior.Inputs, "diskSizeGB"); ok && size < before {
		c.refuse("diskSizeGB", "ResizeDiskError: disk %s has %v GB and cannot be made smaller, got %v", arm.Name(c.ID), before, size)
	}
}

func diskPerformance(c *check) {
	sku, known := text(c.Inputs, "sku.name")
	iops, hasIOPS := number(c.Inputs, "diskIOPSReadWrite")
	mbps, hasMBps := number(c.Inputs, "diskMBpsReadWrite")
	if !known || !hasIOPS && !hasMBps || sku == "UltraSSD_LRS" {
		return
	}
	if sku != premiumV2 {
		c.refuse("diskIOPSReadWrite", "can be set only for %s and UltraSSD_LRS, got %s", premiumV2, sku)
		return
	}
	size, sized := number(c.Inputs, "diskSizeGB")
	if !sized {
		return
	}
	most := baselineIOPS
	if size > freeGiB {
		most = min(mostIOPS, max(baselineIOPS, size*iopsPerGiB))
	}
	if hasIOPS && (iops < baselineIOPS || iops > most) {
		c.refuse("diskIOPSReadWrite", "must be %v to %v for %v GiB, got %v", baselineIOPS, most, size, iops)
	}
	if !hasIOPS {
		iops = baselineIOPS
	}
	if fastest := min(mostMBps, max(baselineMBps, iops*mbpsPerIOPS)); hasMBps && (mbps < baselineMBps || mbps > fastest) {
		c.refuse("diskMBpsReadWrite", "must be %v to %v for %v IOPS, got %v", baselineMBps, fastest, iops, mbps)
	}
}

// diskSKU refuses the way back from Premium SSD v2, which only a snapshot leads.
func diskSKU(c *check) {
	if c.Prior == nil {
		return
	}
	before, _ := text(c.Prior.Inputs, "sku.name")
	after, known := text(c.Inputs, "sku.name")
	if known && before == premiumV2 && after != before {
		c.refuse("sku.name", "PropertyChangeNotAllowed: a disk of %s cannot become %s", before, after)
	}
	size, sized := number(c.Inputs, "diskSizeGB")
	was, _ := number(c.Prior.Inputs, "diskSizeGB")
	if sized && after != premiumV2 && after != "UltraSSD_LRS" && was <= fourTiB && size > fourTiB && was != size {
		c.refuse("diskSizeGB", "a disk of %s cannot grow past %v GiB while it is attached, got %v", after, fourTiB, size)
	}
}
