package rules

import "net/netip"

// Kinds of Azure's that several rules look at.
const (
	kindCluster = "containerservice:ManagedCluster"
	kindPool    = "containerservice:AgentPool"
	kindWindow  = "containerservice:MaintenanceConfiguration"
)

// publicAPI is the configuration of aks-private-api.
type publicAPI struct {
	AllowedRanges []netip.Prefix `json:"allowedRanges" says:"Ranges that may reach an API server with a public address. Without any, no API server may have one."`
}

// tiers is the configuration of aks-tier.
type tiers struct {
	Tiers []string `json:"tiers" says:"The tiers that a cluster may have."`
}

// egressModes is the configuration of aks-egress.
type egressModes struct {
	Modes []string `json:"modes" says:"The ways out that a cluster's nodes may have."`
}

// versions is the configuration of aks-version.
type versions struct {
	Versions []string `json:"versions" says:"The minor versions of Kubernetes that may run."`
}

// windows is the configuration of aks-maintenance-hours.
type windows struct {
	Hours int `json:"hours" says:"The least length of a window, in hours."`
}

// leastWindow is the length, in hours, that Azure recommends a maintenance window to have at least.
// https://learn.microsoft.com/azure/aks/planned-maintenance
const leastWindow = 4

func clusterRules() []Rule {
	cluster := func(name, says, why, remedy string) Rule {
		return Rule{Name: name, Level: Mandatory, Says: says, Why: why, Remedy: remedy, Kinds: []string{kindCluster}}
	}
	version := cluster("aks-version", "Kubernetes is a version that Azure supports.",
		"A version that is out of support gets no fixes, and is upgraded when Azure likes.",
		"Set cluster.kubernetesVersion to a minor version that is supported.")
	version.Level = Advisory
	cleaner := cluster("aks-image-cleaner", "Images that nothing uses are removed from nodes.",
		"Old images are what scanners find vulnerabilities in, and they fill the nodes' disks.",
		"Set securityProfile.imageCleaner.enabled to true.")
	cleaner.Level = Advisory
	return []Rule{
		configured(cluster("aks-private-api", "The API server has no public address, or one for named ranges only.",
			"Whoever reaches the API server is one stolen login away from every password of the databases.",
			"Leave out cluster.privateApi, or name the ranges in cluster.authorizedRanges and allow them in this rule's allowedRanges."),
			publicAPI{}, privateAPI),
		plainly(cluster("aks-no-run-command", "Nobody runs commands in the cluster through Azure's own interface.",
			"Such commands go round the private network.", "Set apiServerAccessProfile.disableRunCommand to true."),
			func(s *subject) { s.is("apiServerAccessProfile.disableRunCommand", true) }),
		plainly(cluster("aks-entra-only", "People log in with Entra ID, and Azure's roles say what they may do.",
			"A local account is a certificate that nobody can take back.",
			"Set disableLocalAccounts, aadProfile.managed and aadProfile.enableAzureRBAC to true."),
			func(s *subject) {
				s.is("disableLocalAccounts", true)
				s.is("aadProfile.managed", true)
				s.is("aadProfile.enableAzureRBAC", true)
			}),
		plainly(cluster("aks-workload-identity", "Pods can be identities of Azure's own, without keys.",
			"Without it every pod that talks to Azure needs a key that is stored somewhere.",
			"Set oidcIssuerProfile.enabled and securityProfile.workloadIdentity.enabled to true."),
			func(s *subject) {
				s.is("oidcIssuerProfile.enabled", true)
				s.is("securityProfile.workloadIdentity.enabled", true)
			}),
		plainly(cluster("aks-user-assigned-identity", "The cluster acts as an identity of its own resource.",
			"An identity that comes with the cluster has its rights only after the cluster needs them, and loses them with it.",
			"Set identity.type to UserAssigned."),
			func(s *subject) { s.oneOf("identity.type", "UserAssigned") }),
		configured(cluster("aks-tier", "The cluster's tier has a service level agreement.",
			"Without one the API server may be away for as long as it takes, and nothing heals meanwhile.",
			"Set cluster.tier to Standard or Premium, or allow the tier in this rule's tiers."),
			tiers{Tiers: []string{"Standard", "Premium"}},
			func(s *subject, c tiers) { s.oneOf("sku.tier", c.Tiers...) }),
		configured(cluster("aks-egress", "Nodes have no public address to go out by.",
			"What has a public address can send data to anywhere.",
			"Set network.egress to none or userDefinedRouting, or allow the way out in this rule's modes."),
			egressModes{Modes: []string{"none", "userDefinedRouting"}},
			func(s *subject, c egressModes) { s.oneOf("networkProfile.outboundType", c.Modes...) }),
		plainly(cluster("aks-network-policies", "The cluster enforces network policies.",
			"Without an engine for them every pod reaches every member, and the policies are words.",
			"Set networkProfile.networkPolicy to cilium."),
			func(s *subject) { s.oneOf("networkProfile.networkPolicy", "cilium", "azure", "calico") }),
		plainly(cluster("aks-upgrade-channels", "Azure installs patches by itself, and no minor version.",
			"A minor version removes interfaces; nodes that update themselves know nothing of windows and drains.",
			"Set cluster.upgrades.channel to patch, and cluster.upgrades.nodeChannel to NodeImage."),
			func(s *subject) {
				s.oneOf("autoUpgradeProfile.upgradeChannel", "patch", "none", "node-image")
				s.oneOf("autoUpgradeProfile.nodeOSUpgradeChannel", "NodeImage", "SecurityPatch", "None")
			}),
		plainly(cluster("aks-node-resource-group", "Nobody changes by hand what Azure makes for the cluster.",
			"A disk or address that is changed there is changed back, or lost, without notice.",
			"Set nodeResourceGroupProfile.restrictionLevel to ReadOnly."),
			func(s *subject) { s.oneOf("nodeResourceGroupProfile.restrictionLevel", "ReadOnly") }),
		configured(version, versions{Versions: []string{"1.35", "1.36", "1.37"}}, func(s *subject, c versions) {
			s.must("kubernetesVersion", "be "+either(c.Versions), func(v Value) bool { return among(minor(v.Text()), c.Versions) })
		}),
		plainly(cleaner, func(s *subject) { s.is("securityProfile.imageCleaner.enabled", true) }),
		configured(Rule{
			Name: "aks-maintenance-hours", Level: Mandatory, Kinds: []string{kindWindow},
			Says:   "A maintenance window is long enough for an upgrade.",
			Why:    "What is begun in a short window goes on after it, in the middle of the day.",
			Remedy: "Set cluster.maintenance's hours to 4 or more.",
		}, windows{Hours: leastWindow}, func(s *subject, c windows) { s.atLeast("maintenanceWindow.durationHours", c.Hours) }),
		wholly(Rule{
			Name: "aks-maintenance-windows", Level: Mandatory,
			Says:   "A cluster has a window for upgrades of Kubernetes, and one for updates of nodes.",
			Why:    "Without windows Azure restarts nodes, and the members on them, at any time of the day.",
			Remedy: "Declare the maintenance configurations aksManagedAutoUpgradeSchedule and aksManagedNodeOSUpgradeSchedule.",
		}, bothWindows),
	}
}

