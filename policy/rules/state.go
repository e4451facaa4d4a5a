package rules

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/galera-aks/galera-aks/stacks/settings"
)

// outputPrevious is the stack's output with the disks of the last update, as [settings.Stored]. The engine shows a policy
// neither the state nor what the program reads of it, and so the program says itself what it has found there; it does so
// when that is about to change.
const outputPrevious = "previous"

func stateRules() []Rule {
	return []Rule{
		wholly(Rule{
			Name: "disk-never-shrinks", Level: Mandatory,
			Says:   "A disk never becomes smaller.",
			Why:    "Azure refuses it in the middle of the update, when other members have already been changed.",
			Remedy: "Raise storage.generation, which moves every member, in turn, onto a new disk of any size.",
		}, neverShrinks),
		wholly(Rule{
			Name: "disk-released-first", Level: Mandatory,
			Says:   "A protected disk is still declared, and still protected or released first.",
			Why:    "The engine refuses to let go of a protected disk only after all members have left it.",
			Remedy: "Update with another storage.guard first, and then make the change.",
		}, releasedFirst),
		wholly(Rule{
			Name: "members-keep-majority", Level: Mandatory,
			Says:   "When several members of a database go at once, a majority of them stays.",
			Why:    "Members that leave one after the other take a majority along only if nothing fails meanwhile; half a cluster has nobody left to spare.",
			Remedy: "Remove members in steps, each of which leaves more than half of them: 7, 5, 3.",
		}, keepMajority),
		wholly(Rule{
			Name: "last-copy-kept", Level: Mandatory,
			Says:   "No update removes the last copy of data, or leaves the only copy on a disk that nobody uses.",
			Why:    "A database of one member has no other member to fill a new disk from; one that goes with its disks is gone.",
			Remedy: "Name a database whose data may go in the setting removedDatabases; give one of one member more members before it changes disks.",
		}, lastCopy),
		wholly(Rule{
			Name: "address-announced", Level: Mandatory,
			Says:   "A database keeps its private address, unless the settings say that it is to change.",
			Why:    "Clients keep using the old address until their names are looked up again, and some never look again.",
			Remedy: "Set replacesAddress of the database to the old address when its clients know.",
		}, addressAnnounced),
	}
}

// previous returns the disks that the databases had after the last update: none before the first one, and none where nothing
// changes.
func (s Stack) previous() []settings.Stored {
	for _, r := range s.of("pulumi:Stack") {
		return decoded[[]settings.Stored](r.Outputs.Key(outputPrevious))
	}
	return nil
}

// database is what the settings of a database say about changes that are meant.
type database struct {
	Name            string `json:"name"`
	ReplacesAddress string `json:"replacesAddress"`
}

// meant returns what the stack's settings say about changes that are meant.
func (s Stack) meant(name string) database {
	var databases []database
	if json.Unmarshal([]byte(s.Config[settings.Namespace+":databases"]), &databases) == nil {
		for _, d := range databases {
			if d.Name == name {
				return d
			}
		}
	}
	return database{}
}

// removed returns the databases whose data may go.
func (s Stack) removed() []string {
	var names []string
	if json.Unmarshal([]byte(s.Config[settings.Namespace+":removedDatabases"]), &names) != nil {
		return nil
	}
	return names
}

// clusters returns the Galera clusters of the stack by name.
func (s Stack) clusters() map[string]Resource {
	found := map[string]Resource{}
	for _, r := range s.of(kindGalera) {
		found[r.Name] = r
	}
	return found
}

// decoded reads a value into a type; a value of another shape, as another version has written it, is none.
func decoded[T any](v Value) T {
	var into T
	if text, err := json.Marshal(v.plain()); err != nil || json.Unmarshal(text, &into) != nil {
		var nothing T
		return nothing
	}
	return into
}

func neverShrinks(s *stackSubject) {
	sizes := map[string]int{}
	for _, was := range s.previous() {
		for _, name := range was.Disks() {
			sizes[name] = was.SizeGiB
		}
	}
	for _, disk := range s.of(kindDisk) {
		was, known := sizes[disk.Inputs.At("diskName").Text()]
		size := disk.Inputs.At("diskSizeGB")
		if known && size.Number() < float64(was) {
			s.find(disk, "diskSizeGB", fmt.Sprintf("not be less than %d, which it was", was), size.String())
		}
	}
}

func releasedFirst(s *stackSubject) {
	declared := map[string]bool{}
	for _, disk := range s.of(kindDisk) {
		declared[disk.Inputs.At("diskName").Text()] = true
	}
	for _, was := range s.previous() {
		for _, name := range was.Disks() {
			if was.Guard == settings.GuardProtect && !declared[name] {
				s.find(Resource{Type: "azure-native:compute:Disk", Name: name}, "the disk", "still be declared", "none")
			}
		}
	}
}

func keepMajority(s *stackSubject) {
	clusters := s.clusters()
	for _, was := range s.previous() {
		cluster, still := clusters[was.Name]
		members := cluster.Inputs.At("members")
		before := float64(len(was.Zones))
		if still && before-members.Number() > 1 && 2*members.Number() <= before {
			s.find(cluster, "members", fmt.Sprintf("be more than half of the %d that there are", len(was.Zones)), members.String())
		}
	}
}

func lastCopy(s *stackSubject) {
	clusters, declared := s.clusters(), map[string]bool{}
	for _, disk := range s.of(kindDisk) {
		declared[disk.Inputs.At("diskName").Text()] = true
	}
	for _, was := range s.previous() {
		cluster, still := clusters[was.Name]
		switch disks := was.Disks(); {
		case !still && was.Guard == settings.GuardNone && !slices.Contains(s.removed(), was.Name):
			s.find(Resource{Type: "galera-aks:galera:Cluster", Name: was.Name}, "the database", "still be declared", "none")
		case still && len(disks) == 1 && !declared[disks[0]]:
			s.find(cluster, "the disk "+disks[0]+" of its only member", "still be declared", "none")
		}
	}
}

func addressAnnounced(s *stackSubject) {
	clusters := s.clusters()
	for _, was := range s.previous() {
		cluster, still := clusters[was.Name]
		address := cluster.Inputs.At("address")
		if !still || was.Address == "" || address.Unknown || address.Text() == was.Address {
			continue
		}
		if s.meant(was.Name).ReplacesAddress != was.Address {
			s.find(cluster, "address", "stay "+was.Address, address.String())
		}
	}
}
