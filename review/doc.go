// Package review foresees, from what Pulumi says of an update that is yet to be made, what the update will do to the
// databases: which members restart in which order, who gets a new disk, how data is transferred, and what clients will
// notice. The order is that of package plan, which the rollout itself goes by.
//
// It reads the JSON of `pulumi preview --json --show-sames`, and, where they are given, the log of the engine's events,
// the stack's exported state, and what the databases are at the moment. What none of these tells is unknown, and said to
// be. It does no I/O of its own. Package markdown writes the result for people.
package review
