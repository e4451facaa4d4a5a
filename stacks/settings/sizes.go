package settings

import (
	"fmt"
	"maps"
	"slices"
)

// MachineSize is what a size of virtual machine offers.
type MachineSize struct {
	// VCPUs is the number of virtual processors.
	VCPUs int
	// Memory is the machine's main memory.
	Memory Bytes
	// DataDisks is how many data disks the machine takes.
	DataDisks int
	// LocalDiskGiB is the size of the local disk, which holds the node's ephemeral OS disk.
	LocalDiskGiB int
}

// MachineSizes are the sizes that a pool may have: families with a local disk for the ephemeral OS disk, premium storage,
// and availability in all zones of most regions. Processors, memory and local disks are those of the Azure documentation
// of the Ddsv5, Dadsv5, Edsv5 and Eadsv5 series; the number of data disks is that of the Azure disk CSI driver
// (pkg/azuredisk/azure_dd_max_disk_count.go), which is what the scheduler goes by.
var MachineSizes = machineSizes()

func machineSizes() map[string]MachineSize {
	sizes := map[string]MachineSize{}
	for _, family := range []struct {
		format     string
		memoryEach int
		vCPUs      []int
	}{
		{"Standard_D%dds_v5", 4, []int{2, 4, 8, 16, 32, 48, 64, 96}},
		{"Standard_D%dads_v5", 4, []int{2, 4, 8, 16, 32, 48, 64, 96}},
		{"Standard_E%dds_v5", 8, []int{2, 4, 8, 16, 20, 32, 48, 64, 96}},
		{"Standard_E%dads_v5", 8, []int{2, 4, 8, 16, 20, 32, 48, 64, 96}},
	} {
		for _, n := range family.vCPUs {
			memory := n * family.memoryEach
			if n == 96 && family.memoryEach == 8 {
				memory = 672 // The largest of the E series breaks the rule of 8 GiB for each processor.
			}
			sizes[fmt.Sprintf(family.format, n)] = MachineSize{
				VCPUs: n, Memory: Bytes(memory) * Gibibyte, DataDisks: min(2*n, 32), LocalDiskGiB: n * 75 / 2,
			}
		}
	}
	return sizes
}

// podsEach is the number of pods a node is set up for; what the kubelet reserves depends on it.
const podsEach = 110

// Allocatable returns what a node of this size leaves to pods: everything but what AKS reserves for the kubelet and the
// eviction threshold (Azure documentation, "Node resource reservations", Kubernetes 1.29 and later). Daemons of the
// cluster, about 300m and 600Mi of each node, still come out of it.
func (m MachineSize) Allocatable() (Millicores, Bytes) {
	reserved := Millicores(100)
	for _, step := range []struct {
		vCPUs    int
		reserved Millicores
	}{{4, 140}, {8, 180}, {16, 260}, {32, 420}, {64, 740}} {
		if m.VCPUs >= step.vCPUs {
			reserved = step.reserved
		}
	}
	kubelet := min((20*podsEach+50)*Mebibyte, m.Memory/4)
	return Millicores(m.VCPUs)*1000 - reserved, m.Memory - kubelet - 100*Mebibyte
}

// daemons is what the cluster's own pods take of every node.
var daemons = Resources{CPU: 300, Memory: 600 * Mebibyte}

// forMembers returns what a node of this size has for database members.
func (m MachineSize) forMembers() Resources {
	cpu, memory := m.Allocatable()
	return Resources{CPU: cpu - daemons.CPU, Memory: memory - daemons.Memory}
}

func (p *problems) machineSize(key, found string) (MachineSize, bool) {
	size, ok := MachineSizes[found]
	if !ok {
		known := slices.Sorted(maps.Keys(MachineSizes))
		hint := ""
		if near := nearest(found, known); near != "" {
			hint = fmt.Sprintf(" (did you mean %s?)", near)
		}
		p.add(key, "must be a size of the families Ddsv5, Dadsv5, Edsv5 or Eadsv5, such as Standard_D4ds_v5, got %q%s", found, hint)
	}
	return size, ok
}
