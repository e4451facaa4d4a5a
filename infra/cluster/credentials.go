package cluster

import (
	"encoding/base64"
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/containerservice/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/infra/cluster/kubeconfig"
)

// kubeconfig asks Azure for the file that users get, and makes the program's own of it. It is a secret even so: it says
// where the cluster is, and one day Azure may put more into it.
func (b *builder) kubeconfig(managed *containerservice.ManagedCluster) pulumi.StringOutput {
	credentials := containerservice.ListManagedClusterUserCredentialsOutput(b.ctx,
		containerservice.ListManagedClusterUserCredentialsOutputArgs{
			ResourceGroupName: b.args.ResourceGroup,
			ResourceName:      managed.Name,
			Format:            pulumi.String("exec"),
		},
		// The name is known before the cluster is there, so the call must be told to wait.
		pulumi.DependsOn([]pulumi.Resource{managed}), pulumi.Parent(b.parent))
	file := pulumi.All(credentials.Kubeconfigs(), b.args.TenantID).ApplyT(func(values []any) (string, error) {
		handed := values[0].([]containerservice.CredentialResultResponse)
		if len(handed) == 0 {
			return "", fmt.Errorf("azure hands out no kubeconfig for %s: "+
				"whoever runs this needs the role Azure Kubernetes Service Cluster User", b.args.Name)
		}
		original, err := base64.StdEncoding.DecodeString(handed[0].Value)
		if err != nil {
			return "", fmt.Errorf("decoding the kubeconfig of %s: %w", b.args.Name, err)
		}
		own, err := kubeconfig.Rewrite(original, kubeconfig.Options{
			Cluster: b.args.Name, Login: b.args.Login, TenantID: values[1].(string),
		})
		return string(own), err
	}).(pulumi.StringOutput)
	return pulumi.ToSecret(file).(pulumi.StringOutput)
}
