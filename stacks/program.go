package stacks

import (
	"errors"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/stacks/settings"
)

// Outputs of a stack.
const (
	// OutputPlatform is the [Platform] of a stack that has one.
	OutputPlatform = "platform"
	// OutputDatabases lists the databases and how to reach them.
	OutputDatabases = "databases"
	// OutputPasswords holds the passwords of the databases' users, a secret.
	OutputPasswords = "passwords"
	// OutputStorage lists the disks of each database, as [settings.Stored].
	OutputStorage = "storage"
)

// Program is the Pulumi program of the stack that the context names. The project's folder is the one that Pulumi says, or
// the working directory.
func Program(ctx *pulumi.Context) error {
	directory := ctx.RootDirectory()
	if directory == "" {
		directory = "."
	}
	return run(ctx, directory)
}

// ProgramIn returns [Program] for the project in a folder: there are Pulumi.yaml, the stacks' files, and the sources that the
// members' image is built from. It is for programs that Pulumi runs inline, which it tells no folder.
func ProgramIn(directory string) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error { return run(ctx, directory) }
}

func run(ctx *pulumi.Context, directory string) error {
	s, handed, err := readSettings(ctx, directory)
	if err != nil {
		return err
	}
	platform := handed.platform(ctx, s)
	if s.Layer.HasPlatform() {
		if platform, err = newPlatform(ctx, s, directory); err != nil {
			return fmt.Errorf("platform: %w", err)
		}
		ctx.Export(OutputPlatform, platform.output())
	}
	if s.Layer.HasDatabases() {
		if err := newDatabases(ctx, s, platform); err != nil {
			return fmt.Errorf("databases: %w", err)
		}
	}
	return nil
}

// readSettings returns the stack's settings and, where another stack has the platform, what that stack hands over. The
// error joins every problem there is, each on a line of its own.
func readSettings(ctx *pulumi.Context, directory string) (settings.Settings, handover, error) {
	values, err := configuration(ctx, directory)
	if err != nil {
		return settings.Settings{}, handover{}, err
	}
	s, problems := settings.Read(ctx.Stack(), values)
	var handed handover
	if s.Layer == settings.LayerDatabases && s.Platform != "" {
		if handed, err = readHandover(ctx, s.Platform); err != nil {
			return s, handed, errors.Join(problems, err)
		}
		var more error
		s, more = s.On(handed.Surroundings)
		problems = errors.Join(problems, more)
	}
	if s.Layer.HasDatabases() {
		previous, err := previousStorage(ctx)
		if err != nil {
			return s, handed, errors.Join(problems, err)
		}
		problems = errors.Join(problems, settings.Transition(previous, s))
	}
	if problems != nil {
		return s, handed, describe(ctx, problems)
	}
	return s, handed, nil
}

// describe says which file to mend.
func describe(ctx *pulumi.Context, problems error) error {
	return fmt.Errorf("problems in the settings of the stack %s (Pulumi.%s.yaml, below %q):\n%w",
		ctx.Stack(), ctx.Stack(), settings.Namespace+":", problems)
}
