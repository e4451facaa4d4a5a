package review

import (
	"slices"
	"strings"
)

// inWords are the parts of a set that are told of in words, by where their paths go on after "spec.template.".
var inWords = []string{"metadata.annotations[\"galera-aks.dev/settings\"]", ".image", ".resources.", ".claimName", "configMap.name"}

// otherPaths returns the properties of the members' pods that change and have no words of their own, of any member whose
// pods differ in such.
func otherPaths(p Preview, d Database) []string {
	var paths []string
	for _, m := range d.Members {
		if m.Before == nil || m.After == nil || !differsOtherwise(*m.Before, *m.After) {
			continue
		}
		for _, step := range p.Steps {
			if step.URN.Type() == typeSet && step.New != nil && step.New.meta().Name == m.Name {
				paths = append(paths, step.paths()...)
			}
		}
	}
	slices.Sort(paths)
	return slices.DeleteFunc(slices.Compact(paths), func(path string) bool {
		within, inTemplate := strings.CutPrefix(path, "spec.template.")
		return !inTemplate || slices.ContainsFunc(inWords, func(part string) bool { return strings.Contains(within, part) })
	})
}
