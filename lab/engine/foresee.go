package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/events"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
)

// A Foresight is what the engine knows of an update before it is made, as its command writes it for other programs.
type Foresight struct {
	// Preview is what `pulumi preview --json --show-sames` prints. A preview that fails prints it too.
	Preview []byte
	// Events is what `pulumi preview --event-log` writes: one event a line. Only there stands what policies say.
	Events []byte
	// State is what `pulumi stack export` prints.
	State []byte
}

// Foresee previews what Up would do, for other programs to read. Where the preview fails, what it says of that is returned
// beside the error.
func (s *Stack) Foresee(ctx context.Context) (Foresight, error) {
	var seen Foresight
	state, err := s.stack.Export(ctx)
	if err != nil {
		return seen, fmt.Errorf("exporting the state of the stack %s: %w", s.name, err)
	}
	if seen.State, err = json.Marshal(state); err != nil {
		return seen, fmt.Errorf("writing the state of the stack %s: %w", s.name, err)
	}
	log, stream := &bytes.Buffer{}, make(chan events.EngineEvent)
	logged := make(chan error, 1)
	go func() { logged <- writeEvents(log, stream) }()
	var printed bytes.Buffer
	s.command.json = &printed
	_, failed := s.stack.Preview(ctx, append(s.config.Policies.OnPreview(), optpreview.EventStreams(stream))...)
	s.command.json = nil
	if err := <-logged; err != nil {
		return seen, fmt.Errorf("reading the events of the stack %s: %w", s.name, err)
	}
	seen.Preview, seen.Events = printed.Bytes(), log.Bytes()
	return seen, s.failed("previewing", failed)
}

// writeEvents writes events as the command's own log of them has them, until there are no more.
func writeEvents(to io.Writer, stream <-chan events.EngineEvent) error {
	var failed error
	encoder := json.NewEncoder(to)
	for event := range stream {
		// The engine waits for whoever reads its events, so all of them are read.
		if failed == nil && event.Error == nil {
			failed = encoder.Encode(event.EngineEvent)
		}
	}
	return failed
}

// jsonCommand is the pulumi command, which previews in JSON while somebody wants that.
type jsonCommand struct {
	auto.PulumiCommand
	// json receives what a preview prints; nil for a preview that people read.
	json io.Writer
}

// Run runs the command.
func (c *jsonCommand) Run(ctx context.Context, folder string, in io.Reader, out, err []io.Writer, env []string, args ...string) (
	stdout, stderr string, code int, failed error,
) {
	if c.json != nil && len(args) > 0 && args[0] == "preview" {
		args = append(args, "--json", "--show-sames")
		out = append(out, c.json)
	}
	return c.PulumiCommand.Run(ctx, folder, in, out, err, env, args...)
}
