package bench

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/galera-aks/galera-aks/lab/azure"
	"github.com/galera-aks/galera-aks/lab/environment"
)

// sizes are how many databases the previewed environments have.
var sizes = []int{1, 10, 50}

func previewName(databases int) string {
	if databases == 1 {
		return "1 database"
	}
	return fmt.Sprintf("%d databases", databases)
}

// Figures of the row about previews.
const (
	oneMore     = "each further, 1 to 10"
	oneMoreYet  = "each further, 10 to 50"
	tenToOne    = "10 over 1"
	fiftyToTen  = "50 over 10"
	previewFile = "dev"
)

// preview is the row about previews. The time includes the start of the engine's command, which the bound leaves out.
func preview() Row {
	return Row{
		Name: "preview", Event: "`preview` of an environment, the engine's start included",
		Figures: []Figure{
			{Name: previewName(1), Unit: Seconds, AtMost: previewIn},
			{Name: previewName(10), Unit: Seconds},
			{Name: previewName(50), Unit: Seconds},
			{Name: tenToOne, AtMost: againstOne, ByMedian: true},
			{Name: fiftyToTen, AtMost: againstTen, ByMedian: true},
			{Name: oneMore, Unit: Seconds},
			{Name: oneMoreYet, Unit: Seconds},
		},
		measure: func(ctx context.Context, l Lab, rounds int) ([]Sample, error) {
			var samples []Sample
			for range rounds {
				took := map[int]float64{}
				s := Sample{Values: map[string]float64{}}
				for _, n := range sizes {
					length, err := previewOnce(ctx, l, n)
					if err != nil {
						return samples, err
					}
					took[n] = length.Seconds()
					s.Values[previewName(n)] = took[n]
					l.Say(fmt.Sprintf("  %s: %.1f s", previewName(n), took[n]))
				}
				s.Values[tenToOne], s.Values[fiftyToTen] = took[10]/took[1], took[50]/took[10]
				s.Values[oneMore], s.Values[oneMoreYet] = (took[10]-took[1])/9, (took[50]-took[10])/40
				samples = append(samples, s)
			}
			return samples, nil
		},
	}
}

// previewOnce previews an environment of which nothing exists.
func previewOnce(ctx context.Context, l Lab, databases int) (time.Duration, error) {
	settings, err := environment.Databases(databases)
	if err != nil {
		return 0, err
	}
	state, err := os.MkdirTemp("", "preview-")
	if err != nil {
		return 0, fmt.Errorf("making a folder for the preview: %w", err)
	}
	defer os.RemoveAll(state)
	runner := environment.Runner{
		Repository: l.Repository, State: state, Effects: azure.NoEffects{}, Offline: true, Out: io.Discard, Err: os.Stderr,
	}
	began := time.Now()
	if err := runner.Preview(ctx, previewFile, settings); err != nil {
		return 0, fmt.Errorf("previewing %s: %w", previewName(databases), err)
	}
	return time.Since(began), nil
}
