// Package image stands in for Azure's container registry tasks: it carries out the steps of an encoded task on this
// machine, with Debian's buildah, and pushes what they build to the region's registry.
//
// Base images are what `lab prepare` has made: a Debian trixie file system, which also serves as the golang image with the
// machine's own Go laid over it. What it does not do: `cmd` steps run on the machine instead of in the image they name,
// there are no triggers, no credentials and no agents, and a step may only be cmd, build or push.
package image
