package rules

import (
	"fmt"
	"slices"

	"github.com/galera-aks/galera-aks/member/contract"
)

const (
	kindGalera = "galera:Cluster"
	kindSet    = "apps:StatefulSet"
)

// grace is the configuration of member-grace.
type grace struct {
	Seconds int `json:"seconds" says:"The least time, in seconds, that a member has to leave."`
}

// leastGrace is how long a member has to leave at least, in seconds: to hand over, to let connections end, and to write what
// it has in memory to the disk.
const leastGrace = 120

func memberRules() []Rule {
	set := func(name, says, why, remedy string) Rule {
		return Rule{Name: name, Level: Mandatory, Says: says, Why: why, Remedy: remedy, Kinds: []string{kindSet}}
	}
	apart := set("member-apart", "Members of a database are never on one node.",
		"A node that fails takes every member that is on it.", "Leave out allowSharedNodes, and have as many nodes in a zone as members.")
	apart.Level = Advisory
	return []Rule{
		plainly(Rule{
			Name: "members-odd", Level: Mandatory, Kinds: []string{kindGalera},
			Says:   "The number of members is odd, unless the settings say that it may be even.",
			Why:    "An even number bears no more failures than one member fewer, and can fall into halves that both stop.",
			Remedy: "Set members to an odd number, or allowEven where the step is on the way to one.",
		}, func(s *subject) {
			even := s.Inputs.At("allowEven")
			s.must("members", "be odd", func(v Value) bool { return int(v.Number())%2 != 0 || even.Is(true) || even.Unknown })
		}),
		plainly(Rule{
			Name: "members-durable", Level: Advisory, Kinds: []string{kindGalera},
			Says:   "A commit is on the disk when it is acknowledged.",
			Why:    "With another setting a power cut of all zones loses up to a second of acknowledged commits.",
			Remedy: "Leave out the setting innodb_flush_log_at_trx_commit.",
		}, func(s *subject) {
			s.must("settings.innodb_flush_log_at_trx_commit", "be 1", func(v Value) bool { return v.Missing() || v.Text() == "1" })
		}),
		plainly(set("member-restarted-by-rollout", "Nothing restarts a member but the rollout, and a member is one pod.",
			"Kubernetes restarts members without asking whether the others are in step; two pods of a set would share a name in Galera.",
			"Set updateStrategy.type to OnDelete, podManagementPolicy to Parallel, replicas to 1, and declare no volumeClaimTemplates."),
			func(s *subject) {
				if !member(s.Resource) {
					return
				}
				s.oneOf("spec.updateStrategy.type", "OnDelete")
				s.oneOf("spec.podManagementPolicy", "Parallel")
				s.must("spec.replicas", "be 1", func(v Value) bool { return v.Number() == 1 })
				s.must("spec.volumeClaimTemplates", "not be set", Value.Empty)
			}),
		configured(set("member-grace", "A member has time to leave.",
			"A server that is killed while it leaves has to repair its disk, and the writer's clients get errors.",
			"Set terminationGracePeriodSeconds to 120 or more."),
			grace{Seconds: leastGrace}, func(s *subject, c grace) {
				if member(s.Resource) {
					s.atLeast("spec.template.spec.terminationGracePeriodSeconds", c.Seconds)
				}
			}),
		plainly(set("member-probes", "A member is judged by what its supervisor says, and ready only when it is in step.",
			"A probe of the port alone lets the next member be drained while this one takes a transfer.",
			"Give the container a startup, a readiness and a liveness probe at the supervisor's paths."),
			func(s *subject) {
				if member(s.Resource) {
					s.probes()
				}
			}),
		plainly(apart, func(s *subject) {
			const required = "spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution"
			if member(s.Resource) {
				s.must(required, "be set", func(v Value) bool { return !v.Empty() })
			}
		}),
		plainly(Rule{
			Name: "budget-one", Level: Mandatory, Kinds: []string{"policy:PodDisruptionBudget"},
			Says:   "A disruption budget lets exactly one pod be away.",
			Why:    "With two of three away the third stops; with none, no node is ever drained, and Azure stops the upgrade.",
			Remedy: "Set maxUnavailable to 1, and leave out minAvailable.",
		}, func(s *subject) {
			s.must("spec.maxUnavailable", "be 1", func(v Value) bool { return v.Number() == 1 })
			s.must("spec.minAvailable", "not be set", Value.Missing)
		}),
		wholly(Rule{
			Name: "members-guarded", Level: Mandatory,
			Says:   "The members of a database have a disruption budget, and a network policy.",
			Why:    "Without the one a drain takes all members, without the other every pod reaches Galera's ports, which ask for no password.",
			Remedy: "Declare a PodDisruptionBudget and a NetworkPolicy that select the members by their labels.",
		}, guarded),
		wholly(Rule{
			Name: "zone-has-pool", Level: Mandatory,
			Says:   "Every zone that a member is in has a pool of nodes.",
			Why:    "A member in another zone is never scheduled, and the update waits for it until it gives up.",
			Remedy: "Add the zone to the platform's zones, or leave it out of the database's zones.",
		}, zoneHasPool),
	}
}

