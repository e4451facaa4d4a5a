// Package state holds what a member tells about itself: the document served at /v1/state, which other members, the
// rollout and the status command read. It imports nothing but the standard library and does no I/O.
package state

// Report is the answer to GET /v1/state.
type Report struct {
	// Cluster is the Galera cluster's name.
	Cluster string `json:"cluster"`
	// Member is the member's name, such as "orders-0".
	Member string `json:"member"`
	// Ordinal is the member's number, from 0.
	Ordinal int `json:"ordinal"`
	// Zone is the zone that the member is pinned to.
	Zone string `json:"zone"`
	// Address is the IP address at which the member's other ports are found.
	Address string `json:"address"`
	// Claim names the claim whose volume the member has mounted.
	Claim string `json:"claim"`
	// Phase is what the supervisor is doing.
	Phase Phase `json:"phase"`
	// WaitsFor says in plain words what the member waits for, and is empty when it waits for nothing.
	WaitsFor string `json:"waitsFor"`
	// Epoch is the epoch of the cluster's history that this member's data belongs to, 0 if none. An epoch begins when a
	// new Primary is started where none was.
	Epoch int64 `json:"epoch"`
	// Group tells the group that mariadbd runs in from the cluster's other groups, as a part of its name
	// (wsrep_cluster_name); empty while mariadbd does not run.
	Group string `json:"group,omitempty"`
	// Promise is the ballot up to which the member has given its word, 0 if it never did: mariadbd does not run, and
	// will not be started before the ledger's ballot has come this far. It was written to the disk before it was told.
	Promise int64 `json:"promise,omitempty"`
	// Last is the last Primary Component that the member was Synced in, as its supervisor noted it on the disk, at the
	// latest before a stop in good order, which it outlives, unlike Disk.View. It is noted only once the member has
	// committed all that came before this component began, see Wsrep.Settled. Nil if there never was one.
	Last *Component `json:"last,omitempty"`
	// Durable tells whether mariadbd makes every commit durable before it acknowledges it.
	Durable bool `json:"durable"`
	// Running tells whether mariadbd is running as a member (not only to recover a position).
	Running bool `json:"running"`
	// AbandonedView is the identifier of a restored view that the member has given up waiting for.
	AbandonedView string `json:"abandonedView,omitempty"`
	// Settings is what has become of the settings that mariadbd takes over while it runs.
	Settings Settings `json:"settings"`
	// Failures counts the runs of mariadbd in a row that ended before it could serve; LastFailure says how the last of them
	// ended, in mariadbd's own words where it left any.
	Failures    int    `json:"failures,omitempty"`
	LastFailure string `json:"lastFailure,omitempty"`
	// Disk is what was found on the disk before mariadbd was last started; its View is kept fresh afterwards too.
	Disk Disk `json:"disk"`
	// DataBytes is what the files of the data directory take, as last measured; FreeBytes is what is free on the volume.
	// Both are 0 as long as they are not known.
	DataBytes int64 `json:"dataBytes,omitempty"`
	FreeBytes int64 `json:"freeBytes,omitempty"`
	// Wsrep is mariadbd's own view of the cluster; all zero while it does not answer.
	Wsrep Wsrep `json:"wsrep"`
	// Ready tells whether the member may be sent clients.
	Ready bool `json:"ready"`
	// Draining tells whether the member is on its way out; it never becomes ready again.
	Draining bool `json:"draining"`
	// Writer tells whether the member holds the writer lease.
	Writer bool `json:"writer"`
}

// Settings is what has become of the settings that mariadbd takes over while it runs.
type Settings struct {
	// Hash is that of the file that mariadbd has taken over as far as it could; empty before the first.
	Hash string `json:"hash,omitempty"`
	// Refused are the settings of that file that it did not take, in the order of their names.
	Refused []Refusal `json:"refused,omitempty"`
}

// Refusal is a setting that mariadbd did not take.
type Refusal struct {
	// Name is the variable's, and Value what it should have become; empty for MariaDB's own default.
	Name  string `json:"name"`
	Value string `json:"value"`
	// Words are mariadbd's.
	Words string `json:"words"`
}

// String returns the refusal as people read it.
func (r Refusal) String() string {
	value := r.Value
	if value == "" {
		value = "its default"
	}
	return r.Name + " = " + value + ": " + r.Words
}

// Wsrep is what mariadbd says of the cluster, from its wsrep_ status variables.
type Wsrep struct {
	// State is wsrep_local_state_comment, such as "Synced".
	State string `json:"state"`
	// ClusterStatus is wsrep_cluster_status, "Primary" when the member belongs to the part that may write.
	ClusterStatus string `json:"clusterStatus"`
	// Size is wsrep_cluster_size, the number of members in this member's component.
	Size int `json:"size"`
	// ClusterUUID is wsrep_cluster_state_uuid.
	ClusterUUID string `json:"clusterUUID"`
	// LastCommitted is wsrep_last_committed.
	LastCommitted int64 `json:"lastCommitted"`
	// ReceiveQueue is wsrep_local_recv_queue, the number of write sets waiting to be applied.
	ReceiveQueue int64 `json:"receiveQueue"`
	// HoldsBack is wsrep_flow_control_requested: the member has more to apply than flow control allows, and makes all
	// members wait until it has caught up.
	HoldsBack bool `json:"holdsBack,omitempty"`
	// Ready is wsrep_ready.
	Ready bool `json:"ready"`
	// Connected is wsrep_connected.
	Connected bool `json:"connected"`
}

// Words that wsrep uses.
const (
	// StatusPrimary is the cluster status of a component that may write.
	StatusPrimary = "Primary"
	// StateSynced is the local state of a member that keeps up.
	StateSynced = "Synced"
	// StateDonor is the local state of a member that is sending a state transfer or was desynchronised by hand.
	StateDonor = "Donor/Desynced"
)

// Primary tells whether the member belongs to the component that may write.
func (w Wsrep) Primary() bool { return w.ClusterStatus == StatusPrimary }

// Synced tells whether the member belongs to the component that may write and keeps up with it.
func (w Wsrep) Synced() bool { return w.Primary() && w.State == StateSynced }

// Settled tells whether the member has committed all that came before a view began. Ask it of what mariadbd said after
// the view was read: group communication records a view at once, while mariadbd takes note of it in its turn, after
// what it still has to apply.
func (w Wsrep) Settled(view View) bool {
	return w.Synced() && w.Size == len(view.Members) && w.ReceiveQueue == 0
}
