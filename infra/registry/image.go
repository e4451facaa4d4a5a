package registry

import (
	"encoding/base64"
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/containerregistry/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/infra/registry/buildcontext"
	"github.com/galera-aks/galera-aks/infra/registry/imageref"
)

// image returns the members' image by digest, building it where it is to be built.
func (b *builder) image(reachable []any) (pulumi.StringOutput, error) {
	if b.args.Image.Build != nil {
		return b.built(reachable)
	}
	reference, err := imageref.Parse(b.args.Image.Reference)
	if err != nil {
		return pulumi.StringOutput{}, fmt.Errorf("reading the image's reference: %w", err)
	}
	return after(b.registry.LoginServer.ApplyT(reference.In).(pulumi.StringOutput), reachable), nil
}

// built has the registry build the image. The run is awaited, and runs again when what the image is built from changes.
func (b *builder) built(reachable []any) (pulumi.StringOutput, error) {
	context, err := buildcontext.Pack(b.args.Image.Build.Source)
	if err != nil {
		return pulumi.StringOutput{}, fmt.Errorf("packing what the image is built from: %w", err)
	}
	request := &containerregistry.EncodedTaskRunRequestArgs{
		Type:               pulumi.String("EncodedTaskRunRequest"),
		EncodedTaskContent: pulumi.String(base64.StdEncoding.EncodeToString([]byte(context.Task(Repository)))),
		Platform: &containerregistry.PlatformPropertiesArgs{
			Os:           pulumi.String(containerregistry.OSLinux),
			Architecture: pulumi.String(containerregistry.ArchitectureAmd64),
		},
		Timeout: pulumi.Int(buildcontext.TaskSeconds),
	}
	if agents := b.args.Image.Build.Agents; agents != nil {
		pool, err := b.agents(*agents, reachable)
		if err != nil {
			return pulumi.StringOutput{}, err
		}
		request.AgentPoolName = pool.Name.ToStringPtrOutput()
	}
	run, err := containerregistry.NewTaskRun(b.ctx, b.child("image"), &containerregistry.TaskRunArgs{
		ResourceGroupName: b.args.ResourceGroup,
		RegistryName:      b.registry.Name,
		TaskRunName:       pulumi.String(Repository),
		Location:          pulumi.String(b.args.Location),
		ForceUpdateTag:    pulumi.String(context.Hash),
		RunRequest:        request,
	}, b.options(pulumi.Timeouts(&pulumi.CustomTimeouts{Create: "75m", Update: "75m"}))...)
	if err != nil {
		return pulumi.StringOutput{}, fmt.Errorf("declaring the build of the image: %w", err)
	}
	image := pulumi.All(b.registry.LoginServer, run.RunResult).ApplyT(func(values []any) (string, error) {
		digest, err := digestOf(values[1].(containerregistry.RunResponse), context.Tag())
		if err != nil {
			return "", err
		}
		return imageref.Reference{Repository: Repository, Digest: digest}.In(values[0].(string)), nil
	}).(pulumi.StringOutput)
	return after(image, reachable), nil
}

// agents makes the machines that build where the registry is private.
func (b *builder) agents(agents Agents, reachable []any) (*containerregistry.AgentPool, error) {
	pool, err := containerregistry.NewAgentPool(b.ctx, b.child("agents"), &containerregistry.AgentPoolArgs{
		ResourceGroupName: b.args.ResourceGroup,
		// They must find the registry's private address from the start.
		RegistryName:                   after(b.registry.Name, reachable),
		AgentPoolName:                  pulumi.String("builds"),
		Location:                       pulumi.String(b.args.Location),
		Os:                             pulumi.String(containerregistry.OSLinux),
		Tier:                           pulumi.String(string(agents.Tier)),
		Count:                          pulumi.Int(agents.Count),
		VirtualNetworkSubnetResourceId: agents.SubnetID.ToStringOutput().ToStringPtrOutput(),
		Tags:                           pulumi.ToStringMap(b.args.Tags),
	}, b.options()...)
	if err != nil {
		return nil, fmt.Errorf("declaring the build agents: %w", err)
	}
	return pool, nil
}

// digestOf returns the digest of the image that a run made. A run can end well in Azure's eyes and have made none.
func digestOf(run containerregistry.RunResponse, tag string) (string, error) {
	for _, image := range run.OutputImages {
		if value(image.Repository) == Repository && value(image.Tag) == tag && value(image.Digest) != "" {
			return *image.Digest, nil
		}
	}
	return "", fmt.Errorf("the registry's run %s made no image %s:%s (status %s, %d other images; %s): "+
		"read its log with az acr task logs --registry REGISTRY --run-id %s",
		value(run.RunId), Repository, tag, value(run.Status), len(run.OutputImages), run.RunErrorMessage, value(run.RunId))
}

// value returns what a pointer points at, and nothing where it points nowhere.
func value(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}
