// Package azure stands in for the azure-native provider, so that the program runs for real where no Azure account exists.
// It behaves as azure-native v3.16.0 does towards the engine: names and locations it makes up, inputs it checks, changes
// that replace, outputs known and unknown in a preview. Behind it stands no ARM but a [Store], the ARM models of the very
// API versions (package arm), what ARM refuses (package rules), and [Effects], which make what is accepted real.
//
// It knows the resource types listed in types.go and two functions, getClientConfig and listManagedClusterUserCredentials.
// It does not know quotas, prices, regions' offers, permissions beyond those AKS asks for, drift (reading returns what was
// recorded), or API versions chosen in a program. Of Log Analytics workspaces it checks no body: their ARM model is not among the
// lab's modules.
package azure

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/galera-aks/galera-aks/lab/azure/arm"
	"github.com/galera-aks/galera-aks/lab/azure/rules"
	"github.com/galera-aks/galera-aks/lab/provider"
	"github.com/google/uuid"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Version is the version of the SDK whose provider this package stands in for.
const Version = "3.16.0"

// Provider is the stand-in. Several may share a store: each provider instance of a program that has a subscription of its
// own needs a Provider of its own (see provider.ServeEach), and otherwise one serves them all.
type Provider struct {
	provider.Base

	store   *Store
	effects Effects
	account Account

	mu     sync.Mutex
	cancel context.CancelFunc
	base   context.Context
}

// Option changes how a Provider is made.
type Option func(*Provider)

// WithAccount makes the Provider deploy as another account than DefaultAccount.
func WithAccount(a Account) Option { return func(p *Provider) { p.account = a } }

// NewProvider returns a stand-in that keeps its resources in a store and makes them real by effects.
func NewProvider(store *Store, effects Effects, options ...Option) *Provider {
	p := &Provider{Base: provider.Base{Version: Version}, store: store, effects: effects, account: DefaultAccount}
	p.base, p.cancel = context.WithCancel(context.Background())
	for _, o := range options {
		o(p)
	}
	return p
}

// Configure takes the subscription and tenant from the provider's configuration, where it names them.
func (p *Provider) Configure(_ context.Context, r plugin.ConfigureRequest) (plugin.ConfigureResponse, error) {
	in := provider.Plain(r.Inputs)
	p.mu.Lock()
	defer p.mu.Unlock()
	if id, ok := in["subscriptionId"].(string); ok && id != "" {
		p.account.SubscriptionID = id
	}
	if id, ok := in["tenantId"].(string); ok && id != "" {
		p.account.TenantID = id
	}
	return plugin.ConfigureResponse{}, nil
}

// deployer returns the account in use.
func (p *Provider) deployer() Account {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.account
}

// createFirst is azure-native's mark on a resource whose name is made up, so that its successor can be made before it goes.
const createFirst = "__createBeforeDelete"

// Check fills in what azure-native fills in, and reports everything about the inputs that ARM would refuse.
func (p *Provider) Check(_ context.Context, r plugin.CheckRequest) (plugin.CheckResponse, error) {
	k, err := arm.KindOf(provider.Token(r.URN, r.Type))
	if err != nil {
		return plugin.CheckResponse{}, err
	}
	inputs := r.News.Copy()
	if err := nameIt(k, r, inputs); err != nil {
		return plugin.CheckResponse{}, err
	}
	p.locate(k, r.Olds, inputs)
	inputs["azureApiVersion"] = resource.NewProperty(k.APIVersion)

	plain := provider.Plain(inputs)
	problems := append(k.CheckRequired(plain), k.CheckNames(plain)...)
	problems = append(problems, k.CheckBody(k.Body(plain))...)
	resp := plugin.CheckResponse{Properties: inputs}
	for _, problem := range problems {
		resp.Failures = append(resp.Failures, plugin.CheckFailure{Reason: problem.String()})
	}
	return resp, nil
}

