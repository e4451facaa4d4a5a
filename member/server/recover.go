package server

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
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

// CheckSettings lets mariadbd read the options file without touching any data.
func (s *Server) CheckSettings(ctx context.Context) error {
	var printed bytes.Buffer
	if err := s.run(ctx, s.command("mariadbd", &printed, "--verbose", "--help", "--skip-log-error")); err != nil {
		return fmt.Errorf("mariadbd refuses its settings: %s (%w)", complaint(printed.String()), err)
	}
	return nil
}

// complaint picks the line in which mariadbd says what is wrong.
func complaint(printed string) string {
	for line := range strings.SplitSeq(printed, "\n") {
		if strings.Contains(line, "[ERROR]") || strings.Contains(line, "unknown variable") {
			return strings.TrimSpace(line)
		}
	}
	return "it does not say why"
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
