package fabric

import (
	"testing"

	"github.com/galera-aks/galera-aks/internal/golden"
)

func TestPartitionRules(t *testing.T) {
	for name, p := range map[string]Partition{
		"healed.nft":   {},
		"parted.nft":   {Groups: [][]int{{1}, {3, 2}}},
		"isolated.nft": {Groups: [][]int{{1, 2}, {3}}, Isolated: []int{1, 2}},
	} {
		rules, err := partitionRules(p)
		if err != nil {
			t.Fatal(err)
		}
		golden.Check(t, name, rules)
	}
}

func TestPartitionRefusesWhatIsNoNode(t *testing.T) {
	for _, p := range []Partition{{Groups: [][]int{{0}, {1}}}, {Isolated: []int{maxOrdinal + 1}}} {
		if _, err := partitionRules(p); err == nil {
			t.Errorf("%+v was rendered", p)
		}
	}
}
