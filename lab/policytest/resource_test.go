package policytest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	// So that Go runs these tests again when the pack changes, which they build and run as a program of its own.
	_ "github.com/galera-aks/galera-aks/policy/pack"
	"github.com/galera-aks/galera-aks/policy/rules"
)

type (
	m = map[string]any
	l = []any
)

// unknown is what a preview cannot know yet.
var unknown = resource.MakeComputed(resource.NewProperty(""))

// A stack that keeps to the rules is let pass, by each of them.
func TestGoodStackPasses(t *testing.T) {
	said, err := good(t).preview(t)
	if err != nil || len(said) > 0 {
		t.Errorf("%v\n%v", err, said)
	}
}

// broken are single resources that one rule finds something in. Each is a resource of the good stack with one input changed.
var broken = []struct {
	rule, of, path string
	value          any
	// says is the property and what is wrong with it.
	says string
}{
	{"aks-private-api", "cluster", "apiServerAccessProfile.enablePrivateCluster", false, "ManagedCluster NAME: apiServerAccessProfile.enablePrivateCluster must be true, got false. Leave out cluster.privateApi"},
	{"aks-private-api", "cluster", "apiServerAccessProfile.enablePrivateClusterPublicFQDN", true, "enablePrivateClusterPublicFQDN must not be true, got true"},
	{"aks-no-run-command", "cluster", "apiServerAccessProfile.disableRunCommand", nil, "apiServerAccessProfile.disableRunCommand must be true, got nothing"},
	{"aks-entra-only", "cluster", "disableLocalAccounts", false, "disableLocalAccounts must be true, got false"},
	{"aks-entra-only", "cluster", "aadProfile.enableAzureRBAC", nil, "aadProfile.enableAzureRBAC must be true, got nothing"},
	{"aks-workload-identity", "cluster", "oidcIssuerProfile", nil, "oidcIssuerProfile.enabled must be true"},
	{"aks-user-assigned-identity", "cluster", "identity.type", "SystemAssigned", `identity.type must be UserAssigned, got "SystemAssigned"`},
	{"aks-tier", "cluster", "sku.tier", "Free", `sku.tier must be Standard or Premium, got "Free"`},
	{"aks-egress", "cluster", "networkProfile.outboundType", "loadBalancer", `networkProfile.outboundType must be none or userDefinedRouting, got "loadBalancer"`},
	{"aks-network-policies", "cluster", "networkProfile.networkPolicy", "none", "networkProfile.networkPolicy must be cilium, azure or calico"},
	{"aks-upgrade-channels", "cluster", "autoUpgradeProfile.upgradeChannel", "rapid", "autoUpgradeProfile.upgradeChannel must be patch, none or node-image"},
	{"aks-upgrade-channels", "cluster", "autoUpgradeProfile.nodeOSUpgradeChannel", "Unmanaged", "autoUpgradeProfile.nodeOSUpgradeChannel must be"},
	{"aks-node-resource-group", "cluster", "nodeResourceGroupProfile.restrictionLevel", "Unrestricted", "restrictionLevel must be ReadOnly"},
	{"aks-version", "cluster", "kubernetesVersion", "1.33.2", `kubernetesVersion must be 1.35, 1.36 or 1.37, got "1.33.2"`},
	{"aks-image-cleaner", "cluster", "securityProfile.imageCleaner", nil, "securityProfile.imageCleaner.enabled must be true"},
	{"aks-system-pool", "cluster", "agentPoolProfiles[0].nodeTaints", nil, "agentPoolProfiles.nodeTaints must have CriticalAddonsOnly=true:NoSchedule, got nothing"},
	{"aks-system-pool", "cluster", "agentPoolProfiles[0].minCount", 1, "agentPoolProfiles.minCount must be at least 2, got 1"},
	{"aks-maintenance-hours", "upgrades", "maintenanceWindow.durationHours", 2, "maintenanceWindow.durationHours must be at least 4, got 2"},

	{"pool-one-zone", "db1", "availabilityZones", l{"1", "2"}, `availabilityZones must name exactly one zone, got ["1", "2"]`},
	{"pool-one-zone", "db1", "minCount", 0, "minCount must be at least 1, got 0"},
	{"pool-upgrades", "db1", "upgradeSettings.maxSurge", nil, "upgradeSettings.maxSurge must be 1 or more, got nothing"},
	{"pool-upgrades", "db1", "upgradeSettings.maxUnavailable", "1", "upgradeSettings.maxUnavailable must not be set"},
	{"pool-drains", "db1", "upgradeSettings.undrainableNodeBehavior", "Schedule", `upgradeSettings.undrainableNodeBehavior must be Cordon, got "Schedule"`},
	{"pool-drains", "db1", "upgradeSettings.drainTimeoutInMinutes", 30, "upgradeSettings.drainTimeoutInMinutes must be at least 60, got 30"},
	{"pool-no-public-address", "db1", "enableNodePublicIP", true, "enableNodePublicIP must not be true"},
	{"pool-no-public-address", "cluster", "agentPoolProfiles[0].enableNodePublicIP", true, "agentPoolProfiles.enableNodePublicIP must not be true"},
	{"pool-encrypted", "db1", "enableEncryptionAtHost", nil, "enableEncryptionAtHost must be true"},
	{"pool-machine-size", "db1", "vmSize", "Standard_B4ms", `vmSize must not begin with Standard_B, got "Standard_B4ms"`},
	{"pool-os-disk", "db1", "osDiskType", "Managed", "osDiskType must be Ephemeral"},

	{"registry-no-shared-login", "registry", "adminUserEnabled", true, "adminUserEnabled must not be true"},
	{"registry-no-shared-login", "registry", "anonymousPullEnabled", true, "anonymousPullEnabled must not be true"},
	{"registry-private", "registry", "publicNetworkAccess", "Enabled", `publicNetworkAccess must be Disabled, got "Enabled"`},

	{"nsg-no-internet", "nsg", "securityRules[0].sourceAddressPrefixes[1]", "0.0.0.0/0", `securityRules.applications.sourceAddressPrefixes must not let the internet in, got "0.0.0.0/0"`},
	{"nsg-no-internet", "nsg", "securityRules[1].sourceAddressPrefix", "Internet", "securityRules.probes.sourceAddressPrefix must not let the internet in"},
	{"subnet-no-default-outbound", "subnet", "defaultOutboundAccess", nil, "defaultOutboundAccess must be false, got nothing"},
	{"service-internal", "service", "metadata.annotations", nil, `metadata.annotations[service.beta.kubernetes.io/azure-load-balancer-internal] must be "true", got nothing`},
	{"service-internal", "service", "spec.loadBalancerSourceRanges[0]", "0.0.0.0/0", "spec.loadBalancerSourceRanges must be private ranges"},
	{"service-internal", "headless", "spec.type", "NodePort", "spec.type must not be NodePort"},

	{"tags", "db1", "tags", nil, "tags.environment must be set, got nothing"},
	{"role-scope", "role", "scope", "/subscriptions/00000000-0000-0000-0000-000000000000", "scope must be a resource group or a resource"},
	{"role-scope", "role", "roleDefinitionId", "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "roleDefinitionId must not be a role that can assign roles"},

	{"disk-kind", "orders-0-g1", "sku.name", "StandardSSD_LRS", "sku.name must be PremiumV2_LRS or Premium_LRS"},
	{"disk-kind", "orders-0-g1", "zones", nil, "zones must name exactly one zone"},
	{"disk-private", "orders-0-g1", "networkAccessPolicy", "AllowAll", "networkAccessPolicy must be DenyAll"},
	{"disk-private", "versioned-disk", "publicNetworkAccess", "Enabled", "publicNetworkAccess must be Disabled"},
	{"disk-kept", "member-disk", "guard", "none", `guard must be retain or protect, got "none"`},
	{"volume-no-host-cache", "volume", "spec.csi.volumeAttributes.cachingMode", "ReadOnly", "spec.csi.volumeAttributes.cachingMode must be None"},
	{"volume-kept", "volume", "spec.persistentVolumeReclaimPolicy", "Delete", "spec.persistentVolumeReclaimPolicy must be Retain"},
	{"volume-kept", "class", "allowVolumeExpansion", nil, "allowVolumeExpansion must be true"},

	{"pod-restricted", "orders-0", "spec.template.spec.containers[0].securityContext.privileged", true, "spec.template.spec.containers[member].securityContext.privileged must not be true"},
	{"pod-restricted", "job", "spec.template.spec.hostNetwork", true, "spec.template.spec.hostNetwork must not be true"},
	{"pod-restricted", "job", "spec.template.spec.volumes[0].hostPath", m{"path": "/"}, "spec.template.spec.volumes[run].hostPath must not be set, got an object of path"},
	{"pod-restricted", "cronjob", "spec.jobTemplate.spec.template.spec.securityContext.runAsNonRoot", nil, "securityContext.runAsNonRoot must be true"},
	{"image-by-digest", "job", "spec.template.spec.containers[0].image", "mariadb:11.8", `spec.template.spec.containers[member].image must be named by digest, got "mariadb:11.8"`},
	{"secrets-in-secrets", "settings", `data["root-password"]`, "hunter2", "data.root-password must not hold a secret"},
	{"secrets-in-secrets", "settings", `data["server.cnf"]`, resource.MakeSecret(resource.NewProperty("x")), "data.server.cnf must not hold a secret"},
	{"secrets-in-secrets", "orders-0", "spec.template.spec.containers[0].env[1]", m{"name": "MARIADB_ROOT_PASSWORD", "value": "hunter2"}, "env[MARIADB_ROOT_PASSWORD] must not hold a secret"},
	{"secrets-in-secrets", "secret", `stringData["root-password"]`, "hunter2", "stringData.root-password must be a secret of Pulumi's"},

	{"namespace-restricted", "namespace", "metadata.labels", nil, "metadata.labels[pod-security.kubernetes.io/enforce] must be restricted"},
	{"role-narrow", "kubernetes-role", "rules[0].verbs[0]", "*", "rules[0].verbs must not be everything"},
	{"role-narrow", "kubernetes-role", "rules[0].resourceNames", nil, "rules[0].resourceNames must name the objects"},

	{"members-odd", "orders", "members", 4, "Cluster NAME: members must be odd, got 4"},
	{"members-durable", "orders", "settings.innodb_flush_log_at_trx_commit", "2", "settings.innodb_flush_log_at_trx_commit must be 1"},
	{"member-restarted-by-rollout", "orders-0", "spec.updateStrategy.type", "RollingUpdate", "spec.updateStrategy.type must be OnDelete"},
	{"member-restarted-by-rollout", "orders-0", "spec.replicas", 3, "spec.replicas must be 1, got 3"},
	{"member-restarted-by-rollout", "orders-0", "spec.volumeClaimTemplates", l{m{}}, "spec.volumeClaimTemplates must not be set"},
	{"member-grace", "orders-0", "spec.template.spec.terminationGracePeriodSeconds", 30, "terminationGracePeriodSeconds must be at least 120, got 30"},
	{"member-probes", "orders-0", "spec.template.spec.containers[0].readinessProbe", m{"tcpSocket": m{"port": 3306}}, "containers[member].readinessProbe.httpGet.path must be /readyz, got nothing"},
	{"member-apart", "orders-0", "spec.template.spec.affinity", nil, "requiredDuringSchedulingIgnoredDuringExecution must be set"},
	{"budget-one", "budget", "spec.maxUnavailable", 2, "spec.maxUnavailable must be 1, got 2"},
	{"budget-one", "budget", "spec.minAvailable", 2, "spec.minAvailable must not be set"},
}

// Each rule about single resources finds what is wrong, once, and no other rule finds anything there. All go through the
// engine at once.
func TestBrokenResources(t *testing.T) {
	s := &stack{objects: map[string]*object{}}
	for n, c := range broken {
		o := good(t).objects[c.of]
		o.set(t, c.path, c.value)
		s.objects[fmt.Sprintf("broken-%d", n)] = o
	}
	s.objects["address"] = &object{Type: "azure-native:network:PublicIPAddress"}
	said, err := s.preview(t)
	if err == nil {
		t.Error("the engine did not stop")
	}
	found := map[string]Violations{}
	for _, v := range said {
		found[v.Resource] = append(found[v.Resource], v)
	}
	for n, c := range broken {
		name := fmt.Sprintf("broken-%d", n)
		resourceRules(found[name]).only(t, c.rule, strings.ReplaceAll(c.says, "NAME", name))
	}
	found["address"].only(t, "no-public-address", "the resource must not be declared")
}

// resourceRules leaves out what rules about the stack say: a stack of broken resources has much wrong with it.
func resourceRules(said Violations) Violations {
	whole := map[string]bool{}
	for _, rule := range rules.All() {
		whole[rule.Name] = rule.Whole()
	}
	return slices.DeleteFunc(said, func(v Violation) bool { return whole[v.Rule] })
}

// No rule is without a case in which it finds something.
func TestEveryRuleHasACase(t *testing.T) {
	cases := map[string]bool{"no-public-address": true}
	for _, c := range broken {
		cases[c.rule] = true
	}
	for _, c := range brokenStacks {
		cases[c.rule] = true
	}
	for _, rule := range rules.All() {
		if !cases[rule.Name] {
			t.Errorf("no case breaks %s", rule.Name)
		}
	}
}

// What a preview cannot know is let pass.
func TestUnknownIsLetPass(t *testing.T) {
	s := good(t)
	for _, c := range []struct{ of, path string }{
		{"cluster", "apiServerAccessProfile.enablePrivateCluster"}, {"cluster", "sku"}, {"cluster", "agentPoolProfiles"},
		{"registry", "publicNetworkAccess"}, {"role", "scope"}, {"orders-0", "spec.template.spec.containers[0].image"},
		{"job", "spec.template.spec"}, {"orders-0-g1", "zones"}, {"volume", "spec.csi.volumeHandle"}, {"service", "metadata.annotations"},
		{"secret", `stringData["root-password"]`}, {"orders", "members"}, {"nsg", "securityRules"},
	} {
		s.objects[c.of].set(t, c.path, unknown)
	}
	said, err := s.preview(t)
	if err != nil || len(said) > 0 {
		t.Errorf("%v\n%v", err, said)
	}
}

// Where sites differ, the configuration says so: what it allows is let pass, and what it forbids is found.
func TestConfiguration(t *testing.T) {
	s := good(t)
	s.objects["cluster"].set(t, "apiServerAccessProfile", m{"enablePrivateCluster": false, "authorizedIPRanges": l{"203.0.113.0/26"}, "disableRunCommand": true})
	s.objects["cluster"].set(t, "sku.tier", "Free")
	s.objects["member-disk"].set(t, "guard", "none")
	s.objects["registry"].set(t, "publicNetworkAccess", "Enabled")
	s.objects["subnet"].set(t, "defaultOutboundAccess", true)
	s.policyConfig = policyConfig(t, `{
		"aks-private-api": {"allowedRanges": ["203.0.113.0/24"]},
		"aks-tier": {"tiers": ["Free"]},
		"disk-kept": {"allowedClusters": ["orders"]},
		"registry-private": {"allowPublic": true},
		"subnet-no-default-outbound": "advisory",
		"tags": {"requiredTags": ["environment", "owner"]},
		"image-by-digest": {"allowedRegistries": ["other.azurecr.io"]}
	}`)
	said, err := s.preview(t)
	if err == nil {
		t.Error("the engine did not stop")
	}
	for _, v := range said {
		switch {
		case v.Rule == "tags" && strings.Contains(v.Message, "tags.owner must be set"):
		case v.Rule == "image-by-digest" && strings.Contains(v.Message, "must come from other.azurecr.io"):
		case v.Rule == "subnet-no-default-outbound" && !v.Mandatory:
		default:
			t.Errorf("unexpected: %s", v)
		}
	}
	s.policyConfig = policyConfig(t, `{"aks-tier": {"tiers": "Free"}}`)
	if _, err := s.preview(t); err == nil || !strings.Contains(err.Error(), "validating policy config") {
		t.Errorf("a configuration of the wrong shape: %v", err)
	}
	s.policyConfig = policyConfig(t, `{"aks-private-api": {"allowedRanges": ["everything"]}}`)
	if _, err := s.preview(t); err == nil || !strings.Contains(err.Error(), "configuration of aks-private-api") {
		t.Errorf("a configuration that is no range: %v", err)
	}
}

func policyConfig(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "policy.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
