package main

import (
	"context"
	"fmt"
	"os"

	"github.com/galera-aks/galera-aks/lab/azure"
	"github.com/galera-aks/galera-aks/lab/engine"
	"github.com/galera-aks/galera-aks/lab/environment"
	"github.com/spf13/cobra"
)

func preview() *cobra.Command {
	var stack string
	var sets []string
	c := &cobra.Command{
		Use:   "preview --stack ENVIRONMENT [--set KEY=VALUE ...]",
		Short: "Show what an environment would become, offline; exit 1 and say why where its settings are wrong or a policy is violated",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			settings, err := parse(sets)
			if err != nil {
				return err
			}
			return runPreview(c.Context(), stack, settings)
		},
	}
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

// runPreview previews against the region where it is up and meant, else against nothing.
func runPreview(ctx context.Context, stack string, settings []engine.Setting) error {
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
			return runner.Preview(ctx, stack, settings)
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
	return environment.Runner{
		Repository: repository, State: state, Effects: azure.NoEffects{}, Offline: true, Policies: policies, Out: os.Stdout, Err: os.Stderr,
	}.Preview(ctx, stack, settings)
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
