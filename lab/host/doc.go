// Package host is the lab's hold on the machine: processes, network namespaces, control groups, loop devices and mounts.
//
// Everything it makes can be found again without its memory. Processes carry an environment variable that names the
// state directory, network namespaces share a prefix, control groups share a parent, loop devices are backed by files
// below the state directory and mounts lie below it. So Down removes all of it, also after the program that made it was
// killed at any point, and Leftovers tells what is still there.
//
// The root network namespace never gets an interface, address or route.
package host
