package cluster

import (
	"regexp"
	"testing"
)

func TestAPoolIsNamedByWhatItsNodesAre(t *testing.T) {
	usual := Pool{Size: DefaultSize}.withDefaults(1, 1)
	if got, want := usual.nameIn("1"), "db1d4dsv5"; got != want {
		t.Errorf("want %s, got %s", want, got)
	}
	// Azure's bound on the names of Linux pools.
	valid := regexp.MustCompile(`^[a-z][a-z0-9]{0,11}$`)
	names := map[string]Pool{usual.nameIn("1"): usual}
	for _, other := range []Pool{
		{Size: "Standard_E96ads_v5"}, {Size: "Standard_E104-52iads_v5"}, {Size: "Standard_NC40ads_H100_v5"},
		{Size: DefaultSize, OSDisk: Managed}, {Size: DefaultSize, OSDiskGiB: 128},
	} {
		other = other.withDefaults(1, 1)
		name := other.nameIn("1")
		if !valid.MatchString(name) {
			t.Errorf("%+v: Azure takes no pool named %q", other, name)
		}
		if same, taken := names[name]; taken {
			t.Errorf("%+v and %+v: both named %s", other, same, name)
		}
		names[name] = other
	}
	larger := usual
	larger.MaxNodes = 5
	if larger.nameIn("1") != usual.nameIn("1") {
		t.Error("the number of nodes can be changed, and the name changed with it")
	}
}
