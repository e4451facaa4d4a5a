package arm

import (
	"reflect"
	"strings"
	"testing"
)

type object = map[string]any

func kind(t *testing.T, token string) Kind {
	t.Helper()
	k, err := KindOf(token)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func disk(change func(object)) object {
	in := object{
		"resourceGroupName": "data", "diskName": "orders-0-g1", "location": "westeurope", "zones": []any{"1"},
		"sku": object{"name": "PremiumV2_LRS"}, "creationData": object{"createOption": "Empty", "logicalSectorSize": 512.0},
		"diskSizeGB": 32.0, "diskIOPSReadWrite": 3000.0, "networkAccessPolicy": "DenyAll", "azureApiVersion": "2024-03-02",
	}
	change(in)
	return in
}

func pool(change func(object)) object {
	in := object{
		"resourceGroupName": "rg", "resourceName": "aks", "agentPoolName": "db1", "vmSize": "Standard_D4ds_v5", "count": 1.0,
		"availabilityZones": []any{"1"}, "mode": "User", "nodeLabels": object{"workload": "galera"},
		"upgradeSettings": object{"maxSurge": "1", "undrainableNodeBehavior": "Cordon"},
	}
	change(in)
	return in
}

func TestBodiesAgainstTheirModels(t *testing.T) {
	const diskType, poolType = "azure-native:compute:Disk", "azure-native:containerservice:AgentPool"
	cases := map[string]struct {
		token string
		in    object
		want  []string // each a part of one problem; none means accepted
	}{
		"a good disk":         {diskType, disk(func(object) {}), nil},
		"a misspelt field":    {diskType, disk(func(d object) { d["diskSizeGb"] = 3.0 }), []string{"properties.diskSizeGb: is not a field of Microsoft.Compute/disks 2024-03-02"}},
		"a deep one":          {diskType, disk(func(d object) { d["creationData"].(object)["creatOption"] = "Empty" }), []string{"properties.creationData.creatOption: is not a field"}},
		"a word for a size":   {diskType, disk(func(d object) { d["diskSizeGB"] = "ten" }), []string{"properties.diskSizeGB: has the wrong type"}},
		"half a GiB":          {diskType, disk(func(d object) { d["diskSizeGB"] = 10.5 }), []string{"properties.diskSizeGB: has the wrong type"}},
		"a foreign SKU":       {diskType, disk(func(d object) { d["sku"] = object{"name": "PremiumV2_ZRS"} }), []string{`sku.name: must be one of`}},
		"an object for text":  {diskType, disk(func(d object) { d["zones"] = []any{object{"a": 1.0}} }), []string{"zones[0].a: has the wrong type"}},
		"two at once":         {diskType, disk(func(d object) { d["diskSizeGB"], d["tier"], d["x"] = true, "P10", 1.0 }), []string{"properties.diskSizeGB", "properties.x"}},
		"what is not known":   {diskType, disk(func(d object) { d["diskSizeGB"], d["sku"] = Unknown{}, object{"name": Unknown{}} }), nil},
		"a good pool":         {poolType, pool(func(object) {}), nil},
		"a number as a label": {poolType, pool(func(p object) { p["nodeLabels"] = object{"workload": 1.0} }), []string{"properties.nodeLabels.workload: has the wrong type"}},
		"a foreign behaviour": {poolType, pool(func(p object) { p["upgradeSettings"] = object{"undrainableNodeBehavior": "cordon"} }), []string{"undrainableNodeBehavior: must be one of Cordon, Schedule"}},
		"a rule of a security group": {"azure-native:network:NetworkSecurityGroup", object{
			"location": "x", "securityRules": []any{object{"name": "a", "priority": 200.0, "direction": "inbound", "access": "Allow", "protocol": "Tcp", "sourceAddressPrefix": "*"}},
		}, []string{"properties.securityRules[0].properties.direction: must be one of Inbound, Outbound"}},
		"a delegation": {"azure-native:network:Subnet", object{
			"addressPrefix": "10.0.0.0/24", "delegations": []any{object{"name": "aks", "serviceName": "Microsoft.ContainerService/managedClusters"}},
		}, nil},
		"a task run of a known kind": {"azure-native:containerregistry:TaskRun", object{
			"runRequest": object{"type": "EncodedTaskRunRequest", "encodedTaskContent": "eA==", "agentPoolName": "build", "platform": object{"os": "Linux"}},
		}, nil},
		"a field of another kind of task run": {"azure-native:containerregistry:TaskRun", object{
			"runRequest": object{"type": "EncodedTaskRunRequest", "encodedTaskContent": "eA==", "dockerFilePath": "Dockerfile"},
		}, []string{"properties.runRequest.dockerFilePath: is not a field"}},
		"the autoscaler's profile and identities": {"azure-native:containerservice:ManagedCluster", object{
			"autoScalerProfile": object{"balanceSimilarNodeGroups": "true"},
			"identity":          object{"type": "UserAssigned", "userAssignedIdentities": []any{"/subscriptions/s/x"}},
		}, nil},
		"a registry's newer fields": {"azure-native:containerregistry:Registry", object{
			"sku": object{"name": "Premium"}, "anonymousPullEnabled": false,
		}, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			k := kind(t, c.token)
			problems := k.CheckBody(k.Body(c.in))
			if len(problems) != len(c.want) {
				t.Fatalf("got %d problems, want %d: %v", len(problems), len(c.want), problems)
			}
			for i, want := range c.want {
				if !strings.Contains(problems[i].String(), want) {
					t.Errorf("got %q, want it to say %q", problems[i], want)
				}
			}
		})
	}
}

