// Package registry is a platform's container registry as one component: the registry, the way to it from the platform's
// network, and the members' image in it.
package registry

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/containerregistry/v3"
	"github.com/pulumi/pulumi-random/sdk/v4/go/random"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Token is the component's type.
const Token = "galera-aks:registry:Registry"

// Repository is the name of the members' image in the registry.
const Repository = "mariadb-galera"

const (
	// suffixLength is how many random characters end the registry's name.
	suffixLength = 6
	// untaggedDays is after how many days images that no tag names are removed. The members' images keep their tags.
	untaggedDays = 30
)

// Registry is a platform's container registry.
type Registry struct {
	pulumi.ResourceState

	// ID is the registry's identifier. It is known when nodes can reach the registry, not before: what takes it may
	// pull at once.
	ID pulumi.StringOutput
	// Name is the registry's name.
	Name pulumi.StringOutput
	// LoginServer is the registry's host.
	LoginServer pulumi.StringOutput
	// Image is the members' image by digest. It is known when the image is there.
	Image pulumi.StringOutput
}

// New makes a registry. It reports everything wrong with its arguments at once, before it registers anything.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Registry, error) {
	if args == nil {
		args = &Args{}
	}
	a := args.withDefaults()
	if err := a.validate(); err != nil {
		return nil, fmt.Errorf("registry %q: %w", name, err)
	}
	r := &Registry{}
	if err := ctx.RegisterComponentResource(Token, name, r, opts...); err != nil {
		return nil, fmt.Errorf("registering registry %q: %w", name, err)
	}
	b := &builder{ctx: ctx, name: name, args: a, parent: r}
	if err := b.build(r); err != nil {
		return nil, err
	}
	if err := ctx.RegisterResourceOutputs(r, pulumi.Map{
		"id": r.ID, "name": r.Name, "loginServer": r.LoginServer, "image": r.Image,
	}); err != nil {
		return nil, fmt.Errorf("registering the outputs of registry %q: %w", name, err)
	}
	return r, nil
}

// builder makes the resources of one registry.
type builder struct {
	ctx      *pulumi.Context
	name     string
	args     Args
	parent   pulumi.Resource
	registry *containerregistry.Registry
}

// build makes everything, in the order in which it depends on each other.
func (b *builder) build(r *Registry) error {
	suffix, err := random.NewRandomString(b.ctx, b.child("suffix"), &random.RandomStringArgs{
		Length: pulumi.Int(suffixLength), Special: pulumi.Bool(false), Upper: pulumi.Bool(false),
	}, b.options()...)
	if err != nil {
		return fmt.Errorf("declaring the end of the registry's name: %w", err)
	}
	b.registry, err = containerregistry.NewRegistry(b.ctx, b.name, b.args.body(suffix.Result), b.options(
		pulumi.Protect(b.args.Protect),
		// Azure spreads every registry over the zones by now, whatever this says and however it answers.
		pulumi.IgnoreChanges([]string{"zoneRedundancy"}),
	)...)
	if err != nil {
		return fmt.Errorf("declaring the registry: %w", err)
	}
	reachable, err := b.endpoint()
	if err != nil {
		return err
	}
	if b.args.NodeCache {
		cache, err := b.nodeCache()
		if err != nil {
			return err
		}
		reachable = append(reachable, cache.ID())
	}
	r.ID = after(b.registry.ID().ToStringOutput(), reachable)
	r.Name = b.registry.Name
	r.LoginServer = b.registry.LoginServer
	r.Image, err = b.image(reachable)
	return err
}

// after returns the value, known only when all others are.
func after(value pulumi.StringOutput, others []any) pulumi.StringOutput {
	return pulumi.All(append([]any{value}, others...)...).ApplyT(func(values []any) string {
		return values[0].(string)
	}).(pulumi.StringOutput)
}

// body returns the registry as Azure is to make it. Everything that says who may reach it is said, because the SDK fills in
// what is not, with public access among it.
func (a Args) body(suffix pulumi.StringOutput) *containerregistry.RegistryArgs {
	body := &containerregistry.RegistryArgs{
		ResourceGroupName:        a.ResourceGroup,
		RegistryName:             pulumi.Sprintf("%s%s", a.Name, suffix),
		Location:                 pulumi.String(a.Location),
		Sku:                      &containerregistry.SkuArgs{Name: pulumi.String(string(a.Tier))},
		AdminUserEnabled:         pulumi.Bool(false),
		AnonymousPullEnabled:     pulumi.Bool(false),
		DataEndpointEnabled:      pulumi.Bool(false),
		PublicNetworkAccess:      pulumi.String(enabled(a.PublicAccess)),
		NetworkRuleBypassOptions: pulumi.String(containerregistry.NetworkRuleBypassOptionsAzureServices),
		Tags:                     pulumi.ToStringMap(a.Tags),
	}
	// Nodes without a way out log in with a token of this kind.
	arm := &containerregistry.AzureADAuthenticationAsArmPolicyArgs{Status: pulumi.String("enabled")}
	body.Policies = &containerregistry.PoliciesArgs{AzureADAuthenticationAsArmPolicy: arm}
	if a.Tier != Premium {
		return body
	}
	policies := &containerregistry.PoliciesArgs{
		AzureADAuthenticationAsArmPolicy: arm,
		RetentionPolicy: &containerregistry.RetentionPolicyArgs{
			Status: pulumi.String("enabled"), Days: pulumi.Int(untaggedDays),
		},
	}
	if !a.PublicAccess {
		// Images leave by pulling only; Azure takes this from private registries alone.
		policies.ExportPolicy = &containerregistry.ExportPolicyArgs{Status: pulumi.String("disabled")}
	}
	body.Policies = policies
	body.ZoneRedundancy = pulumi.String("Enabled")
	return body
}

// enabled returns Azure's word for a switch.
func enabled(on bool) string {
	if on {
		return "Enabled"
	}
	return "Disabled"
}

// options returns the options of a child resource.
func (b *builder) options(more ...pulumi.ResourceOption) []pulumi.ResourceOption {
	return append([]pulumi.ResourceOption{pulumi.Parent(b.parent)}, more...)
}

// child returns the name of a child resource.
func (b *builder) child(suffix string) string { return b.name + "-" + suffix }
