package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/events"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
)

// Policies is the policy pack that previews and updates are held against.
type Policies struct {
	// Pack is the path of the pack; empty for none.
	Pack string
	// Config is the path of the pack's configuration; empty for the rules as they are.
	Config string
}

// OnPreview returns what has a preview held against the policies.
func (p Policies) OnPreview() []optpreview.Option {
	switch {
	case p.Pack == "":
		return nil
	case p.Config == "":
		return []optpreview.Option{optpreview.PolicyPacks(p.Pack)}
	}
	return []optpreview.Option{optpreview.PolicyPacks(p.Pack), optpreview.PolicyPackConfigs(p.Config)}
}

func (p Policies) onUp() []optup.Option {
	switch {
	case p.Pack == "":
		return nil
	case p.Config == "":
		return []optup.Option{optup.PolicyPacks(p.Pack)}
	}
	return []optup.Option{optup.PolicyPacks(p.Pack), optup.PolicyPackConfigs(p.Config)}
}

// ErrViolated is what a preview returns that violates a mandatory policy; which one has been shown.
var ErrViolated = errors.New("policies are violated, see above; nothing has been touched")

// Preview shows what Up would do, and what the policies say of it.
func (s *Stack) Preview(ctx context.Context) error {
	return s.preview(ctx, s.config.Out, optpreview.ErrorProgressStreams(s.config.Err), optpreview.Diff())
}

// Check holds what Up would do against the policies, and shows nothing unless that fails. Without policies it does nothing.
// An update by itself does not suffice: it is held against the rules about whole stacks only at its end.
func (s *Stack) Check(ctx context.Context) error {
	if s.config.Policies.Pack == "" {
		return nil
	}
	var said bytes.Buffer
	err := s.preview(ctx, &said, optpreview.ErrorProgressStreams(&said))
	if err != nil && !errors.Is(err, ErrViolated) && !errors.Is(err, context.Canceled) {
		fmt.Fprint(s.config.Out, said.String())
	}
	return err
}

// preview previews, and shows what the policies say after everything else: the engine's own lines on them are lost in what
// is to change.
func (s *Stack) preview(ctx context.Context, out io.Writer, options ...optpreview.Option) error {
	options = append(options, optpreview.ProgressStreams(out))
	if s.config.Policies.Pack == "" {
		_, err := s.stack.Preview(ctx, options...)
		return s.failed("previewing", err)
	}
	stream := make(chan events.EngineEvent)
	found := make(chan violations, 1)
	go func() { found <- collect(stream) }()
	_, err := s.stack.Preview(ctx, append(append(options, optpreview.EventStreams(stream)), s.config.Policies.OnPreview()...)...)
	violated := <-found
	violated.show(s.config.Err)
	if err != nil && violated.mandatory() {
		return fmt.Errorf("previewing the stack %s: %w", s.name, ErrViolated)
	}
	return s.failed("previewing", err)
}

// violations are what the policies say in one run.
type violations []apitype.PolicyEvent

// collect takes what policies say from the engine's events, until there are no more.
func collect(stream <-chan events.EngineEvent) violations {
	var all violations
	for event := range stream {
		if event.Error == nil && event.PolicyEvent != nil {
			all = append(all, *event.PolicyEvent)
		}
	}
	return all
}

func (all violations) mandatory() bool {
	return slices.ContainsFunc(all, func(v apitype.PolicyEvent) bool { return v.EnforcementLevel == string(apitype.Mandatory) })
}

// show prints each violation in a line, the mandatory ones last: those are what stops.
func (all violations) show(to io.Writer) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintln(to, "\nPolicies:")
	slices.SortStableFunc(all, func(a, b apitype.PolicyEvent) int { return strings.Compare(a.EnforcementLevel, b.EnforcementLevel) })
	for _, v := range all {
		// What comes before the last line is the rule's description.
		message := strings.TrimSpace(v.Message)
		fmt.Fprintf(to, "  [%s] %s: %s\n", v.EnforcementLevel, v.PolicyName, message[strings.LastIndex(message, "\n")+1:])
	}
}
