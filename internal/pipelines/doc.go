// Package pipelines reads the project's pipelines, GitHub's workflows and Azure's, as far as its tests check them: that
// what they call is there, that they take the stacks in order, and that they ask for no right they do not need.
package pipelines
