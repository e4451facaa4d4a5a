package rules

import (
	"strings"
)

// sizes is the configuration of pool-machine-size.
type sizes struct {
	RefusedPrefixes []string `json:"refusedPrefixes" says:"The beginnings of names of machine sizes that no pool may have."`
}

// systemNodes is the configuration of aks-system-pool.
type systemNodes struct {
	MinNodes int `json:"minNodes" says:"The least number of nodes of a system pool."`
}

// drain is the configuration of pool-upgrades.
type drain struct {
	Minutes int `json:"minutes" says:"The least time, in minutes, that a drain is given: at least as long as a full state transfer."`
}

// leastDrain is for how long, in minutes, an upgrade has to wait for a member that leaves a node. Azure's default is 30; a
// full state transfer that another member needs first can take longer.
const leastDrain = 60

func poolRules() []Rule {
	pool := func(name, says, why, remedy string) Rule {
		return Rule{Name: name, Level: Mandatory, Says: says, Why: why, Remedy: remedy, Kinds: []string{kindPool}}
	}
	both := func(name, says, why, remedy string) Rule {
		rule := pool(name, says, why, remedy)
		rule.Kinds = []string{kindPool, kindCluster}
		return rule
	}
	ephemeral := both("pool-os-disk", "Nodes have their operating system on the machine's own disk.",
		"A managed disk makes nodes slower to start, and costs.", "Choose a machine size with a local disk, and set osDiskType to Ephemeral.")
	ephemeral.Level = Advisory
	return []Rule{
		configured(Rule{
			Name: "aks-system-pool", Level: Mandatory, Kinds: []string{kindCluster},
			Says:   "The cluster declares one pool of its own, for its own services alone, on several nodes.",
			Why:    "Azure takes changes of that list badly, and a database beside the cluster's DNS starves both.",
			Remedy: "Declare one agentPoolProfile of mode System with the taint CriticalAddonsOnly=true:NoSchedule and cluster.systemPool.min of 2 or more.",
		}, systemNodes{MinNodes: 2}, systemPool),
		plainly(pool("pool-one-zone", "A pool is in exactly one zone, and is scaled by the autoscaler.",
			"In a pool of several zones nobody can say where a node is added, and a member's disk cannot follow it.",
			"Declare a pool for each zone, with enableAutoScaling and minCount of 1 or more."),
			func(s *subject) {
				if s.Inputs.At("mode").Text() == "System" {
					return
				}
				s.must("availabilityZones", "name exactly one zone", func(v Value) bool { return len(v.Items()) == 1 })
				s.is("enableAutoScaling", true)
				s.atLeast("minCount", 1)
			}),
		plainly(pool("pool-upgrades", "An upgrade adds a node before it takes one away.",
			"A member that has to leave before there is another node is away for as long as a node takes to start.",
			"Set upgradeSettings.maxSurge to 1, and leave out maxUnavailable."),
			func(s *subject) {
				s.must("upgradeSettings.maxSurge", "be 1 or more", func(v Value) bool { return !v.Empty() && v.Text() != "0" && v.Text() != "0%" })
				s.must("upgradeSettings.maxUnavailable", "not be set", func(v Value) bool { return v.Empty() || v.Text() == "0" || v.Number() == 0 })
			}),
		configured(pool("pool-drains", "An upgrade waits for members to leave a node, and never deletes a node that cannot be drained.",
			"The default deletes the node after 30 minutes, and the member on it, whether the others are in step or not.",
			"Set upgradeSettings.drainTimeoutInMinutes to 60 or more, and undrainableNodeBehavior to Cordon."),
			drain{Minutes: leastDrain},
			func(s *subject, c drain) {
				s.atLeast("upgradeSettings.drainTimeoutInMinutes", c.Minutes)
				s.oneOf("upgradeSettings.undrainableNodeBehavior", "Cordon")
			}),
		plainly(both("pool-no-public-address", "No node has a public address.",
			"A node is reached by its private address only, or it is on the internet.", "Set enableNodePublicIP to false."),
			func(s *subject) {
				s.eachPool(func(at string) { s.isNot(at+"enableNodePublicIP", true) })
			}),
		plainly(both("pool-encrypted", "What nodes write to disks of their own is encrypted on the host.",
			"Temporary files of the server, among them sorted rows, are on the node's disk.", "Set enableEncryptionAtHost to true."),
			func(s *subject) {
				s.eachPool(func(at string) { s.is(at+"enableEncryptionAtHost", true) })
			}),
		configured(both("pool-machine-size", "Nodes are machines with processors of their own.",
			"Machines of the B series are slowed down when their credit is used up, which the other members take for a failure.",
			"Set the pool's size to another series, such as Standard_D4ds_v5."),
			sizes{RefusedPrefixes: []string{"Standard_B"}},
			func(s *subject, c sizes) {
				s.eachPool(func(at string) {
					s.must(at+"vmSize", "not begin with "+either(c.RefusedPrefixes), func(v Value) bool { return !begins(v.Text(), c.RefusedPrefixes) })
				})
			}),
		plainly(ephemeral, func(s *subject) {
			s.eachPool(func(at string) { s.oneOf(at+"osDiskType", "Ephemeral") })
		}),
		wholly(Rule{
			Name: "pools-in-three-zones", Level: Advisory,
			Says:   "The pools of a cluster are in three zones.",
			Why:    "With fewer, the loss of one zone takes the majority of the members along.",
			Remedy: "Set zones to three of the region's zones.",
		}, threeZones),
	}
}

// eachPool looks at the pool that the resource is, or at those in the cluster that it is. Paths begin with what is given.
func (s *subject) eachPool(look func(at string)) {
	if s.Kind() == kindPool {
		look("")
		return
	}
	whole := s.Inputs
	for _, pool := range whole.At("agentPoolProfiles").Items() {
		// A path cannot lead through a list, so that each pool is looked at as an object of its own.
		s.Inputs = Of(map[string]any{"agentPoolProfiles": pool})
		look("agentPoolProfiles.")
	}
	s.Inputs = whole
}

func systemPool(s *subject, c systemNodes) {
	const profiles = "agentPoolProfiles"
	s.must(profiles, "be exactly one pool", func(v Value) bool { return len(v.Items()) == 1 })
	s.eachPool(func(at string) {
		s.oneOf(at+"mode", "System")
		s.must(at+"nodeTaints", "have CriticalAddonsOnly=true:NoSchedule", func(v Value) bool {
			return among("CriticalAddonsOnly=true:NoSchedule", v.Texts())
		})
		s.atLeast(at+"minCount", c.MinNodes)
	})
}

func threeZones(s *stackSubject) {
	zones := map[string]bool{}
	pools := s.of(kindPool)
	for _, pool := range pools {
		for _, zone := range pool.Inputs.At("availabilityZones").Texts() {
			zones[zone] = true
		}
	}
	for _, cluster := range s.of(kindCluster) {
		if len(pools) > 0 && len(zones) < 3 {
			s.find(cluster, "the zones of its pools", "be three", Of(float64(len(zones))).String())
		}
	}
}

func begins(text string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(strings.ToLower(text), strings.ToLower(p)) {
			return true
		}
	}
	return false
}
