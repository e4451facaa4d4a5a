package settings

import (
	"reflect"
	"slices"
)

// Read returns the settings of a stack with every default filled in. The values are the stack's configuration without
// its namespace: the text of each top-level key, JSON where it is not a plain string.
//
// The error joins every [Problem] that shows without the platform of another stack. A stack of the layer "databases" is
// complete only after [Settings.On].
func Read(stack string, values map[string]string) (Settings, error) {
	decoded, found := decode(values)
	s := decoded.withDefaults(stack)
	found.addUnlessUnder(s.problems())
	return s, found.err()
}

// problems checks settings that have their defaults.
func (s Settings) problems() problems {
	var p problems
	if !oneOf(&p, "layer", s.Layer, LayerAll, LayerPlatform, LayerDatabases) {
		return p
	}
	p.layer(s)
	if s.Layer.HasPlatform() {
		p.platform(s)
	}
	if s.Layer.HasDatabases() {
		p.databases(s)
	}
	if s.Layer == LayerAll {
		p.databasesOn(s.Databases, s.Surroundings())
	}
	return p
}

// layer checks that a stack sets nothing of the other stack's.
func (p *problems) layer(s Settings) {
	var foreign []string
	switch s.Layer {
	case LayerPlatform:
		foreign = []string{"databases", "removedDatabases", "platform"}
	case LayerDatabases:
		foreign = slices.DeleteFunc(Keys(), func(key string) bool {
			return slices.Contains([]string{"layer", "platform", "databases", "removedDatabases", "tags", "cluster"}, key)
		})
		if s.Platform == "" {
			p.add("platform", "must name the stack of the platform when layer is %s", LayerDatabases)
		}
		p.onlyLogin(s)
	default:
		foreign = []string{"platform"}
	}
	for _, key := range foreign {
		if s.given[key] {
			p.add(key, "must not be set when layer is %s", s.Layer)
		}
	}
	if s.Layer == LayerDatabases && len(s.Databases) == 0 {
		p.add("databases", "must name at least one database when layer is %s, got none", s.Layer)
	}
}

// onlyLogin checks that a databases layer says of the cluster no more than how to log in to it: who runs that stack may
// log in another way than who runs the platform's.
func (p *problems) onlyLogin(s Settings) {
	for _, f := range fields(reflect.TypeFor[Cluster]()).keys() {
		if f != "login" && s.given["cluster."+f] {
			p.add("cluster."+f, "must not be set when layer is %s", LayerDatabases)
		}
	}
	if s.Cluster.Login != "" {
		p.login(s.Cluster.Login)
	}
}
