package drill

import (
	"strings"
	"testing"
	"time"

	"github.com/galera-aks/galera-aks/lab/drill/watch"
	"github.com/galera-aks/galera-aks/lab/load"
)

// wholesome is what a drill leaves that misses nothing.
func wholesome() (Drill, load.Result, watch.Verdict) {
	return Drill{Name: "x", Gap: time.Second, Again: 30 * time.Second},
		load.Result{Acked: 100, MaxGapMs: 900, Missing: map[string]int{"orders-0": 0}},
		watch.Verdict{UUIDs: []string{"u"}}
}

func judgedBy(d Drill, l load.Result, v watch.Verdict, marks ...time.Time) []string {
	var f Figures
	f.measure(l, marks, v)
	return judge(d, f, l, v, "u")
}

func TestWhatIsAsPromisedMisses(t *testing.T) {
	if misses := judgedBy(wholesome()); len(misses) > 0 {
		t.Errorf("want none, got %q", misses)
	}
}

func TestEveryMissIsNamed(t *testing.T) {
	begin := time.Unix(1000, 0)
	for name, c := range map[string]struct {
		change func(*Drill, *load.Result, *watch.Verdict)
		want   string
	}{
		"gap":      {func(_ *Drill, l *load.Result, _ *watch.Verdict) { l.MaxGapMs = 1001 }, "the gap: must be at most 1s"},
		"lost":     {func(_ *Drill, l *load.Result, _ *watch.Verdict) { l.Lost = 1 }, "1 of 100 acknowledged writes are on no member"},
		"missing":  {func(_ *Drill, l *load.Result, _ *watch.Verdict) { l.Missing["orders-0"] = 2 }, "orders-0 lacks 2"},
		"unread":   {func(_ *Drill, l *load.Result, _ *watch.Verdict) { l.Unread = map[string]string{"orders-1": "no pod"} }, "orders-1 could not be looked at"},
		"no write": {func(_ *Drill, l *load.Result, _ *watch.Verdict) { l.Acked = 0 }, "no write was acknowledged"},
		"wrong": {func(_ *Drill, _ *load.Result, v *watch.Verdict) {
			v.Wrong = []watch.Misleading{{Service: "orders", Pod: "orders-0-0", For: WrongBound + 1, Said: watch.Condition{Answers: true}}}
		}, "orders led to orders-0-0 while it was not Primary and Synced (not Primary)"},
		"early": {func(_ *Drill, _ *load.Result, v *watch.Verdict) {
			v.Wrong = []watch.Misleading{{Service: "orders", Pod: "orders-0-0", For: 1, Early: true, Said: watch.Condition{Answers: true, Primary: true, State: "Joined"}}}
		}, "before it was Primary and Synced (Joined)"},
		"split":   {func(_ *Drill, _ *load.Result, v *watch.Verdict) { v.Split = SplitBound + 1 }, "two Primary Components"},
		"history": {func(_ *Drill, _ *load.Result, v *watch.Verdict) { v.UUIDs = append(v.UUIDs, "other") }, "the history: must be u, a Primary had other"},
		"again": {func(_ *Drill, l *load.Result, _ *watch.Verdict) {
			l.MaxGapMs = 0
			l.Gaps = []load.Gap{{At: begin.Add(-time.Second), Ms: 32000}}
		}, "writes acknowledged again: must be after at most 30s, was 31s"},
		"check": {func(d *Drill, _ *load.Result, _ *watch.Verdict) {
			d.Check = func(Figures) []string { return []string{"its own"} }
		}, "its own"},
	} {
		t.Run(name, func(t *testing.T) {
			d, l, v := wholesome()
			c.change(&d, &l, &v)
			misses := judgedBy(d, l, v, begin)
			if len(misses) != 1 || !strings.Contains(misses[0], c.want) {
				t.Errorf("want one with %q, got %q", c.want, misses)
			}
		})
	}
}

func TestALossThatWasChosenIsNoMiss(t *testing.T) {
	d, l, v := wholesome()
	d.Lossy, l.Lost, l.Missing["orders-0"] = true, 5, 5
	if misses := judgedBy(d, l, v); len(misses) > 0 {
		t.Errorf("want none, got %q", misses)
	}
}

func TestDrillsAreChosenByName(t *testing.T) {
	all, err := Choose(Choice{})
	if err != nil || len(all) < 20 {
		t.Fatalf("all: got %d, %v", len(all), err)
	}
	names := map[string]bool{}
	for _, d := range all {
		if names[d.Name] || d.Shows == "" || d.Steps == nil {
			t.Errorf("%q: must have a name of its own, say what it shows, and do something", d.Name)
		}
		names[d.Name] = true
	}
	short, err := Choose(Choice{Short: true})
	if err != nil || len(short) == 0 || len(short) >= len(all) {
		t.Errorf("the short set: got %d of %d, %v", len(short), len(all), err)
	}
	chosen, err := Choose(Choice{Names: []string{"power-off", "writer-killed"}})
	if err != nil || len(chosen) != 2 || chosen[0].Name != "writer-killed" {
		t.Errorf("by name: got %v, %v", chosen, err)
	}
	if _, err := Choose(Choice{Names: []string{"writer-kiled"}}); err == nil || !strings.Contains(err.Error(), "writer-killed") {
		t.Errorf("a wrong name: want an error that lists the right ones, got %v", err)
	}
}

func TestStateTransfersAreCountedInLogs(t *testing.T) {
	log := "WSREP_SST: [INFO] mariabackup IST completed on joiner (20261122 19:13:57.007)\n" +
		"WSREP_SST: [INFO] mariabackup SST completed on donor (20261122 19:13:57.007)\n" +
		"WSREP_SST: [INFO] mariabackup SST completed on joiner (20261122 19:14:57.007)\n" +
		"WSREP_SST: [INFO] mariabackup IST completed on joiner (20261122 19:15:57.007)\n"
	if got := transferText(countIn(log)); got != "2 IST, SST" {
		t.Errorf("want 2 IST, SST, got %s", got)
	}
	if got := transferText(countIn("")); got != "none" {
		t.Errorf("want none, got %s", got)
	}
}
