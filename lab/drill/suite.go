package drill

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/galera-aks/galera-aks/lab/host"
)

// Run runs drills one after the other and returns what came of each. One that missed does not keep the others from being
// tried; after an interruption the rest is left out.
func (l Lab) Run(ctx context.Context, drills []Drill) []Result {
	l = l.keepingWhatStands()
	var results []Result
	for i, d := range drills {
		if ctx.Err() != nil {
			break
		}
		l.Say(fmt.Sprintf("%d/%d %s: %s", i+1, len(drills), d.Name, d.Shows))
		result := l.one(ctx, d)
		results = append(results, result)
		l.keepResults(results)
		if result.Met {
			l.Say(fmt.Sprintf("  met: gap %s, full size after %s, %s, %d acknowledged, none lost", ms(result.GapMs), ms(result.FullMs), result.Transfer, result.Acked))
		} else {
			l.Say("  MISSED: " + strings.Join(result.Misses, "; "))
		}
	}
	if err := l.clear(ctx); err != nil {
		l.Say("  " + err.Error())
	}
	return results
}

// keepResults writes what came of the drills so far into a file, for whoever looks before the last is done.
func (l Lab) keepResults(results []Result) {
	text, err := json.MarshalIndent(results, "", "  ")
	if err == nil {
		err = host.WriteFile(filepath.Join(l.Folder, "results.json"), append(text, '\n'), 0o644)
	}
	if err != nil {
		l.Say("  keeping the results: " + err.Error())
	}
}
