package faults

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/galera-aks/galera-aks/lab/host"
	"github.com/galera-aks/galera-aks/lab/region"
	"github.com/galera-aks/galera-aks/member/contract"
	"golang.org/x/sys/unix"
)

// server is the name of the process that a member is about.
const server = "mariadbd"

// KillMember kills a member's mariadbd with SIGKILL. Its supervisor, and what the operating system holds of its writes,
// live on. It fails where no mariadbd runs.
func KillMember(r *region.Region, member string) error {
	return signalServer(r, member, unix.SIGKILL)
}

// FreezeMember stops a member's mariadbd where it is: connections stay open, and nothing answers on them.
func FreezeMember(r *region.Region, member string) error {
	return signalServer(r, member, unix.SIGSTOP)
}

// ThawMember lets a frozen mariadbd go on.
func ThawMember(r *region.Region, member string) error {
	return signalServer(r, member, unix.SIGCONT)
}

func signalServer(r *region.Region, member string, signal unix.Signal) error {
	processes, err := podProcesses(r, parseMember(member))
	if err != nil {
		return err
	}
	found := false
	for _, p := range processes {
		if p.name != server {
			continue
		}
		found = true
		if err := p.identity.Signal(signal); err != nil {
			return fmt.Errorf("member %s: %w", member, err)
		}
	}
	if !found {
		return fmt.Errorf("member %s: no %s of it runs on any node", member, server)
	}
	return nil
}

// ServerProcess finds a member's mariadbd.
func ServerProcess(r *region.Region, member string) (host.Identity, error) {
	processes, err := podProcesses(r, parseMember(member))
	if err != nil {
		return host.Identity{}, err
	}
	for _, p := range processes {
		if p.name == server {
			return p.identity, nil
		}
	}
	return host.Identity{}, fmt.Errorf("member %s: no %s of it runs on any node", member, server)
}

// A memberName names a member, in one namespace or in any.
type memberName struct{ namespace, name string }

// parseMember reads "orders-0" or, where two databases have the same name, "NAMESPACE/orders-0".
func parseMember(text string) memberName {
	if namespace, name, found := strings.Cut(text, "/"); found {
		return memberName{namespace, name}
	}
	return memberName{"", text}
}

// matches tells whether this is what an environment, as /proc/PID/environ has it, says.
func (m memberName) matches(environment []byte) bool {
	name, _ := host.Variable(environment, contract.EnvMember)
	namespace, _ := host.Variable(environment, contract.EnvNamespace)
	return name == m.name && (m.namespace == "" || namespace == m.namespace)
}

// A process runs on a node.
type process struct {
	identity host.Identity
	name     string
	stopped  bool
	// group is where it is among the control groups: the processes of one container have the same.
	group string
}

// podProcesses finds the processes of a member's container: those in the same control groups as one whose environment names the
// member. It needs no API server, and looks at nothing but what runs on the region's nodes.
func podProcesses(r *region.Region, member memberName) ([]process, error) {
	all, err := nodeProcesses(r)
	if err != nil {
		return nil, err
	}
	groups := map[string]bool{}
	for _, p := range all {
		environment, err := os.ReadFile(procFile(p.identity.PID, "environ"))
		if err == nil && member.matches(environment) {
			groups[p.group] = true
		}
	}
	var ours []process
	for _, p := range all {
		if groups[p.group] {
			ours = append(ours, p)
		}
	}
	return ours, nil
}

// nodeProcesses lists what runs on the nodes.
func nodeProcesses(r *region.Region) ([]process, error) {
	_, specs, err := r.Machines()
	if err != nil {
		return nil, err
	}
	cgroups, err := host.DetectCgroups()
	if err != nil {
		return nil, err
	}
	var all []process
	for _, spec := range specs {
		for _, pid := range cgroups.Processes(spec.Name) {
			if p, ok := lookAt(pid); ok {
				all = append(all, p)
			}
		}
	}
	return all, nil
}

// lookAt reads what the kernel says of a process; one that has ended meanwhile is not ok.
func lookAt(pid int) (p process, ok bool) {
	identity, err := host.Identify(pid)
	if err != nil {
		return p, false
	}
	name, err := os.ReadFile(procFile(pid, "comm"))
	if err != nil {
		return p, false
	}
	group, err := os.ReadFile(procFile(pid, "cgroup"))
	if err != nil {
		return p, false
	}
	status, err := os.ReadFile(procFile(pid, "status"))
	if err != nil {
		return p, false
	}
	return process{
		identity: identity,
		name:     strings.TrimSpace(string(name)),
		stopped:  bytes.Contains(status, []byte("\nState:\tT")),
		group:    string(group),
	}, true
}

func procFile(pid int, name string) string { return filepath.Join("/proc", strconv.Itoa(pid), name) }