// privateAPI wants no public address of the API server, or only ranges that are allowed.
func privateAPI(s *subject, c publicAPI) {
	const profile = "apiServerAccessProfile"
	s.isNot(profile+".enablePrivateClusterPublicFQDN", true)
	private := s.Inputs.At(profile + ".enablePrivateCluster")
	if private.Unknown || private.Is(true) {
		return
	}
	if len(c.AllowedRanges) == 0 {
		s.find(profile+".enablePrivateCluster", "be true", private)
		return
	}
	s.must(profile+".authorizedIPRanges", "name the ranges that may reach the API server", func(v Value) bool { return !v.Empty() })
	for _, item := range s.Inputs.At(profile + ".authorizedIPRanges").Items() {
		if !item.Unknown && !within(item.Text(), c.AllowedRanges) {
			s.find(profile+".authorizedIPRanges", "lie inside "+prefixes(c.AllowedRanges), item)
		}
	}
}

// bothWindows wants the two windows of every cluster. Their names are Azure's.
func bothWindows(s *stackSubject) {
	found := map[string]int{}
	for _, window := range s.of(kindWindow) {
		found[window.Inputs.At("configName").Text()]++
	}
	for _, name := range []string{"aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule"} {
		for n, cluster := range s.of(kindCluster) {
			if found[name] <= n {
				s.find(cluster, "maintenance configuration "+name, "be declared", "none")
			}
		}
	}
}

// minor returns a version's first two numbers.
func minor(version string) string {
	for i, dots := 0, 0; i < len(version); i++ {
		if version[i] == '.' {
			if dots++; dots == 2 {
				return version[:i]
			}
		}
	}
	return version
}