func TestBodyLeavesInputsAlone(t *testing.T) {
	in := object{"autoScalerProfile": object{"maxGracefulTerminationSec": "600"}, "dnsPrefix": "a"}
	body := kind(t, "azure-native:containerservice:ManagedCluster").Body(in)
	want := object{"properties": object{"autoScalerProfile": object{"max-graceful-termination-sec": "600"}, "dnsPrefix": "a"}}
	if !reflect.DeepEqual(body, want) {
		t.Errorf("body %v, want %v", body, want)
	}
	if _, still := in["autoScalerProfile"].(object)["maxGracefulTerminationSec"]; !still {
		t.Error("the inputs were changed")
	}
}

func TestNames(t *testing.T) {
	cases := map[string]struct {
		token, parameter, name, want string
	}{
		"good disk":            {"azure-native:compute:Disk", "diskName", "orders-0-g1", ""},
		"long disk":            {"azure-native:compute:Disk", "diskName", strings.Repeat("a", 81), "1 to 80 characters, got 81"},
		"registry with hyphen": {"azure-native:containerregistry:Registry", "registryName", "galera-reg", `letters and digits alone, got "galera-reg"`},
		"pool in capitals":     {"azure-native:containerservice:AgentPool", "agentPoolName", "DB1", "starting with a letter"},
		"long pool":            {"azure-native:containerservice:AgentPool", "agentPoolName", "databasepool1", "1 to 12 characters, got 13"},
		"role without a GUID":  {"azure-native:authorization:RoleAssignment", "roleAssignmentName", "pull", "36 to 36"},
		"foreign window":       {"azure-native:containerservice:MaintenanceConfiguration", "configName", "weekly", "must be one of"},
		"zone of one label":    {"azure-native:privatedns:PrivateZone", "privateZoneName", "internal", "at least two labels"},
		"group ending in dot":  {"azure-native:resources:ResourceGroup", "resourceGroupName", "rg.", "not ending in a dot"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			problems := kind(t, c.token).CheckNames(object{c.parameter: c.name})
			switch {
			case c.want == "" && len(problems) > 0:
				t.Errorf("refused: %v", problems)
			case c.want != "" && (len(problems) != 1 || !strings.Contains(problems[0].Reason, c.want)):
				t.Errorf("got %v, want %q", problems, c.want)
			}
		})
	}
}

func TestRequiredAndFixed(t *testing.T) {
	k := kind(t, "azure-native:network:Subnet")
	problems := k.CheckRequired(object{"resourceGroupName": "rg", "virtualNetworkName": Unknown{}})
	want := []Problem{{"subnetName", "is required"}, {"addressPrefix or addressPrefixes", "is required"}}
	if !reflect.DeepEqual(problems, want) {
		t.Errorf("got %v, want %v", problems, want)
	}
	d := kind(t, "azure-native:compute:Disk")
	before := disk(func(object) {})
	if problems := d.CheckFixed(before, disk(func(d object) { d["diskSizeGB"] = 64.0 })); len(problems) > 0 {
		t.Errorf("growing is refused: %v", problems)
	}
	moved := d.CheckFixed(before, disk(func(d object) { d["zones"] = []any{"2"} }))
	if len(moved) != 1 || !strings.Contains(moved[0].Reason, "PropertyChangeNotAllowed") {
		t.Errorf("moving to another zone gives %v", moved)
	}
}

func TestReplacedBy(t *testing.T) {
	k := kind(t, "azure-native:containerservice:ManagedCluster")
	for path, want := range map[string]bool{
		"resourceName": true, "resourceGroupName": true, "networkProfile.podCidr": true, "location": true,
		"tags.env": false, "agentPoolProfiles[0].count": false, "kubernetesVersion": false,
	} {
		if got := k.ReplacedBy(path); got != want {
			t.Errorf("a change of %s replaces: %v, want %v", path, got, want)
		}
	}
}

func TestIDs(t *testing.T) {
	subnet, known, err := kind(t, "azure-native:network:Subnet").ID("sub", object{
		"resourceGroupName": "rg", "virtualNetworkName": "v", "subnetName": "nodes",
	})
	want := "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/nodes"
	if err != nil || !known || subnet != want {
		t.Fatalf("got %q, %v, %v, want %q", subnet, known, err, want)
	}
	if got := TypeOf(subnet); got != "Microsoft.Network/virtualNetworks/subnets" {
		t.Errorf("type %q", got)
	}
	vnet := Parent(subnet)
	if vnet != strings.TrimSuffix(want, "/subnets/nodes") || Parent(vnet) != "/subscriptions/sub/resourceGroups/rg" || Parent(Parent(vnet)) != "" {
		t.Errorf("parents %q, %q, %q", vnet, Parent(vnet), Parent(Parent(vnet)))
	}
	role, _, err := kind(t, "azure-native:authorization:RoleAssignment").ID("sub", object{"scope": subnet, "roleAssignmentName": "g"})
	if err != nil || role != subnet+"/providers/Microsoft.Authorization/roleAssignments/g" || Parent(role) != subnet {
		t.Errorf("role assignment %q (%v) on %q", role, err, Parent(role))
	}
	if _, known, err := kind(t, "azure-native:compute:Disk").ID("sub", object{"resourceGroupName": Unknown{}, "diskName": "d"}); known || err != nil {
		t.Errorf("an id of unknown parts is known: %v, %v", known, err)
	}
}
