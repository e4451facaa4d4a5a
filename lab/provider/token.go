package provider

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
)

// Token returns the type token of a request: an engine in the same process names it only in the URN.
func Token(urn resource.URN, given tokens.Type) string {
	if given != "" {
		return string(given)
	}
	return string(urn.Type())
}
