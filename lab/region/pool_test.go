package region

import (
	"testing"

	"github.com/galera-aks/galera-aks/lab/node"
)

func TestAPoolsNodeIsPlaced(t *testing.T) {
	there := []node.Spec{
		{Name: "aks-db1-vmss000000", Ordinal: 1, Pool: "db1", Version: "1.35"},
		{Name: "aks-db2-vmss000000", Ordinal: 2, Pool: "db2", Version: "1.35"},
	}
	for name, c := range map[string]struct {
		pool, version string
		wantName      string
		wantOrdinal   int
	}{
		"the same":        {"db1", "1.35", "aks-db1-vmss000000", 1},
		"another version": {"db1", "1.36", "aks-db1-vmss000001", 11},
		"another pool":    {"db1large", "1.35", "aks-db1large-vmss000000", 11},
	} {
		t.Run(name, func(t *testing.T) {
			gotName, gotOrdinal := place(c.pool, 1, c.version, there)
			if gotName != c.wantName || gotOrdinal != c.wantOrdinal {
				t.Errorf("want %s, %d, got %s, %d", c.wantName, c.wantOrdinal, gotName, gotOrdinal)
			}
		})
	}
}
