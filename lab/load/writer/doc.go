// Package writer is the process that writes to a database all the time, and the journal that it keeps. It links nothing
// of the region, so that the lab's agent stays small.
package writer
