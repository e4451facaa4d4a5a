// Package event names what members tell in Kubernetes events. The reasons are stable: alerts and people go by them.
package event

// Reason says what has happened, in one word.
type Reason string

// The reasons.
const (
	// Holding: nothing runs, and without a change from outside nothing will; the message says which.
	Holding Reason = "Holding"
	// Waiting: nothing runs, and something that should come by itself has been waited for rather long.
	Waiting Reason = "Waiting"
	// Initialised: the member has created the cluster's first data.
	Initialised Reason = "Initialised"
	// Adopted: an empty ledger has taken the history of the data that was found.
	Adopted Reason = "Adopted"
	// Bootstrapped: the member starts a new Primary from its data.
	Bootstrapped Reason = "Bootstrapped"
	// WritesMayBeLost: it does so under a policy or a decision that gives up what was not found.
	WritesMayBeLost Reason = "WritesMayBeLost"
	// Synced: the member keeps up with the Primary and serves.
	Synced Reason = "Synced"
	// PrimaryLost: the member belongs to no Primary any more.
	PrimaryLost Reason = "PrimaryLost"
	// StateTransferStarted and StateTransferFinished: a full transfer replaces the member's data.
	StateTransferStarted  Reason = "StateTransferStarted"
	StateTransferFinished Reason = "StateTransferFinished"
	// StateTransferStalled: a full transfer has made no progress, and is begun again.
	StateTransferStalled Reason = "StateTransferStalled"
	// SetAside: data that is not the cluster's, or that the cluster went on without, was moved aside.
	SetAside Reason = "SetAside"
	// WriterChanged: another member takes the application's writes.
	WriterChanged Reason = "WriterChanged"
	// ServerEnded: mariadbd has ended by itself.
	ServerEnded Reason = "ServerEnded"
	// ServerKilled: the supervisor has killed a mariadbd that did not get anywhere.
	ServerKilled Reason = "ServerKilled"
	// SettingsRefused: mariadbd refuses its settings.
	SettingsRefused Reason = "SettingsRefused"
	// Draining: the member is leaving in good order.
	Draining Reason = "Draining"
	// Overridden: a person has decided to do without some members.
	Overridden Reason = "Overridden"
)

// Warns tells whether somebody should look.
func (r Reason) Warns() bool {
	switch r {
	case Holding, Waiting, WritesMayBeLost, PrimaryLost, StateTransferStalled, SetAside, ServerEnded, ServerKilled, SettingsRefused, Overridden:
		return true
	}
	return false
}

// Recorder tells the world what has happened. Record returns at once, whether or not anybody can be told.
type Recorder interface {
	Record(reason Reason, message string)
}

// Nowhere records nothing.
type Nowhere struct{}

// Record does nothing.
func (Nowhere) Record(Reason, string) {}
