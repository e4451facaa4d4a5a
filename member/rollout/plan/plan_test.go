package plan

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// orders is a cluster of three whose second member takes the writes, changed by the test.
func orders(change func(m []Member)) Cluster {
	members := []Member{
		{Name: "orders-0", Condition: Synced},
		{Name: "orders-1", Condition: Synced, Writer: true},
		{Name: "orders-2", Condition: Synced},
	}
	change(members)
	return Cluster{Members: members}
}

func allOutdated(m []Member) {
	for i := range m {
		m[i].Outdated = true
	}
}

func TestNext(t *testing.T) {
	for name, c := range map[string]struct {
		cluster Cluster
		want    string
	}{
		"nothing to do": {
			orders(func([]Member) {}),
			"every member is what it should be, and Synced",
		},
		"first start": {
			orders(func(m []Member) {
				m[0].Condition, m[0].Detail = Down, "creating the first data"
				m[1].Condition, m[1].Writer = Leaving, false
			}),
			"wait for orders-0, which is down (creating the first data); orders-1, which is leaving",
		},
		"a change": {
			orders(allOutdated),
			"restart orders-0: it runs what is no longer wanted, and every member is Synced",
		},
		"the writer comes last": {
			orders(func(m []Member) { m[1].Outdated, m[2].Outdated = true, true }),
			"restart orders-2: it runs what is no longer wanted, and every member is Synced",
		},
		"only the writer is left": {
			orders(func(m []Member) { m[1].Outdated = true }),
			"restart orders-1: it takes the writes, so it comes last; every other member is done and Synced",
		},
		"the restarted one is still joining": {
			orders(func(m []Member) { allOutdated(m); m[0].Condition, m[0].Outdated, m[0].Detail = Down, false, "joining" }),
			"wait for orders-0, which is down (joining)",
		},
		"the broken one is mended first": {
			orders(func(m []Member) { allOutdated(m); m[2].Condition, m[2].Detail = Down, "the server refuses foo=1" }),
			"restart orders-2: it is down and runs what is no longer wanted (the server refuses foo=1)",
		},
		"a broken writer does not wait for its turn": {
			orders(func(m []Member) { allOutdated(m); m[1].Condition = Down }),
			"restart orders-1: it is down and runs what is no longer wanted",
		},
		"the broken one is mended although another is away": {
			orders(func(m []Member) { allOutdated(m); m[0].Condition, m[2].Condition = Leaving, Down }),
			"restart orders-2: it is down and runs what is no longer wanted",
		},
		"a broken one that is up to date is waited for": {
			orders(func(m []Member) { allOutdated(m); m[2].Condition, m[2].Outdated = Down, false }),
			"wait for orders-2, which is down",
		},
		"a donor is waited for": {
			orders(func(m []Member) { allOutdated(m); m[0].Condition, m[0].Detail = Busy, "Donor/Desynced" }),
			"wait for orders-0, which is busy (Donor/Desynced)",
		},
		"without a Primary nobody loses the view that brings it back": {
			orders(func(m []Member) {
				allOutdated(m)
				for i := range m {
					m[i].Condition = Stranded
				}
			}),
			"wait for orders-0, which is stranded; orders-1, which is stranded; orders-2, which is stranded",
		},
		"a single member": {
			Cluster{Members: []Member{{Name: "one-0", Condition: Synced, Writer: true, Outdated: true}}},
			"restart one-0: it takes the writes, so it comes last; every other member is done and Synced",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Next(c.cluster).String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestStepsPredictsTheWholeRollout(t *testing.T) {
	cluster := orders(func(m []Member) { allOutdated(m); m[2].Condition = Down })
	var got []string
	for _, step := range Steps(cluster) {
		got = append(got, string(step.Action)+" "+step.Member)
	}
	want := []string{"restart orders-2", "restart orders-0", "restart orders-1", "done "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if cluster.Members[2].Condition != Down {
		t.Error("predicting changed what was seen")
	}
}
