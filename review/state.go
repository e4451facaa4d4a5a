package review

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// State is what `pulumi stack export` prints, as far as it matters here.
type State struct {
	Deployment struct {
		Resources []Resource `json:"resources"`
	} `json:"deployment"`
}

// ReadState reads what `pulumi stack export` printed.
func ReadState(from io.Reader) (State, error) {
	var s State
	if err := json.NewDecoder(from).Decode(&s); err != nil {
		return s, fmt.Errorf("reading the state: it must be what `pulumi stack export` prints: %w", err)
	}
	return s, nil
}

// completed returns the preview with what it leaves out of the old side, as far as the state has it.
func (p Preview) completed(state *State) Preview {
	if state == nil {
		return p
	}
	p.Steps = slices.Clone(p.Steps)
	for i := range p.Steps {
		s := &p.Steps[i]
		for j := range state.Deployment.Resources {
			if r := &state.Deployment.Resources[j]; s.Old == nil && s.Op != OpCreate && r.URN == s.URN && !r.Delete {
				s.Old = r
			}
		}
	}
	return p
}
