package provider

import (
	"maps"
	"strings"

	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Diff compares the inputs of a resource before and after. replaces says whether a change at a path (the deepest that
// differs, such as networkProfile.podCidr) means a new resource. A value that is not known yet counts as changed, null as
// absent, and secrecy as no difference; keys that begin with two underscores belong to providers and are passed over.
func Diff(before, after resource.PropertyMap, replaces func(resource.PropertyPath) bool) plugin.DiffResult {
	d := differ{replaces: replaces, found: map[string]plugin.PropertyDiff{}}
	d.objects(nil, before, after)
	if len(d.found) == 0 {
		return plugin.DiffResult{Changes: plugin.DiffNone}
	}
	result := plugin.DiffResult{Changes: plugin.DiffSome, DetailedDiff: d.found}
	seen := map[string]bool{}
	for path, change := range d.found {
		key := topLevel(path)
		if !seen[key] {
			result.ChangedKeys = append(result.ChangedKeys, resource.PropertyKey(key))
		}
		if change.Kind.IsReplace() && !seen[key+" replaces"] {
			result.ReplaceKeys = append(result.ReplaceKeys, resource.PropertyKey(key))
			seen[key+" replaces"] = true
		}
		seen[key] = true
	}
	return result
}

// topLevel returns the first key of a path.
func topLevel(path string) string {
	if parsed, err := resource.ParsePropertyPath(path); err == nil && len(parsed) > 0 {
		if key, ok := parsed[0].(string); ok {
			return key
		}
	}
	return path
}

type differ struct {
	replaces func(resource.PropertyPath) bool
	found    map[string]plugin.PropertyDiff
}

func (d *differ) objects(at resource.PropertyPath, before, after resource.PropertyMap) {
	for _, key := range keys(before, after) {
		if !strings.HasPrefix(string(key), "__") {
			d.values(step(at, string(key)), before[key], after[key])
		}
	}
}

func (d *differ) values(at resource.PropertyPath, before, after resource.PropertyValue) {
	before, after = bare(before), bare(after)
	switch {
	case before.IsNull() && after.IsNull():
	case before.IsNull():
		d.note(at, plugin.DiffAdd)
	case after.IsNull():
		d.note(at, plugin.DiffDelete)
	case before.IsObject() && after.IsObject():
		d.objects(at, before.ObjectValue(), after.ObjectValue())
	case before.IsArray() && after.IsArray():
		d.arrays(at, before.ArrayValue(), after.ArrayValue())
	case after.ContainsUnknowns() || !before.DeepEquals(after):
		d.note(at, plugin.DiffUpdate)
	}
}

func (d *differ) arrays(at resource.PropertyPath, before, after []resource.PropertyValue) {
	for i := range max(len(before), len(after)) {
		d.values(step(at, i), element(before, i), element(after, i))
	}
}

func (d *differ) note(at resource.PropertyPath, kind plugin.DiffKind) {
	if d.replaces != nil && d.replaces(at) {
		kind = kind.AsReplace()
	}
	d.found[at.String()] = plugin.PropertyDiff{Kind: kind, InputDiff: true}
}

// bare takes secrecy and the tracking of dependencies off a value.
func bare(v resource.PropertyValue) resource.PropertyValue {
	for {
		switch {
		case v.IsSecret():
			v = v.SecretValue().Element
		case v.IsOutput():
			if !v.OutputValue().Known {
				return resource.MakeComputed(resource.NewProperty(""))
			}
			v = v.OutputValue().Element
		default:
			return v
		}
	}
}

func element(values []resource.PropertyValue, i int) resource.PropertyValue {
	if i < len(values) {
		return values[i]
	}
	return resource.NewNullProperty()
}

func keys(of ...resource.PropertyMap) []resource.PropertyKey {
	all := resource.PropertyMap{}
	for _, m := range of {
		maps.Copy(all, m)
	}
	return all.StableKeys()
}

// step appends to a path without sharing its memory.
func step(at resource.PropertyPath, next any) resource.PropertyPath {
	return append(append(make(resource.PropertyPath, 0, len(at)+1), at...), next)
}
