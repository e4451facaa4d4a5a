package bench

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Measured is what was measured of a row. Its JSON is kept beside the page.
type Measured struct {
	Row   string `json:"row"`
	Event string `json:"event"`
	// At is when the measurement began.
	At time.Time `json:"at"`
	// Machine is where, Commit of which state of the project.
	Machine Machine `json:"machine"`
	Commit  string  `json:"commit"`
	// Rounds is how often it was measured, Missed in how many of these something was not as promised.
	Rounds int `json:"rounds"`
	Missed int `json:"missed"`
	// Series are the figures.
	Series []Series `json:"series"`
	// Problems say what was not as promised besides the figures, a line a round.
	Problems []string `json:"problems,omitempty"`
	// Failure is why the row could not be measured to the end; empty otherwise.
	Failure string `json:"failure,omitempty"`
}

// A Series is one figure over all rounds.
type Series struct {
	Name  string `json:"name"`
	Unit  Unit   `json:"unit"`
	Bound string `json:"bound,omitempty"`
	// Kept tells whether the median keeps the bound.
	Kept   bool      `json:"kept"`
	Median float64   `json:"median"`
	Min    float64   `json:"min"`
	Max    float64   `json:"max"`
	Values []float64 `json:"values"`
}

// Text writes the median, and the spread where there is one.
func (s Series) Text() string {
	if s.Min == s.Max {
		return s.Unit.text(s.Median)
	}
	return fmt.Sprintf("%s (%s to %s)", s.Unit.text(s.Median), s.Unit.text(s.Min), s.Unit.text(s.Max))
}

// Verdict says in words whether the row keeps its bounds.
func (m Measured) Verdict() string {
	kept := !slices.ContainsFunc(m.Series, func(s Series) bool { return !s.Kept })
	switch {
	case m.Rounds == 0:
		return "not measured"
	case m.Failure != "":
		return "MISSED"
	case m.Missed == 0 && kept:
		return "met"
	case kept && 2*m.Missed < m.Rounds:
		return fmt.Sprintf("met in %d of %d rounds", m.Rounds-m.Missed, m.Rounds)
	}
	return "MISSED"
}

// Met tells whether every promise was kept in every round.
func (m Measured) Met() bool { return m.Verdict() == "met" }

// Measure measures a row. What could not be measured is part of the answer.
func (r Row) Measure(ctx context.Context, l Lab, rounds int, on Machine, commit string) Measured {
	m := Measured{Row: r.Name, Event: r.Event, At: time.Now().UTC().Truncate(time.Second), Machine: on, Commit: commit}
	samples, err := r.measure(ctx, l, rounds)
	if err != nil {
		m.Failure = err.Error()
	}
	m.Rounds = len(samples)
	for _, f := range r.Figures {
		if series, measured := seriesOf(f, samples); measured {
			m.Series = append(m.Series, series)
		}
	}
	for i, s := range samples {
		if r.missed(s) {
			m.Missed++
		}
		if len(s.Problems) > 0 {
			m.Problems = append(m.Problems, fmt.Sprintf("round %d: %s", i+1, strings.Join(s.Problems, "; ")))
		}
	}
	return m
}

// missed tells whether something in a round was not as promised.
func (r Row) missed(s Sample) bool {
	for _, f := range r.Figures {
		if value, known := s.Values[f.Name]; known && !f.ByMedian && !f.keeps(value) {
			return true
		}
	}
	return len(s.Problems) > 0
}

func seriesOf(f Figure, samples []Sample) (Series, bool) {
	s := Series{Name: f.Name, Unit: f.Unit, Bound: f.Bound()}
	for _, sample := range samples {
		if value, known := sample.Values[f.Name]; known {
			s.Values = append(s.Values, value)
		}
	}
	if len(s.Values) == 0 {
		return s, false
	}
	s.Median, s.Min, s.Max = median(s.Values), slices.Min(s.Values), slices.Max(s.Values)
	s.Kept = f.keeps(s.Median)
	return s, true
}

// median is the middle value, or the mean of the two in the middle.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}
