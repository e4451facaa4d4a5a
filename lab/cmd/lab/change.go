package main

import (
	"fmt"
	"os"

	"github.com/galera-aks/galera-aks/lab/azure"
	"github.com/galera-aks/galera-aks/lab/engine"
	"github.com/galera-aks/galera-aks/lab/environment"
	"github.com/spf13/cobra"
)

func preview() *cobra.Command {
	var stack, page string
	var sets []string
	c := &cobra.Command{
		Use:   "preview --stack ENVIRONMENT [--set KEY=VALUE ...] [--review [FILE]]",
		Short: "Show what an environment would become, offline; exit 1 and say why where its settings are wrong or a policy is violated",
		Args: func(c *cobra.Command, args []string) error {
			if c.Flags().Changed("review") {
				return cobra.MaximumNArgs(1)(c, args)
			}
			return cobra.NoArgs(c, args)
		},
		RunE: func(c *cobra.Command, args []string) error {
			settings, err := parse(sets)
			if err != nil {
				return err
			}
			if !c.Flags().Changed("review") {
				return onStack(stack, func(r environment.Runner, _ *session) error { return r.Preview(c.Context(), stack, settings) })
			}
			// A flag that may stand alone takes no word after it; that word is an argument.
			if len(args) == 1 {
				page = args[0]
			}
			return runReview(c.Context(), stack, settings, page)
		},
	}
	c.Flags().StringVar(&page, "review", "", "write what it will do to the databases, as Markdown for a pull request, to `FILE` or standard output")
	c.Flags().Lookup("review").NoOptDefVal = standardOutput
	c.Flags().StringVar(&stack, "stack", labEnvironment, "the environment: dev, staging, prod or lab")
	c.Flags().StringArrayVar(&sets, "set", nil, "change a setting, such as databases[0].members=5; may be repeated")
	return c
}

func parse(sets []string) ([]engine.Setting, error) {
	var settings []engine.Setting
	for _, text := range sets {
		setting, err := engine.ParseSetting(text)
		if err != nil {
			return nil, err
		}
		settings = append(settings, setting)
	}
	return settings, nil
}

// onStack does something to an environment: in the region where it is up and meant, else offline against nothing, for which
// the session is nil.
func onStack(stack string, do func(environment.Runner, *session) error) error {
	repository, folder, err := paths()
	if err != nil {
		return err
	}
	if stack == labEnvironment {
		if s, err := openUp(); err == nil {
			release, err := s.lock()
			if err != nil {
				return err
			}
			defer release()
			runner, err := s.runner()
			if err != nil {
				return err
			}
			return do(runner, s)
		}
	}
	if err := os.MkdirAll(folder.Root(), 0o755); err != nil {
		return fmt.Errorf("making the lab's folder: %w", err)
	}
	policies, err := policiesOf(repository, stack)
	if err != nil {
		return err
	}
	state, err := os.MkdirTemp(folder.Root(), "preview-")
	if err != nil {
		return fmt.Errorf("making a folder for the preview: %w", err)
	}
	defer os.RemoveAll(state)
	return do(environment.Runner{
		Repository: repository, State: state, Effects: azure.NoEffects{}, Offline: true, Policies: policies, Out: os.Stdout, Err: os.Stderr,
	}, nil)
}

func apply() *cobra.Command {
	var sets []string
	c := &cobra.Command{
		Use:   "apply [--set KEY=VALUE ...]",
		Short: "Make the region what the environment `lab` says, with settings changed",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			settings, err := parse(sets)
			if err != nil {
				return err
			}
			return changing(func(s *session) error {
				if err := s.run(c.Context(), settings); err != nil {
					return err
				}
				return s.show(c.Context())
			})
		},
	}
	c.Flags().StringArrayVar(&sets, "set", nil, "change a setting, such as databases[0].members=5; may be repeated")
	return c
}

func destroy() *cobra.Command {
	return &cobra.Command{
		Use:   "destroy",
		Short: "Destroy the environment `lab` as `pulumi destroy` would; the bare region stays",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return changing(func(s *session) error {
				runner, err := s.runner()
				if err != nil {
					return err
				}
				return runner.Destroy(c.Context(), labEnvironment)
			})
		},
	}
}

// changing does something to a region that is up, alone.
func changing(do func(*session) error) error {
	s, err := openUp()
	if err != nil {
		return err
	}
	release, err := s.lock()
	if err != nil {
		return err
	}
	defer release()
	return do(s)
}
