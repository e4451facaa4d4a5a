package supervisor

import (
	"fmt"
	"time"

	"github.com/galera-aks/galera-aks/member/process"
	"github.com/galera-aks/galera-aks/member/state"
)

const (
	// workingShare is the share of one processor from which on a mariadbd that has not committed anything counts as
	// working on something long, such as a change of a table's definition.
	workingShare = 0.2
	// workingBytes is the same for bytes of the disk a second.
	workingBytes = 1 << 20
)

// vital is what one look at mariadbd has shown.
type vital struct {
	at time.Time
	// answered tells whether it answered, if only to refuse.
	answered bool
	wsrep    state.Wsrep
	// ahead tells that another member has committed more of the same history.
	ahead bool
	usage process.Usage
}

// pulse judges from one look after the other whether a mariadbd hangs. Where it does, its supervisor ends it: a member
// that cannot apply what the others write makes all of them wait.
type pulse struct {
	// answered is when it last answered, zero before it ever did.
	answered time.Time
	// running is when it was last not halted.
	running time.Time
	// moved is the last look at which it did not lag behind, or had committed something.
	moved vital
}

// judge returns why mariadbd has to be ended, or "".
//
// One that has never answered is starting, or receives a state transfer, which is judged by its progress. One that
// sends a state transfer may stand still, since it has told the others not to wait for it.
func (p *pulse) judge(now vital, limits Timing) string {
	if now.answered {
		p.answered = now.at
	}
	if p.answered.IsZero() || !now.usage.Halted {
		p.running = now.at
	}
	if p.answered.IsZero() {
		p.moved = now
		return ""
	}
	if lags := now.wsrep.Primary() && now.wsrep.ReceiveQueue > 0 && now.ahead && now.wsrep.State != state.StateDonor; now.answered &&
		(!lags || now.wsrep.LastCommitted != p.moved.wsrep.LastCommitted) {
		p.moved = now
	}
	switch stuck := now.at.Sub(p.moved.at); {
	case now.at.Sub(p.running) >= limits.Halted:
		return fmt.Sprintf("it has been stopped by a signal for %s", limits.Halted)
	case now.at.Sub(p.answered) >= limits.Hung:
		return fmt.Sprintf("it has not answered for %s", limits.Hung)
	case now.answered && stuck >= limits.Frozen && !working(p.moved, now):
		return fmt.Sprintf("it has committed nothing for %s while others did and %d write sets wait", limits.Frozen, now.wsrep.ReceiveQueue)
	}
	return ""
}

// working tells whether mariadbd was busy with something between two looks.
func working(from, to vital) bool {
	seconds := to.at.Sub(from.at).Seconds()
	return (to.usage.CPU-from.usage.CPU).Seconds() > workingShare*seconds || float64(to.usage.Bytes-from.usage.Bytes) > workingBytes*seconds
}
