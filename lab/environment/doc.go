// Package environment previews, applies and destroys an environment of the project: it attaches the stand-ins of the
// plugins that are not installed and runs the environment's stacks, one after the other, through the engine.
package environment
