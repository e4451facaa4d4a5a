package server

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"

	"github.com/galera-aks/galera-aks/member/disk"
	"github.com/galera-aks/galera-aks/member/state"
)

// recoveredWords come before the position in what mariadbd --wsrep-recover prints.
const recoveredWords = "WSREP: Recovered position:"

// Recover lets the storage engine recover, and returns the position of its last write set. Where the settings are at
// fault the error wraps disk.ErrCannotTell.
func (s *Server) Recover(ctx context.Context) (state.Position, error) {
	var printed bytes.Buffer
	out := io.MultiWriter(s.Log, &printed)
	// Without a log file of its own mariadbd prints to where we listen.
	failure := s.run(ctx, s.command("mariadbd", out, "--wsrep-recover", "--skip-log-error"))
	if ctx.Err() != nil {
		return state.Position{}, ctx.Err()
	}
	position, found := recoveredPosition(printed.Bytes())
	if found {
		return state.ParsePosition(position)
	}
	if problem := s.CheckSettings(ctx); problem != nil {
		return state.Position{}, fmt.Errorf("%w: %w", disk.ErrCannotTell, problem)
	}
	if failure != nil {
		return state.Position{}, fmt.Errorf("recovering the position: %w", failure)
	}
	return state.Position{}, fmt.Errorf("recovering the position: mariadbd printed none")
}

// ErrSettings says that mariadbd refuses its settings, so that only others help.
var ErrSettings = errors.New("mariadbd refuses its settings")

// CheckSettings lets mariadbd read the options file without touching any data. Where mariadbd has a word to say against
// it the error wraps ErrSettings.
func (s *Server) CheckSettings(ctx context.Context) error {
	var printed bytes.Buffer
	err := s.run(ctx, s.command("mariadbd", &printed, "--verbose", "--help", "--skip-log-error"))
	var exit *exec.ExitError
	complaint := complaint(printed.String())
	switch {
	case err == nil:
		return nil
	case ctx.Err() == nil && errors.As(err, &exit) && exit.ExitCode() > 0 && complaint != "":
		return fmt.Errorf("%w: %s", ErrSettings, complaint)
	}
	return fmt.Errorf("asking mariadbd about its settings: %w", err)
}

// complaint picks the line in which mariadbd says what is wrong, "" if there is none.
func complaint(printed string) string {
	for line := range strings.SplitSeq(printed, "\n") {
		if strings.Contains(line, "[ERROR]") || strings.Contains(line, "unknown variable") {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

func recoveredPosition(printed []byte) (string, bool) {
	position, found := "", false
	lines := bufio.NewScanner(bytes.NewReader(printed))
	for lines.Scan() {
		if _, after, ok := strings.Cut(lines.Text(), recoveredWords); ok {
			position, found = strings.TrimSpace(after), true
		}
	}
	return position, found
}
