package cluster

import (
	"encoding/base64"
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/containerservice/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/infra/cluster/kubeconfig"
)

// KubeconfigArgs says which cluster [Kubeconfig] is for and who logs in.
type KubeconfigArgs struct {
	// ResourceGroup is the name of the cluster's resource group. Required.
	ResourceGroup pulumi.StringInput
	// Name is the managed cluster's name, also when it is not there yet. Required.
	Name string
	// TenantID is the tenant of those who log in. Required.
	TenantID pulumi.StringInput
	// Login is how the program logs in; empty means [kubeconfig.AzureCLI].
	Login kubeconfig.Login
}

// Kubeconfig asks Azure for the file that users of a cluster get, and makes the program's own of it. It is a secret even
// so: it says where the cluster is, and one day Azure may put more into it. A program that does not make the cluster
// itself calls it with what the program that does has exported.
func Kubeconfig(ctx *pulumi.Context, args KubeconfigArgs, opts ...pulumi.InvokeOption) pulumi.StringOutput {
	if args.Login == "" {
		args.Login = kubeconfig.AzureCLI
	}
	credentials := containerservice.ListManagedClusterUserCredentialsOutput(ctx,
		containerservice.ListManagedClusterUserCredentialsOutputArgs{
			ResourceGroupName: args.ResourceGroup,
			ResourceName:      pulumi.String(args.Name),
			Format:            pulumi.String("exec"),
		}, opts...)
	file := pulumi.All(credentials.Kubeconfigs(), args.TenantID).ApplyT(func(values []any) (string, error) {
		handed := values[0].([]containerservice.CredentialResultResponse)
		if len(handed) == 0 {
			return "", fmt.Errorf("azure hands out no kubeconfig for %s: "+
				"whoever runs this needs the role Azure Kubernetes Service Cluster User", args.Name)
		}
		original, err := base64.StdEncoding.DecodeString(handed[0].Value)
		if err != nil {
			return "", fmt.Errorf("decoding the kubeconfig of %s: %w", args.Name, err)
		}
		own, err := kubeconfig.Rewrite(original, kubeconfig.Options{
			Cluster: args.Name, Login: args.Login, TenantID: values[1].(string),
		})
		return string(own), err
	}).(pulumi.StringOutput)
	return pulumi.ToSecret(file).(pulumi.StringOutput)
}

// kubeconfig is [Kubeconfig] for the cluster that is being made: its name is known before it is there, so the call must be
// told to wait.
func (b *builder) kubeconfig(managed *containerservice.ManagedCluster) pulumi.StringOutput {
	return Kubeconfig(b.ctx, KubeconfigArgs{
		ResourceGroup: b.args.ResourceGroup, Name: b.args.Name, TenantID: b.args.TenantID, Login: b.args.Login,
	}, pulumi.DependsOn([]pulumi.Resource{managed}), pulumi.Parent(b.parent))
}
