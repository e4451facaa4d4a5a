package mocktest

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/galera-aks/galera-aks/infra/cluster"
	"github.com/galera-aks/galera-aks/infra/disk"
	"github.com/galera-aks/galera-aks/infra/network"
	"github.com/galera-aks/galera-aks/infra/registry"
	"github.com/galera-aks/galera-aks/infra/registry/buildcontext"
)

// outputs runs a platform and returns what its components gave back, and which of it is secret.
func outputs(t *testing.T, p *platform) (values map[string]string, secret []string) {
	t.Helper()
	values = map[string]string{}
	var mu sync.Mutex
	newRecorder().mustRun(t, func(ctx *pulumi.Context) error {
		if err := p.program(ctx); err != nil {
			return err
		}
		for name, output := range p.outputs {
			done := output.ApplyT(func(value any) any {
				mu.Lock()
				defer mu.Unlock()
				values[name] = value.(string)
				if pulumi.IsSecret(output) {
					secret = append(secret, name)
				}
				return value
			})
			ctx.Export(name, done)
		}
		return nil
	})
	return values, secret
}

func TestOutputs(t *testing.T) {
	values, secret := outputs(t, strict())
	if diff := cmp.Diff([]string{"kubeconfig"}, secret); diff != "" {
		t.Errorf("secret (-want +got):\n%s", diff)
	}
	if file := values["kubeconfig"]; !strings.Contains(file, tenant) || !strings.Contains(file, "https://api.example:443") {
		t.Errorf("kubeconfig: got\n%s", file)
	}
	delete(values, "kubeconfig")
	want := map[string]string{
		"image":             "galeraabc123.azurecr.io/mariadb-galera@" + digest,
		"registryId":        group + "/galera",
		"clusterId":         group + "/galera",
		"issuer":            "https://issuer.example/",
		"nodeResourceGroup": "galera-nodes",
		"host":              "orders.db.example.internal",
		"diskId":            "/subscriptions/" + subscription + "/resourceGroups/data/providers/Microsoft.Compute/disks/orders-0-g2",
		"diskName":          "orders-0-g2",
		"subnet":            "loadbalancers",
	}
	if diff := cmp.Diff(want, values); diff != "" {
		t.Errorf("outputs (-want +got):\n%s", diff)
	}
}

func TestABuiltImageIsNamedByDigest(t *testing.T) {
	values, _ := outputs(t, development())
	if want := "galeraabc123.azurecr.io/mariadb-galera@" + digest; values["image"] != want {
		t.Errorf("got %s, want %s", values["image"], want)
	}
}

func TestABuildWithoutAnImageFails(t *testing.T) {
	context, err := buildcontext.Pack(source())
	if err != nil {
		t.Fatal(err)
	}
	image := func(repository, tag string) resource.PropertyValue {
		return resource.NewObjectProperty(resource.PropertyMap{
			"repository": resource.NewStringProperty(repository), "tag": resource.NewStringProperty(tag),
			"digest": resource.NewStringProperty(digest),
		})
	}
	for name, images := range map[string][]resource.PropertyValue{
		"none": {}, "another": {image("something-else", context.Tag())}, "an older one": {image(registry.Repository, "1")},
	} {
		r := newRecorder()
		r.images = images
		err := r.run(development().program)
		if err == nil || !strings.Contains(err.Error(), "run run1 made no image mariadb-galera:") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestNoKubeconfigFails(t *testing.T) {
	r := newRecorder()
	r.kubeconfigs = []resource.PropertyValue{}
	err := r.run(strict().program)
	if err == nil || !strings.Contains(err.Error(), "azure hands out no kubeconfig for galera") {
		t.Errorf("got %v", err)
	}
}

// TestNothingIsOpenedByDefault checks what the SDK would fill in otherwise, and what a reviewer would look for first.
func TestNothingIsOpenedByDefault(t *testing.T) {
	r := newRecorder()
	r.mustRun(t, strict().program)
	managed := r.one(t, "ManagedCluster", "galera")
	registry := r.one(t, "Registry", "galera")
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"nodes' way out", managed.at("networkProfile.outboundType"), "none"},
		{"nodes' start", managed.at("bootstrapProfile.artifactSource"), "Cache"},
		{"API server", managed.at("apiServerAccessProfile.enablePrivateCluster"), true},
		{"API server's public name", managed.at("apiServerAccessProfile.enablePrivateClusterPublicFQDN"), false},
		{"commands from outside", managed.at("apiServerAccessProfile.disableRunCommand"), true},
		{"local accounts", managed.at("disableLocalAccounts"), true},
		{"nodes' resource group", managed.at("nodeResourceGroupProfile.restrictionLevel"), "ReadOnly"},
		{"registry", registry.at("publicNetworkAccess"), "Disabled"},
		{"registry's admin", registry.at("adminUserEnabled"), false},
		{"registry's guests", registry.at("anonymousPullEnabled"), false},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %v, want %v", c.what, c.got, c.want)
		}
	}
	for _, res := range r.resources {
		if res.is("Subnet") && res.at("defaultOutboundAccess") != false {
			t.Errorf("subnet %s: has a way out of its own", res.Name)
		}
		if res.is("AgentPool") && res.at("enableNodePublicIP") != false {
			t.Errorf("pool %s: gives nodes public addresses", res.Name)
		}
		if strings.Contains(res.Type, "PublicIP") {
			t.Errorf("%s %s: is a public address", res.Type, res.Name)
		}
	}
}

