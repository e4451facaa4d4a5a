package writer

import (
	"fmt"
	"time"
)

// The times by which candidates go.
const (
	// leaseTime is how long the lease may go without being renewed before somebody else takes it, if nothing but its
	// silence is known of the holder. It is the default of Kubernetes' own leader election.
	leaseTime = 15 * time.Second
	// renewPause is the time between two renewals.
	renewPause = 4 * time.Second
	// unreadyTime is how long a holder that is not ready hopes to be again before it passes the lease on. A change of
	// the group's members makes every member unready for a moment.
	unreadyTime = 1500 * time.Millisecond
	// sendingTime is the same for one that sends its state: for an incremental transfer it is not ready for less than that.
	sendingTime = 500 * time.Millisecond
	// lostTime is how long the holder must have been out of the Primary, by two looks at least.
	lostTime = 400 * time.Millisecond
	// saysSoTime is how long the holder must have called itself not ready; it is longer than it takes to pass the lease
	// on, which is the better way.
	saysSoTime = 4 * time.Second
	// rankTime is how much later each next member takes the lease, so that the first in the order usually is alone.
	rankTime = 700 * time.Millisecond
)

// step is what a candidate does next about the lease.
type step struct {
	action action
	// pod is who gets the lease.
	pod string
	// reason says why, for logs and events.
	reason string
}

type action string

const (
	// rest: do nothing.
	rest action = ""
	// renew: tell that the holder is still there.
	renew action = "renew"
	// take: take the lease, and take the last holder's mark off its pod.
	take action = "take"
	// pass: make another member the holder and mark it, then take the own mark off.
	pass action = "pass"
	// resign: give the lease up to nobody.
	resign action = "resign"
)

// facts are what the next step depends on. All durations are measured by this member's own clock.
type facts struct {
	standing Standing
	self     string
	ordinal  int
	lease    Lease
	// unready is how long this member has not been ready, 0 if it is.
	unready time.Duration
	// renewed is how long ago this member last renewed the lease.
	renewed time.Duration
	// unchanged is how long the lease has not changed.
	unchanged time.Duration
	// lost is how long the holder has been out of the Primary, 0 if it is not.
	lost time.Duration
	// saysNo is how long the holder has been calling itself not ready, 0 if it does not.
	saysNo time.Duration
}

// next decides. It never takes the lease from a holder that is merely suspected: the holder must be out of the Primary,
// have said itself that it is not ready, or have been silent for the whole length of the lease. Even if it takes the
// lease wrongly nothing breaks: Galera lets several members write.
func next(f facts) step {
	if f.lease.Holder == f.self {
		return f.holding()
	}
	if !f.standing.Ready || f.standing.Leaving {
		return step{}
	}
	patience := time.Duration(f.standing.rank(f.ordinal)) * rankTime
	holder := f.lease.Holder
	switch {
	case holder == "" && f.unchanged >= patience:
		return step{take, f.self, "there was no writer"}
	case holder == "":
	case f.lost >= lostTime+patience:
		return step{take, f.self, fmt.Sprintf("the Primary has gone on without %s", holder)}
	case f.saysNo >= saysSoTime+patience:
		return step{take, f.self, fmt.Sprintf("%s is not ready", holder)}
	case f.unchanged >= leaseTime+patience:
		return step{take, f.self, fmt.Sprintf("nothing was heard of %s for %s", holder, leaseTime)}
	}
	return step{}
}

func (f facts) holding() step {
	patience := unreadyTime
	if f.standing.Sending {
		patience = sendingTime
	}
	switch {
	case f.standing.Ready && f.renewed >= renewPause:
		return step{renew, f.self, ""}
	case f.standing.Ready:
		return step{}
	case !f.standing.Ended && f.unready < patience:
		return step{}
	}
	if successor := f.standing.successor(); successor != "" {
		return step{pass, successor, fmt.Sprintf("%s is not ready any more", f.self)}
	}
	return step{resign, "", "nobody is ready"}
}

// suspicious tells whether the lease is worth a new look before its time.
func (f facts) suspicious() bool {
	switch f.lease.Holder {
	case "":
		return f.standing.Ready
	case f.self:
		return !f.standing.Ready
	}
	return f.standing.Ready && (f.lost > 0 || f.saysNo > 0)
}
