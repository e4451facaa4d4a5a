package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Project is the name in Pulumi.yaml, and the namespace of its settings.
const Project = "galera-aks"

// Config says how to run the program.
type Config struct {
	// Repository is the folder with Pulumi.yaml, the environments' files, and the sources that the image is built from.
	Repository string
	// State is the folder for the engine's own files: its home, the stacks' states and the working copies.
	State string
	// CLI is the folder with the pulumi command; it is called bin.
	CLI string
	// Program returns what the engine runs, for the working copy of the project in a folder.
	Program func(directory string) pulumi.RunFunc
	// Providers are the plugins' stand-ins that are attached, as PULUMI_DEBUG_PROVIDERS wants them: name to port.
	Providers map[string]int
	// Policies are what previews and updates are held against.
	Policies Policies
	// Out receives the engine's progress; Err what it says of failures.
	Out, Err io.Writer
}

// A Stack is one stack of the project, ready to run.
type Stack struct {
	config  Config
	name    string
	stack   auto.Stack
	command *jsonCommand
}

// Open prepares a stack: its working copy with the settings applied, and its state, which is made if it is not there.
func Open(ctx context.Context, config Config, name string, settings []Setting) (*Stack, error) {
	work, err := config.workingCopy(name, settings)
	if err != nil {
		return nil, err
	}
	backend := filepath.Join(config.State, "backend")
	if err := os.MkdirAll(backend, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of the stacks' states: %w", err)
	}
	// Pulumi's own layout has the command in the folder bin of the root.
	cli, err := auto.NewPulumiCommand(&auto.PulumiCommandOptions{Root: filepath.Dir(config.CLI)})
	if err != nil {
		return nil, fmt.Errorf("finding the pulumi command: %w", err)
	}
	command := &jsonCommand{PulumiCommand: cli}
	stack, err := auto.UpsertStackInlineSource(ctx, name, Project, config.Program(work),
		auto.WorkDir(work),
		auto.Pulumi(command),
		auto.PulumiHome(filepath.Join(config.State, "home")),
		auto.EnvVars(map[string]string{
			"PULUMI_BACKEND_URL": "file://" + backend,
			// The state of a lab holds no secret of anybody's.
			"PULUMI_CONFIG_PASSPHRASE": "lab",
			"PULUMI_SKIP_UPDATE_CHECK": "true",
			"PULUMI_DEBUG_PROVIDERS":   debugProviders(config.Providers),
			// A plugin that is not there must be an error at once, not a download.
			"PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
		}))
	if err != nil {
		return nil, fmt.Errorf("opening the stack %s: %w", name, err)
	}
	s := &Stack{config: config, name: name, stack: stack, command: command}
	return s, s.unlock(ctx)
}

// workingCopy makes the folder in which the engine runs a stack. It holds copies of the files that the CLI writes to or
// that settings change, and links to the sources that the program reads.
func (c Config) workingCopy(name string, settings []Setting) (string, error) {
	work := filepath.Join(c.State, "work", name)
	if err := os.RemoveAll(work); err != nil {
		return "", fmt.Errorf("clearing the working copy: %w", err)
	}
	if err := os.MkdirAll(work, 0o755); err != nil {
		return "", fmt.Errorf("making the working copy: %w", err)
	}
	project, err := readFile(filepath.Join(c.Repository, "Pulumi.yaml"))
	if err != nil {
		return "", err
	}
	environment, err := readFile(c.File(name))
	if err != nil {
		return "", err
	}
	if environment, err = Apply(Project, environment, settings); err != nil {
		return "", err
	}
	for file, text := range map[string][]byte{"Pulumi.yaml": project, "Pulumi." + name + ".yaml": environment} {
		if err := os.WriteFile(filepath.Join(work, file), text, 0o600); err != nil {
			return "", fmt.Errorf("writing the working copy: %w", err)
		}
	}
	for _, source := range []string{"go.mod", "go.sum", "member"} {
		if err := os.Symlink(filepath.Join(c.Repository, source), filepath.Join(work, source)); err != nil {
			return "", fmt.Errorf("linking the image's sources: %w", err)
		}
	}
	return work, nil
}

// File returns the path of a stack's file in the repository.
func (c Config) File(name string) string {
	return filepath.Join(c.Repository, "Pulumi."+name+".yaml")
}

func debugProviders(ports map[string]int) string {
	var list []string
	for name, port := range ports {
		list = append(list, fmt.Sprintf("%s:%d", name, port))
	}
	return strings.Join(list, ",")
}

// Name returns the stack's name.
func (s *Stack) Name() string { return s.name }

// Up makes the stack what its file says.
func (s *Stack) Up(ctx context.Context) error {
	options := append(s.config.Policies.onUp(), optup.ProgressStreams(s.config.Out), optup.ErrorProgressStreams(s.config.Err))
	_, err := s.stack.Up(ctx, options...)
	return s.failed("updating", err)
}

// Destroy removes everything the stack has made.
func (s *Stack) Destroy(ctx context.Context) error {
	_, err := s.stack.Destroy(ctx, optdestroy.ProgressStreams(s.config.Out), optdestroy.ErrorProgressStreams(s.config.Err))
	return s.failed("destroying", err)
}

// unlock removes the lock that a killed run has left. The lab runs one command at a time, so it cannot be anybody's.
func (s *Stack) unlock(ctx context.Context) error {
	locks, err := filepath.Glob(filepath.Join(s.config.State, "backend", ".pulumi", "locks", "organization", Project, s.name, "*"))
	if err != nil || len(locks) == 0 {
		return err
	}
	if err := s.stack.Cancel(ctx); err != nil {
		return fmt.Errorf("unlocking the stack %s: %w", s.name, err)
	}
	return nil
}

// Quiet returns the same stack with its progress hidden; what it says of failures is still shown.
func (s *Stack) Quiet() *Stack {
	quiet := *s
	quiet.config.Out = io.Discard
	return &quiet
}

// Outputs returns what the stack exports, without its secrets.
func (s *Stack) Outputs(ctx context.Context) (map[string]any, error) {
	outputs, err := s.stack.Outputs(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the outputs of the stack %s: %w", s.name, err)
	}
	values := map[string]any{}
	for name, output := range outputs {
		if !output.Secret {
			values[name] = output.Value
		}
	}
	return values, nil
}

// ErrFailed is what a run of the engine returns when the engine has already said, in its progress, what went wrong.
var ErrFailed = errors.New("the engine reports a failure, see above")

func (s *Stack) failed(doing string, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, context.Canceled) {
		return fmt.Errorf("%s the stack %s: %w", doing, s.name, err)
	}
	return fmt.Errorf("%s the stack %s: %w", doing, s.name, ErrFailed)
}
