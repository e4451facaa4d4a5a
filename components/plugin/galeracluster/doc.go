// Package galeracluster is the component of github.com/galera-aks/galera-aks/components/galera in the form that programs
// of other languages use: every argument is data with a name in the schema. It maps the arguments and does nothing
// else; defaults, bounds and their messages are the component's.
//
// What is plain in the component is plain here, which the schema says, so that other languages' type checkers refuse a value
// that is known only after something was made.
//
// Descriptions stand in the Annotate methods, because Go's comments do not reach the schema.
package galeracluster
