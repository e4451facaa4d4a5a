package bench

import (
	"strings"
	"testing"
	"time"

	"github.com/galera-aks/galera-aks/lab/drill"
	"github.com/galera-aks/galera-aks/lab/load/writer"
)

func TestRateCountsTheTimeThatCounts(t *testing.T) {
	h := writer.History{Errors: map[string]int{}}
	for at := time.Duration(0); at < burstWarmUp+burstLength+time.Second; at += 10 * time.Millisecond {
		h.Acknowledged = append(h.Acknowledged, at)
	}
	if got, err := rate(h); err != nil || got != 100 {
		t.Errorf("want 100 a second, got %v, %v", got, err)
	}
	h.Errors["write: 1213"] = 1
	if _, err := rate(h); err == nil {
		t.Error("want a burst with failures to be void")
	}
	if _, err := rate(writer.History{}); err == nil {
		t.Error("want a burst without writes to be void")
	}
}

func TestWhatAChangeTook(t *testing.T) {
	r := drill.Result{Seconds: 40}
	if got := changed(r); got != 40 {
		t.Errorf("got %v", got)
	}
	r.Changes = []drill.Change{{Seconds: 11}, {Seconds: 7}}
	if got := changed(r); got != 11 {
		t.Errorf("want the first change, not the way back; got %v", got)
	}
}

func TestWritesThatNeverCameAgain(t *testing.T) {
	never := drill.Result{Seconds: 480, Figures: drill.Figures{AgainMs: -1}}
	if f := again(powerAgain); f.keeps(f.of(never)) {
		t.Error("want never to be too late")
	}
}

func TestTheProcessorsModel(t *testing.T) {
	const two = "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 167\nmodel name\t: Some Processor\n\nprocessor\t: 1\ncpu family\t: 6\nmodel\t\t: 167\nmodel name\t: Some Processor\n\n"
	if got := modelOf(two); got != "Some Processor (cpu family 6, model 167)" {
		t.Errorf("got %q", got)
	}
	if got := modelOf("processor\t: 0\nBogoMIPS\t: 243.75\n\n"); strings.Contains(got, "BogoMIPS") || got == "" {
		t.Errorf("got %q", got)
	}
}
