// Command policy is the policy pack as a program. Pulumi builds and runs it from this folder, or runs it once it is built:
//
//	pulumi preview --policy-pack policy
//	go build -o galera-policy ./policy && pulumi preview --policy-pack galera-policy
//
// docs/policy.md lists its rules and what can be configured.
package main

import (
	"fmt"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/policyx"

	"github.com/galera-aks/galera-aks/policy/pack"
)

func main() {
	if err := policyx.Main(pack.New); err != nil {
		fmt.Fprintln(os.Stderr, "policy:", err)
		os.Exit(1)
	}
}
