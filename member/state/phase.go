package state

// Phase is what a supervisor is doing.
type Phase string

// The phases, roughly in the order in which a member passes through them.
const (
	// PhaseInspecting: the disk is being read, possibly with mariadbd recovering its position.
	PhaseInspecting Phase = "inspecting"
	// PhaseWaiting: nothing runs, and something that will come by itself is waited for.
	PhaseWaiting Phase = "waiting"
	// PhaseHolding: nothing runs, and without a change from outside nothing will; WaitsFor says which.
	PhaseHolding Phase = "holding"
	// PhaseInitialising: the first data of a new cluster is being created.
	PhaseInitialising Phase = "initialising"
	// PhaseStarting: mariadbd has been started to begin a new Primary.
	PhaseStarting Phase = "starting"
	// PhaseJoining: mariadbd has been started to join a Primary and may be receiving a state transfer.
	PhaseJoining Phase = "joining"
	// PhaseRestoring: mariadbd waits for the other members of the last view, with which it forms a Primary again.
	PhaseRestoring Phase = "restoring"
	// PhaseRunning: mariadbd has been in a Primary since it was started.
	PhaseRunning Phase = "running"
	// PhaseDraining: the member is leaving.
	PhaseDraining Phase = "draining"
	// PhaseStopped: mariadbd has ended and the supervisor is about to.
	PhaseStopped Phase = "stopped"
)
