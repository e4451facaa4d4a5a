// Package rules holds the rules of the policy pack: what must hold for the resources of a stack, whoever declares them. It
// knows neither Pulumi's SDK nor its engine; package pack puts the rules behind Pulumi's protocol for policies, and a review
// of a pull request can hold a preview against them.
//
// A rule looks at one resource or at a whole stack. What a preview does not know yet is never a finding: the same rule is
// asked again while the stack is updated. What a rule says of a resource names the resource, the property, what it must
// be, what it is, and what to do about it.
package rules
