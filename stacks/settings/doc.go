// Package settings is an environment of galera-aks as its Pulumi.<stack>.yaml describes it: the types, the defaults, and
// every rule that can be checked before a resource exists.
//
// [Read] turns the stack's configuration into [Settings], with the defaults filled in, and returns all problems at once,
// one a line. A problem names its key as `pulumi config set --path` would, the bound, and the value found:
//
//	databases[0].members: must be odd (or set allowEven), got 4
//	databases[0].storge: unknown key (did you mean storage?)
//
// A stack holds one of three layers. The layer "all" has everything; "platform" and "databases" share an environment
// between two stacks, where the second names the first and is checked against what the first exports ([Surroundings]).
//
// The package is pure: it does no I/O beyond parsing what it is given and imports no Pulumi SDK, so that the policy pack,
// the pull-request review and the lab read environments with the same code.
package settings
