package faults

import (
	"reflect"
	"strings"
	"testing"

	"github.com/galera-aks/galera-aks/lab/fabric"
	"github.com/galera-aks/galera-aks/lab/node"
)

var specs = []node.Spec{
	{Ordinal: 1, Zone: "westeurope-1"}, {Ordinal: 2, Zone: "westeurope-2"}, {Ordinal: 3, Zone: "westeurope-3"},
}

func TestPlan(t *testing.T) {
	for name, test := range map[string]struct {
		args    []string
		isolate bool
		want    fabric.Partition
	}{
		"one against the rest": {[]string{"1"}, false, fabric.Partition{Groups: [][]int{{1}, {2, 3}}}},
		"full names":           {[]string{"westeurope-3", "1,westeurope-2"}, false, fabric.Partition{Groups: [][]int{{3}, {1, 2}}}},
		"everybody alone":      {[]string{"1", "2"}, false, fabric.Partition{Groups: [][]int{{1}, {2}, {3}}}},
		"isolated":             {[]string{"2"}, true, fabric.Partition{Groups: [][]int{{2}, {1, 3}}, Isolated: []int{2}}},
		"all isolated together": {[]string{"1,2,3"}, true,
			fabric.Partition{Groups: [][]int{{1, 2, 3}}, Isolated: []int{1, 2, 3}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := plan(ParseGroups(test.args), test.isolate, specs)
			if err != nil || !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %+v, %v; want %+v", got, err, test.want)
			}
		})
	}
}

func TestPlanListsEveryProblem(t *testing.T) {
	for args, want := range map[string][]string{
		"4 1,1":  {`groups[0]: must name zones of the region, got "4"`, `groups[1]: zone "1" is in a group already`},
		"1,2,3":  {"groups: must leave two groups or more"},
		"1,,2 3": {`groups[0]: must name zones of the region, got ""`},
	} {
		_, err := plan(ParseGroups(strings.Fields(args)), false, specs)
		for _, problem := range want {
			if err == nil || !strings.Contains(err.Error(), problem) {
				t.Errorf("%s: got %v, want %q in it", args, err, problem)
			}
		}
	}
}

func TestParseRate(t *testing.T) {
	for text, want := range map[string]int64{"off": 0, "10mbit": 10e6, "512Kbit": 512e3, "1.5gbit": 1.5e9, "16000bit": 16000} {
		if got, err := ParseRate(text); err != nil || got != want {
			t.Errorf("%s: got %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "10", "mbit", "-1mbit", "1kbit", "99gbit", "10mb"} {
		if got, err := ParseRate(text); err == nil {
			t.Errorf("%q: got %d, want an error", text, got)
		}
	}
}

func TestMemberIsToldByItsEnvironment(t *testing.T) {
	environment := []byte(strings.Join([]string{"PATH=/bin", "GALERA_MEMBER=orders-1", "POD_NAMESPACE=shop"}, "\x00") + "\x00")
	for text, want := range map[string]bool{
		"orders-1": true, "shop/orders-1": true, "orders-10": false, "orders": false, "other/orders-1": false,
	} {
		if got := parseMember(text).matches(environment); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func TestWhatIsBrokenIsNamedByZones(t *testing.T) {
	if got := zonesOf([]int{3, 1}, specs); got != "westeurope-1, westeurope-3" {
		t.Errorf("got %q", got)
	}
}
