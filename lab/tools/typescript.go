package tools

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// The TypeScript example, and the files that say which packages it is compiled with.
const typescriptExample = "examples/typescript"

var typescriptLock = []string{"package.json", "package-lock.json"}

// TypeScript is a folder with the node_modules of the TypeScript example, its compiler among them, as the lock file says.
// Scripts of packages are not run. Only the tests need it.
func TypeScript() Tool {
	install := []string{"ci", "--ignore-scripts", "--no-audit", "--no-fund"}
	t := Tool{
		Name: "typescript", Says: "the TypeScript example's packages (20 seconds)", Recipe: fmt.Sprint(install),
		Make: func(ctx context.Context, repository, out string, log io.Writer) error {
			if err := copyLock(repository, out); err != nil {
				return err
			}
			cmd := exec.CommandContext(ctx, "npm", install...)
			cmd.Dir, cmd.Stdout, cmd.Stderr = out, log, log
			if err := cmd.Run(); err != nil {
				return fmt.Errorf("npm ci: %w", err)
			}
			return nil
		},
	}
	for _, name := range typescriptLock {
		t.From = append(t.From, filepath.Join(typescriptExample, name))
	}
	return t
}

func copyLock(repository, folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("making a folder for packages: %w", err)
	}
	for _, name := range typescriptLock {
		text, err := os.ReadFile(filepath.Join(repository, typescriptExample, name))
		if err != nil {
			return fmt.Errorf("reading which packages are wanted: %w", err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o644); err != nil {
			return fmt.Errorf("writing which packages are wanted: %w", err)
		}
	}
	return nil
}

// nodePackages are Debian's packages that bring npm, where the machine does not have it in another way already.
func nodePackages() []string {
	if _, err := exec.LookPath("npm"); err == nil {
		return nil
	}
	return []string{"nodejs", "npm"}
}
