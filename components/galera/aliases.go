package galera

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// formerly says by which name the engine may still know a resource, so that a stack that an older version has brought up
// keeps it.
func formerly(name string) pulumi.ResourceOption {
	return pulumi.Aliases([]pulumi.Alias{{Name: pulumi.String(name)}})
}
