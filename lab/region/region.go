package region

import (
	"fmt"

	"github.com/galera-aks/galera-aks/lab/disk"
	"github.com/galera-aks/galera-aks/lab/fabric"
	"github.com/galera-aks/galera-aks/lab/host"
	"github.com/galera-aks/galera-aks/lab/image"
	"github.com/galera-aks/galera-aks/lab/tools"
)

// Location is the Azure region that the lab plays.
const Location = "westeurope"

// Region is the running region, and implements azure.Effects.
type Region struct {
	folder tools.Folder
	host   *host.Region
}

// Open opens the region of a repository; nothing is started.
func Open(folder tools.Folder) (*Region, error) {
	h, err := host.Open(folder.Root())
	if err != nil {
		return nil, fmt.Errorf("opening the region: %w", err)
	}
	return &Region{folder: folder, host: h}, nil
}

// Host is the region's place on the machine.
func (r *Region) Host() *host.Region { return r.host }

// Zone returns a zone as the nodes' label spells it.
func Zone(number string) string { return Location + "-" + number }

// Agent is a command of the lab's agent, which runs everything that outlives a command of the lab.
func (r *Region) Agent(args ...string) []string {
	return append([]string{r.folder.Command("agent")}, args...)
}

// Disks are the region's managed disks.
func (r *Region) Disks() disk.Records { return disk.In(r.host.Path("disks")) }

// builder builds images and pushes them to the region's registry.
func (r *Region) builder() image.Builder {
	return image.Builder{
		Storage:   r.folder.Cache() + "/containers",
		Base:      r.folder.Command("trixie.tar"),
		Endpoint:  fmt.Sprintf("%s:%d", fabric.Registry, fabric.RegistryPort),
		Namespace: host.NamespacePath(fabric.Namespace),
		Marker:    r.host.MarkerVariable(),
	}
}
