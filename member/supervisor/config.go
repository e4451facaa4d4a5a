package supervisor

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/server"
	"github.com/galera-aks/galera-aks/member/signed"
)

// Config is what a supervisor is told when it starts.
type Config struct {
	// Cluster is the Galera cluster's name.
	Cluster string
	// Member is this member's name.
	Member string
	// Ordinal is this member's number, from 0. Member 0 creates a new cluster.
	Ordinal int
	// Zone is the zone that the member is pinned to; full transfers come from the same zone if they can.
	Zone string
	// Claim names the claim whose volume is mounted.
	Claim string
	// Address is the IP address at which the other members reach this one.
	Address string
	// Listen is the address that probes and reports are served at, such as ":8080".
	Listen string
	// PeerPort is the port at which the other members serve their reports.
	PeerPort int
	// Application is created along with a new cluster.
	Application server.Application
	// Paths are where files are; zero means those of a member's container.
	Paths server.Paths
	// Timing are the supervisor's intervals; what is zero has its default.
	Timing Timing
}

// Timing are the supervisor's intervals.
type Timing struct {
	// Status is the time between two questions to mariadbd. Default 500 ms.
	Status time.Duration
	// Decide is the time between two decisions while there is nothing to do. Default 500 ms.
	Decide time.Duration
	// Ledger is the time between two looks at the ledger while all is well. Default 5 s.
	Ledger time.Duration
	// Overlap is how long a writer that leaves stays in the endpoints beside its successor. Default 12 s: Azure's load
	// balancer asks every 5 s and drops a back end after two failures, and its data path follows in another second or two.
	Overlap time.Duration
	// Settle is how long a member that leaves goes on serving after it has left the endpoints. Default 2 s: by then every
	// node has learned of it.
	Settle time.Duration
	// Restore is how long the members of the last Primary are waited for once mariadbd runs. Default 90 s.
	Restore time.Duration
	// Lonely is how long a joining mariadbd may be without any Primary in sight. Default 20 s, which is more than Galera
	// takes to move a partitioned component on.
	Lonely time.Duration
	// Halted is how long mariadbd may be stopped by a signal before it is killed. Default 8 s.
	Halted time.Duration
	// Hung is how long a mariadbd that has answered before may not answer until it is killed. Default 20 s.
	Hung time.Duration
	// Blocking is how long mariadbd may commit nothing, without being at work, while it makes all others wait, who would be
	// enough to go on without it, until it is killed. Default 4 s, which is also how long Galera lets the others wait for a
	// member that does not answer.
	Blocking time.Duration
	// Frozen is how long mariadbd may commit nothing while others have and its queue is not empty, until it is killed.
	// Default 30 s.
	Frozen time.Duration
	// Stall is how long a start or a state transfer may make no progress until it is begun again. Default 2 min.
	Stall time.Duration
	// Linger is how long a client of a member that leaves may take to end its transaction. Default 10 s.
	Linger time.Duration
	// Backoff is the longest pause before mariadbd is started again after failures. Default 30 s.
	Backoff time.Duration
}

func (c Config) withDefaults() Config {
	if c.Listen == "" {
		c.Listen = ":" + strconv.Itoa(contract.PortSupervisor)
	}
	if c.PeerPort == 0 {
		c.PeerPort = contract.PortSupervisor
	}
	if c.Paths == (server.Paths{}) {
		c.Paths = server.DefaultPaths()
	}
	for interval, length := range map[*time.Duration]time.Duration{
		&c.Timing.Status:   500 * time.Millisecond,
		&c.Timing.Decide:   500 * time.Millisecond,
		&c.Timing.Ledger:   5 * time.Second,
		&c.Timing.Overlap:  12 * time.Second,
		&c.Timing.Settle:   2 * time.Second,
		&c.Timing.Restore:  90 * time.Second,
		&c.Timing.Lonely:   20 * time.Second,
		&c.Timing.Halted:   8 * time.Second,
		&c.Timing.Hung:     20 * time.Second,
		&c.Timing.Blocking: 4 * time.Second,
		&c.Timing.Frozen:   30 * time.Second,
		&c.Timing.Stall:    2 * time.Minute,
		&c.Timing.Linger:   10 * time.Second,
		&c.Timing.Backoff:  30 * time.Second,
	} {
		if *interval == 0 {
			*interval = length
		}
	}
	return c
}

// keys is where the key is found with which members sign what they tell one another.
func (c Config) keys() signed.Keys {
	return signed.Keys{Path: filepath.Join(c.Paths.Secrets, contract.SecretPeerKey)}
}

func (c Config) validate() error {
	var problems []error
	for _, given := range []struct{ name, value string }{
		{contract.EnvCluster, c.Cluster}, {contract.EnvMember, c.Member}, {contract.EnvClaim, c.Claim},
	} {
		if given.value == "" {
			problems = append(problems, fmt.Errorf("%s: must be set", given.name))
		}
	}
	if c.Ordinal < 0 {
		problems = append(problems, fmt.Errorf("%s: must be 0 or more, got %d", contract.EnvOrdinal, c.Ordinal))
	}
	if _, err := netip.ParseAddr(c.Address); err != nil {
		problems = append(problems, fmt.Errorf("%s: must be an IP address, got %q", contract.EnvPodIP, c.Address))
	}
	return errors.Join(problems...)
}

// FromEnvironment reads a member's configuration from the variables that contract names. The error joins everything
// wrong with them.
func FromEnvironment() (Config, error) {
	ordinal, err := strconv.Atoi(os.Getenv(contract.EnvOrdinal))
	if err != nil {
		err = fmt.Errorf("%s: must be a number, got %q", contract.EnvOrdinal, os.Getenv(contract.EnvOrdinal))
	}
	overlap, overlapErr := duration(contract.EnvOverlap)
	settle, settleErr := duration(contract.EnvSettle)
	config := Config{
		Cluster: os.Getenv(contract.EnvCluster),
		Member:  os.Getenv(contract.EnvMember),
		Ordinal: ordinal,
		Zone:    os.Getenv(contract.EnvZone),
		Claim:   os.Getenv(contract.EnvClaim),
		Address: os.Getenv(contract.EnvPodIP),
		Application: server.Application{
			Database: os.Getenv(contract.EnvDatabase),
			User:     os.Getenv(contract.EnvUser),
		},
		Timing: Timing{Overlap: overlap, Settle: settle},
	}
	return config.withDefaults(), errors.Join(err, overlapErr, settleErr, config.validate())
}

// duration reads an optional variable; what is not set is 0.
func duration(name string) (time.Duration, error) {
	text := os.Getenv(name)
	if text == "" {
		return 0, nil
	}
	length, err := time.ParseDuration(text)
	if err != nil || length <= 0 {
		return 0, fmt.Errorf("%s: must be a duration such as 12s, got %q", name, text)
	}
	return length, nil
}
