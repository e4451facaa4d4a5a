// Package load writes to a database as an application would, all the time, and finds out afterwards what became of it: how
// long the application could not write, and whether each write that was acknowledged is on every member.
//
// The writer runs on the application's host, outlives the command that started it, and knows nothing of the cluster but
// the database's private address. It inserts rows of its own one at a time, each a transaction of its own, at a steady
// pace that does not wait for a slow database: what could not be tried in time is left out, not made up for. On an error
// it opens a new connection at once. An answer that never came makes a write neither acknowledged nor lost but unknown.
package load
