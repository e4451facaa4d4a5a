// Package engine runs the project's own Pulumi program through the real Pulumi engine and CLI, offline.
//
// The program is the one that `pulumi up` runs: it is handed to the engine as an inline program, in a folder that holds
// the project's Pulumi.yaml and one environment's file. State is kept in a folder. Plugins that are installed on the
// machine are used; for those that are not, a stand-in is attached through PULUMI_DEBUG_PROVIDERS.
package engine
