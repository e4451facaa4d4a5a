package drill

import (
	"strings"
	"testing"

	"github.com/galera-aks/galera-aks/lab/inventory"
)

// ordersRun is a run on a database of three members.
func ordersRun() *Run {
	return &Run{Database: inventory.Database{Name: "orders", Members: []inventory.Member{{Name: "orders-0"}, {Name: "orders-1"}, {Name: "orders-2"}}}}
}

// rolledWell is a change that went as a rolling change must.
func rolledWell() Change {
	return Change{
		Restarts:  []Restart{{Member: "orders-1", Transfer: incremental}, {Member: "orders-2", Transfer: "none"}, {Member: "orders-0", Transfer: incremental}},
		Writers:   []string{"orders-0", "orders-1"},
		OutAtOnce: 1,
	}
}

func TestARollingChangeIsJudged(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Change)
		want   string
	}{
		"as promised":   {func(*Change) {}, ""},
		"full transfer": {func(c *Change) { c.Restarts[0].Transfer = full }, "state transfer of orders-1: must be IST, was SST"},
		"left out":      {func(c *Change) { c.Restarts = c.Restarts[1:] }, "restarts of orders-1: must be 1, got 0"},
		"twice":         {func(c *Change) { c.Restarts = append(c.Restarts[:1:1], c.Restarts...) }, "restarts of orders-1: must be 1, got 2"},
		"crashed":       {func(c *Change) { c.Restarts[0].Crashes = 2 }, "orders-1: must not crash, did so 2 times"},
		"another's":     {func(c *Change) { c.Restarts = append([]Restart{{Member: "x-0"}}, c.Restarts...) }, "x-0: must not be restarted"},
		"writer early":  {func(c *Change) { c.Restarts[0], c.Restarts[2] = c.Restarts[2], c.Restarts[0] }, "must be the writer's, orders-0, was orders-1"},
		"moved twice":   {func(c *Change) { c.Writers = append(c.Writers, "orders-2") }, "hand-overs: must be 1, got 2"},
		"two out":       {func(c *Change) { c.OutAtOnce = 2 }, "members out at once: must be at most 1, got 2"},
		"never moved":   {func(c *Change) { c.Writers = c.Writers[:1] }, "hand-overs: must be 1, got 0"},
	} {
		t.Run(name, func(t *testing.T) {
			r, rolled := ordersRun(), rolledWell()
			c.change(&rolled)
			r.wantRolled(rolled, incremental)
			got := strings.Join(r.misses, "; ")
			if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
				t.Errorf("want %q, got %q", c.want, got)
			}
		})
	}
}

func TestAChangeThatTouchesNobodyIsJudged(t *testing.T) {
	r := ordersRun()
	r.wantUntouched(Change{Writers: []string{"orders-0"}})
	if len(r.misses) > 0 {
		t.Errorf("nothing was touched: got %q", r.misses)
	}
	r.wantUntouched(rolledWell())
	if len(r.misses) != 4 {
		t.Errorf("want a miss for each restart and for the hand-over, got %q", r.misses)
	}
}

func TestDrillsAreChosenByKind(t *testing.T) {
	for _, kind := range []Kind{Fault, Edit} {
		chosen, err := Choose(Choice{Kinds: []Kind{kind}})
		if err != nil || len(chosen) == 0 {
			t.Fatalf("%s: got %d drills, %v", kind, len(chosen), err)
		}
		for _, d := range chosen {
			if d.Kind != kind {
				t.Errorf("%s: want only %ss, got a %s", d.Name, kind, d.Kind)
			}
		}
	}
}

func TestTheTableTellsOfChanges(t *testing.T) {
	c := rolledWell()
	c.Settings, c.Seconds = []string{"a=b"}, 61
	failed := Change{Settings: []string{"c=d"}, Problem: "refused"}
	var out strings.Builder
	err := Table(&out, []Result{{Name: "roll-settings", Kind: Edit, Met: true, Bound: "gap 1s", Figures: Figures{GapMs: 640, Changes: []Change{c, failed}}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"HAND-OVERS", "roll-settings  met", "640ms", "IST, none, IST", "61s", "a=b", "c=d (failed)"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("want %q in\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "AGAIN") {
		t.Errorf("want no table of faults, got\n%s", out.String())
	}
}
