package settings

import (
	"fmt"
	"slices"

	"github.com/galera-aks/galera-aks/infra/disk/kinds"
	"github.com/galera-aks/galera-aks/member/contract"
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
	// Address is the database's private address.
	Address string `json:"address,omitempty"`
}

// Disks returns the names of the members' disks in Azure.
func (s Stored) Disks() []string {
	names := make([]string, len(s.Zones))
	for ordinal := range s.Zones {
		names[ordinal] = fmt.Sprintf("%s-g%d", contract.Member(s.Name, ordinal), s.Generation)
		if s.FileSystem != FileSystemXFS {
			names[ordinal] += "-" + string(s.FileSystem)
		}
	}
	return names
}

// Stored returns the disks that the databases will have.
func (s Settings) Stored() []Stored {
	stored := make([]Stored, len(s.Databases))
	for i, d := range s.Databases {
		stored[i] = Stored{
			Name: d.Name, Namespace: d.Namespace, SizeGiB: d.Storage.SizeGiB, SKU: d.Storage.SKU,
			FileSystem: d.Storage.FileSystem, Generation: d.Storage.Generation, Guard: d.Storage.Guard,
		}
		if d.Address.IsValid() {
			stored[i].Address = d.Address.String()
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
// namespace, or to another address without saying so. A majority of the members stays, and so does a copy of the data.
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
			key := fmt.Sprintf("databases[%d]", i)
			p.transition(key, was, is)
			p.address(key, was, current.Databases[i])
		}
	}
	for _, was := range previous {
		if was.Guard == GuardProtect && !now[was.Name] {
			p.add("databases", "must still have %s, whose disks are protected (%s)", was.Name, unprotect)
		}
		if was.Guard == GuardNone && !now[was.Name] && !slices.Contains(current.RemovedDatabases, was.Name) {
			p.add("databases", "must still have %s, whose data would be deleted with its disks (name it in removedDatabases if it may, or update with storage.guard retain first)",
				was.Name)
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
	p.copies(key, was, now)
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

// copies finds what would leave too few copies of the data, or none that a new disk could be filled from.
func (p *problems) copies(key string, was, now Stored) {
	before, after := len(was.Zones), len(now.Zones)
	if before-after > 1 && 2*after <= before {
		p.add(key+".members", "must leave more than half of the %d members when several go at once, got %d (go down in steps, such as 7, 5, 3)",
			before, after)
	}
	if before != 1 {
		return
	}
	const alone = "the only member has nobody to fill a new disk from; update with members: 3 first"
	if now.Generation != was.Generation {
		p.add(key+".storage.generation", "must not change from %d while there is one member, got %d (%s)", was.Generation, now.Generation, alone)
	}
	if now.FileSystem != was.FileSystem {
		p.add(key+".storage.fileSystem", "must not change from %s while there is one member, got %s (%s)", was.FileSystem, now.FileSystem, alone)
	}
}

// address finds a database whose clients would lose it without anybody having said so.
func (p *problems) address(key string, was Stored, now Database) {
	if was.Address == "" || !now.Address.IsValid() || now.Address.String() == was.Address {
		return
	}
	if !now.ReplacesAddress.IsValid() || now.ReplacesAddress.String() != was.Address {
		p.add(key+".address", "must not change from %s, which clients use, got %s (set replacesAddress: %s when they know)",
			was.Address, now.Address, was.Address)
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
