package tools

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"strings"
)

// bootstrap is how the file system is made that images start from: Debian trixie's smallest useful set of packages,
// with what fetching further packages needs.
var bootstrap = []string{
	"--variant=minbase", "--mode=root", "--format=tar", "--include=ca-certificates",
	"--dpkgopt=path-exclude=/usr/share/doc/*", "--dpkgopt=path-exclude=/usr/share/man/*", "--dpkgopt=path-exclude=/usr/share/locale/*",
	"trixie",
}

// Base is a Debian trixie file system, in the place of the base images that a public registry would give.
func Base() Tool {
	return Tool{
		Name:   "trixie.tar",
		Says:   "the file system that images start from (20 seconds)",
		Recipe: strings.Join(bootstrap, " "),
		Make: func(ctx context.Context, _, out string, log io.Writer) error {
			cmd := exec.CommandContext(ctx, "mmdebstrap", append(bootstrap, out)...)
			cmd.Stdout, cmd.Stderr = log, log
			if err := cmd.Run(); err != nil {
				return fmt.Errorf("mmdebstrap: %w", err)
			}
			return nil
		},
	}
}