func TestOneDatabasePoolInEachZone(t *testing.T) {
	p := strict()
	p.cluster.Zones = []string{"3", "1"}
	r := newRecorder()
	r.mustRun(t, p.program)
	if got := r.count("AgentPool"); got != 2 {
		t.Errorf("got %d pools, want 2", got)
	}
	for name, zone := range map[string]string{"galera-db1d4dsv5": "1", "galera-db3d4dsv5": "3"} {
		pool := r.one(t, "AgentPool", name)
		if diff := cmp.Diff([]any{zone}, pool.at("availabilityZones")); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if pool.at("upgradeSettings.undrainableNodeBehavior") != "Cordon" {
			t.Errorf("%s: a node that cannot be drained would be deleted", name)
		}
	}
}

// TestPoolsChangeZoneByZone checks what keeps two zones from losing their nodes at once, whatever a change does to them.
func TestPoolsChangeZoneByZone(t *testing.T) {
	r := newRecorder()
	r.mustRun(t, strict().program)
	for _, pool := range []struct{ name, after string }{{"galera-db2d4dsv5", "galera-db1d4dsv5"}, {"galera-db3d4dsv5", "galera-db2d4dsv5"}} {
		if waits := r.one(t, "AgentPool", pool.name).DependsOn; !slices.Contains(waits, "AgentPool "+pool.after) {
			t.Errorf("%s: waits for %v, want %s among them", pool.name, waits, pool.after)
		}
	}
}

// TestTheClusterWaits checks what must be there before Azure is asked for a cluster, which fails half an hour later otherwise.
func TestTheClusterWaits(t *testing.T) {
	r := newRecorder()
	r.mustRun(t, routed().program)
	waits := r.one(t, "ManagedCluster", "galera").DependsOn
	for _, needed := range []string{
		"RoleAssignment galera-role-pull", "RoleAssignment galera-role-nodes-subnet", "RoleAssignment galera-role-routes",
		"VirtualNetworkPeering galera-from-application", "VirtualNetworkPeering galera-to-application",
	} {
		if !slices.Contains(waits, needed) {
			t.Errorf("does not wait for %s, only for\n%s", needed, strings.Join(waits, "\n"))
		}
	}
	r = newRecorder()
	r.mustRun(t, strict().program)
	waits = r.one(t, "ManagedCluster", "galera").DependsOn
	for _, needed := range []string{"CacheRule galera-nodes", "PrivateDnsZoneGroup galera-endpoint"} {
		if !slices.Contains(waits, needed) {
			t.Errorf("without a way out: does not wait for %s, only for\n%s", needed, strings.Join(waits, "\n"))
		}
	}
}

func TestSubnetsAreMadeOneAfterTheOther(t *testing.T) {
	r := newRecorder()
	r.mustRun(t, routed().program)
	var last string
	for _, name := range []string{"nodes", "apiserver", "loadbalancers", "privateendpoints", "builds"} {
		waits := r.one(t, "Subnet", "galera-"+name).DependsOn
		if last != "" && !slices.Contains(waits, "Subnet galera-"+last) {
			t.Errorf("%s: waits for %v, want %s among them", name, waits, last)
		}
		last = name
	}
}

func TestGuards(t *testing.T) {
	for guard, want := range map[disk.Guard][2]bool{
		"": {false, true}, disk.GuardRetain: {false, true}, disk.GuardProtect: {true, true}, disk.GuardNone: {false, false},
	} {
		p := strict()
		p.disk.Guard = guard
		r := newRecorder()
		r.mustRun(t, p.program)
		d := r.one(t, "Disk", "orders-0-g2")
		if got := [2]bool{d.Protect, d.Retain}; got != want {
			t.Errorf("%q: protected, retained: got %v, want %v", guard, got, want)
		}
	}
}

