package supervisor

import (
	"sync"

	"github.com/galera-aks/galera-aks/member/disk"
	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/state"
)

// knowledge is what was last heard from outside and read from the disk. It may be used from several goroutines.
type knowledge struct {
	mu         sync.Mutex
	entry      ledger.Entry
	ledgerSeen bool
	id         disk.Identity
	others     []state.Report
}

// setLedger notes the ledger's newest entry; where it could not be read the last one stays.
func (k *knowledge) setLedger(entry ledger.Entry, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err == nil {
		k.entry, k.ledgerSeen = entry, true
	}
}

// ledger returns the last entry that was read, and whether one ever was.
func (k *knowledge) ledger() (ledger.Entry, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.entry, k.ledgerSeen
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

func (k *knowledge) setPeers(reports []state.Report) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.others = reports
}

func (k *knowledge) peers() []state.Report {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.others
}
