package rules

import (
	"slices"
	"strings"
)

const (
	kindDisk         = "compute:Disk"
	kindVolume       = "core:PersistentVolume"
	kindStorageClass = "storage.k8s.io:StorageClass"
	kindMemberDisk   = "disk:Disk"
)

// azureDisks is the driver of Azure's disks.
const azureDisks = "disk.csi.azure.com"

// diskKinds is the configuration of disk-kind.
type diskKinds struct {
	Kinds []string `json:"kinds" says:"The kinds of disks that a member may have."`
}

// keeping is the configuration of disk-kept.
type keeping struct {
	AllowedClusters []string `json:"allowedClusters" says:"Names of databases whose disks and data may go with the stack."`
}

func diskRules() []Rule {
	disk := func(name, says, why, remedy string) Rule {
		return Rule{Name: name, Level: Mandatory, Says: says, Why: why, Remedy: remedy, Kinds: []string{kindDisk}}
	}
	return []Rule{
		configured(disk("disk-kind", "A member's disk is premium, and in one zone.",
			"Galera commits as slowly as its slowest disk, and has its copies in other zones itself.",
			"Set storage.sku to PremiumV2_LRS, or allow the kind in this rule's kinds."),
			diskKinds{Kinds: []string{"PremiumV2_LRS", "Premium_LRS"}}, func(s *subject, c diskKinds) {
				s.oneOf("sku.name", c.Kinds...)
				if strings.HasSuffix(s.Inputs.At("sku.name").Text(), "_LRS") {
					s.must("zones", "name exactly one zone", func(v Value) bool { return len(v.Items()) == 1 })
				}
			}),
		plainly(disk("disk-private", "Nobody downloads a disk, by the internet or by the network.",
			"A disk that can be exported is every row of the database in one link.",
			"Set networkAccessPolicy to DenyAll and publicNetworkAccess to Disabled."),
			func(s *subject) {
				s.oneOf("networkAccessPolicy", "DenyAll")
				s.oneOf("publicNetworkAccess", "Disabled")
			}),
		configured(Rule{
			Name: "disk-kept", Level: Mandatory, Kinds: []string{kindMemberDisk},
			Says:   "A member's disk stays in Azure when the program no longer names it.",
			Why:    "A line that is deleted by mistake must not delete data.",
			Remedy: "Set storage.guard to retain or protect, or name the database in this rule's allowedClusters.",
		}, keeping{}, func(s *subject, c keeping) {
			if !slices.Contains(c.AllowedClusters, s.Inputs.At("cluster").Text()) {
				s.oneOf("guard", "retain", "protect")
			}
		}),
		plainly(Rule{
			Name: "volume-no-host-cache", Level: Mandatory, Kinds: []string{kindVolume},
			Says:   "The host caches nothing of a member's disk.",
			Why:    "A write that is in a cache of the host when the host fails was acknowledged, and is gone.",
			Remedy: "Set spec.csi.volumeAttributes.cachingMode to None.",
		}, func(s *subject) {
			if s.Inputs.At("spec.csi.driver").Text() == azureDisks {
				s.oneOf("spec.csi.volumeAttributes.cachingMode", "None")
			}
		}),
		plainly(Rule{
			Name: "volume-kept", Level: Mandatory, Kinds: []string{kindVolume, kindStorageClass},
			Says:   "Kubernetes never deletes a disk, and lets claims grow.",
			Why:    "With the policy Delete a claim that goes takes the disk along; without allowVolumeExpansion no claim can grow.",
			Remedy: "Set the reclaim policy to Retain, and allowVolumeExpansion of a class to true.",
		}, func(s *subject) {
			if s.Kind() == kindVolume {
				s.oneOf("spec.persistentVolumeReclaimPolicy", "Retain")
				return
			}
			if s.Inputs.At("provisioner").Text() == azureDisks {
				s.oneOf("reclaimPolicy", "Retain")
				s.is("allowVolumeExpansion", true)
			}
		}),
		wholly(Rule{
			Name: "disk-in-members-zone", Level: Mandatory,
			Says:   "A volume is used in the zone that its disk is in.",
			Why:    "A disk is attached in its own zone only; a member elsewhere waits for it for ever.",
			Remedy: "Give the disk and the volume's node affinity the same zone.",
		}, sameZone),
	}
}

// sameZone holds the zone that volumes are used in against that of the disk they name.
func sameZone(s *stackSubject) {
	zones := map[string]string{}
	for _, disk := range s.of(kindDisk) {
		if list := disk.Inputs.At("zones").Texts(); len(list) == 1 {
			zones[strings.ToLower(disk.Inputs.At("diskName").Text())] = list[0]
		}
	}
	for _, volume := range s.of(kindVolume) {
		handle := strings.ToLower(volume.Inputs.At("spec.csi.volumeHandle").Text())
		zone, ok := zones[handle[strings.LastIndex(handle, "/")+1:]]
		if !ok {
			continue
		}
		for _, term := range volume.Inputs.At("spec.nodeAffinity.required.nodeSelectorTerms").Items() {
			for _, expression := range term.At("matchExpressions").Items() {
				for _, used := range expression.At("values").Texts() {
					if strings.HasSuffix(expression.At("key").Text(), "/zone") && !strings.HasSuffix(used, "-"+zone) {
						s.find(volume, "spec.nodeAffinity", "lead to zone "+zone+", where the disk is", used)
					}
				}
			}
		}
	}
}
