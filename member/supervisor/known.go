package supervisor

import (
	"slices"
	"sync"
	"time"

	"github.com/galera-aks/galera-aks/member/decide"
	"github.com/galera-aks/galera-aks/member/disk"
	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/state"
)

const (
	// freshTime is how long what the other members have said counts as said just now.
	freshTime = 4 * time.Second
	// durableTime is how long after mariadbd has counted a commit it is certainly on the disk.
	durableTime = time.Second
)

// knowledge is what was last heard from outside and read from the disk. It may be used from several goroutines.
type knowledge struct {
	mu         sync.Mutex
	entry      ledger.Entry
	ledgerSeen bool
	// ledgerAway tells that the ledger could not be read or written the last time.
	ledgerAway bool
	// turnSince is since when the ledger's joiner has been the same, listedSince since when the ledger has listed this
	// member among those that take writes.
	turnSince, listedSince time.Time
	id                     disk.Identity
	others                 []state.Report
	heard                  time.Time
	// sight is when a Primary was last in sight, this member's own included.
	sight     time.Time
	component *state.Component
	positions []position
	verdict   decide.Decision
	lingering bool
}

// position is what mariadbd had committed at a time.
type position struct {
	at    time.Time
	seqno int64
}

// setLedger notes the ledger's newest entry; where it could not be read the last one stays.
func (k *knowledge) setLedger(entry ledger.Entry, err error, self string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.ledgerAway = err != nil
	if err != nil {
		return
	}
	now := time.Now()
	if !k.ledgerSeen || entry.Record.Joiner != k.entry.Record.Joiner {
		k.turnSince = now
	}
	switch writer, listed := entry.Record.Writers[self]; {
	case !listed || writer.Until != 0:
		k.listedSince = time.Time{}
	case k.listedSince.IsZero():
		k.listedSince = now
	}
	k.entry, k.ledgerSeen = entry, true
}

// ledger returns the last entry that was read, and whether one ever was.
func (k *knowledge) ledger() (ledger.Entry, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.entry, k.ledgerSeen
}

// ledgerAnswers tells whether the ledger could be read or written the last time.
func (k *knowledge) ledgerAnswers() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.ledgerSeen && !k.ledgerAway
}

// turnHeld is for how long the ledger's joiner has been the same.
func (k *knowledge) turnHeld() time.Duration {
	k.mu.Lock()
	defer k.mu.Unlock()
	return time.Since(k.turnSince)
}

// listedFor is for how long the ledger has listed this member among those that take writes, and whether it does.
func (k *knowledge) listedFor() (time.Duration, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return time.Since(k.listedSince), !k.listedSince.IsZero()
}

func (k *knowledge) setIdentity(id disk.Identity) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.id = id
}

func (k *knowledge) identity() disk.Identity {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.id
}

// setPeers notes what the other members have said just now.
func (k *knowledge) setPeers(reports []state.Report) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.others, k.heard = reports, time.Now()
	if slices.ContainsFunc(reports, func(r state.Report) bool { return r.Wsrep.Primary() }) {
		k.sight = k.heard
	}
}

// peers returns what the other members have said, if that was just now.
func (k *knowledge) peers() []state.Report {
	k.mu.Lock()
	defer k.mu.Unlock()
	if time.Since(k.heard) > freshTime {
		return nil
	}
	return k.others
}

// see notes that a Primary was in sight.
func (k *knowledge) see(when time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.sight = when
}

// seen is when a Primary was last in sight.
func (k *knowledge) seen() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.sight
}

func (k *knowledge) setComponent(component *state.Component) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.component = component
}

// primary returns the Primary Component that this member belongs to, nil if it belongs to none or if its members are
// not known.
func (k *knowledge) primary() *state.Component {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.component
}

// commits notes what mariadbd has committed now.
func (k *knowledge) commits(seqno int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := time.Now()
	k.positions = append(k.positions, position{at: now, seqno: seqno})
	// Of those that are old enough only the newest is of use.
	for len(k.positions) > 1 && now.Sub(k.positions[1].at) >= durableTime {
		k.positions = k.positions[1:]
	}
}

// durable is a position that the disk has certainly reached, -1 if none is known.
func (k *knowledge) durable() int64 {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.positions) == 0 || time.Since(k.positions[0].at) < durableTime {
		return -1
	}
	return k.positions[0].seqno
}

// forgetCommits forgets what mariadbd had committed, because another one is started.
func (k *knowledge) forgetCommits() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.positions = nil
}

func (k *knowledge) setVerdict(verdict decide.Decision) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.verdict = verdict
}

// judged is what was last decided about the mariadbd that runs.
func (k *knowledge) judged() decide.Decision {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.verdict
}

// setLingering notes whether clients may still be connected although nobody is sent here any more.
func (k *knowledge) setLingering(lingering bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.lingering = lingering
}

func (k *knowledge) lingers() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.lingering
}
