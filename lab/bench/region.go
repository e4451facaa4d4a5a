package bench

import (
	"context"
	"fmt"
	"os"
	"time"
)

// fromNothing is the row about the region. It removes the region that is there.
func fromNothing() Row {
	const name = "Synced"
	return Row{
		Name: "region", Event: "region from nothing to three Synced members, binaries built",
		Figures: []Figure{{Name: name, Unit: Seconds, AtMost: regionIn}},
		measure: func(ctx context.Context, l Lab, rounds int) ([]Sample, error) {
			var samples []Sample
			for range rounds {
				took, err := bringUp(ctx, l)
				if err != nil {
					return samples, err
				}
				l.Say(fmt.Sprintf("  the region is up after %.1f s", took.Seconds()))
				samples = append(samples, Sample{Values: map[string]float64{name: took.Seconds()}})
			}
			return samples, nil
		},
	}
}

// bringUp times `lab up` on a machine without a region, from the start of the command until it notes that the region is
// complete: until the engine has seen every member Synced. What the command shows after that does not count.
func bringUp(ctx context.Context, l Lab) (time.Duration, error) {
	if err := l.Command(ctx, "down"); err != nil {
		return 0, err
	}
	began := time.Now()
	if err := l.Command(ctx, "up"); err != nil {
		return 0, err
	}
	complete, err := os.Stat(l.Region.CompleteFile())
	if err != nil {
		return 0, fmt.Errorf("looking when the region was complete: %w", err)
	}
	return complete.ModTime().Sub(began), nil
}
