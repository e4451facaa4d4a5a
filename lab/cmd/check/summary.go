package main

import (
	"fmt"
	"io"
	"time"
)

// summarise prints what came of each stage and reports whether everything has passed. A skipped test counts as a failure:
// everything that a test needs, the prepare command installs.
func summarise(out io.Writer, results []result, planned int) bool {
	var total result
	fmt.Fprintf(out, "\n== summary\n%-10s %8s %8s %8s %8s\n", "stage", "passed", "failed", "skipped", "time")
	for _, r := range results {
		fmt.Fprintf(out, "%-10s %8d %8d %8d %8s\n", r.stage, r.passed, r.failed, r.skipped, r.took.Round(time.Second))
		total.passed += r.passed
		total.failed += r.failed
		total.skipped += r.skipped
		total.failures = append(total.failures, r.failures...)
	}
	for _, failure := range total.failures {
		fmt.Fprintf(out, "failed: %s\n", failure)
	}
	if len(results) < planned {
		fmt.Fprintf(out, "interrupted: %d of %d stages ran\n", len(results), planned)
	}
	fmt.Fprintf(out, "%d passed, %d failed, %d skipped\n", total.passed, total.failed, total.skipped)
	return total.failed == 0 && total.skipped == 0 && total.passed > 0 && len(results) == planned
}
