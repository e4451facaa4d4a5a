package environment

import (
	"bytes"
	"context"

	"github.com/galera-aks/galera-aks/lab/engine"
	"github.com/galera-aks/galera-aks/review"
)

// A Foreseen is what the engine knows beforehand of the update of one stack.
type Foreseen struct {
	engine.Foresight
	// Stack is the stack's name.
	Stack string
	// Failed is why the preview failed; nil where it did not.
	Failed error
}

// Foresee is [Runner.Preview] for other programs to read: what the engine says of each of an environment's stacks. After a
// preview that failed the stacks after it are left out.
func (r Runner) Foresee(ctx context.Context, name string, settings []engine.Setting) ([]Foreseen, error) {
	var all []Foreseen
	err := r.each(ctx, name, settings, inOrder, func(s *engine.Stack, last bool) error {
		foresight, failed := s.Foresee(ctx)
		if failed != nil && len(foresight.Preview) == 0 {
			return failed
		}
		all = append(all, Foreseen{Foresight: foresight, Stack: s.Name(), Failed: failed})
		if failed != nil || last || !r.Offline {
			return failed
		}
		return s.Quiet().Up(ctx)
	})
	if len(all) > 0 && all[len(all)-1].Failed != nil {
		return all, nil
	}
	return all, err
}

// Sources returns what the engine says, read for a review.
func (f Foreseen) Sources() (review.Sources, error) {
	preview, err := review.ReadPreview(bytes.NewReader(f.Preview))
	if err != nil {
		return review.Sources{}, err
	}
	events, err := review.ReadEvents(bytes.NewReader(f.Events))
	if err != nil {
		return review.Sources{}, err
	}
	state, err := review.ReadState(bytes.NewReader(f.State))
	if err != nil {
		return review.Sources{}, err
	}
	return review.Sources{Preview: preview, Events: &events, State: &state}, nil
}
