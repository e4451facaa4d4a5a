package environment

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/galera-aks/galera-aks/lab/azure"
	"github.com/galera-aks/galera-aks/lab/engine"
	"github.com/galera-aks/galera-aks/lab/kubernetes"
	"github.com/galera-aks/galera-aks/lab/tools"
	"github.com/galera-aks/galera-aks/stacks"
)

// A Runner runs the stacks of environments.
type Runner struct {
	// Repository is the project's folder.
	Repository string
	// State is the folder for the engine's and the stand-in's state.
	State string
	// Effects make resources real; azure.NoEffects where nothing is.
	Effects azure.Effects
	// Offline keeps the stand-in for Kubernetes from looking for a cluster.
	Offline bool
	// Memory, if not nil, is the cluster that the stand-in for Kubernetes works against, whatever its configuration says.
	Memory *kubernetes.Memory
	// Policies are what previews and updates are held against.
	Policies engine.Policies
	// Out and Err receive the engine's progress.
	Out, Err io.Writer
}

// Preview shows what an environment would become. Where the environment is two stacks and the first is not there yet, it
// is made in the stand-in's memory first: the second reads its outputs.
func (r Runner) Preview(ctx context.Context, name string, settings []engine.Setting) error {
	return r.each(ctx, name, settings, inOrder, func(s *engine.Stack, last bool) error {
		if err := s.Preview(ctx); err != nil || last || !r.Offline {
			return err
		}
		return s.Quiet().Up(ctx)
	})
}

// Up makes an environment what its files and the settings say, unless a policy is violated: then nothing is touched of the
// stack that violates it.
func (r Runner) Up(ctx context.Context, name string, settings []engine.Setting) error {
	return r.each(ctx, name, settings, inOrder, func(s *engine.Stack, _ bool) error {
		if err := s.Check(ctx); err != nil {
			return err
		}
		return s.Up(ctx)
	})
}

// Destroy removes everything of an environment, the databases before the platform that they run on.
func (r Runner) Destroy(ctx context.Context, name string) error {
	return r.each(ctx, name, nil, backwards, func(s *engine.Stack, _ bool) error { return s.Destroy(ctx) })
}

// inOrder and backwards are the orders in which an environment's stacks are run.
func inOrder(stacks []string) []string   { return stacks }
func backwards(stacks []string) []string { slices.Reverse(stacks); return stacks }

func (r Runner) each(ctx context.Context, name string, settings []engine.Setting,
	order func([]string) []string, do func(s *engine.Stack, last bool) error,
) error {
	config := engine.Config{
		Repository: r.Repository,
		State:      r.State,
		CLI:        tools.In(r.Repository).Bin(),
		Program:    stacks.ProgramIn,
		Policies:   r.Policies,
		Out:        r.Out,
		Err:        r.Err,
	}
	names, err := config.Stacks(name)
	if err != nil {
		return err
	}
	routed, err := config.Route(names, settings)
	if err != nil {
		return err
	}
	ports, stop, err := r.attach(ctx, config.File(names[0]))
	if err != nil {
		return err
	}
	defer stop()
	config.Providers = ports
	for i, stack := range order(names) {
		if len(names) > 1 {
			fmt.Fprintf(r.Out, "\nstack %s\n", stack)
		}
		s, err := engine.Open(ctx, config, stack, routed[stack])
		if err != nil {
			return err
		}
		if err := do(s, i == len(names)-1); err != nil {
			return err
		}
	}
	return nil
}
