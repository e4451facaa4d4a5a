package review

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// Change is what happens to one resource that is not part of what the members are.
type Change struct {
	Op  Op
	URN URN
	// Paths are the properties that differ.
	Paths []string
	// Maybe tells that only something that is not known yet makes it differ, so that it may stay as it is.
	Maybe bool
	// Values are the differences that are worth their values, by property; see [told].
	Values []Value
}

// Value is a property that changes. Secrets are never taken over.
type Value struct {
	Path     string
	Old, New string
}

// told are the properties whose values are told of, by type.
var told = map[string][]string{
	typeCluster: {"kubernetesVersion", "sku.tier"},
	typePool:    {"vmSize", "minCount", "maxCount", "osDiskSizeGB"},
}

// partOfDatabase tells whether a resource belongs to one database.
func (u URN) partOfDatabase() bool {
	types := u.part(2)
	return strings.Contains(types, "galera-aks:galera:Cluster") || strings.Contains(types, "galera-aks:network:Record") ||
		strings.Contains(types, "galera-aks:disk:Disk")
}

// books tells whether a resource stands for nothing outside the engine's state: a component, a provider, or the stack.
func (u URN) books() bool {
	kind := u.Type()
	return strings.HasPrefix(kind, "pulumi:") || strings.HasPrefix(kind, "galera-aks:")
}

// platform returns what happens to all that is not part of a database.
func platform(p Preview) []Change {
	var changes []Change
	for _, step := range p.Steps {
		if step.Op.changes() && !step.URN.partOfDatabase() && !step.URN.books() {
			changes = append(changes, step.change())
		}
	}
	sortChanges(changes)
	return changes
}

// sortChanges puts changes into an order that does not depend on what the engine came to first.
func sortChanges(changes []Change) {
	slices.SortStableFunc(changes, func(a, b Change) int { return strings.Compare(string(a.URN), string(b.URN)) })
}

// unplaced returns what happens to parts of databases that nothing is known of, as where a preview leaves out what stays the
// same.
func unplaced(p Preview, all []Database) []Change {
	var changes []Change
	for _, step := range p.Steps {
		if owner(all, step.URN.Name()) == nil && step.Op.changes() && step.URN.partOfDatabase() && !step.URN.books() {
			changes = append(changes, step.change())
		}
	}
	sortChanges(changes)
	return changes
}

// others returns, by database, what happens to the objects that nothing else tells of.
func others(p Preview, all []Database) map[string][]Change {
	told := []string{typeSet, typeClaim, typeVolume, typeService, typeConfig, typeLease, typeJob, typeDisk, typeRecord}
	found := map[string][]Change{}
	for _, step := range p.Steps {
		d := owner(all, step.URN.Name())
		if d == nil || d.Before == nil || d.After == nil || !step.Op.changes() || !step.URN.partOfDatabase() || step.URN.books() {
			continue
		}
		// A role names the members' pods, and so changes with their number.
		follows := step.URN.Type() == typeRole && step.Op == OpUpdate && len(d.Before.Members) != len(d.After.Members)
		if !follows && !slices.Contains(told, step.URN.Type()) {
			found[d.Name] = append(found[d.Name], step.change())
		}
	}
	for _, changes := range found {
		sortChanges(changes)
	}
	return found
}

// owner returns the database that a resource belongs to, by the name that the program gives the resource: the database's
// own, or one that begins with it. Of databases of which one's name begins with another's it is the longer. It is nil where
// the resource belongs to none that is known.
func owner(all []Database, name string) *Database {
	var found *Database
	for i := range all {
		d := &all[i]
		if (name == d.Name || strings.HasPrefix(name, d.Name+"-")) && (found == nil || len(d.Name) > len(found.Name)) {
			found = d
		}
	}
	return found
}

func (s Step) change() Change {
	return Change{Op: s.Op, URN: s.URN, Paths: s.paths(), Maybe: s.maybe(), Values: s.values()}
}

// paths returns the properties that differ, in order.
func (s Step) paths() []string {
	return slices.Sorted(maps.Keys(s.Diff))
}

// maybe tells whether all that forces a replacement, or all that differs, is unknown before the update.
func (s Step) maybe() bool {
	paths := s.ReplaceReasons
	if s.Op == OpUpdate {
		paths = s.paths()
	}
	if s.New == nil || len(paths) == 0 {
		return false
	}
	for _, path := range paths {
		if value, _ := property(s.New, path); value != placeholder {
			return false
		}
	}
	return true
}

func (s Step) values() []Value {
	if s.Old == nil || s.New == nil {
		return nil
	}
	var values []Value
	for _, path := range told[s.URN.Type()] {
		old, _ := property(s.Old, path)
		now, _ := property(s.New, path)
		if old != now {
			values = append(values, Value{path, old, now})
		}
	}
	return values
}

// property returns a property of a resource as text, by a path of names such as "sku.name". Other paths lead to nothing, and
// so does what is not a text, a number or a truth.
func property(r *Resource, path string) (string, bool) {
	raw := r.Inputs
	for name := range strings.SplitSeq(path, ".") {
		var fields map[string]json.RawMessage
		if json.Unmarshal(raw, &fields) != nil {
			return "", false
		}
		raw = fields[name]
	}
	text := string(raw)
	if len(text) == 0 || strings.ContainsAny(text[:1], "{[") {
		return "", false
	}
	return strings.Trim(text, `"`), true
}
