package supervisor

import (
	"fmt"
	"time"

	"github.com/galera-aks/galera-aks/member/process"
	"github.com/galera-aks/galera-aks/member/state"
)

const (
	// workingShare is the share of one processor from which on appliers that have not committed anything count as working
	// on something long, such as a change of a table's definition. Waiting they need none.
	workingShare = 0.02
	// readingBytes is the same for what they read and write themselves, in bytes a second, writingBytes for what all of
	// mariadbd writes, for which an applier may have to wait.
	readingBytes, writingBytes = 32 << 10, 1 << 20
	// blindTime is how long the supervisor may not have looked, beyond which what was so before proves nothing: the
	// machine stood still, and with it mariadbd.
	blindTime = 5 * time.Second
)

// vital is what one look at mariadbd has shown.
type vital struct {
	at time.Time
	// answered tells whether it answered, if only to refuse.
	answered bool
	wsrep    state.Wsrep
	// ahead tells that another member has committed more of the same history.
	ahead bool
	// spared tells that the others are enough to go on without it, and keep up.
	spared bool
	usage  process.Usage
	// appliers is what the appliers have used up, known while write sets wait.
	appliers process.Effort
}

// pulse judges from one look after the other whether a mariadbd hangs. Where it does, its supervisor ends it: a member
// that cannot apply what the others write makes all of them wait.
type pulse struct {
	// looked is when it was last looked at.
	looked time.Time
	// answered is when it last answered, zero before it ever did.
	answered time.Time
	// running is when it was last not halted.
	running time.Time
	// lags tells whether it lagged behind at the last look.
	lags bool
	// moved is the last look at which it began to lag behind, had committed something, or was at work.
	moved vital
}

// judge returns why mariadbd has to be ended, or "".
//
// One that has never answered is starting, or receives a state transfer, which is judged by its progress. One that
// sends a state transfer may stand still, since it has told the others not to wait for it.
func (p *pulse) judge(now vital, limits Timing) string {
	if blind := now.at.Sub(p.looked) > blindTime; blind && !p.answered.IsZero() {
		p.answered, p.running, p.moved = now.at, now.at, now
	}
	p.looked = now.at
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
	if now.answered {
		p.note(now)
	}
	switch stuck := now.at.Sub(p.moved.at); {
	case now.at.Sub(p.running) >= limits.Halted:
		return fmt.Sprintf("it has been stopped by a signal for %s", limits.Halted)
	case now.at.Sub(p.answered) >= limits.Hung:
		return fmt.Sprintf("it has not answered for %s", limits.Hung)
	case !now.answered || working(p.moved, now):
		return ""
	case stuck >= limits.Blocking && now.wsrep.HoldsBack && now.wsrep.Synced() && now.spared:
		return fmt.Sprintf("it has committed nothing for %s and makes all others wait, with %d write sets to apply", limits.Blocking, now.wsrep.ReceiveQueue)
	case stuck >= limits.Frozen:
		return fmt.Sprintf("it has committed nothing for %s while others did and %d write sets wait", limits.Frozen, now.wsrep.ReceiveQueue)
	}
	return ""
}

// note notes when mariadbd was last seen to get on.
func (p *pulse) note(now vital) {
	lags := now.wsrep.Primary() && now.wsrep.ReceiveQueue > 0 && now.ahead && now.wsrep.State != state.StateDonor
	if !lags || !p.lags || now.appliers.Runs || now.wsrep.LastCommitted != p.moved.wsrep.LastCommitted {
		p.moved = now
	}
	p.lags = lags
}

// working tells whether the appliers were busy with something between two looks.
func working(from, to vital) bool {
	seconds := to.at.Sub(from.at).Seconds()
	return (to.appliers.CPU-from.appliers.CPU).Seconds() > workingShare*seconds ||
		float64(to.appliers.Bytes-from.appliers.Bytes) > readingBytes*seconds || float64(to.usage.Written-from.usage.Written) > writingBytes*seconds
}
