package stacks

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/infra/cluster"
	"github.com/galera-aks/galera-aks/stacks/settings"
)

// handover is a [Platform] as the stack that has it exports it: everything in it is known.
type handover struct {
	Surroundings        settings.Surroundings `json:"surroundings"`
	SubscriptionID      string                `json:"subscriptionId"`
	TenantID            string                `json:"tenantId"`
	ResourceGroup       string                `json:"resourceGroup"`
	DataResourceGroup   string                `json:"dataResourceGroup"`
	ClusterName         string                `json:"clusterName"`
	ClusterID           string                `json:"clusterId"`
	LoadBalancersSubnet string                `json:"loadBalancersSubnet"`
	Image               string                `json:"image"`
}

// readHandover reads what another stack hands over.
func readHandover(ctx *pulumi.Context, stack string) (handover, error) {
	var handed handover
	name := fullName(ctx, stack)
	found, err := readOutput(ctx, "platform", name, OutputPlatform, &handed)
	if err != nil {
		return handed, settings.Problem{Key: "platform", Detail: fmt.Sprintf("must name a stack that can be read, got %q: %s", stack, err)}
	}
	if !found {
		return handed, settings.Problem{Key: "platform", Detail: fmt.Sprintf(
			"must name a stack with a platform that has been brought up, but %s has no output %q", name, OutputPlatform)}
	}
	return handed, nil
}

// previousStorage returns the disks that this stack had after its last update: none before the first one.
func previousStorage(ctx *pulumi.Context) ([]settings.Stored, error) {
	var stored []settings.Stored
	if _, err := readOutput(ctx, "previous", fullName(ctx, ctx.Stack()), OutputStorage, &stored); err != nil {
		return nil, fmt.Errorf("reading the disks of the last update: %w", err)
	}
	return stored, nil
}

// fullName returns a stack's name as every backend of Pulumi takes it.
func fullName(ctx *pulumi.Context, stack string) string {
	if strings.Contains(stack, "/") {
		return stack
	}
	return ctx.Organization() + "/" + ctx.Project() + "/" + stack
}

// readOutput reads an output of a stack into a value. It reports whether the stack has the output.
func readOutput(ctx *pulumi.Context, resource, stack, output string, into any) (bool, error) {
	reference, err := pulumi.NewStackReference(ctx, resource, &pulumi.StackReferenceArgs{Name: pulumi.String(stack)})
	if err != nil {
		return false, fmt.Errorf("declaring the reference to the stack %s: %w", stack, err)
	}
	details, err := reference.GetOutputDetails(output)
	if err != nil {
		return false, fmt.Errorf("reading the outputs of the stack %s: %w", stack, err)
	}
	if details.Value == nil {
		return false, nil
	}
	text, err := json.Marshal(details.Value)
	if err != nil {
		return false, fmt.Errorf("reading the output %s of the stack %s: %w", output, stack, err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		return false, fmt.Errorf("the output %s of the stack %s is not one that this version writes: %w", output, stack, err)
	}
	return true, nil
}

// platform returns the platform that another stack has handed over.
func (h handover) platform(ctx *pulumi.Context, s settings.Settings) Platform {
	if h.ClusterName == "" {
		return Platform{}
	}
	return Platform{
		Surroundings:        h.Surroundings,
		SubscriptionID:      pulumi.String(h.SubscriptionID).ToStringOutput(),
		TenantID:            pulumi.String(h.TenantID).ToStringOutput(),
		ResourceGroup:       pulumi.String(h.ResourceGroup).ToStringOutput(),
		DataResourceGroup:   pulumi.String(h.DataResourceGroup).ToStringOutput(),
		ClusterName:         h.ClusterName,
		ClusterID:           pulumi.String(h.ClusterID).ToStringOutput(),
		LoadBalancersSubnet: pulumi.String(h.LoadBalancersSubnet).ToStringOutput(),
		Image:               pulumi.String(h.Image).ToStringOutput(),
		kubeconfig: cluster.Kubeconfig(ctx, cluster.KubeconfigArgs{
			ResourceGroup: pulumi.String(h.ResourceGroup), Name: h.ClusterName, TenantID: pulumi.String(h.TenantID), Login: s.Cluster.Login,
		}),
	}
}

// plain turns a value into one that a stack can export, by way of its JSON.
func plain(value any) (pulumi.Input, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("writing an output: %w", err)
	}
	var generic any
	if err := json.Unmarshal(text, &generic); err != nil {
		return nil, fmt.Errorf("writing an output: %w", err)
	}
	return pulumi.ToOutput(generic), nil
}
