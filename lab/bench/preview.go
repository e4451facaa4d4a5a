package bench

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/galera-aks/galera-aks/lab/azure"
	"github.com/galera-aks/galera-aks/lab/engine"
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
	engineStart = "engine's start"
	oneMore     = "each further, 1 to 10"
	oneMoreYet  = "each further, 10 to 50"
	tenToOne    = "10 over 1"
	fiftyToTen  = "50 over 10"
	previewFile = "dev"
)

// preview is the row about previews.
func preview() Row {
	return Row{
		Name: "preview", Event: "`preview` of an environment, the engine's start taken off",
		Figures: []Figure{
			{Name: previewName(1), Unit: Seconds, AtMost: previewIn},
			{Name: previewName(10), Unit: Seconds},
			{Name: previewName(50), Unit: Seconds},
			{Name: tenToOne, AtMost: againstOne, ByMedian: true},
			{Name: fiftyToTen, AtMost: againstTen, ByMedian: true},
			{Name: oneMore, Unit: Seconds},
			{Name: oneMoreYet, Unit: Seconds},
			{Name: engineStart, Unit: Seconds},
		},
		measure: func(ctx context.Context, l Lab, rounds int) ([]Sample, error) {
			var samples []Sample
			for range rounds {
				s, err := previews(ctx, l)
				if err != nil {
					return samples, err
				}
				samples = append(samples, s)
			}
			return samples, nil
		},
	}
}

// previews is one round.
func previews(ctx context.Context, l Lab) (Sample, error) {
	began, err := startOnce(ctx, l)
	if err != nil {
		return Sample{}, err
	}
	took := map[int]float64{}
	s := Sample{Values: map[string]float64{engineStart: began.Seconds()}}
	for _, n := range sizes {
		length, err := previewOnce(ctx, l, n)
		if err != nil {
			return s, err
		}
		took[n] = (length - began).Seconds()
		s.Values[previewName(n)] = took[n]
		l.Say(fmt.Sprintf("  %s: %.1f s after the engine's start of %.1f s", previewName(n), took[n], began.Seconds()))
	}
	s.Values[tenToOne], s.Values[fiftyToTen] = took[10]/took[1], took[50]/took[10]
	s.Values[oneMore], s.Values[oneMoreYet] = (took[10]-took[1])/9, (took[50]-took[10])/40
	return s, nil
}

// previewOnce previews an environment of which nothing exists.
func previewOnce(ctx context.Context, l Lab, databases int) (time.Duration, error) {
	settings, err := environment.Databases(databases)
	if err != nil {
		return 0, err
	}
	took, said, err := timePreview(ctx, l, settings)
	if err != nil {
		return 0, fmt.Errorf("previewing %s: %w\n%s", previewName(databases), err, said)
	}
	return took, nil
}

// startOnce times a preview that the program ends before it declares anything, since a setting is wrong.
func startOnce(ctx context.Context, l Lab) (time.Duration, error) {
	settings, err := environment.Databases(1)
	if err != nil {
		return 0, err
	}
	const wrong = "location"
	took, said, err := timePreview(ctx, l, append(settings, engine.Setting{Key: wrong, Value: ""}))
	if err == nil || !strings.Contains(said, wrong+":") {
		return 0, fmt.Errorf("previewing what is wrong in %s: must be refused for that, got %w\n%s", wrong, err, said)
	}
	return took, nil
}

// timePreview times a preview and returns what the engine said.
func timePreview(ctx context.Context, l Lab, settings []engine.Setting) (took time.Duration, said string, err error) {
	state, err := os.MkdirTemp("", "preview-")
	if err != nil {
		return 0, "", fmt.Errorf("making a folder for the preview: %w", err)
	}
	defer os.RemoveAll(state)
	var out bytes.Buffer
	runner := environment.Runner{
		Repository: l.Repository, State: state, Effects: azure.NoEffects{}, Offline: true, Out: &out, Err: &out,
	}
	began := time.Now()
	err = runner.Preview(ctx, previewFile, settings)
	return time.Since(began), out.String(), err
}
