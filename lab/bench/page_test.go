package bench

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/galera-aks/galera-aks/internal/golden"
)

func at(day int, row string, on Machine, series ...Series) Measured {
	return Measured{
		Row: row, Event: "event of " + row, At: time.Date(2026, 3, day, 9, 30, 0, 0, time.UTC), Machine: on, Commit: "abc1234",
		Rounds: 3, Series: series,
	}
}

var (
	small = Machine{CPU: "Small", Cores: 2, MemoryGiB: 23.4, Kernel: "6.18"}
	large = Machine{CPU: "Large", Cores: 8, MemoryGiB: 64, Kernel: "6.12"}
	kept  = Series{Name: "gap", Unit: Seconds, Bound: "≤ 1 s", Kept: true, Median: 0.3, Min: 0.2, Max: 0.4, Values: []float64{0.2, 0.3, 0.4}}
	later = Series{Name: "gap", Unit: Seconds, Bound: "≤ 1 s", Kept: false, Median: 2, Min: 2, Max: 2, Values: []float64{2, 2, 2}}
)

func TestThePage(t *testing.T) {
	missed := at(2, "zone-lost", large, later)
	missed.Missed, missed.Problems = 1, []string{"round 2: two members were out"}
	golden.Check(t, "page.md", render([]Measured{at(1, "grow", small, kept, Series{Name: "took", Unit: Seconds, Kept: true, Median: 7, Min: 7, Max: 7, Values: []float64{7}}), missed}))
}

func TestARowKeepsItsDateUntilItIsMeasuredAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "docs", "benchmarks.md")
	write := func(measured ...Measured) {
		t.Helper()
		if err := Write(path, measured); err != nil {
			t.Fatal(err)
		}
	}
	write(at(1, "grow", small, kept), at(1, "zone-lost", small, kept))
	page := read(t, path)
	if err := os.WriteFile(path, []byte("# By hand\n\n"+page+"\nAlso by hand.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	failed := Measured{Row: "grow", At: time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC), Failure: "there is no region"}
	write(at(4, "zone-lost", small, later), failed)
	page = read(t, path)
	for _, want := range []string{"# By hand\n", "\nAlso by hand.\n", "| `grow` | event of grow | gap | ≤ 1 s | 0.30 s (0.20 s to 0.40 s) | 3 | met | 2026-03-01", "| 2 s | 3 | MISSED | 2026-03-04"} {
		if !strings.Contains(page, want) {
			t.Errorf("want %q in\n%s", want, page)
		}
	}
	if strings.Count(page, "| `zone-lost` |") != 1 {
		t.Errorf("want one row of zone-lost in\n%s", page)
	}
}

func TestAPageWithoutItsMarksIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "benchmarks.md")
	const mine = "# Mine\n"
	if err := os.WriteFile(path, []byte(mine), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, []Measured{at(1, "grow", small, kept)}); err == nil {
		t.Error("want an error that names the missing lines")
	}
	if got := read(t, path); got != mine {
		t.Errorf("got %q", got)
	}
}

func TestTheTable(t *testing.T) {
	var out strings.Builder
	failed := Measured{Row: "grow", Failure: "there is no drill grow"}
	problem := at(1, "scale", small, kept)
	problem.Missed, problem.Problems = 1, []string{"round 1: a pod was replaced"}
	if err := Table(&out, []Measured{at(1, "zone-lost", small, kept), problem, failed}); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "table.txt", out.String())
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