// TestEverythingWrongIsSaidBeforeAnythingIsMade gives each component nothing.
func TestEverythingWrongIsSaidBeforeAnythingIsMade(t *testing.T) {
	for name, c := range map[string]struct {
		program func(*pulumi.Context) error
		keys    []string
	}{
		"network": {
			func(ctx *pulumi.Context) error { _, err := network.New(ctx, "n", &network.Args{}); return err },
			[]string{"resourceGroup:", "location:", "addresses.nodes:", "addresses.pods:", "egress:", "zone:"},
		},
		"record": {
			func(ctx *pulumi.Context) error { _, err := network.NewRecord(ctx, "r", nil); return err },
			[]string{"resourceGroup:", "zone:", "name:", "address:"},
		},
		"registry": {
			func(ctx *pulumi.Context) error { _, err := registry.New(ctx, "r", nil); return err },
			[]string{"name:", "resourceGroup:", "location:", "endpoint:", "image:"},
		},
		"cluster": {
			func(ctx *pulumi.Context) error { _, err := cluster.New(ctx, "c", nil); return err },
			[]string{
				"name:", "resourceGroup:", "dataResourceGroupId:", "subscriptionId:", "tenantId:", "registryId:", "location:",
				"kubernetesVersion:", "network.nodesSubnetId:", "network.addresses.pods:", "egress:", "zones:",
			},
		},
		"disk": {
			func(ctx *pulumi.Context) error { _, err := disk.New(ctx, "d", nil); return err },
			[]string{"subscriptionId:", "resourceGroup:", "location:", "zone:", "cluster:", "generation:", "sizeGiB:"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRecorder()
			err := r.run(c.program)
			if err == nil {
				t.Fatal("want an error")
			}
			for _, key := range c.keys {
				if !strings.Contains(err.Error(), key) {
					t.Errorf("nothing is said about %s in\n%v", key, err)
				}
			}
			for _, res := range r.resources {
				if !strings.HasPrefix(res.Type, "pulumi:") {
					t.Errorf("%s %s was registered", res.Type, res.Name)
				}
			}
		})
	}
}

// TestCombinationsThatCannotWork changes one thing of a platform that works.
func TestCombinationsThatCannotWork(t *testing.T) {
	for name, c := range map[string]struct {
		platform *platform
		change   func(*platform)
		want     string
	}{
		"no way out and a public API server": {
			strict(), func(p *platform) { p.cluster.API = development().cluster.API },
			"api.public: must be false where egress is none, got true",
		},
		"public API server for nobody": {
			development(), func(p *platform) { p.cluster.API.AuthorizedRanges = nil },
			"api.authorizedRanges: needs at least one where the API server is public, got none",
		},
		"a patch version": {
			strict(), func(p *platform) { p.cluster.KubernetesVersion = "1.36.2" },
			`kubernetesVersion: must be a minor version such as 1.36, since Azure chooses the patch, got "1.36.2"`,
		},
		"a zone twice": {
			strict(), func(p *platform) { p.cluster.Zones = []string{"1", "1"} },
			`zones[1]: must not be named twice, got "1"`,
		},
		"a short window": {
			strict(), func(p *platform) {
				p.cluster.Upgrades = cluster.DefaultUpgrades
				p.cluster.Upgrades.Hours = 2
			},
			"upgrades.hours: must be from 4 to 24, got 2",
		},
		"builds without a way out": {
			strict(), func(p *platform) { p.network.Addresses.Builds = routed().network.Addresses.Builds },
			"nextHop: required where addresses.builds is set",
		},
		"a firewall nowhere": {
			routed(), func(p *platform) { p.network.NextHop = strict().network.NextHop },
			"nextHop: required where egress is userDefinedRouting, got none",
		},
		"a private registry that is Basic": {
			strict(), func(p *platform) { p.registry.Tier = registry.Basic },
			"tier: must be Premium where publicAccess is false, got Basic",
		},
		"a private registry without agents": {
			strict(), func(p *platform) { p.registry.Image = development().registry.Image },
			"image.build.agents: required where publicAccess is false, got none",
		},
		"an image by tag": {
			strict(), func(p *platform) { p.registry.Image.Reference = "mariadb-galera:11.8" },
			`image.reference: must be REPOSITORY@sha256: and 64 hexadecimal digits, got "mariadb-galera:11.8"`,
		},
		"an application that is no network": {
			strict(), func(p *platform) { p.network.Application.VirtualNetworkID = "app" },
			"application.virtualNetworkId: must be /subscriptions/",
		},
		"a zone of one label": {
			strict(), func(p *platform) { p.network.Zone = "internal" },
			`zone: must be a DNS name of 2 to 34 labels in lower case, got "internal"`,
		},
		"performance that Azure does not sell": {
			strict(), func(p *platform) { p.disk.ThroughputMBps = 800 },
			"throughputMBps: must be from 125 to 750 MB a second for its operations, got 800",
		},
		"a zone for a disk in all of them": {
			strict(), func(p *platform) { p.disk.Kind = "Premium_ZRS" },
			`zone: must not be set for Premium_ZRS, which Azure keeps in every zone, got "1"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.change(c.platform)
			err := newRecorder().run(c.platform.program)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v\nwant %s", err, c.want)
			}
		})
	}
}