// member reports whether a StatefulSet is a member of a Galera cluster.
func member(r Resource) bool {
	labels := r.Inputs.At("metadata.labels")
	return labels.Key(contract.LabelName).Text() == contract.NameGalera && labels.Key(contract.LabelComponent).Text() == contract.ComponentMember
}

// probes wants the probes that the supervisor answers.
func (s *subject) probes() {
	pod, path := podOf(s.Resource)
	for at, container := range containersOf(pod, path) {
		for probe, where := range map[string]string{
			"startupProbe": contract.PathStartup, "readinessProbe": contract.PathReady, "livenessProbe": contract.PathLive,
		} {
			v := container.At(probe + ".httpGet.path")
			s.wants(v, at+"."+probe+".httpGet.path", "be "+where, v.Text() == where)
		}
	}
}

// guarded wants what guards the members of each database.
func guarded(s *stackSubject) {
	for _, r := range s.of(kindSet) {
		if !member(r) {
			continue
		}
		instance := r.Inputs.At("metadata.labels").Key(contract.LabelInstance).Text()
		for kind, selector := range map[string]string{"policy:PodDisruptionBudget": "spec.selector", "networking.k8s.io:NetworkPolicy": "spec.podSelector"} {
			selects := func(o Resource) bool {
				labels := o.Inputs.At(selector + ".matchLabels")
				return labels.Key(contract.LabelInstance).Text() == instance && labels.Key(contract.LabelComponent).Text() == contract.ComponentMember
			}
			if !slices.ContainsFunc(s.of(kind), selects) {
				s.find(r, kind[len(kind)-len(last(kind)):], "select the member", "none that does")
			}
		}
	}
}

// zoneHasPool holds the zones that members are pinned to against those of the pools, where the stack has both. Of a platform
// in another stack only the program knows the zones, and refuses others in its settings.
func zoneHasPool(s *stackSubject) {
	zones := s.zones()
	if len(zones) == 0 {
		return
	}
	for _, r := range s.of(kindSet) {
		zone := r.Inputs.At("spec.template.spec.nodeSelector").Key(contract.TopologyZone)
		if member(r) && zone.Text() != "" && !slices.Contains(zones, last(zone.Text())) {
			s.find(r, fmt.Sprintf("spec.template.spec.nodeSelector[%s]", contract.TopologyZone), "be a zone with a pool, "+either(zones), zone.String())
		}
	}
}

// zones returns the zones that have a pool of nodes for databases.
func (s Stack) zones() []string {
	var zones []string
	for _, pool := range s.of(kindPool) {
		zones = append(zones, pool.Inputs.At("availabilityZones").Texts()...)
	}
	slices.Sort(zones)
	return slices.Compact(zones)
}

// last returns what comes after the last dash or colon.
func last(text string) string {
	for i := len(text) - 1; i >= 0; i-- {
		if text[i] == '-' || text[i] == ':' {
			return text[i+1:]
		}
	}
	return text
}
