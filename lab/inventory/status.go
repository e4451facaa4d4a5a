package inventory

// A Status is the region at one moment.
type Status struct {
	Region    Region     `json:"region"`
	Databases []Database `json:"databases"`
	// Faults says, a sentence each, what is broken on purpose.
	Faults []string `json:"-"`
}

// A Region has zones.
type Region struct {
	Zones []Zone `json:"zones"`
}

// A Zone has one node in the lab.
type Zone struct {
	// Name is the zone as nodes are labelled, such as "westeurope-1".
	Name string `json:"name"`
	// Node is the node's name.
	Node string `json:"node"`
	// Up tells whether the node runs and is Ready.
	Up bool `json:"up"`
}

// A Database is one Galera cluster.
type Database struct {
	Name string `json:"name"`
	// Namespace is where its objects are. It is not shown.
	Namespace string `json:"-"`
	// Address is the private address of its read-write Service, empty while it has none.
	Address string `json:"address"`
	// Writer is the member that takes the application's writes, empty while there is none.
	Writer  string   `json:"writer"`
	Members []Member `json:"members"`
}

// A Member is one server of a database, in wsrep's own words where it says something.
type Member struct {
	Name string `json:"name"`
	Zone string `json:"zone"`
	// State is wsrep_local_state_comment, or "" while the server does not answer.
	State string `json:"state"`
	// Primary tells whether the member belongs to the Primary Component.
	Primary bool `json:"primary"`
	// Ready tells whether clients may be sent to it.
	Ready bool `json:"ready"`
	// Outdated tells that its pod is not what its set describes by now: a rollout has not come to it yet.
	Outdated bool `json:"outdated,omitempty"`
	// UUID is the state's, Seqno that of the last write set committed.
	UUID  string `json:"uuid"`
	Seqno int64  `json:"seqno"`
	// WaitsFor says in a sentence what the member waits for, empty for nothing. It is for people only.
	WaitsFor string `json:"-"`

	// revision is that of the set's newest description of its pod.
	revision string
}

// Find returns the database of a name; the only one where the name is empty.
func (s Status) Find(name string) (Database, bool) {
	if name == "" && len(s.Databases) == 1 {
		return s.Databases[0], true
	}
	for _, d := range s.Databases {
		if d.Name == name {
			return d, true
		}
	}
	return Database{}, false
}

// Healthy reports whether every zone is up and every member of every database is ready.
func (s Status) Healthy() bool {
	for _, z := range s.Region.Zones {
		if !z.Up {
			return false
		}
	}
	for _, d := range s.Databases {
		for _, m := range d.Members {
			if !m.Ready {
				return false
			}
		}
	}
	return true
}
