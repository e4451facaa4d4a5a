// Package pack puts the rules behind Pulumi's protocol for policies.
package pack

import (
	"context"
	"fmt"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/policyx"

	"github.com/galera-aks/galera-aks/policy/rules"
	"github.com/galera-aks/galera-aks/stacks/settings"
)

// Name is the pack's name.
const Name = "galera-aks"

// Version is the pack's version, the same as in PulumiPolicy.yaml.
const Version = "0.1.0"

// New returns the pack for one run of the engine.
func New(ctx *pulumi.Context) (policyx.PolicyPack, error) {
	version, err := semver.Parse(Version)
	if err != nil {
		return nil, fmt.Errorf("reading the pack's version: %w", err)
	}
	seen := &observed{resources: map[string]rules.Resource{}, config: map[string]string{}}
	for _, key := range settings.Keys() {
		name := settings.Namespace + ":" + key
		if value, ok := ctx.GetConfig(name); ok {
			seen.config[name] = value
		}
	}
	var policies []policyx.Policy
	for _, rule := range rules.All() {
		level, err := levelOf(rule)
		if err != nil {
			return nil, err
		}
		if rule.Whole() {
			policies = append(policies, wholePolicy(rule, level, seen))
			continue
		}
		policies = append(policies, resourcePolicy(rule, level, seen))
	}
	// The level given here is used for nothing; each rule has its own.
	return policyx.NewPolicyPack(Name, version, policyx.EnforcementLevelMandatory, policies)
}

func resourcePolicy(rule rules.Rule, level policyx.EnforcementLevel, seen *observed) policyx.Policy {
	return policyx.NewResourceValidationPolicy(rule.Name, policyx.ResourceValidationPolicyArgs{
		Description:      rule.Says,
		EnforcementLevel: level,
		ConfigSchema:     schema(rule),
		ValidateResource: func(_ context.Context, args policyx.ResourceValidationArgs) error {
			resource := seen.resource(args.Resource)
			findings, err := rule.Check(resource, args.Config)
			if err != nil {
				return err
			}
			report(args.Manager, findings)
			return nil
		},
	})
}

func wholePolicy(rule rules.Rule, level policyx.EnforcementLevel, seen *observed) policyx.Policy {
	return policyx.NewStackValidationPolicy(rule.Name, policyx.StackValidationPolicyArgs{
		Description:      rule.Says,
		EnforcementLevel: level,
		ValidateStack: func(_ context.Context, args policyx.StackValidationArgs) error {
			report(args.Manager, rule.CheckStack(seen.stack(args.Resources)))
			return nil
		},
	})
}

func report(manager policyx.PolicyManager, findings []rules.Finding) {
	for _, f := range findings {
		manager.ReportViolation(f.Message, f.URN)
	}
}

// levelOf returns the level as the engine knows it. Its own zero value is advisory, so that a rule that forgot to say would
// stop nothing.
func levelOf(rule rules.Rule) (policyx.EnforcementLevel, error) {
	switch rule.Level {
	case rules.Mandatory:
		return policyx.EnforcementLevelMandatory, nil
	case rules.Advisory:
		return policyx.EnforcementLevelAdvisory, nil
	}
	return policyx.EnforcementLevelDisabled, fmt.Errorf("rule %s has no level", rule.Name)
}

// schema returns what of a rule can be configured. Values that an option does not know are refused by the engine.
func schema(rule rules.Rule) *policyx.ConfigSchema {
	if len(rule.Options) == 0 {
		return nil
	}
	properties := map[string]map[string]any{}
	for _, option := range rule.Options {
		properties[option.Name] = option.Schema
	}
	return &policyx.ConfigSchema{Properties: properties}
}
