package stacks_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/stacks"
)

// A program of one's own makes what the stack's file says, and something besides.
func ExampleProgramIn() {
	const folder = "galera-aks" // with the stacks' files and the sources of the image
	pulumi.Run(func(ctx *pulumi.Context) error {
		if err := stacks.ProgramIn(folder)(ctx); err != nil {
			return err
		}
		ctx.Export("contact", pulumi.String("databases@example.com"))
		return nil
	})
}
