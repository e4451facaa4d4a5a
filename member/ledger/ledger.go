package ledger

import (
	"context"
	"errors"
)

// Entry is one version of the record, with what is kept beside it.
type Entry struct {
	// Record is the members' record.
	Record Record
	// Expected is the number of members that the cluster should have, 0 if nobody has said.
	Expected int
	// Policy says what may be given up to come back from a total outage.
	Policy Policy
	// Version identifies this version of the record for Write.
	Version string
}

// ErrConflict says that the record has changed since the version that a change was based on.
var ErrConflict = errors.New("the ledger was changed by somebody else")

// Ledger reads and changes the record. Its methods may be called from several goroutines at once.
type Ledger interface {
	// Read returns the newest version.
	Read(ctx context.Context) (Entry, error)
	// Write puts a record in the place of the version that the entry was read at, and returns the new version. If that
	// is not the newest version any more it changes nothing and returns ErrConflict. Any other error leaves open
	// whether the record was changed.
	Write(ctx context.Context, read Entry, record Record) (Entry, error)
}
