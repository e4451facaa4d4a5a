package provider

import (
	"reflect"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

func TestDiff(t *testing.T) {
	type kinds map[string]plugin.DiffKind
	object := resource.NewPropertyMapFromMap
	unknown := resource.MakeComputed(resource.NewProperty(""))
	cases := map[string]struct {
		before, after resource.PropertyMap
		want          kinds
	}{
		"same":           {object(map[string]any{"a": 1.0}), object(map[string]any{"a": 1.0}), kinds{}},
		"null is absent": {object(map[string]any{}), object(map[string]any{"a": nil}), kinds{}},
		"secrecy is no change": {
			object(map[string]any{"a": "x"}), resource.PropertyMap{"a": resource.MakeSecret(resource.NewProperty("x"))}, kinds{},
		},
		"internal keys are passed over": {object(map[string]any{"__x": 1.0}), object(map[string]any{}), kinds{}},
		"unknown is a change": {
			object(map[string]any{"a": "x"}), resource.PropertyMap{"a": unknown}, kinds{"a": plugin.DiffUpdate},
		},
		"deep in objects and lists": {
			object(map[string]any{"p": map[string]any{"l": []any{"a", "b"}, "gone": true}}),
			object(map[string]any{"p": map[string]any{"l": []any{"a", "c", "d"}}}),
			kinds{"p.l[1]": plugin.DiffUpdate, "p.l[2]": plugin.DiffAdd, "p.gone": plugin.DiffDelete},
		},
		"replacing": {
			object(map[string]any{"fixed": "x"}), object(map[string]any{"fixed": "y"}), kinds{"fixed": plugin.DiffUpdateReplace},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			d := Diff(c.before, c.after, func(p resource.PropertyPath) bool { return p.String() == "fixed" })
			got := kinds{}
			for path, change := range d.DetailedDiff {
				got[path] = change.Kind
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
			if changed := d.Changes == plugin.DiffSome; changed != (len(c.want) > 0) {
				t.Errorf("changes %v with %v", d.Changes, c.want)
			}
		})
	}
}
