package bench

import (
	"context"
	"fmt"

	"github.com/galera-aks/galera-aks/lab/drill"
)

// A drillFigure is a figure and where a drill's result has it.
type drillFigure struct {
	Figure
	of func(r drill.Result) float64
}

func gap(atMost float64) drillFigure {
	return drillFigure{Figure{Name: "gap", Unit: Seconds, AtMost: atMost}, func(r drill.Result) float64 { return seconds(r.GapMs) }}
}

func again(atMost float64) drillFigure {
	return drillFigure{Figure{Name: "writes again", Unit: Seconds, AtMost: atMost}, func(r drill.Result) float64 {
		if r.AgainMs < 0 {
			return r.Seconds // never, as far as the drill has seen
		}
		return seconds(r.AgainMs)
	}}
}

// lost counts what is missing on every member, and what is on some only.
func lost() drillFigure {
	return drillFigure{Figure{Name: "acknowledged writes lost", Zero: true}, func(r drill.Result) float64 { return float64(r.Lost + r.Missing) }}
}

func full() drillFigure {
	return drillFigure{Figure{Name: "all members back", Unit: Seconds}, func(r drill.Result) float64 { return seconds(r.FullMs) }}
}

func took() drillFigure {
	return drillFigure{Figure{Name: "change took", Unit: Seconds}, changed}
}

func reported(atMost float64) drillFigure {
	return drillFigure{Figure{Name: "reported", Unit: Seconds, AtMost: atMost}, changed}
}

// changed is how long the engine took for the drill's first change, or the whole drill where it makes none.
func changed(r drill.Result) float64 {
	if len(r.Changes) == 0 {
		return r.Seconds
	}
	return r.Changes[0].Seconds
}

func seconds(ms int64) float64 { return float64(ms) / 1000 }

// rolled is a row about a change that restarts every member.
func rolled(name, event string) Row {
	return drilled(name, event, gap(plannedGap), lost(), took())
}

// refused is a row about a change that cannot be carried out.
func refused(name, event string) Row {
	return drilled(name, event, reported(reportedIn), gap(plannedGap), lost())
}

// drilled is a row that the drill of its name makes happen. What the drill itself promises beyond the figures, such as that
// no other member was restarted, counts too.
func drilled(name, event string, figures ...drillFigure) Row {
	row := Row{Name: name, Event: event, Region: true}
	for _, f := range figures {
		row.Figures = append(row.Figures, f.Figure)
	}
	row.measure = func(ctx context.Context, l Lab, rounds int) ([]Sample, error) {
		chosen, err := drill.Choose(drill.Choice{Names: []string{name}})
		if err != nil || len(chosen) != 1 {
			return nil, fmt.Errorf("there is no drill %s", name)
		}
		var samples []Sample
		for range rounds {
			result, err := l.Drill(ctx, chosen[0])
			if err != nil {
				return samples, err
			}
			s := Sample{Values: map[string]float64{}, Problems: result.Misses}
			for _, f := range figures {
				s.Values[f.Name] = f.of(result)
			}
			samples = append(samples, s)
		}
		return samples, nil
	}
	return row
}
