package stacks

import (
	"errors"
	"fmt"
	"reflect"

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
	// OutputPrevious is what OutputStorage was before an update that changes it. Policies go by it, since Pulumi shows them
	// nothing of a stack's state.
	OutputPrevious = "previous"
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
	s, handed, previous, err := readSettings(ctx, directory)
	if err != nil {
		return err
	}
	if err := exportPrevious(ctx, previous, s.Stored()); err != nil {
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

// exportPrevious exports what the databases' disks were, when they are to be something else.
func exportPrevious(ctx *pulumi.Context, previous, now []settings.Stored) error {
	if len(previous) == 0 || reflect.DeepEqual(previous, now) {
		return nil
	}
	value, err := plain(previous)
	if err != nil {
		return err
	}
	ctx.Export(OutputPrevious, value)
	return nil
}

// readSettings returns the stack's settings; where another stack has the platform, what that stack hands over; and the disks
// that the databases had after the last update. The error joins every problem there is, each on a line of its own.
func readSettings(ctx *pulumi.Context, directory string) (settings.Settings, handover, []settings.Stored, error) {
	values, err := configuration(ctx, directory)
	if err != nil {
		return settings.Settings{}, handover{}, nil, err
	}
	s, problems := settings.Read(ctx.Stack(), values)
	var handed handover
	var previous []settings.Stored
	if s.Layer == settings.LayerDatabases && s.Platform != "" {
		if handed, err = readHandover(ctx, s.Platform); err != nil {
			return s, handed, nil, errors.Join(problems, err)
		}
		var more error
		s, more = s.On(handed.Surroundings)
		problems = errors.Join(problems, more)
	}
	if s.Layer.HasDatabases() {
		if previous, err = previousStorage(ctx); err != nil {
			return s, handed, nil, errors.Join(problems, err)
		}
		problems = errors.Join(problems, settings.Transition(previous, s))
	}
	if problems != nil {
		return s, handed, previous, describe(ctx, problems)
	}
	return s, handed, previous, nil
}

// describe says which file to mend.
func describe(ctx *pulumi.Context, problems error) error {
	return fmt.Errorf("problems in the settings of the stack %s (Pulumi.%s.yaml, below %q):\n%w",
		ctx.Stack(), ctx.Stack(), settings.Namespace+":", problems)
}
