package pack

import (
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/galera-aks/galera-aks/policy/rules"
)

// object turns a resource's properties into what rules look at.
func object(properties property.Map) rules.Value {
	entries := map[string]rules.Value{}
	for name, v := range properties.All {
		entries[name] = value(v)
	}
	return rules.Value{Plain: entries}
}

// value turns one property into what rules look at. No rule looks into files and references, which are nothing here.
func value(v property.Value) rules.Value {
	made := rules.Value{Secret: v.Secret()}
	switch {
	case v.IsComputed():
		made.Unknown = true
	case v.IsBool():
		made.Plain = v.AsBool()
	case v.IsNumber():
		made.Plain = v.AsNumber()
	case v.IsString():
		made.Plain = v.AsString()
	case v.IsArray():
		items := []rules.Value{}
		for _, item := range v.AsArray().All {
			items = append(items, value(item))
		}
		made.Plain = items
	case v.IsMap():
		made.Plain = object(v.AsMap()).Plain
	}
	return made
}
