// Package policytest runs the project's policy pack, built as users run it, in the real engine, in process.
package policytest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/pkg/v3/engine"
	"github.com/pulumi/pulumi/pkg/v3/resource/deploy/deploytest"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/contract"

	"github.com/galera-aks/galera-aks/lab/tools"
)

// A Pack is the policy pack as a program, with the file of its configuration, if any.
type Pack struct{ Path, Config string }

// Build returns the repository's policy pack, built where it has changed, with the configuration of an environment, if it
// has one.
func Build(ctx context.Context, environment string) (Pack, error) {
	repository, err := tools.Repository()
	if err != nil {
		return Pack{}, err
	}
	path, err := tools.PolicyPack(ctx, repository, os.Stderr)
	if err != nil {
		return Pack{}, err
	}
	config, err := tools.PolicyConfig(repository, environment)
	return Pack{Path: path, Config: config}, err
}

// Loader lets a host of the engine's tests find the pack. The host does not end the programs that it starts; what ends
// them is handed to later, such as a test's Cleanup.
func (p Pack) Loader(later func(end func())) *deploytest.ProviderLoader {
	return deploytest.NewAnalyzerLoaderWithHost(p.Path, func(opts *plugin.PolicyAnalyzerOptions, host plugin.Host) (plugin.Analyzer, error) {
		ctx, err := plugin.NewContextWithHost(context.Background(), nil, nil, host, "", "", nil)
		if err != nil {
			return nil, fmt.Errorf("preparing to start the policy pack: %w", err)
		}
		analyzer, err := plugin.NewPolicyAnalyzer(host, ctx, tokens.QName(p.Path), p.Path, opts, nil)
		if err != nil {
			return nil, errors.Join(err, ctx.Close())
		}
		later(func() {
			contract.IgnoreClose(analyzer)
			contract.IgnoreClose(ctx)
		})
		return analyzer, nil
	})
}

// Options has the engine run the pack.
func (p Pack) Options() []engine.LocalPolicyPack {
	return []engine.LocalPolicyPack{{Name: p.Path, Path: p.Path, Config: p.Config}}
}

// A Violation is one that the engine has reported.
type Violation struct {
	// Rule and Resource are the names of both; Resource is empty where the violation is the stack's.
	Rule, Resource string
	// Mandatory is set where it stops the engine.
	Mandatory bool
	// Message is what the pack says.
	Message string
}

// String shows the violation in one line.
func (v Violation) String() string { return v.Rule + ": " + v.Message }

// Violations are those that the engine has reported in one run.
type Violations []Violation

// Record takes a violation from the engine's events.
func (all *Violations) Record(e engine.Event) {
	p, ok := e.Payload().(engine.PolicyViolationEventPayload)
	if !ok {
		return
	}
	message := strings.TrimSpace(colors.Never.Colorize(p.Message))
	// What comes before is the rule's description.
	message = message[strings.LastIndex(message, "\n")+1:]
	*all = append(*all, Violation{
		Rule: p.PolicyName, Resource: p.ResourceURN.Name(), Mandatory: p.EnforcementLevel == apitype.Mandatory, Message: message,
	})
}

// Mandatory returns the violations that stop the engine, as lines.
func (all Violations) Mandatory() []string {
	var lines []string
	for _, v := range all {
		if v.Mandatory {
			lines = append(lines, v.String())
		}
	}
	slices.Sort(lines)
	return lines
}
