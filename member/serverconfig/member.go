package serverconfig

import (
	"errors"
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/galera-aks/galera-aks/member/contract"
)

// MemberFacts is what a member knows only when it starts.
type MemberFacts struct {
	// Server is the mounted text that the function Server rendered, and after it that of Online. It is repeated in full;
	// what comes later counts.
	Server string
	// ClusterName is what members of one cluster, and one epoch, have in common: those with different names cannot join
	// one another. At most 32 letters, digits and -._, which is Galera's bound.
	ClusterName string
	// Node is the member's name, such as "orders-0".
	Node string
	// Ordinal is the member's number, from 0. The server id is one more.
	Ordinal int
	// Address is the pod's IP address, at which the other members reach it.
	Address string
	// Peers are the host names or addresses of the cluster's members; this one may be among them. None are needed for a
	// member that starts a new cluster.
	Peers []string
	// Donors are the names of the members that a full transfer should come from, best first. Any other member is taken
	// when none of them is there.
	Donors []string
	// FileSystemBytes is the size of the file system that holds the data directory.
	FileSystemBytes int64
	// TransferPassword is the password of TransferUser.
	TransferPassword string
}

const (
	minGcache = 128 * mib
	// maxGcache bounds the cache because Galera reads all of it when it starts, to find what it still holds (gcache.recover):
	// 8 GiB took 32 s, in which a member that comes back from a total outage keeps all others waiting.
	maxGcache = 1 * gib
	// maxClusterName is Galera's bound (gcomm reads the name into a field of this length).
	maxClusterName = 32
)

// gcache is a twentieth of the file system, within bounds: on a disk sized for its data that holds the writes of a
// restart and more, after which a member that was away comes back without a full transfer. An environment that wants to
// be away for longer sets gcache.size, and pays for it at each start.
func gcache(fileSystem int64) int64 { return clamp(fileSystem/20/step*step, minGcache, maxGcache) }

// Member renders the one options file that MariaDB, and the scripts that it starts for state transfers, read. It repeats
// the environment's settings and adds what only the pod knows, among it all options of the Galera provider. It holds a
// password: write it readable for its owner only. The error joins everything wrong with the facts.
func Member(facts MemberFacts) (string, error) {
	mounted, err := valuesOf(facts.Server, groupOwn)
	if err != nil {
		return "", err
	}
	if err := facts.validate(); err != nil {
		return "", err
	}
	var f file
	f.comment("Written by the supervisor at each start of the server. Changes made here are lost.")
	f.WriteString("\n" + strings.TrimSpace(facts.Server) + "\n")
	f.group(groupServer)
	f.values(map[string]string{
		"server_id":                   strconv.Itoa(facts.Ordinal + 1),
		"wsrep_cluster_address":       "gcomm://" + strings.Join(facts.Peers, ","),
		"wsrep_cluster_name":          facts.ClusterName,
		"wsrep_node_address":          facts.Address,
		"wsrep_node_incoming_address": netip.AddrPortFrom(netip.MustParseAddr(facts.Address), contract.PortSQL).String(),
		"wsrep_node_name":             facts.Node,
		"wsrep_provider_options":      `"` + facts.provider(mounted) + `"`,
		"wsrep_sst_auth":              TransferUser + ":" + facts.TransferPassword,
		"wsrep_sst_donor":             donors(facts.Donors, facts.Node),
	})
	return f.String(), nil
}

// provider returns the value of wsrep_provider_options.
//
// A member that comes does not wait inside of Galera for a Primary: Galera waits in steps of half a second (PC::connect in
// gcomm/src/pc.cpp), and takes no part in the group until the step is over, which holds up everybody's writes. What a rolling
// change costs without the wait is in docs/drills.md. How long a member stays without a Primary is the supervisor's to
// decide.
func (facts MemberFacts) provider(mounted map[string]string) string {
	options := merge(map[string]string{
		"gcache.recover": "yes",
		"gcache.size":    sizeText(gcache(facts.FileSystemBytes)),
		"pc.recovery":    "true",
		"pc.wait_prim":   "no",
	}, mounted)
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(options)) {
		parts = append(parts, name+"="+options[name])
	}
	return strings.Join(parts, ";")
}

// donors ends with a comma, which lets Galera take any other member where none of the named ones can give.
func donors(names []string, self string) string {
	var list strings.Builder
	for _, name := range names {
		if name != self {
			list.WriteString(name + ",")
		}
	}
	return list.String()
}

var (
	safeName     = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
	safeHost     = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$`)
	safePassword = regexp.MustCompile(`^[A-Za-z0-9!%*+,./:?@^_~-]+$`)
)

func (facts MemberFacts) validate() error {
	var problems []error
	if !safeName.MatchString(facts.ClusterName) || len(facts.ClusterName) > maxClusterName {
		problems = append(problems, problem("cluster name", "must be 1 to %d letters, digits and -._, got %q", maxClusterName, facts.ClusterName))
	}
	for _, name := range append([]string{facts.Node}, facts.Donors...) {
		if !safeName.MatchString(name) {
			problems = append(problems, problem("node name", "must be letters, digits and -._, got %q", name))
		}
	}
	if facts.Ordinal < 0 {
		problems = append(problems, problem("ordinal", "must be 0 or more, got %d", facts.Ordinal))
	}
	if _, err := netip.ParseAddr(facts.Address); err != nil {
		problems = append(problems, problem("address", "must be an IP address, got %q", facts.Address))
	}
	if slices.ContainsFunc(facts.Peers, func(peer string) bool { return !safeHost.MatchString(peer) }) {
		problems = append(problems, problem("peers", "must be host names or addresses, got %q", facts.Peers))
	}
	if facts.FileSystemBytes <= 0 {
		problems = append(problems, problem("file system", "must have a size, got %d", facts.FileSystemBytes))
	}
	if !safePassword.MatchString(facts.TransferPassword) {
		// The value is a secret, so it is not repeated here.
		problems = append(problems, problem("transfer password", "must be letters, digits and !%%*+,./:?@^_~-, and is something else or empty"))
	}
	return errors.Join(problems...)
}
