package bench

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func TestEveryRowHasAnEventAndABound(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range rows() {
		bounded := false
		for _, f := range r.Figures {
			bounded = bounded || f.Bound() != ""
		}
		if seen[r.Name] || r.Event == "" || !bounded || r.measure == nil {
			t.Errorf("%+v: must have a name of its own, an event, a bound and a way to measure it", r)
		}
		seen[r.Name] = true
	}
}

func TestRowsAreChosenByName(t *testing.T) {
	chosen, err := Choose([]string{"preview", "region"})
	if err != nil || len(chosen) != 2 || chosen[0].Name != "region" {
		t.Errorf("want region and preview in the table's order, got %v, %v", chosen, err)
	}
	if _, err := Choose([]string{"speed"}); err == nil || !strings.Contains(err.Error(), `got "speed"`) {
		t.Errorf("want what is not in the table to be refused by name, got %v", err)
	}
}

func TestADrillThatDoesNotExistIsNamed(t *testing.T) {
	row := drilled("no-such", "nothing", gap(1))
	m := row.Measure(context.Background(), Lab{}, 3, Machine{}, "c")
	if m.Failure != "there is no drill no-such" || m.Verdict() != "not measured" || m.Met() {
		t.Errorf("got %+v, %s", m, m.Verdict())
	}
}

// figures of a row under test.
var (
	bounded  = Figure{Name: "gap", Unit: Seconds, AtMost: 1}
	none     = Figure{Name: "lost", Zero: true}
	byMedian = Figure{Name: "ratio", AtLeast: 0.9, ByMedian: true}
)

func measured(figure Figure, failure error, samples ...Sample) Measured {
	row := Row{Name: "row", Figures: []Figure{figure}, measure: func(context.Context, Lab, int) ([]Sample, error) { return samples, failure }}
	return row.Measure(context.Background(), Lab{}, len(samples), Machine{}, "c")
}

func values(name string, all ...float64) []Sample {
	var samples []Sample
	for _, v := range all {
		samples = append(samples, Sample{Values: map[string]float64{name: v}})
	}
	return samples
}

func TestVerdicts(t *testing.T) {
	broken := append(values("gap", 0.5, 0.5), Sample{Values: map[string]float64{"gap": 0.5}, Problems: []string{"two members out"}})
	for name, c := range map[string]struct {
		got  Measured
		want string
	}{
		"every round keeps it":               {measured(bounded, nil, values("gap", 0.2, 1, 0.4)...), "met"},
		"one of three does not":              {measured(bounded, nil, values("gap", 0.2, 3, 0.4)...), "met in 2 of 3 rounds"},
		"most do not":                        {measured(bounded, nil, values("gap", 2, 3, 0.4)...), "MISSED"},
		"half do not":                        {measured(bounded, nil, values("gap", 0.1, 1.2)...), "MISSED"},
		"one is lost in one round":           {measured(none, nil, values("lost", 0, 1, 0)...), "met in 2 of 3 rounds"},
		"something else happened":            {measured(bounded, nil, broken...), "met in 2 of 3 rounds"},
		"the median counts":                  {measured(byMedian, nil, values("ratio", 0.7, 0.95, 0.91)...), "met"},
		"the median is too low":              {measured(byMedian, nil, values("ratio", 0.7, 0.89, 0.95)...), "MISSED"},
		"nothing could be measured":          {measured(bounded, errors.New("no region")), "not measured"},
		"not all of it could be measured":    {measured(bounded, errors.New("no region"), values("gap", 0.1)...), "MISSED"},
		"an even number has a mean in it":    {measured(bounded, nil, values("gap", 0.9, 1.3, 0.8, 0.7)...), "met in 3 of 4 rounds"},
		"what has no bound is only told":     {measured(Figure{Name: "gap"}, nil, values("gap", 99)...), "met"},
		"what was not measured misses a row": {measured(bounded, nil), "not measured"},
	} {
		if c.got.Verdict() != c.want || c.got.Met() != (c.want == "met") {
			t.Errorf("%s: want %q, got %q of %+v", name, c.want, c.got.Verdict(), c.got)
		}
	}
}

func TestMedianAndSpread(t *testing.T) {
	m := measured(bounded, nil, values("gap", 0.4, 0.1, 0.25)...)
	if got := m.Series[0].Text(); got != "0.25 s (0.10 s to 0.40 s)" {
		t.Errorf("got %q", got)
	}
	if got := measured(bounded, nil, values("gap", 12.34)...).Series[0].Text(); got != "12.3 s" {
		t.Errorf("got %q", got)
	}
}