// nameIt names a resource that is given no name: as it is named already, or in azure-native's way.
func nameIt(k arm.Kind, r plugin.CheckRequest, inputs resource.PropertyMap) error {
	key := resource.PropertyKey(k.NameParameter())
	if v, given := inputs[key]; given && !v.IsNull() {
		return nil
	}
	if old, named := r.Olds[key]; named {
		inputs[key] = old
		if mark, marked := r.Olds[createFirst]; marked {
			inputs[createFirst] = mark
		}
		return nil
	}
	name := r.URN.Name()
	switch k.AutoName {
	case arm.AutoNameCopy:
		inputs[key] = resource.NewProperty(name)
		return nil
	case arm.AutoNameUUID:
		digits, err := resource.NewUniqueName(r.RandomSeed, "", 32, 0, nil)
		if err != nil {
			return fmt.Errorf("naming %s: %w", name, err)
		}
		id, err := uuid.Parse(digits)
		if err != nil {
			return fmt.Errorf("naming %s: %w", name, err)
		}
		name = id.String()
	case arm.AutoNameRandom:
		var err error
		if name, err = resource.NewUniqueName(r.RandomSeed, name, 8, 0, nil); err != nil {
			return fmt.Errorf("naming %s: %w", name, err)
		}
	}
	inputs[key], inputs[createFirst] = resource.NewProperty(name), resource.NewProperty(true)
	return nil
}

// locate gives a resource without a location the one it has, or its resource group's.
func (p *Provider) locate(k arm.Kind, olds, inputs resource.PropertyMap) {
	if v, given := inputs["location"]; !k.Located || given && !v.IsNull() {
		return
	}
	if old, located := olds["location"]; located {
		inputs["location"] = old
		return
	}
	groupName, known := provider.Plain(inputs)["resourceGroupName"].(string)
	if !known {
		inputs["location"] = resource.MakeComputed(resource.NewProperty(""))
		return
	}
	id := fmt.Sprintf("/subscriptions/%s/resourceGroups/%s", p.deployer().SubscriptionID, groupName)
	if found, ok := p.store.Get(id); ok {
		if location, ok := found.Inputs["location"].(string); ok {
			inputs["location"] = resource.NewProperty(location)
			return
		}
	}
	// As azure-native does where it cannot look the group up: it goes without.
}

// Diff compares inputs. A resource with a name of its own must go before its successor can have that name.
func (p *Provider) Diff(_ context.Context, r plugin.DiffRequest) (plugin.DiffResponse, error) {
	k, err := arm.KindOf(provider.Token(r.URN, r.Type))
	if err != nil {
		return plugin.DiffResponse{}, err
	}
	d := provider.Diff(r.OldInputs, r.NewInputs, func(path resource.PropertyPath) bool { return k.ReplacedBy(path.String()) })
	if d.Replace() {
		_, madeUp := r.OldInputs[createFirst]
		d.DeleteBeforeReplace = !madeUp
	}
	return d, nil
}

// SignalCancellation ends the operations under way; later ones are not touched.
func (p *Provider) SignalCancellation(context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cancel()
	p.base, p.cancel = context.WithCancel(context.Background())
	return nil
}

// refused is the error ARM would answer with, or nil.
func refused(what string, problems []arm.Problem) error {
	if len(problems) == 0 {
		return nil
	}
	lines := make([]string, len(problems))
	for i, problem := range problems {
		lines[i] = problem.String()
	}
	return fmt.Errorf("%s: %s", what, strings.Join(lines, "; "))
}

// judge holds a change against everything ARM would refuse. An unknown id means that nothing around it can be looked at.
func (p *Provider) judge(k arm.Kind, id string, inputs map[string]any, prior *Resource, preview bool) error {
	problems := rules.Check(rules.Change{Kind: k, ID: id, Inputs: inputs, Prior: prior, World: p.store, Preview: preview})
	if prior != nil {
		problems = append(problems, k.CheckFixed(prior.Inputs, inputs)...)
	}
	verb := "creating"
	if prior != nil {
		verb = "updating"
	}
	return refused(verb+" "+k.Type, problems)
}
