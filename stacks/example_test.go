package stacks_test

import (
	"context"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"

	"github.com/galera-aks/galera-aks/stacks"
)

// A program of one's own previews an environment, with Pulumi's automation API.
func ExampleProgramIn() {
	const folder = "." // with Pulumi.yaml, Pulumi.dev.yaml and the sources of the image
	ctx := context.Background()
	stack, err := auto.UpsertStackInlineSource(ctx, "dev", "galera-aks", stacks.ProgramIn(folder), auto.WorkDir(folder))
	if err != nil {
		fmt.Println(err)
		return
	}
	preview, err := stack.Preview(ctx, optpreview.Diff())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(preview.ChangeSummary)
}
