package environment

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"testing"

	"github.com/galera-aks/galera-aks/lab/azure"
	"github.com/galera-aks/galera-aks/lab/engine"
	"github.com/galera-aks/galera-aks/lab/tools"
)

// BenchmarkPreview times the preview of the environment dev with 1, 10 and 50 databases, the start of the engine's command
// included. It needs what `make prepare` makes. Run it with:
//
//	go test -run none -bench Preview -benchtime 5x ./environment
func BenchmarkPreview(b *testing.B) {
	repository, err := tools.Repository()
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{1, 10, 50} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			settings := databases(b, n)
			for b.Loop() {
				runner := Runner{
					Repository: repository, State: b.TempDir(), Effects: azure.NoEffects{}, Offline: true, Out: io.Discard, Err: os.Stderr,
				}
				if err := runner.Preview(b.Context(), "dev", settings); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// databases are settings for that many databases of three members, and for the room that they take.
func databases(b *testing.B, n int) []engine.Setting {
	b.Helper()
	type object = map[string]any
	var list []object
	for i := range n {
		list = append(list, object{
			"name": fmt.Sprintf("db%d", i), "members": 3, "address": fmt.Sprintf("10.60.16.%d", 10+i),
			"storage": object{"sizeGiB": 16}, "resources": object{"cpu": "250m", "memory": "1Gi"},
		})
	}
	text, err := json.Marshal(list)
	if err != nil {
		b.Fatal(err)
	}
	return []engine.Setting{
		{Key: "network.loadBalancers", Value: "10.60.16.0/24"},
		{Key: "cluster.databasePools.max", Value: "30"},
		{Key: "databases", Value: string(text)},
	}
}
