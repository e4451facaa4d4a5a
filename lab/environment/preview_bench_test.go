package environment

import (
	"fmt"
	"io"
	"os"
	"testing"

	"github.com/galera-aks/galera-aks/lab/azure"
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
			settings, err := Databases(n)
			if err != nil {
				b.Fatal(err)
			}
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
