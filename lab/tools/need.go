package tools

import "github.com/galera-aks/galera-aks/lab/host"

// What a region takes, in bytes: three nodes with a member each, measured at 1.7 GiB, and room for building images.
const (
	needMemory = 4 << 30
	needDisk   = 8 << 30
)

// Need is what the region asks of the machine.
func (f Folder) Need() host.Need {
	return host.Need{StateDir: f.Root(), MemoryBytes: needMemory, DiskBytes: needDisk}
}
