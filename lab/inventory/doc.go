// Package inventory tells what the region holds: its zones and nodes, its databases and their members, each as the
// cluster and the members themselves report it.
package inventory
