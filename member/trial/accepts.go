package trial

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"

	"github.com/galera-aks/galera-aks/member/outcome"
)

// ServerAccepts returns a check that has the server in this image read a settings file and say which of it it does not
// understand. Nothing is started and nothing written. What the server refuses, and an image without a server or without
// the file, give [outcome.NeedsSettings]; being killed or interrupted gives an ordinary error, which is worth another try.
func ServerAccepts(server, settings string) func(context.Context) error {
	return func(ctx context.Context) error {
		if _, err := os.Stat(settings); errors.Is(err, os.ErrNotExist) {
			return &outcome.NeedsSettings{Reason: fmt.Sprintf("the members' settings are not mounted at %s", settings)}
		}
		// A cluster address must be there for the server to think of itself as a Galera member, but it is not used.
		command := exec.CommandContext(ctx, server, "--defaults-file="+settings, "--wsrep-cluster-address=gcomm://", "--verbose", "--help")
		var words bytes.Buffer
		command.Stderr = &words
		err := command.Run()
		var exit *exec.ExitError
		switch {
		case errors.As(err, &exit) && exit.ExitCode() > 0:
			return refused(words.String(), err)
		case errors.Is(err, exec.ErrNotFound) || errors.Is(err, os.ErrNotExist):
			return &outcome.NeedsSettings{Reason: fmt.Sprintf("the image holds no server: %v", err)}
		case err != nil:
			return fmt.Errorf("asking the server about its settings: %w", err)
		case strings.Contains(words.String(), errorMark):
			// InnoDB's complaints leave the exit code at 0, although the server would not start with them.
			return refused(words.String(), nil)
		}
		return nil
	}
}

const errorMark = "[ERROR]"

// stamp is the time and thread that the server begins its lines with.
var stamp = regexp.MustCompile(`^\d{4}-\d\d-\d\d +\d+:\d\d:\d\d +\d+ +`)

// refused gives the server's words, or what ended it where it said nothing.
func refused(words string, end error) error {
	var lines []string
	for line := range strings.SplitSeq(words, "\n") {
		line = stamp.ReplaceAllString(strings.TrimSpace(line), "")
		if line == "" || strings.HasPrefix(line, "[Warning]") || strings.HasPrefix(line, "[Note]") {
			continue
		}
		// The server rings a bell with some of its complaints, and says some of them twice.
		line = strings.Trim(strings.TrimPrefix(line, errorMark+" "), "\a")
		if !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 && end != nil {
		lines = []string{end.Error()}
	}
	return &outcome.NeedsSettings{Reason: "the server refuses its settings: " + strings.Join(lines, "; ")}
}
