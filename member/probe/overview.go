package probe

import (
	"encoding/json"
	"net/http"

	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/state"
)

// Overview is the cluster as one member sees it, for people. Members do not go by it.
type Overview struct {
	// Report is the member's own report.
	Report state.Report `json:"report"`
	// Peers are the reports of the other members that answered just now.
	Peers []state.Report `json:"peers"`
	// Ledger is what the member last read in the ledger, nil if it never could.
	Ledger *Memory `json:"ledger"`
}

// Memory is the ledger as people see it.
type Memory struct {
	// Expected is the number of members that the cluster should have.
	Expected int `json:"expected"`
	// Policy says what may be given up to come back from a total outage.
	Policy string `json:"policy"`
	// Answers tells whether the ledger could be read the last time.
	Answers bool `json:"answers"`
	// Record is the members' record.
	Record ledger.Record `json:"record"`
}

func overview(show func() Overview) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(show())
	}
}
