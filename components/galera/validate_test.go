package galera

import (
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func TestArgumentsWithDefaultsAreValid(t *testing.T) {
	for _, args := range []ClusterArgs{static(1), static(3), dynamic(5)} {
		if err := args.Validate("orders"); err != nil {
			t.Error(err)
		}
	}
}

func TestEachProblemNamesKeyBoundAndValue(t *testing.T) {
	cases := map[string]struct {
		change func(*ClusterArgs)
		want   string
	}{
		"namespace":  {func(a *ClusterArgs) { a.Namespace = nil }, "namespace: must be given"},
		"image":      {func(a *ClusterArgs) { a.Image = nil }, "image: must be given"},
		"no members": {func(a *ClusterArgs) { a.Members = nil }, "members: must be at least 1, got 0"},
		"even":       {func(a *ClusterArgs) { a.Members = static(4).Members }, "members: must be odd (or set allowEven), got 4"},
		"recovery": {func(a *ClusterArgs) { a.Recovery = "bounded(soon)" },
			`recovery: must be strict, bounded or bounded(<duration>), got "bounded(soon)"`},
		"too many": {func(a *ClusterArgs) { a.Members = static(11).Members }, "members: must be at most 9, got 11"},
		"no zone": {func(a *ClusterArgs) { a.Members[1].Zone = "" },
			"members[1].zone: must be given, because a static volume is in one zone"},
		"bad zone": {func(a *ClusterArgs) { a.Members[1].Zone = "a b" }, `members[1].zone: must be the value of a node label, got "a b"`},
		"size":     {func(a *ClusterArgs) { a.Members[2].Volume.SizeGiB = 0 }, "members[2].volume.sizeGiB: must be at least 1, got 0"},
		"generation": {func(a *ClusterArgs) { a.Members[0].Volume.Generation = -1 },
			"members[0].volume.generation: must be at least 1, got -1"},
		"file system": {func(a *ClusterArgs) { a.Members[0].Volume.FileSystem = "zfs" },
			`members[0].volume.fileSystem: must be ext4 or xfs, got "zfs"`},
		"storage class": {func(a *ClusterArgs) { a.Members[0].Volume.StorageClass = "" }, "members[0].volume.storageClass: must be given"},
		"driver":        {func(a *ClusterArgs) { a.Members[0].Volume.Static.Driver = "" }, "members[0].volume.static.driver: must be given"},
		"handle":        {func(a *ClusterArgs) { a.Members[0].Volume.Static.Handle = nil }, "members[0].volume.static.handle: must be given"},
		"topology": {func(a *ClusterArgs) { a.Members[0].Volume.Static.TopologyKey = "" },
			`members[0].volume.static.topologyKey: must be a node label's key, got ""`},
		"cpu":    {func(a *ClusterArgs) { a.Resources.CPU = "two" }, `resources.cpu: must be a quantity such as 2, 500m or 8Gi, got "two"`},
		"memory": {func(a *ClusterArgs) { a.Resources.Memory = "1Mi" }, "resources.memory: must be at least"},
		"setting": {func(a *ClusterArgs) { a.Settings = map[string]string{"inodb_flush": "1"} },
			"settings.inodb_flush: "},
		"user":   {func(a *ClusterArgs) { a.User = "Root" }, `user: must not be one of the server's own`},
		"schema": {func(a *ClusterArgs) { a.Schema = "my-app" }, `schema: must start with a letter or underscore`},
		"type":   {func(a *ClusterArgs) { a.Service.Type = "NodePort" }, `service.type: must be LoadBalancer or ClusterIP, got "NodePort"`},
		"policy": {func(a *ClusterArgs) { a.Service.ExternalTrafficPolicy = "Some" },
			`service.externalTrafficPolicy: must be Cluster or Local, got "Some"`},
		"port":       {func(a *ClusterArgs) { a.Service.Port = 70000 }, "service.port: must be from 1 to 65535, got 70000"},
		"same ports": {func(a *ClusterArgs) { a.Service.ReadPort = 3306 }, "service.readPort: must differ from port, got 3306 for both"},
		"address":    {func(a *ClusterArgs) { a.Service.Address = "10.60.8" }, `service.address: must be an address, got "10.60.8"`},
		"range": {func(a *ClusterArgs) { a.Service.SourceRanges = []string{"10.50.0.0/16", "10.50.0.4/16"} },
			`service.sourceRanges[1]: must be the range's first address, 10.50.0.0/16, got "10.50.0.4/16"`},
		"no range": {func(a *ClusterArgs) { a.Service.SourceRanges = []string{"all"} },
			`service.sourceRanges[0]: must be a range such as 10.50.0.0/16, got "all"`},
		"selector": {func(a *ClusterArgs) { a.NodeSelector = map[string]string{"pool": "a b"} },
			`nodeSelector[pool]: must be a label value, got "a b"`},
		"toleration": {func(a *ClusterArgs) { a.Tolerations = []Toleration{{Key: "x", Effect: "Never"}} },
			`tolerations[0].effect: must be NoSchedule, PreferNoSchedule, NoExecute or empty, got "Never"`},
		"check's timeout": {func(a *ClusterArgs) { a.CheckTimeout = time.Second }, "checkTimeout: must be at least 30s, got 1s"},
		"timeout":         {func(a *ClusterArgs) { a.RolloutTimeout = time.Second }, "rolloutTimeout: must be at least 1m0s, got 1s"},
		"grace":           {func(a *ClusterArgs) { a.TerminationGraceSeconds = 59 }, "terminationGraceSeconds: must be at least 60, got 59"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			args := static(3)
			c.change(&args)
			err := args.Validate("orders")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("want %q, got %v", c.want, err)
			}
		})
	}
}

func TestNames(t *testing.T) {
	for name, valid := range map[string]bool{
		"orders": true, "o": true, "a-1": true, strings.Repeat("a", 32): true,
		"": false, "1a": false, "Orders": false, "a-": false, "a_b": false, strings.Repeat("a", 33): false,
	} {
		if err := static(3).Validate(name); (err == nil) != valid {
			t.Errorf("%q: valid should be %t, got %v", name, valid, err)
		}
	}
}

func TestEvenIsAllowedWhenSaid(t *testing.T) {
	args := static(2)
	args.AllowEven = true
	if err := args.Validate("orders"); err != nil {
		t.Error(err)
	}
}

func TestAllProblemsAreReportedBeforeAnythingIsRegistered(t *testing.T) {
	args := static(4)
	args.Members[0].Volume.SizeGiB = 0
	args.Resources.CPU = "two"
	args.Service.Port = 0 - 1
	r := &recorder{}
	err := pulumi.RunErr(func(ctx *pulumi.Context) error {
		_, err := NewCluster(ctx, "orders", &args)
		return err
	}, pulumi.WithMocks("project", "stack", r))
	if err == nil {
		t.Fatal("want an error")
	}
	for _, key := range []string{"members: ", "members[0].volume.sizeGiB: ", "resources.cpu: ", "service.port: "} {
		if !strings.Contains(err.Error(), key) {
			t.Errorf("the error does not name %q: %v", key, err)
		}
	}
	for _, seen := range r.resources {
		if seen.token != "pulumi:pulumi:Stack" {
			t.Errorf("%s %s was registered", seen.token, seen.name)
		}
	}
}

func TestCallersArgumentsAreNotChanged(t *testing.T) {
	args := dynamic(3)
	_ = args.withDefaults()
	if args.Members[0].Volume.Generation != 0 || args.Schema != "" {
		t.Error("withDefaults changed what it was given")
	}
}
