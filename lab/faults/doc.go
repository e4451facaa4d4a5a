// Package faults breaks the running region in the ways that a real one breaks: power, network, disks, processes, and the
// services of Azure itself. Each fault is a function of its own, so that they can be combined in any order. What is broken
// stays broken after the command that broke it has ended, until it is mended or the region is taken down.
package faults
