package settings

import (
	"fmt"

	"github.com/galera-aks/galera-aks/infra/disk/kinds"
)

// Stored is the disks that a database had after the stack's last update. The stack exports it, so that the next run can
// tell what would be lost. Fields that an older version did not write are empty, and then nothing is known of them.
type Stored struct {
	// Name is the database's name, and Namespace its namespace.
	Name      string `json:"name"`
	Namespace string `json:"namespace,omitempty"`
	// SizeGiB, SKU, FileSystem, Generation and Guard are those of [Storage].
	SizeGiB    int        `json:"sizeGiB"`
	SKU        kinds.Kind `json:"sku"`
	FileSystem FileSystem `json:"fileSystem"`
	Generation int        `json:"generation"`
	Guard      Guard      `json:"guard,omitempty"`
	// Zones are the zones of the members' disks, in the order of the members.
	Zones []string `json:"zones,omitempty"`
}

// Stored returns the disks that the databases will have.
func (s Settings) Stored() []Stored {
	stored := make([]Stored, len(s.Databases))
	for i, d := range s.Databases {
		stored[i] = Stored{
			Name: d.Name, Namespace: d.Namespace, SizeGiB: d.Storage.SizeGiB, SKU: d.Storage.SKU,
			FileSystem: d.Storage.FileSystem, Generation: d.Storage.Generation, Guard: d.Storage.Guard,
		}
		stored[i].Zones = d.zoneOfEach()
	}
	return stored
}

// zoneOfEach returns the zones of the members' disks. Settings that are wrong may have no zones, or more members than can be.
func (d Database) zoneOfEach() []string {
	var zones []string
	for ordinal := range min(d.Members, maxMembers) {
		if len(d.Zones) > 0 {
			zones = append(zones, d.Zone(ordinal))
		}
	}
	return zones
}

// Transition returns a problem for everything of the databases that cannot become what the settings say from what it was.
// No disk shrinks or moves, and its kind and its generation do not change back; a disk of another generation or file system
// is a new one, which may have any size and be anywhere. No protected disk is let go of. No database moves to another
// namespace.
func Transition(previous []Stored, current Settings) error {
	now := map[string]bool{}
	before := map[string]Stored{}
	for _, stored := range previous {
		before[stored.Name] = stored
	}
	var p problems
	for i, is := range current.Stored() {
		now[is.Name] = true
		if was, ok := before[is.Name]; ok {
			p.transition(fmt.Sprintf("databases[%d]", i), was, is)
		}
	}
	for _, was := range previous {
		if was.Guard == GuardProtect && !now[was.Name] {
			p.add("databases", "must still have %s, whose disks are protected (%s)", was.Name, unprotect)
		}
	}
	return p.err()
}

// unprotect says how to let go of protected disks. The engine goes by the guard of the last update, and notices a disk that
// it must keep only when it comes to removing it: that is after all members have left it.
const unprotect = "update with another storage.guard first"

func (p *problems) transition(key string, was, now Stored) {
	if was.Namespace != "" && now.Namespace != was.Namespace {
		p.add(key+".namespace", "must not change from %s, got %s (the members' volumes cannot follow)", was.Namespace, now.Namespace)
	}
	if now.Generation < was.Generation {
		p.add(key+".storage.generation", "must not go back from %d, got %d", was.Generation, now.Generation)
		return
	}
	p.protected(key, was, now)
	if now.Generation > was.Generation || now.FileSystem != was.FileSystem {
		return
	}
	p.moved(key, was, now)
	p.shrinking(key+".storage", was, now)
}

// protected finds what would stop naming a protected disk.
func (p *problems) protected(key string, was, now Stored) {
	if was.Guard != GuardProtect {
		return
	}
	if now.Generation != was.Generation {
		p.add(key+".storage.generation", "must not change from %d while the disks are protected, got %d (%s)",
			was.Generation, now.Generation, unprotect)
	}
	if now.FileSystem != was.FileSystem {
		p.add(key+".storage.fileSystem", "must not change from %s while the disks are protected, got %s (%s)",
			was.FileSystem, now.FileSystem, unprotect)
	}
	if len(now.Zones) < len(was.Zones) {
		p.add(key+".members", "must not go down from %d while the disks are protected, got %d (%s)",
			len(was.Zones), len(now.Zones), unprotect)
	}
}

// moved finds disks that would be in another zone.
func (p *problems) moved(key string, was, now Stored) {
	for ordinal := range min(len(was.Zones), len(now.Zones)) {
		if was.Zones[ordinal] != now.Zones[ordinal] {
			p.add(key+".zones", "must leave the disk of member %d in zone %s, got %s (raise storage.generation to move onto new disks)",
				ordinal, was.Zones[ordinal], now.Zones[ordinal])
		}
	}
}

// shrinking finds what no disk can become.
func (p *problems) shrinking(key string, was, now Stored) {
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
