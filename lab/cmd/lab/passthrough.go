package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"

	"github.com/spf13/cobra"
)

func client() *cobra.Command {
	return &cobra.Command{
		Use:   "client -- COMMAND ...",
		Short: "Run a command on the application's host",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			s, err := openUp()
			if err != nil {
				return err
			}
			return attached(s.application().Command(c.Context(), args...))
		},
	}
}

func kubectl() *cobra.Command {
	return &cobra.Command{
		Use:                "kubectl ...",
		Short:              "Run kubectl as the cluster's administrator",
		DisableFlagParsing: true,
		RunE: func(c *cobra.Command, args []string) error {
			s, err := openUp()
			if err != nil {
				return err
			}
			return attached(s.kubectl(c.Context(), args...))
		},
	}
}

// A ranError is the failure of a command that was run for the user.
type ranError struct{ code int }

func (e *ranError) Error() string { return fmt.Sprintf("the command ended with exit code %d", e.code) }

// attached runs a command on this program's own streams.
func attached(cmd *exec.Cmd) error {
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return &ranError{code: exit.ExitCode()}
	}
	if err != nil {
		return fmt.Errorf("running the command: %w", err)
	}
	return nil
}

// kubectl returns a command of kubectl with the administrator's rights.
func (s *session) kubectl(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, s.folder.Command("kube"), append([]string{"kubectl"}, args...)...)
	cmd.Env = append(os.Environ(), "KUBECONFIG="+s.region.KubeconfigFile())
	return cmd
}
