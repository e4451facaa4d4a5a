package drill

import (
	"strings"
	"testing"
)

func TestTheTableTellsWhatWasMissed(t *testing.T) {
	var out strings.Builder
	err := Table(&out, []Result{
		{Name: "writer-killed", Met: true, Bound: "gap 8s", Figures: Figures{GapMs: 5600, Transfer: "IST", Rounds: 1, Acked: 700, Notes: []string{"a note"}}},
		{Name: "power-off", Bound: "again 30s", Misses: []string{"too slow"}, Evidence: "/somewhere"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"writer-killed  met", "power-off      MISSED", "5.6s", "writer-killed: a note", "power-off MISSED: too slow", "power-off: evidence in /somewhere"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("want %q in\n%s", want, out.String())
		}
	}
}
