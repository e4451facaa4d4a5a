package review

import (
	"fmt"
	"slices"
	"strings"
)

// Danger is something that nobody should approve without having read it.
type Danger struct {
	// What says in a sentence what happens, and Then what to make sure of, or what comes of it.
	What, Then string
}

const (
	typeGroup     = "azure-native:resources:ResourceGroup"
	typeNetwork   = "azure-native:network:VirtualNetwork"
	typeRegistry  = "azure-native:containerregistry:Registry"
	typeZone      = "azure-native:privatedns:PrivateZone"
	typeNamespace = "kubernetes:core/v1:Namespace"
	typePassword  = "random:index/randomPassword:RandomPassword"
	typeProvider  = "pulumi:providers:kubernetes"
)

// carriers are the resources that everything else stands on, and what goes with them.
var carriers = map[string]string{
	typeGroup:    "everything in the resource group goes with it",
	typeNetwork:  "everything in the network loses its connections",
	typeCluster:  "every database on the cluster stops, and its objects are gone",
	typeRegistry: "images cannot be pulled until they are there again",
	typeZone:     "no client finds a database by its name meanwhile",
	typeProvider: "every object in Kubernetes is deleted and created again",
}

// dangers returns what nobody should overlook.
func dangers(p Preview, all []Database, n Nodes) []Danger {
	var found []Danger
	for _, step := range p.Steps {
		if step.maybe() {
			continue
		}
		if d, is := step.danger(all); is {
			found = append(found, d)
		}
	}
	for i := range all {
		found = append(found, all[i].dangers()...)
	}
	if stays := slices.ContainsFunc(all, func(d Database) bool { return d.Before != nil && d.After != nil }); stays && n.Moves() && !n.InTurn {
		found = append(found, Danger{
			"Nodes of several zones are drained at the same time.",
			"Members in several zones leave their nodes together, and a database without a majority stops. Let one pool come after the other.",
		})
	}
	return found
}

// danger returns what is dangerous about one step.
func (s Step) danger(all []Database) (Danger, bool) {
	if s.Op != OpDelete && s.Op != OpReplace {
		return Danger{}, false
	}
	done, name, kind := map[Op]string{OpDelete: "deleted", OpReplace: "replaced"}[s.Op], s.URN.Name(), s.URN.Type()
	then, carries := carriers[kind]
	database := owner(all, name)
	stays := database != nil && database.Before != nil && database.After != nil
	switch {
	case s.Old != nil && s.Old.Protect:
		return Danger{
			fmt.Sprintf("`%s` (%s) is protected and would be %s.", name, kind, done),
			"The engine refuses that, and stops where it comes to it. Take the protection away by an update of its own first, if it is meant.",
		}, true
	case carries:
		return Danger{fmt.Sprintf("`%s` (%s) is %s:", name, kind, done), then + "."}, true
	case kind == typeDisk && s.Op == OpReplace:
		return Danger{fmt.Sprintf("The disk `%s` is replaced in place:", name), "its data is lost before anything has been copied from it."}, true
	case kind == typeSet && s.Op == OpReplace:
		return Danger{fmt.Sprintf("The set of `%s` is replaced:", name), "the member stops at once, without the rollout's care."}, true
	case stays && kind == typeLease:
		return Danger{fmt.Sprintf("`%s` is %s:", name, done), "with it goes what the cluster remembers to come back from an outage."}, true
	case stays && kind == typePassword:
		return Danger{fmt.Sprintf("The password `%s` is %s:", name, done), "clients that have the old one are refused."}, true
	}
	return Danger{}, false
}

// dangers returns what is dangerous about what becomes of a database.
func (d *Database) dangers() []Danger {
	var found []Danger
	if d.Before != nil && d.After == nil {
		found = append(found, d.removal())
	}
	if d.Before != nil && d.After != nil && len(d.After.Members) < 3 && len(d.Before.Members) >= 3 {
		found = append(found, Danger{
			fmt.Sprintf("`%s` is left with %d of %d members:", d.Name, len(d.After.Members), len(d.Before.Members)),
			"no member may be lost any more without the database stopping.",
		})
	}
	return found
}

// removal says what becomes of the data of a database that is removed.
func (d *Database) removal() Danger {
	danger := Danger{What: fmt.Sprintf("The database `%s` is removed.", d.Name)}
	var kept, lost, unknown []string
	for _, m := range d.Before.Members {
		switch {
		case m.Disk.Name == "":
			unknown = append(unknown, m.Disk.label())
		case m.Disk.Retained:
			kept = append(kept, m.Disk.Name)
		default:
			lost = append(lost, m.Disk.Name)
		}
	}
	switch {
	case len(lost) > 0:
		danger.Then = fmt.Sprintf("ALL ITS DATA IS LOST: the disks %s are deleted with it.", strings.Join(lost, ", "))
	case len(unknown) > 0:
		danger.Then = fmt.Sprintf("Whether its data is kept is unknown: %s.", strings.Join(unknown, ", "))
	default:
		danger.Then = fmt.Sprintf("Its disks %s are kept in Azure.", strings.Join(kept, ", "))
	}
	return danger
}
