// Package stage is the last stage of the tests: it brings up a region, as a user would with the command bin/lab, and tries
// everything that the project promises of a running database, faults included. Its tests carry the build tag "stage",
// since they need root and the whole machine for some minutes; `make test` runs them.
package stage
