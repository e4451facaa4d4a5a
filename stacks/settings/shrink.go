package settings

import (
	"fmt"

	"github.com/galera-aks/galera-aks/infra/disk/kinds"
)

// Stored is the disks that a database had after the stack's last update. The stack exports it, so that the next run can
// tell what would be lost.
type Stored struct {
	// Name is the database's name.
	Name string `json:"name"`
	// SizeGiB, SKU, FileSystem and Generation are those of [Storage].
	SizeGiB    int        `json:"sizeGiB"`
	SKU        kinds.Kind `json:"sku"`
	FileSystem FileSystem `json:"fileSystem"`
	Generation int        `json:"generation"`
}

// Stored returns the disks that the databases will have.
func (s Settings) Stored() []Stored {
	stored := make([]Stored, len(s.Databases))
	for i, d := range s.Databases {
		stored[i] = Stored{
			Name: d.Name, SizeGiB: d.Storage.SizeGiB, SKU: d.Storage.SKU,
			FileSystem: d.Storage.FileSystem, Generation: d.Storage.Generation,
		}
	}
	return stored
}

// Shrinking returns a problem for every disk that cannot become what the settings say from what it was: no disk shrinks,
// and its kind and its generation do not change back. A disk of another generation or file system is a new one, which
// may have any size.
func Shrinking(previous []Stored, current Settings) error {
	before := map[string]Stored{}
	for _, stored := range previous {
		before[stored.Name] = stored
	}
	var p problems
	for i, now := range current.Stored() {
		if was, ok := before[now.Name]; ok {
			p.shrinking(fmt.Sprintf("databases[%d].storage", i), was, now)
		}
	}
	return p.err()
}

func (p *problems) shrinking(key string, was, now Stored) {
	if now.Generation < was.Generation {
		p.add(key+".generation", "must not go back from %d, got %d", was.Generation, now.Generation)
		return
	}
	if now.Generation > was.Generation || now.FileSystem != was.FileSystem {
		return
	}
	if now.SizeGiB < was.SizeGiB {
		p.add(key+".sizeGiB", "must not shrink from %d, got %d (raise generation to move onto new disks)", was.SizeGiB, now.SizeGiB)
	}
	if now.SKU != was.SKU {
		p.add(key+".sku", "must not change from %s, got %s (raise generation to move onto new disks)", was.SKU, now.SKU)
	}
	if !now.SKU.Provisioned() && was.SizeGiB <= oldOnlineGiB && now.SizeGiB > oldOnlineGiB {
		p.add(key+".sizeGiB", "must not cross %d with sku %s, whose disks cannot do so while attached, got %d from %d (raise generation to move onto new disks)",
			oldOnlineGiB, now.SKU, now.SizeGiB, was.SizeGiB)
	}
}
