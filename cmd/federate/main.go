// Command federate runs a command of a pipeline as an Entra identity, without a stored secret. The pipeline vouches for
// itself with a token that lives for minutes; an update of databases takes longer. So federate asks for another again and
// again, and keeps the latest in the file that Azure's SDKs read whenever they need an access token:
//
//	AZURE_CLIENT_ID=... AZURE_TENANT_ID=... AZURE_SUBSCRIPTION_ID=... federate -- pulumi up --yes
//
// In GitHub Actions the job needs the permission `id-token: write`. In Azure Pipelines the step needs SYSTEM_ACCESSTOKEN, and
// AZURE_SERVICE_CONNECTION_ID, the id of a service connection with workload identity federation. The file serves Pulumi's
// backend in blob storage, its secrets in a key vault, the azure-native provider and kubelogin alike.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

func main() {
	err := run(os.Args[1:])
	var ended *exec.ExitError
	switch {
	case errors.As(err, &ended) && ended.ExitCode() > 0:
		os.Exit(ended.ExitCode()) // the command has said why itself
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "federate:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	flags := flag.NewFlagSet("federate", flag.ContinueOnError)
	every := flags.Duration("every", 3*time.Minute, "how often to ask for another token")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() == 0 {
		return errors.New("a command must be given: federate -- COMMAND [ARGUMENT...]")
	}
	who, err := identityFrom(os.Getenv)
	if err != nil {
		return err
	}
	from, err := sourceFrom(os.Getenv)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "federate-") // which nobody else may enter
	if err != nil {
		return fmt.Errorf("making a folder for the token: %w", err)
	}
	defer os.RemoveAll(folder)
	k := keeper{source: from, file: filepath.Join(folder, "token"), every: *every, say: os.Stderr}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	if err := k.fetch(ctx); err != nil {
		return err
	}
	go k.keep(ctx)
	return command(flags.Args(), who.environment(os.Environ(), k.file))
}

// command runs a command to its end. It has a process group of its own, so that whoever asks the pipeline to stop asks it
// once: the engine takes a second request as one not to wait for anything.
func command(args, environment []string) error {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = os.Stdin, os.Stdout, os.Stderr, environment
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting the command: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case err := <-ended:
			return err
		case s := <-signals:
			// A command that has just ended is no failure.
			_ = cmd.Process.Signal(s)
		}
	}
}
