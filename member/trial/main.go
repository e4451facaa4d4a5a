package trial

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/outcome"
	"github.com/galera-aks/galera-aks/member/server"
)

// Main is the command "galera-member check". It finds the settings where members do, but for those that members take over
// while they run: these it finds in the environment ([contract.EnvOnline]), because what members have mounted must not
// change before it was tried. It returns the process's exit code, see [outcome.ExitCode].
func Main(ctx context.Context, args []string) int {
	flags := flag.NewFlagSet("galera-member check", flag.ContinueOnError)
	flags.SetOutput(os.Stdout)
	command := flags.String("server", "mariadbd", "command of the server that must accept the settings")
	if err := flags.Parse(args); err != nil {
		return outcome.ExitCode(&outcome.NeedsSettings{Reason: err.Error()}, os.Stdout)
	}
	paths := server.DefaultPaths()
	paths.Secrets = filepath.Join(paths.Run, "secrets")
	paths.Online = filepath.Join(paths.Run, contract.OnlineFile)
	err := os.WriteFile(paths.Online, []byte(os.Getenv(contract.EnvOnline)), 0o600)
	if err != nil {
		err = fmt.Errorf("writing the settings to try: %w", err)
	} else {
		err = Trial{Paths: paths, Server: *command, Out: os.Stdout}.Run(ctx)
	}
	return outcome.ExitCode(err, os.Stdout)
}
