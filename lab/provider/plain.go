package provider

import "github.com/pulumi/pulumi/sdk/v3/go/common/resource"

// Unknown stands in plain values for one that the engine does not know yet, which happens during a preview.
type Unknown = struct{}

// Plain returns properties as the plain Go values of encoding/json, with secrets laid open, nulls left out and each
// unknown value as Unknown{}. Assets and archives, which no resource of the lab takes, become null.
func Plain(properties resource.PropertyMap) map[string]any {
	out := make(map[string]any, len(properties))
	for k, v := range properties {
		if known := bare(v); !known.IsNull() {
			out[string(k)] = plainValue(known)
		}
	}
	return out
}

func plainValue(v resource.PropertyValue) any {
	switch v = bare(v); {
	case v.IsComputed():
		return Unknown{}
	case v.IsObject():
		return Plain(v.ObjectValue())
	case v.IsArray():
		out := make([]any, 0, len(v.ArrayValue()))
		for _, e := range v.ArrayValue() {
			out = append(out, plainValue(e))
		}
		return out
	case v.IsString():
		return v.StringValue()
	case v.IsNumber():
		return v.NumberValue()
	case v.IsBool():
		return v.BoolValue()
	}
	return nil
}
