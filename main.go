// Command galera-aks is the Pulumi program: `pulumi up` in this folder brings the selected stack's environment to what its
// Pulumi.<stack>.yaml says.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/stacks"
)

func main() {
	pulumi.Run(stacks.Program)
}
