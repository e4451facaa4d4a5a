// Package decide holds the rules by which a member that is not running chooses what to do. It is pure: the same
// facts always give the same decision, and nothing is read or written.
package decide

import (
	"fmt"
	"time"

	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/state"
)

// Action is what a member does next.
type Action string

// The actions. Before any that starts mariadbd with data, the decision's Epoch is noted on the disk.
const (
	// Wait: do nothing for now; what is missing is expected to come by itself.
	Wait Action = "wait"
	// Hold: do nothing; somebody has to change something first.
	Hold Action = "hold"
	// Adopt: write the decision's Record, which makes the data that was found the cluster's, then decide again.
	Adopt Action = "adopt"
	// Reserve: write the decision's Record, which reserves the turn to take a full state transfer, then decide again.
	Reserve Action = "reserve"
	// Raise: write the decision's Record, which makes void what this member has promised, then decide again.
	Raise Action = "raise"
	// Promise: write the decision's Promise to the disk, then report it, then decide again.
	Promise Action = "promise"
	// SetAside: move the data directory aside on its volume, so that the disk is empty, then inspect it again.
	SetAside Action = "set aside"
	// Initialise: write the decision's Record, create the first data and start the cluster from it.
	Initialise Action = "initialise"
	// Join: start mariadbd and join the Primary.
	Join Action = "join"
	// Restore: start mariadbd and form the last Primary again together with all of its other members.
	Restore Action = "restore"
	// Bootstrap: write the decision's Record, which begins a new epoch, and start the new Primary from this member's data.
	Bootstrap Action = "bootstrap"
	// Stay: leave the mariadbd that runs alone.
	Stay Action = "stay"
	// StepDown: stop the mariadbd that runs, inspect the disk, and decide again.
	StepDown Action = "step down"
)

// Facts are all that a decision may depend on.
type Facts struct {
	// Self is this member's own report, of now.
	Self state.Report
	// Peers are the reports of the other members that answered just now, asked for after the ledger was read.
	Peers []state.Report
	// LedgerKnown tells whether the ledger could be read just now.
	LedgerKnown bool
	// Ledger is the ledger's entry, if known.
	Ledger ledger.Entry
	// RememberedUUID is the history that this member was last Synced with, according to its disk; empty if none.
	RememberedUUID string
	// Stuck is for how long this member has been in no Primary and has seen none.
	Stuck time.Duration
	// TurnHeld is for how long this member has seen the ledger's Joiner unchanged.
	TurnHeld time.Duration
}

// Decision is what to do, and why.
type Decision struct {
	// Action is what to do.
	Action Action
	// Reason says in plain words why, or what is waited for.
	Reason string
	// UUID is the history that is to be adopted, joined or continued.
	UUID string
	// Epoch is the epoch that the member will belong to, which has to be noted on the disk before mariadbd is started.
	Epoch int64
	// Group tells the group that mariadbd is to be started in from the cluster's other groups, as a part of its name
	// (wsrep_cluster_name). Every start of a Primary, anew or restored, has one of its own, so that what is left of an
	// earlier one can never meet it.
	Group string
	// Record is what has to be written into the ledger, in the place of the entry that the facts tell, before anything
	// else is done. Nil if nothing. If somebody else was quicker, nothing is done.
	Record *ledger.Record
	// Promise is the ballot that Promise promises.
	Promise int64
	// Contacts are the addresses of the members to connect to, best first.
	Contacts []string
	// Transfer tells that joining replaces this member's data by a full state transfer.
	Transfer bool
}

// Next decides what a member whose mariadbd is not running does next.
func Next(f Facts) Decision { return next(f, rules{}) }

// rules can be weakened, so that tests can see that each is needed.
type rules struct {
	// anyReporter lets whoever reports elect, whoever is missing.
	anyReporter bool
	// noPromise elects without anybody's promise.
	noPromise bool
	// restoreAlways forms a last view again although one of its members has promised not to.
	restoreAlways bool
	// oneGroup gives a restored Primary the name that its members had before.
	oneGroup bool
	// crashedProves takes it from any crashed disk that its member did not leave the last Primary in good order.
	crashedProves bool
	// anyView forms a last view again although none of its members is known to have had the whole state in it.
	anyView bool
	// neverAhead takes any data of the right history for a part of it.
	neverAhead bool
	// neverOutdated lets data catch up with a Primary that was started from an unsafe disk.
	neverOutdated bool
}

func next(f Facts, weakened rules) Decision {
	c := newSituation(f, weakened)
	for _, rule := range []func() (Decision, bool){
		c.primary, c.restore, c.unknownLedger, c.adoption, c.first, c.strange, c.election,
	} {
		if decision, applies := rule(); applies {
			return decision
		}
	}
	return hold("no rule applies to what is known")
}

// unknownLedger: without the ledger a member joins what runs, or restores what ran, and does nothing else.
func (c situation) unknownLedger() (Decision, bool) {
	if c.LedgerKnown {
		return Decision{}, false
	}
	return wait("the ledger to be readable, or a Primary to join"), true
}

// strange: data that is not the cluster's, or that the cluster went on without, is kept where it is until there is a
// Primary to take the cluster's data from. Of a disk that knows more than the ledger nothing can be told.
func (c situation) strange() (Decision, bool) {
	if c.Self.Disk.HasData() || c.Self.Epoch <= c.Ledger.Record.Epoch {
		return Decision{}, false
	}
	return hold(fmt.Sprintf("the ledger remembers epoch %d and this disk epoch %d: the ledger was reset or restored from a copy; a person has to say which is right", c.Ledger.Record.Epoch, c.Self.Epoch)), true
}

func wait(reason string) Decision { return Decision{Action: Wait, Reason: reason} }
func hold(reason string) Decision { return Decision{Action: Hold, Reason: reason} }
